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
    r"^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+"
    r'(?:ONLY\s+)?["`]?(\w+)["`]?',
    re.IGNORECASE,
)
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
    params: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:  # noqa: ANN401 - Django's signature
    """Stand between Django and the database (Django: database instrumentation)."""
    if not _permitted.get():
        written = _WRITE.match(sql)
        if written and written.group(1).lower() in record_tables():
            raise WriteOutsideAct(
                f"{written.group(1)} is a table of the record: it is written by actions under "
                "ledger.act only."
            )
    return execute(sql, params, many, context)


def attach(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Put the guard on a connection that was just made."""
    if refuse_writes_outside_acts not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_writes_outside_acts)
