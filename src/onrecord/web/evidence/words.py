"""How exhibits are named to a reader: kinds, sizes, moments within a recording, metadata."""

import re
from collections.abc import Iterator

from onrecord.evidence.queries import ExhibitRow, ExhibitView
from onrecord.evidence.serving import INLINE
from onrecord.evidence.states import ExhibitKind, Playable

KIND_WORDS = {
    ExhibitKind.BODY_WORN: "Body-worn video",
    ExhibitKind.IN_CAR: "In-car video",
    ExhibitKind.FIXED_CAMERA: "Fixed camera video",
    ExhibitKind.PHONE: "Phone video",
    ExhibitKind.PHOTO: "Photo",
    ExhibitKind.AUDIO: "Audio",
    ExhibitKind.DOCUMENT: "Document",
    ExhibitKind.OTHER: "Something else",
}
KIND_HINTS = {
    ExhibitKind.BODY_WORN.value: (
        "An evidence custodian outside the recording officer's chain takes it in. Everybody else "
        "points to the recording."
    ),
}
_UNITS = ("bytes", "KB", "MB", "GB", "TB")
_THOUSAND = 1000
_WHOLE_UNITS = 2  # bytes and kilobytes are written without a decimal
_MOMENT = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6})(?:[.,](\d{1,3}))?", re.ASCII)
_SEXAGESIMAL = 60

_MEDIA_WORDS = {
    "container": "Container",
    "video_codec": "Video codec",
    "audio_codec": "Audio codec",
    "audio_sample_rate": "Audio samples per second",
    "frame_rate": "Frames per second",
    "make": "Camera maker, as the file says",
    "model": "Camera model, as the file says",
    "software": "Software, as the file says",
    "taken_at": "Taken, as the file says",
    "taken_at_offset": "Offset from UTC, as the file says",
    "created_at": "Made, as the file says",
    "changed_at": "Changed, as the file says",
    "orientation": "Orientation",
}


def kind_words(kind: str) -> str:
    """Return "Body-worn video" for `body-worn-video`."""
    return KIND_WORDS[ExhibitKind(kind)]


def size_words(size: int) -> str:
    """Return "4.2 GB (4,211,000,000 bytes)"; decimal units, as stores of files count."""
    value, unit = float(size), 0
    while value >= _THOUSAND and unit < len(_UNITS) - 1:
        value, unit = value / _THOUSAND, unit + 1
    if not unit:
        return f"{size:,} bytes"
    short = f"{value:.0f}" if unit < _WHOLE_UNITS else f"{value:.1f}"
    return f"{short} {_UNITS[unit]} ({size:,} bytes)"


def clock_words(milliseconds: int) -> str:
    """Return "00:04:31", or "00:04:31.250" where a part of a second is meant."""
    seconds, rest = divmod(milliseconds, _THOUSAND)
    minutes, second = divmod(seconds, _SEXAGESIMAL)
    hour, minute = divmod(minutes, _SEXAGESIMAL)
    words = f"{hour:02}:{minute:02}:{second:02}"
    return f"{words}.{rest:03}" if rest else words


def cite(exhibit_number: str, milliseconds: int) -> str:
    """Return the text by which a moment is cited: "E-4 @00:04:31"."""
    return f"{exhibit_number} @{clock_words(milliseconds)}"


def milliseconds_in(text: str) -> int | None:
    """Read "271", "4:31", "00:04:31.5" as milliseconds from the start; None where it is neither."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, part = (group or "0" for group in found.groups())
    whole = (int(hours) * _SEXAGESIMAL + int(minutes)) * _SEXAGESIMAL + int(seconds)
    return whole * _THOUSAND + int(part.ljust(3, "0"))


def media_rows(view: ExhibitView) -> Iterator[tuple[str, object]]:
    """Yield what the file says of itself, in words, without the place where it was made."""
    media = view.media or {}
    if "duration_ms" in media:
        yield "Length", clock_words(int(media["duration_ms"]))
    if "width" in media and "height" in media:
        yield "Picture", f"{media['width']} by {media['height']} pixels"
    for name, label in _MEDIA_WORDS.items():
        if name in media:
            yield label, media[name]


def location_words(view: ExhibitView) -> str:
    """Say where the file states it was made, to those who may see it."""
    if view.location_withheld:
        return "Restricted: open to investigators and custodians"
    if not view.location:
        return ""
    place = view.location
    words = f"{place.get('latitude', '?')}, {place.get('longitude', '?')}"
    if "altitude_m" in place:
        words += f", {place['altitude_m']} m"
    return f"{words}, as the file says"


def shown_as(row: ExhibitRow) -> str:
    """Return the element that shows it: video, audio, image, text; empty where a browser cannot."""
    if row.media_type not in INLINE or row.playable == Playable.NO:
        return ""
    main = row.media_type.partition("/")[0]
    return main if main in {"video", "audio", "image", "text"} else ""


def why_not_shown(row: ExhibitRow) -> str:
    """Say why the page offers a copy instead of a player."""
    what = f"{row.media_type}, {kind_words(row.kind).lower()}"
    return (
        f"Browsers do not show this file ({what}). Nothing is wrong with it: its bytes are kept as "
        "they came. Take a copy, and open it with a program made for it."
    )
