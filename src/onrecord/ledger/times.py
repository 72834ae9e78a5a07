"""Time and randomness, asked for at the edge of an act and handed inwards."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from onrecord.storage.home import DEMO, HomeError, current_home

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return the present moment, in UTC; within `pretend` the moment that it names."""
    return _pretended.get() or datetime.now(UTC)


def is_pretended() -> bool:
    """Say whether `now` names another moment than the present."""
    return _pretended.get() is not None


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Let `now` name another moment: how the demo city's past is played.

    Raises HomeError outside a demo home: no other record ever bears a time that was not.
    """
    if current_home().record().mode != DEMO:
        raise HomeError("Only the fictional demo city plays at another time than the present.")
    token = _pretended.set(datetime.fromisoformat(utc_text(moment)))
    try:
        yield
    finally:
        _pretended.reset(token)


def utc_text(moment: datetime) -> str:
    """Return RFC 3339 text in UTC with six decimals, such as `2026-03-03T21:14:05.123456Z`."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; give one.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def salt() -> bytes:
    """Return 128 random bits (G29)."""
    return secrets.token_bytes(16)
