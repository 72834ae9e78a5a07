"""What was read from a media file, and how the media process's answer is taken apart. Pure."""

import json
from dataclasses import dataclass

OUTPUT = 65_536
"""Bytes of an answer, at most."""

_TEXT = 200
_MEDIA_NAMES = frozenset(
    {
        "audio_codec",
        "audio_sample_rate",
        "changed_at",
        "container",
        "created_at",
        "duration_ms",
        "frame_rate",
        "height",
        "make",
        "model",
        "orientation",
        "software",
        "taken_at",
        "taken_at_offset",
        "video_codec",
        "width",
    }
)
_LOCATION_NAMES = frozenset({"latitude", "longitude", "altitude_m", "stated_by"})
_PLAYABLE = ("yes", "no", "unknown")


@dataclass(frozen=True)
class ProbeResult:
    """What was read. `unread` says in words what could not be, empty where all was.

    `media` and `location` hold text and whole numbers; lengths in pixels, times in milliseconds.
    """

    media: dict[str, str | int]
    location: dict[str, str] | None
    playable: str
    unread: str = ""


def parse(output: bytes) -> ProbeResult:
    """Take an answer apart, trusting none of it: known names, short texts, no floats."""
    try:
        told = json.loads(output) if len(output) <= OUTPUT else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        return unread("the reader's answer is malformed")
    place = _plain(told.get("location"), _LOCATION_NAMES)
    playable = told.get("playable")
    return ProbeResult(
        media=_plain(told.get("media"), _MEDIA_NAMES),
        location={name: str(value) for name, value in place.items()} or None,
        playable=playable if playable in _PLAYABLE else "unknown",
        unread=_text(told.get("unread", "")),
    )


def unread(reason: str) -> ProbeResult:
    """Return the result of a file that could not be read at all."""
    return ProbeResult({}, None, "unknown", f"could not be read: {reason}")


def _plain(told: object, names: frozenset[str]) -> dict[str, str | int]:
    if not isinstance(told, dict):
        return {}
    return {
        name: _text(value) if isinstance(value, str) else value
        for name, value in sorted(told.items())
        if name in names and (isinstance(value, str) or type(value) is int)
    }


def _text(value: object) -> str:
    return "".join(c for c in str(value)[:_TEXT] if c.isprintable())
