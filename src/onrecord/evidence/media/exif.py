"""Camera, time and place from EXIF (CIPA DC-008, TIFF 6.0), in JPEG and HEIF files. Pure.

Bytes in, plain words out; whatever is malformed is left out, and nothing is read twice: a field
is at most FIELD bytes, a directory at most ENTRIES entries, and none is followed in a circle.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

FIELD = 4096
ENTRIES = 512

_ASCII, _SHORT, _LONG, _RATIONAL = 2, 3, 4, 5
_WIDTHS = {1: 1, _ASCII: 1, _SHORT: 2, _LONG: 4, _RATIONAL: 8, 7: 1}
_EXIF_DIRECTORY, _GPS_DIRECTORY = 0x8769, 0x8825
_MAKE, _MODEL, _ORIENTATION, _SOFTWARE, _CHANGED = 0x010F, 0x0110, 0x0112, 0x0131, 0x0132
_TAKEN, _OFFSET = 0x9003, 0x9011
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4
_ALTITUDE_REF, _ALTITUDE = 5, 6
_DEGREE_PARTS = 3
_MARKER, _APP1, _JPEG_DATA = 0xFF, 0xE1, frozenset({0xDA, 0xD9})

Value = str | int | tuple[Fraction, ...]


@dataclass(frozen=True)
class Exif:
    """What a photo says about itself, in text; `location` apart, for it is restricted."""

    media: dict[str, str]
    location: dict[str, str]


def from_jpeg(data: bytes) -> Exif:
    """Read the APP1 segment of a JPEG file's beginning (up to its image data)."""
    for segment in _jpeg_segments(data):
        if segment.startswith(b"Exif\0\0"):
            return from_tiff(segment[6:])
    return Exif({}, {})


def _jpeg_segments(data: bytes) -> Iterator[bytes]:
    at = 2
    while at + 4 <= len(data) and data[at] == _MARKER and data[at + 1] not in _JPEG_DATA:
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] == _APP1:
            yield data[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)


def from_tiff(data: bytes) -> Exif:
    """Read a TIFF block, as EXIF embeds it."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None:
        return Exif({}, {})
    main = _directory(data, order, _number(data, order, 4))
    details = _directory(data, order, main.get(_EXIF_DIRECTORY))
    place = _directory(data, order, main.get(_GPS_DIRECTORY))
    named = {
        "make": main.get(_MAKE),
        "model": main.get(_MODEL),
        "software": main.get(_SOFTWARE),
        "orientation": main.get(_ORIENTATION),
        "taken_at": details.get(_TAKEN),
        "taken_at_offset": details.get(_OFFSET),
        "changed_at": main.get(_CHANGED),
    }
    media = {name: str(value) for name, value in named.items() if isinstance(value, str | int)}
    return Exif({name: value for name, value in media.items() if value}, _location(place))


def _number(data: bytes, order: str, at: int) -> int | None:
    return int(struct.unpack_from(f"{order}I", data, at)[0]) if at + 4 <= len(data) else None


def _directory(data: bytes, order: str, at: Value | None) -> dict[int, Value]:
    if not isinstance(at, int) or at + 2 > len(data):
        return {}
    found: dict[int, Value] = {}
    (count,) = struct.unpack_from(f"{order}H", data, at)
    for index in range(min(count, ENTRIES)):
        entry = at + 2 + 12 * index
        if entry + 12 > len(data):
            break
        tag, kind, items = struct.unpack_from(f"{order}HHI", data, entry)
        length = _WIDTHS.get(kind, 0) * items
        if not 0 < length <= FIELD:
            continue
        where = entry + 8 if length <= 4 else _number(data, order, entry + 8)  # noqa: PLR2004 - inline
        raw = data[where : where + length] if where is not None else b""
        value = _value(raw, kind, order) if len(raw) == length else None
        if value is not None:
            found[tag] = value
    return found


def _value(raw: bytes, kind: int, order: str) -> Value | None:
    if kind == _ASCII:
        text = raw.split(b"\0")[0].decode("latin-1").strip()
        return "".join(c for c in text if c.isprintable())
    if kind == _SHORT:
        return int(struct.unpack_from(f"{order}H", raw)[0])
    if kind == _LONG:
        return int(struct.unpack_from(f"{order}I", raw)[0])
    if kind == _RATIONAL:
        numbers = struct.unpack(f"{order}{len(raw) // 4}I", raw)
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        parts = [Fraction(above, below) if below else None for above, below in pairs]
        return tuple(part for part in parts if part is not None)
    return raw[0]


def _location(place: dict[int, Value]) -> dict[str, str]:
    latitude = _degrees(place.get(_LATITUDE), place.get(_LATITUDE_REF), "NS", 90)
    longitude = _degrees(place.get(_LONGITUDE), place.get(_LONGITUDE_REF), "EW", 180)
    if latitude is None or longitude is None:
        return {}
    found = {"latitude": latitude, "longitude": longitude, "stated_by": "EXIF"}
    altitude = place.get(_ALTITUDE)
    if isinstance(altitude, tuple) and altitude:
        below = place.get(_ALTITUDE_REF) == 1
        found["altitude_m"] = f"{float(-altitude[0] if below else altitude[0]):.1f}"
    return found


def _degrees(parts: Value | None, side: Value | None, sides: str, most: int) -> str | None:
    """Return degrees with six decimals, south and west below zero, or None."""
    if not isinstance(parts, tuple) or len(parts) != _DEGREE_PARTS:
        return None
    if not isinstance(side, str) or side not in {*sides}:
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if degrees > most:
        return None
    return f"{float(-degrees if side == sides[1] else degrees):.6f}"
