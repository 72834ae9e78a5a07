"""The tree of a log as its files have it, walked from the signed root down to every entry.

From the top, each tile is compared with the hash that the tile above has of it, and each bundle
with its tile: so whatever differs is named, and not what stands beside it. One tile a level is
kept: memory does not grow with the log.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from onrecord_proof import merkle, tile
from onrecord_proof.errors import ProofError
from onrecord_proof.source import Folder, NotThereError, Source, SourceError
from onrecord_proof.tile import HEIGHT, WIDTH

TILE_LIMIT = WIDTH * merkle.HASH_SIZE
BUNDLE_LIMIT = WIDTH * (2 + tile.MAX_ENTRY)

MOST = 1_000
"""Differences after which a walk ends: what lies below a missing tile may have no end."""

Count = Callable[[int], None]
"""Told how many entries have been compared so far."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not what the signed root makes it, and in which way."""

    path: str
    how: str

    def __str__(self) -> str:
        return f"{self.path} {self.how}"


class LogTree:
    """Reads the tiles and bundles of a tree of `size` entries; trusts none of them."""

    def __init__(self, source: Source, size: int) -> None:
        self.source = source
        self.size = size

    def tile(self, level: int, index: int, width: int) -> bytes:
        """Return exactly `width` hashes, of 32 bytes each: the first ones of this tree's own tile.

        A log need keep no narrower one. Raises ProofError where the log lacks them, OSError where
        they cannot be read.
        """
        own = self._own_width(level, index, width)
        data = self._file(tile.hash_path, (level, index), own, TILE_LIMIT)
        if len(data) < width * merkle.HASH_SIZE:
            path = tile.hash_path(level, index, width)
            raise ProofError("tile-length", f"{path} is {len(data)} bytes, not {width} hashes")
        return data[: width * merkle.HASH_SIZE]

    def bundle(self, index: int, width: int) -> list[bytes]:
        """Return exactly `width` entries: the first ones of this tree's bundle; raises as tile."""
        own = self._own_width(0, index, width)
        entries = tile.decode_bundle(self._file(tile.entries_path, (index,), own, BUNDLE_LIMIT))
        if len(entries) < width:
            path = tile.entries_path(index, width)
            raise ProofError("bundle-width", f"{path} holds {len(entries)} entries, not {width}")
        return entries[:width]

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first `size` entries (all, if none is said) by these tiles."""
        return tile.root_from_tiles(self.tile, self.size if size is None else size)

    def edge(self) -> list[bytes]:
        """Return the partial tile of each level, from level 0; empty bytes where it has none."""
        return [
            self.tile(one.level, one.full, one.partial) if one.partial else b""
            for one in tile.tiles_for(self.size)
        ]

    def edge_from_below(self) -> list[bytes]:
        """Return what the files one level further down make of each partial tile."""
        rows = []
        for one in tile.tiles_for(self.size):
            first = one.full * WIDTH
            if one.level == 0:
                leaves = self.bundle(one.full, one.partial) if one.partial else []
                rows.append(b"".join(map(merkle.leaf_hash, leaves)))
            else:
                below = (self.tile(one.level - 1, first + n, WIDTH) for n in range(one.partial))
                rows.append(b"".join(merkle.root(hashes(data)) for data in below))
        return rows

    def _own_width(self, level: int, index: int, width: int) -> int:
        """Return the width that a tile has in the tree of this size, which is no narrower."""
        return max(width, min(WIDTH, (self.size >> level * HEIGHT) - index * WIDTH))

    def _file(
        self, name: Callable[..., str], place: tuple[int, ...], width: int, limit: int
    ) -> bytes:
        try:
            return self.source.read(name(*place, width), limit)
        except NotThereError:
            pass
        try:
            return self.source.read(name(*place), limit)
        except NotThereError:
            path = name(*place, width)
            raise ProofError("log-file-missing", f"{path} is not there") from None


def hashes(data: bytes) -> list[bytes]:
    """Return the hashes of a tile."""
    size = merkle.HASH_SIZE
    return [data[start : start + size] for start in range(0, len(data), size)]


def root_of_edge(size: int, edge: Sequence[bytes]) -> bytes:
    """Return the root of a tree from its partial tiles, as `LogTree.edge` gives them."""
    return tile.root_from_tiles(lambda level, _index, _width: edge[level], size)


class Walk:
    """One walk over all files from entry `since` on; differences come as they are found.

    `edge` is the partial tile of each level, which the caller has compared with the signed root.
    Differences of older partial tiles and bundles, which only a folder can list, are gathered in
    `older`, at most `MOST` of them; `looked_at` counts these files.
    """

    def __init__(self, tree: LogTree, edge: Sequence[bytes], *, since: int, count: Count) -> None:
        self._tree = tree
        self._edge = edge
        self._since = since
        self._count = count
        self.older: list[Difference] = []
        self.looked_at = 0

    def differences(self) -> Iterator[Difference]:
        """Yield the differences, from the first entry to the last; at most `MOST` of them."""
        yield from islice(self._all(), MOST)
        self._count(self._tree.size)

    def _all(self) -> Iterator[Difference]:
        for one in reversed(tile.tiles_for(self._tree.size)):
            data = self._edge[one.level]
            self._compare_older(tile.hash_path, (one.level, one.full), data)
            if one.level == 0:
                if data:
                    yield from self._bundle(one.full, one.partial, data)
                continue
            for place, expected in enumerate(hashes(data)):
                yield from self._visit(one.level - 1, one.full * WIDTH + place, expected)

    def _visit(self, level: int, index: int, expected: bytes | None) -> Iterator[Difference]:
        """Compare a full tile with the hash above it, and then what lies below it."""
        if (index + 1) << (level + 1) * HEIGHT <= self._since:
            return
        path = tile.hash_path(level, index)
        data: bytes | None = None
        try:
            data = self._tree.tile(level, index, WIDTH)
        except (ProofError, SourceError) as error:
            yield Difference(path, f"cannot be used: {error}")
        if data is not None and expected not in (None, merkle.root(hashes(data))):
            yield Difference(path, "is not the tile under the signed root")
            data = None
        if data is not None:
            self._compare_older(tile.hash_path, (level, index), data)
        if level == 0:
            yield from self._bundle(index, WIDTH, data, expected)
            return
        below = hashes(data) if data is not None else [None] * WIDTH
        for place, one in enumerate(below):
            yield from self._visit(level - 1, index * WIDTH + place, one)

    def _bundle(
        self, index: int, width: int, row: bytes | None, expected: bytes | None = None
    ) -> Iterator[Difference]:
        """Compare a bundle with its tile, or, where that cannot be used, with the hash above."""
        path = tile.entries_path(index, width)
        try:
            entries = self._tree.bundle(index, width)
        except (ProofError, SourceError) as error:
            yield Difference(path, f"cannot be used: {error}")
            return
        found = [merkle.leaf_hash(entry) for entry in entries]
        if row is None:
            if expected not in (None, merkle.root(found)):
                yield Difference(path, "is not the bundle under the signed root")
            self._count(index * WIDTH + width)
            return
        wrong = [place for place, one in enumerate(hashes(row)) if one != found[place]]
        if wrong:
            first = index * WIDTH + wrong[0]
            yield Difference(path, f"differs at entry {first} (of {len(wrong)} in it that differ)")
        else:
            self._compare_older(tile.entries_path, (index,), tile.encode_bundle(entries))
        self._count(index * WIDTH + width)

    def _compare_older(self, name: Callable[..., str], place: tuple[int, ...], data: bytes) -> None:
        """Compare the partial files that lie beside a file: each is the start of it, or longer."""
        source = self._tree.source
        if not isinstance(source, Folder):
            return
        for path in source.paths(f"{name(*place)}.p"):
            self.looked_at += 1
            try:
                other = _read_exactly(source, path)
            except (ProofError, SourceError) as error:
                self._note_older(path, f"cannot be used: {error}")
                continue
            shared = min(len(other), len(data))
            if other[:shared] != data[:shared]:
                self._note_older(path, "differs from the file that it is the start of")

    def _note_older(self, path: str, how: str) -> None:
        if len(self.older) < MOST:
            self.older.append(Difference(path, how))


def _read_exactly(source: Folder, path: str) -> bytes:
    """Return a file of tiles that holds what its path says, or refuse it."""
    named = tile.parse_path(path)
    data = source.read(path, BUNDLE_LIMIT)
    if named.level is None:
        width = len(tile.decode_bundle(data))
    else:
        width, rest = divmod(len(data), merkle.HASH_SIZE)
        width = -1 if rest else width
    if width != named.width:
        raise ProofError("tile-length", f"{path} does not hold {named.width}, as its name says")
    return data
