"""One thing that waits, and a queue of such things, as every role's desk shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from onrecord.ledger.times import now
from onrecord.web import moments


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `due` is when, `left` what that means in words."""

    what: str
    why: str
    url: str
    act: str
    due: datetime | None = None
    left: str = ""
    soon: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """A titled list of what waits, and what an empty one says."""

    title: str
    items: tuple[Item, ...]
    empty: str


def _checked() -> str:
    return f"Checked {timezone.localtime(now()):%H:%M}."


def day(at: datetime) -> str:
    """Return a day as pages write it, in the city's zone."""
    return moments.day(at, timezone.get_current_timezone())


def queue(title: str, items: Iterator[Item], empty: str) -> Queue:
    """Return a queue whose empty form says when it was looked at."""
    return Queue(title, tuple(items), f"{empty} {_checked()}")
