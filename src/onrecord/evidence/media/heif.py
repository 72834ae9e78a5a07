"""Size and EXIF of a HEIF photo, from its boxes (ISO/IEC 14496-12, 23008-12). Pure.

Only what stands in the first bytes that the caller hands in is followed.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.evidence.media import exif

_HEADER = 8
_FULL_BOX = 4


@dataclass(frozen=True)
class Heif:
    """The largest picture's size in pixels, and where its EXIF item lies: (offset, length)."""

    width: int
    height: int
    exif_at: tuple[int, int] | None


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the type and content of each box; stop at one that does not fit."""
    at = 0
    while at + _HEADER <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < _HEADER or at + size > len(data):
            return
        yield kind, data[at + _HEADER : at + size]
        at += size


def read(head: bytes) -> Heif:
    """Read the meta box of a file's beginning; zeros and None where it does not say."""
    meta = next((content for kind, content in boxes(head) if kind == b"meta"), b"")
    inner = dict(boxes(meta[_FULL_BOX:]))
    sizes = [
        struct.unpack_from(">II", content, _FULL_BOX)
        for kind, content in boxes(dict(boxes(inner.get(b"iprp", b""))).get(b"ipco", b""))
        if kind == b"ispe" and len(content) >= _FULL_BOX + 8
    ]
    width, height = max(sizes, key=lambda pair: pair[0] * pair[1], default=(0, 0))
    try:
        item = _exif_item(inner.get(b"iinf", b""))
        at = _place(inner.get(b"iloc", b""), item) if item is not None else None
    except (struct.error, IndexError):
        at = None
    return Heif(width, height, at)


def exif_of(item: bytes) -> exif.Exif:
    """Read an EXIF item: four bytes that say where its TIFF block begins, then the block."""
    skip = int.from_bytes(item[:4], "big")
    return exif.from_tiff(item[4 + skip :])


def _exif_item(iinf: bytes) -> int | None:
    if not iinf:
        return None
    count_width = 2 if iinf[0] == 0 else 4
    for kind, content in boxes(iinf[_FULL_BOX + count_width :]):
        version = content[0]
        if kind != b"infe" or version not in {2, 3}:
            continue
        width = 2 if version == 2 else 4  # noqa: PLR2004 - the box's version
        if content[6 + width : 10 + width] == b"Exif":
            return int.from_bytes(content[4 : 4 + width], "big")
    return None


def _place(iloc: bytes, item: int) -> tuple[int, int] | None:
    """Return the first extent of an item that lies in the file itself (construction method 0)."""
    if not iloc:
        return None
    version = iloc[0]
    offset_width, length_width = iloc[4] >> 4, iloc[4] & 15
    base_width, index_width = iloc[5] >> 4, (iloc[5] & 15) if version else 0
    id_width = 4 if version == 2 else 2  # noqa: PLR2004 - the box's version
    at = 6

    def number(width: int) -> int:
        nonlocal at
        at += width
        if at > len(iloc):
            raise IndexError(at)
        return int.from_bytes(iloc[at - width : at], "big")

    for _ in range(number(id_width)):
        this = number(id_width)
        method = number(2) & 15 if version else 0
        number(2)  # data reference
        base = number(base_width)
        extents = []
        for _ in range(number(2)):
            number(index_width)
            offset = number(offset_width)
            extents.append((base + offset, number(length_width)))
        if this == item:
            return extents[0] if extents and method == 0 else None
    return None
