"""Which characters the vendored fonts can draw, and what stands for those that they cannot.

A font's `cmap` table maps characters to glyphs (OpenType, formats 4 and 12). A character that no
font maps is written as its code point, such as [U+13000]: never as a box, which hides what was
written, and never as an error, which would lose the whole document.
"""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
LINES = frozenset("\n\t")
# Format characters, joiners and variation selectors shape what stands beside them; they draw
# nothing by themselves, and a shaper drops those that a font lacks.
_SHAPING = frozenset({"Cf"})
_SELECTORS = range(0xFE00, 0xFE10)
# What forces a direction can show words in another order than they were written: it is written out.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def drawable(text: str) -> str:
    """Return a text in which each character that no font draws stands as its code point."""
    drawn = covered()
    if all(char in LINES or (ord(char) in drawn and char not in _TURNING) for char in text):
        return text
    return "".join(_drawn(char, drawn) for char in text)


def _drawn(char: str, drawn: frozenset[int]) -> str:
    if char not in _TURNING and (
        ord(char) in drawn
        or char in LINES
        or ord(char) in _SELECTORS
        or unicodedata.category(char) in _SHAPING
    ):
        return char
    return f"[U+{ord(char):04X}]"


@cache
def covered() -> frozenset[int]:
    """Return every character that one of the fonts draws; read once in a process.

    Some fonts map control characters to an empty glyph: those draw nothing, so none is here.
    """
    mapped = {char for font in sorted(FONTS.glob("*.ttf")) for char in characters(font)}
    return frozenset(char for char in mapped if unicodedata.category(chr(char)) != "Cc")


def characters(font: Path) -> Iterator[int]:
    """Yield the characters of one TrueType font that have a glyph other than the missing one."""
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4s4xI", data, 12 + 16 * n) for n in range(tables))
    cmap = next(offset for tag, offset in records if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", data, cmap + 2)
    for n in range(subtables):
        platform, _, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * n)
        (kind,) = struct.unpack_from(">H", data, cmap + offset)
        if platform in {0, 3} and kind == 4:  # noqa: PLR2004 - the format's own number
            yield from _segments(data, cmap + offset)
        elif platform in {0, 3} and kind == 12:  # noqa: PLR2004 - likewise
            yield from _groups(data, cmap + offset)


def _segments(data: bytes, at: int) -> Iterator[int]:
    """Yield the characters of a subtable of format 4: segments of the basic plane."""
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    count = doubled // 2
    words = f">{count}H"
    ends = struct.unpack_from(words, data, at + 14)
    starts = struct.unpack_from(words, data, at + 16 + doubled)
    deltas = struct.unpack_from(words, data, at + 16 + 2 * doubled)
    place = at + 16 + 3 * doubled
    offsets = struct.unpack_from(words, data, place)
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for char in range(start, min(end, 0xFFFE) + 1):
            if offsets[n] == 0:
                glyph = (char + deltas[n]) & 0xFFFF
            else:
                (glyph,) = struct.unpack_from(
                    ">H", data, place + 2 * n + offsets[n] + 2 * (char - start)
                )
            if glyph:
                yield char


def _groups(data: bytes, at: int) -> Iterator[int]:
    """Yield the characters of a subtable of format 12: groups of all planes."""
    (count,) = struct.unpack_from(">I", data, at + 12)
    for n in range(count):
        start, end, glyph = struct.unpack_from(">III", data, at + 16 + 12 * n)
        yield from range(start if glyph else start + 1, end + 1)
