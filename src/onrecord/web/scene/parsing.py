"""From what a phone sent to stamps: strict, and a reason for each that is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from onrecord.incidents.actions import Scene
from onrecord.incidents.stamping import Moment, Stamp, StampKind

AT_ONCE = 20
"""The most stamps of one request."""
WORDS_LENGTH = 4_000
_EARLIEST, _LATEST = 946_684_800_000, 4_102_444_800_000  # the years 2000 to 2100


class BadStamp(Exception):  # noqa: N818 - named for what it is
    """What came is no stamp, or no batch of stamps; the words say which part of it."""


@dataclass(frozen=True)
class Batch:
    """The scene, the phone's clocks as it sent, and the stamps as they came, not yet read."""

    scene: Scene
    sent: Moment
    stamps: tuple[Mapping[str, Any], ...]


def batch_of(given: object) -> Batch:
    """Read what is sent; raise BadStamp."""
    said = _mapping(given, "The request")
    stamps = said.get("stamps")
    if not isinstance(stamps, list) or not 0 < len(stamps) <= AT_ONCE:
        raise BadStamp(f"stamps: send 1 to {AT_ONCE} at once.")
    return Batch(
        scene=Scene(
            id=_uuid(said, "scene"),
            number=_text(said, "incident", 12),
            origin=_text(said, "origin", 12),
        ),
        sent=_moment(_mapping(said.get("sent"), "sent")),
        stamps=tuple(_mapping(stamp, "A stamp") for stamp in stamps),
    )


def stamp_of(said: Mapping[str, Any]) -> Stamp:
    """Read one stamp; raise BadStamp."""
    try:
        what = StampKind(_text(said, "what", 32))
    except ValueError:
        raise BadStamp("what: no button of the pad is called so.") from None
    corrects = said.get("corrects")
    return Stamp(
        id=_uuid(said, "id"),
        position=_whole(said, "position"),
        what=what,
        answer=_text(said, "answer", 32),
        words=_text(said, "words", WORDS_LENGTH),
        name_given=_text(said, "name_given", 120),
        badge_given=_text(said, "badge_given", 40),
        corrects=None if corrects is None else _uuid(said, "corrects"),
        keep=_text(said, "keep", 32),
        moment=_moment(said),
        zone_minutes=_whole(said, "zone_minutes", -1_440, 1_440),
        skew_seen_ms=None
        if said.get("skew_seen_ms") is None
        else _whole(said, "skew_seen_ms", -_LATEST, _LATEST),
    )


def _moment(said: Mapping[str, Any]) -> Moment:
    at = _whole(said, "device_ms", _EARLIEST, _LATEST)
    return Moment(
        at=datetime.fromtimestamp(at / 1000, UTC),
        monotonic_ms=_whole(said, "monotonic_ms"),
        started=_uuid(said, "started"),
    )


def _mapping(given: object, what: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise BadStamp(f"{what} is no object.")
    return given


def _text(said: Mapping[str, Any], name: str, length: int) -> str:
    text = said.get(name, "")
    if not isinstance(text, str) or len(text) > length:
        raise BadStamp(f"{name}: give a text of at most {length} characters.")
    return text


def _whole(said: Mapping[str, Any], name: str, least: int = 0, most: int = 2**31 - 1) -> int:
    number = said.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
        raise BadStamp(f"{name}: give a whole number from {least} to {most}.")
    return number


def _uuid(said: Mapping[str, Any], name: str) -> UUID:
    try:
        found = UUID(str(said.get(name)))
    except ValueError:
        raise BadStamp(f"{name}: give a random identifier (UUID).") from None
    if str(found) != said.get(name):
        raise BadStamp(f"{name}: write the identifier in lower case, with hyphens.")
    return found
