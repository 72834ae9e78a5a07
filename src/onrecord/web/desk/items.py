"""One thing that waits, and a queue of such things, as every role's desk shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.text import slugify

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
    """A titled list of what waits, what an empty one says, and the key of its next page, if any."""

    title: str
    items: tuple[Item, ...]
    empty: str
    following: str = ""

    @property
    def name(self) -> str:
        """What addresses call the queue."""
        return slugify(self.title)

    @property
    def more_url(self) -> str:
        """The address of the next page; empty at the end."""
        asked = urlencode({"queue": self.name, "after": self.following})
        return f"/desk/?{asked}" if self.following else ""


After = Mapping[str, str]
"""For each queue's name, the key after which its page begins; the beginning where it is not."""


def queue(title: str, items: Iterable[Item], empty: str, following: str = "") -> Queue:
    """Return a queue whose empty form says when it was looked at."""
    checked = f"Checked {timezone.localtime(now()):%H:%M}."
    return Queue(title, tuple(items), f"{empty} {checked}", following)


def day(at: datetime) -> str:
    """Return a day as pages write it, in the city's zone."""
    return moments.day(at, timezone.get_current_timezone())
