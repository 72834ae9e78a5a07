"""Refuses INSERT, UPDATE and DELETE on record tables outside an act, on every connection."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from onrecord.ledger.errors import WriteOutsideAct

_WRITE = re.compile(
    r"\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|MERGE\s+INTO|DELETE\s+FROM|COPY|"
    r"UPDATE(?:\s+OR\s+\w+)?)\s+"
    r'(?:ONLY\s+)?(?:["`]?\w+["`]?\s*\.\s*)?["`]?(\w+)',
    re.IGNORECASE,
)
_TRUNCATE = re.compile(r"^\s*TRUNCATE\b", re.IGNORECASE)
_NAME = re.compile(r"\w+")
_permitted: ContextVar[str] = ContextVar("permitted", default="")


@cache
def record_tables() -> frozenset[str]:
    """Return the names of the tables that only acts may write."""
    from onrecord.ledger.models import LEDGER_TABLES, Record  # noqa: PLC0415 - needs loaded apps

    return frozenset(
        model._meta.db_table  # noqa: SLF001 - Django's documented way to a table's name
        for model in apps.get_models()
        if issubclass(model, (Record, *LEDGER_TABLES))
    )


@contextmanager
def permitted(reason: str) -> Iterator[None]:
    """Allow writes to record tables within; `reason` names who does it (act, sequencer, ...)."""
    token = _permitted.set(reason)
    try:
        yield
    finally:
        _permitted.reset(token)


def refuse_writes_outside_acts(
    execute: Callable[..., Any],
    sql: str,
    params: object,
    many: bool,  # noqa: FBT001 - Django's signature
    context: dict[str, Any],
) -> Any:  # noqa: ANN401 - Django's signature
    """Stand between Django and the database (Django: database instrumentation)."""
    if not _permitted.get():
        written = _written(sql) & record_tables()
        if written:
            raise WriteOutsideAct(
                f"{', '.join(sorted(written))}: a table of the record is written by actions under "
                "ledger.act only."
            )
    return execute(sql, params, many, context)


def _written(sql: str) -> set[str]:
    """Return the names of the tables that a statement may write, wherever in it they stand."""
    names = _NAME.findall(sql) if _TRUNCATE.match(sql) else _WRITE.findall(sql)
    return {name.lower() for name in names}


def attach(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Put the guard on a connection that was just made."""
    if refuse_writes_outside_acts not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_writes_outside_acts)
