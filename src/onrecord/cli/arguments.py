"""Arguments that several commands take, and how their words become values."""

import argparse
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from django.utils import timezone

from onrecord.incidents.states import KeepAs
from onrecord.incidents.status_text import PassageChoice, find

E = TypeVar("E", bound=StrEnum)


def moment(text: str) -> datetime:
    """Return a time; without a zone it is read in the home's own."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a time; write 2026-03-03T21:14 or 2026-03-03T21:14:05-06:00"
        ) from None
    return at if at.tzinfo is not None else timezone.make_aware(at)


def day(text: str) -> date:
    """Return a date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write 2026-03-03") from None


def video_time(text: str) -> int:
    """Return milliseconds from a recording's start, from `00:04:31` or `00:04:31.250`."""
    try:
        hours, minutes, seconds = text.split(":")
        whole, _, part = seconds.partition(".")
        total = (int(hours) * 60 + int(minutes)) * 60 + int(whole)
        return total * 1000 + int(part.ljust(3, "0")[:3] or 0)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: write 00:04:31 or 00:04:31.250") from None


def pair(text: str) -> tuple[str, str]:
    """Return NAME and VALUE of `NAME=VALUE`."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"{text!r}: write NAME=VALUE")
    return name.strip().replace("-", "_"), value.strip()


def add_word(
    parser: argparse.ArgumentParser,
    name: str,
    words: Iterable[StrEnum],
    about: str,
    default: StrEnum | None = None,
) -> None:
    """Add an option that takes one of a few words; without a default it must be given."""
    parser.add_argument(
        name,
        choices=[word.value for word in words],
        required=default is None,
        default=default.value if default is not None else None,
        help=about if default is None else f"{about}; by default {default.value}",
    )


def add_texts(parser: argparse.ArgumentParser, **texts: str) -> None:
    """Add options for free text, each with what it is; text may come from a file."""
    for name, about in texts.items():
        parser.add_argument(f"--{name.replace('_', '-')}", default="", help=f"{about} (text)")


def add_incident(parser: argparse.ArgumentParser) -> None:
    """Add the incident that a command is about."""
    parser.add_argument("incident", help="the incident's number, such as 2026-0123")


def add_passages(parser: argparse.ArgumentParser) -> None:
    """Add what becomes of words that seem to state immigration status (G7)."""
    parser.add_argument(
        "--keep-as",
        choices=[keep.value for keep in KeepAs],
        help="what becomes of words that seem to state immigration status: removed, or kept apart "
        "as a quotation or as the legal authority claimed",
    )
    parser.add_argument("--authority-kind", default="", help="kind of warrant or order claimed")
    parser.add_argument("--authority-number", default="", help="its number, where one was shown")


def choices(line: argparse.Namespace, **texts: str) -> dict[str, tuple[PassageChoice, ...]]:
    """Return for each text what `--keep-as` makes of its passages; without it, nothing."""
    if line.keep_as is None:
        return {}
    return {
        field: tuple(
            PassageChoice(
                span.start,
                span.end,
                KeepAs(line.keep_as),
                authority_kind=line.authority_kind,
                authority_number=line.authority_number,
            )
            for span in find(text.strip())
        )
        for field, text in texts.items()
    }
