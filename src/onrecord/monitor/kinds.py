"""The kinds of alarms, what each says of the log, how a round ends; times and texts in words."""

from datetime import UTC, datetime
from enum import IntEnum, StrEnum

_LAST_SECOND = 253_402_300_799  # the end of the year 9999


class Kind(StrEnum):
    """What an alarm is about; stable, for programs."""

    INCONSISTENT = "inconsistent"
    SPLIT_VIEW = "split-view"
    ROLLBACK = "rollback"
    WITHHELD = "withheld"
    TILES_DIFFER = "tiles-differ"
    UNTRUSTED = "untrusted"
    SILENCE = "silence"
    UNREACHABLE = "unreachable"
    UNPROVED = "unproved"
    WITNESS_SILENT = "witness-silent"


FORKS = frozenset({Kind.INCONSISTENT, Kind.SPLIT_VIEW})
"""Proved by two signed notes: never over."""

WRONG = FORKS | {Kind.ROLLBACK, Kind.WITHHELD, Kind.TILES_DIFFER, Kind.UNTRUSTED}
"""The log does not hold. The other kinds say that it is silent, or cannot be asked."""


class Outcome(IntEnum):
    """How a round ended, from best to worst.

    HOLDS says that the log's checkpoint was seen and proved in this round; SILENT that it was not,
    or that the log or a witness has been silent for too long; WRONG that the log does not hold.
    """

    HOLDS = 0
    SILENT = 1
    WRONG = 2


def moment(seconds: int) -> str:
    """Return a POSIX time as RFC 3339 text in UTC."""
    if seconds > _LAST_SECOND:
        return f"{seconds} seconds after 1970"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(text: str) -> str:
    """Return the text without characters that would act on a terminal or a header."""
    return "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in text)


def plain_lines(text: str) -> str:
    """Return lines, each plain."""
    return "\n".join(plain(line) for line in text.split("\n"))
