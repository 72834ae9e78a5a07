"""Tiles: C2SP tlog-tiles 0.1.0, the tree and its entries as static files of fixed paths.

A tile at level l and index n holds the roots of up to 256 subtrees of 256^l leaves each. Proofs
and roots are computed from tiles that a caller fetches; which tiles to trust is decided by
comparing the computed root with that of a verified checkpoint, never here.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from onrecord_proof import merkle
from onrecord_proof.errors import ProofError
from onrecord_proof.strict import MAX_COUNT

HEIGHT = 8
WIDTH = 256
MAX_LEVEL = 63
MAX_ENTRY = 65_535

Fetch = Callable[[int, int, int], bytes]
"""fetch(level, index, width) returns exactly width hashes of that tile, 32 bytes each. Where only
a wider tile is left, the fetcher cuts it to width."""

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)"
    r"/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class TilePath:
    """What a path names: level (None for an entry bundle), index, and width from 1 to 256."""

    level: int | None
    index: int
    width: int


@dataclass(frozen=True, slots=True)
class LevelTiles:
    """The tiles of one level of a tree: so many full ones, then one of partial width unless 0."""

    level: int
    full: int
    partial: int

    def widths(self) -> Iterable[tuple[int, int]]:
        """Yield (index, width) of each tile of the level."""
        yield from ((index, WIDTH) for index in range(self.full))
        if self.partial:
            yield self.full, self.partial


def hash_path(level: int, index: int, width: int = WIDTH) -> str:
    """Return the path of a hash tile, as "tile/0/x001/067" or "tile/0/x001/067.p/12"."""
    if not 0 <= level <= MAX_LEVEL:
        raise ProofError("tile-level", f"a tile's level is 0 to {MAX_LEVEL}, not {level}")
    return f"tile/{level}/{_index_path(index, width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    """Return the path of an entry bundle, as "tile/entries/x001/067"."""
    return f"tile/entries/{_index_path(index, width)}"


def parse_path(path: str) -> TilePath:
    """Read a tile's path, or refuse it."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise ProofError("tile-path", f"{path[:100]!r} is no path of a tile")
    level = None if match["level"] == "entries" else int(match["level"])
    groups = match["index"].replace("x", "").split("/")
    width = int(match["width"] or WIDTH)
    canonical = len(groups) == 1 or groups[0] != "000"
    partial = match["width"] is None or width < WIDTH
    if not canonical or not partial or len(groups) > 7 or (level or 0) > MAX_LEVEL:  # noqa: PLR2004 - 2^63 has 7 groups
        raise ProofError("tile-path", f"{path[:100]!r} is not written as tiles' paths are")
    return TilePath(level, int("".join(groups)), width)


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Return a bundle of 1 to 256 entries: of each its length (uint16, big-endian), then itself."""
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise ProofError("bundle-entry", f"an entry is at most {MAX_ENTRY} bytes")
        parts.append(len(entry).to_bytes(2, "big") + entry)
    if not 1 <= len(parts) <= WIDTH:
        raise ProofError("bundle-width", f"a bundle holds 1 to 256 entries, not {len(parts)}")
    return b"".join(parts)


def decode_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle, or refuse it."""
    entries = []
    position = 0
    while position < len(data):
        start = position + 2
        position = start + int.from_bytes(data[position:start], "big")
        if start > len(data) or position > len(data):
            raise ProofError("bundle-truncated", "the bundle ends within an entry")
        entries.append(data[start:position])
    if not 1 <= len(entries) <= WIDTH:
        raise ProofError("bundle-width", f"a bundle holds 1 to 256 entries, not {len(entries)}")
    return entries


def tiles_for(size: int) -> tuple[LevelTiles, ...]:
    """Return which tiles a tree of size leaves has, level by level; none for the empty tree."""
    _check_size(size)
    levels: list[LevelTiles] = []
    while size:
        levels.append(LevelTiles(len(levels), *divmod(size, WIDTH)))
        size //= WIDTH
    return tuple(levels)


def root_from_tiles(fetch: Fetch, size: int) -> bytes:
    """Return the root of the tree of size leaves."""
    _check_size(size)
    return _Reader(fetch, size).range_root(0, size)


def frontier_from_tiles(fetch: Fetch, size: int) -> merkle.Frontier:
    """Return the frontier of the tree of size leaves, from which it can grow."""
    _check_size(size)
    return merkle.Frontier(size, _Reader(fetch, size).subtree_roots(0, size))


def inclusion_proof_from_tiles(fetch: Fetch, index: int, size: int) -> list[bytes]:
    """Return the inclusion proof of the leaf at index in the tree of size leaves."""
    _check_size(size)
    reader = _Reader(fetch, size)
    return [reader.range_root(*span) for span in merkle.inclusion_ranges(index, size)]


def consistency_proof_from_tiles(fetch: Fetch, size1: int, size2: int) -> list[bytes]:
    """Return the proof that the tree of size1 leaves is the start of that of size2."""
    _check_size(size2)
    reader = _Reader(fetch, size2)
    return [reader.range_root(*span) for span in merkle.consistency_ranges(size1, size2)]


class _Reader:
    """Reads the hashes of a tree of one size, each tile once."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        self._fetch = fetch
        self._size = size
        self._tiles: dict[tuple[int, int], bytes] = {}

    def range_root(self, start: int, end: int) -> bytes:
        """Return the root over leaves [start, end), a range that RFC 6962 makes a subtree."""
        return merkle.fold(self.subtree_roots(start, end))

    def subtree_roots(self, start: int, end: int) -> list[bytes]:
        """Return the roots of the perfect subtrees that make the range, largest first."""
        roots = []
        while start < end:
            height = (end - start).bit_length() - 1
            roots.append(self._perfect_root(start >> height, height))
            start += 1 << height
        return roots

    def _perfect_root(self, position: int, height: int) -> bytes:
        """Return the root of the position-th perfect subtree of 2^height leaves."""
        level, inner = divmod(height, HEIGHT)
        first = position << inner
        index, offset = divmod(first, WIDTH)
        tile = self._tile(level, index)
        hashes = [
            tile[place * merkle.HASH_SIZE : (place + 1) * merkle.HASH_SIZE]
            for place in range(offset, offset + (1 << inner))
        ]
        return merkle.root(hashes)

    def _tile(self, level: int, index: int) -> bytes:
        if (level, index) not in self._tiles:
            width = min(WIDTH, (self._size >> level * HEIGHT) - index * WIDTH)
            data = self._fetch(level, index, width)
            if len(data) != width * merkle.HASH_SIZE:
                raise ProofError(
                    "tile-length",
                    f"{hash_path(level, index, width)} is {len(data)} bytes, not {width} hashes",
                )
            self._tiles[level, index] = data
        return self._tiles[level, index]


def _index_path(index: int, width: int) -> str:
    if not 0 <= index <= MAX_COUNT:
        raise ProofError("tile-index", f"a tile's index is 0 to 2^63-1, not {index}")
    if not 1 <= width <= WIDTH:
        raise ProofError("tile-width", f"a tile's width is 1 to 256, not {width}")
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == WIDTH else f"{path}.p/{width}"


def _check_size(size: int) -> None:
    if not 0 <= size <= MAX_COUNT:
        raise ProofError("size-range", f"{size} is no tree size: 0 to 2^63-1")
