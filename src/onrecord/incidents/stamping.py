"""What can be stamped at a scene, with which answers, and when it happened by which clock.

Pure: times come in as arguments. A stamp bears the phone's own time, which nothing overwrites; the
server keeps beside it when it came in, and how far the phone's clock then was from its own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from onrecord.directive import Asked, Outcome


class StampKind(StrEnum):
    """One button of the pad. None asks for a duty, and none leads anybody to approach (G6, G8)."""

    ORIGIN = "origin"
    PLACE = "place"
    DISPATCH = "dispatch"
    HURT = "hurt"
    EMS_ASKED = "ems-asked"
    EMS_HERE = "ems-here"
    AID_GIVEN = "aid-given"
    AID_REFUSED = "aid-refused"
    CAMERA = "camera"
    SUPERVISOR = "supervisor"
    ASKED = "asked"
    NOTE = "note"


NOT_NOW = "not-now"
"""An answer like the others: nothing is known, and nothing is recorded as no."""
ANSWERS = {
    StampKind.ORIGIN: ("seen", "reported"),
    StampKind.PLACE: ("gps", "words", NOT_NOW),
    StampKind.HURT: ("yes", "no", NOT_NOW),
    StampKind.CAMERA: ("on", NOT_NOW),
    StampKind.ASKED: (
        *(outcome.value for outcome in Outcome),
        *(asked.value for asked in Asked if asked is not Asked.ASKED),
        NOT_NOW,
    ),
}
"""The answers of a kind; a kind that is not here has none, the stamp itself says it."""
WITH_WORDS = (StampKind.PLACE, StampKind.DISPATCH, StampKind.ASKED, StampKind.NOTE)
STANDS = timedelta(seconds=5)
"""Up to this far apart, the phone's clock counts as right."""
OLDEST = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One reading of the phone's two clocks.

    monotonic_ms counts from the start of the page that `started` names, and cannot be set.
    """

    at: datetime
    monotonic_ms: int
    started: UUID


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """A stamp as a phone sends it. `id` is random and the phone's own: it is recorded once.

    skew_seen_ms: how far the phone's clock was from the server's when it last heard of it.
    corrects: the stamp that a note speaks of. keep: what becomes of words on status (G7).
    """

    id: UUID
    position: int
    what: StampKind
    answer: str = ""
    words: str = ""
    name_given: str = ""
    badge_given: str = ""
    corrects: UUID | None = None
    keep: str = ""
    moment: Moment
    zone_minutes: int
    skew_seen_ms: int | None = None


def answers(kind: StampKind) -> tuple[str, ...]:
    """Return the answers that a kind takes."""
    return ANSWERS.get(kind, ("",))


def skew(sent: Moment, received: datetime) -> timedelta:
    """Return how far the phone's clock was ahead of the server's when it sent."""
    return sent.at - received


def happened(stamp: Stamp, sent: Moment, received: datetime) -> datetime:
    """Return when a stamp was made by the server's clock; never later than it came in."""
    ahead = skew(sent, received)
    at = stamp.moment.at if abs(ahead) <= STANDS else stamp.moment.at - ahead
    return min(at, received)


def clock_moved(stamp: Stamp, sent: Moment) -> timedelta:
    """Return by how much the phone's clock was set between stamp and sending, where it shows.

    A clock that cannot be set may stand still while a phone sleeps; so only a clock that went
    back, against it, shows for certain.
    """
    if stamp.moment.started != sent.started:
        return timedelta(0)
    by_clock = sent.at - stamp.moment.at
    by_count = timedelta(milliseconds=sent.monotonic_ms - stamp.moment.monotonic_ms)
    return min(timedelta(0), by_clock - by_count)


def clock_words(ahead: timedelta) -> str:
    """Say how the phone's clock stood; empty where it was right."""
    if abs(ahead) <= STANDS:
        return ""
    seconds = round(abs(ahead).total_seconds())
    minutes = round(seconds / 60)
    far = f"{minutes // 60} h {minutes % 60} min" if minutes else f"{seconds} s"
    return f"{far} {'ahead' if ahead > timedelta(0) else 'behind'}"
