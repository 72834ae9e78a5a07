"""Reading a log's tiles: what they say of a tree's beginnings, and whether all of them hold."""

from collections.abc import Callable

from onrecord.monitor.sights import Ask, Full, Head, NoProof, Proof
from onrecord_proof import merkle, tile
from onrecord_proof.errors import ProofError
from onrecord_proof.source import NotThereError, Source

Progress = Callable[[int, int], None]
"""Told how many leaves of how many were read."""

_BUNDLE_LIMIT = tile.WIDTH * (2 + tile.MAX_ENTRY)


class Tiles:
    """The tiles of the tree of one size, each read once."""

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self._size = size
        self._read: dict[tuple[int, int], bytes] = {}

    def hashes(self, level: int, index: int, width: int) -> bytes:
        """Return the first `width` hashes of a tile as this tree has it.

        Raises OSError where the log does not give it, ProofError where it is of another length.
        """
        if (level, index) not in self._read:
            whole = min(tile.WIDTH, (self._size >> level * tile.HEIGHT) - index * tile.WIDTH)
            self._read[level, index] = self._fetch(level, index, whole)
        return self._read[level, index][: width * merkle.HASH_SIZE]

    def bundle(self, index: int, width: int) -> list[bytes]:
        """Return the entries of a bundle; see `hashes`."""
        data = self._widest(tile.entries_path(index, width), tile.entries_path(index), width)
        entries = tile.decode_bundle(data)
        if len(entries) < width:
            raise ProofError("bundle-width", f"{tile.entries_path(index, width)} lacks entries")
        return entries[:width]

    def forget(self) -> None:
        """Let go of what was read, so that reading a whole log takes little memory."""
        self._read.clear()

    def _fetch(self, level: int, index: int, width: int) -> bytes:
        path = tile.hash_path(level, index, width)
        data = self._widest(path, tile.hash_path(level, index), width)
        size = width * merkle.HASH_SIZE
        if len(data) < size or len(data) % merkle.HASH_SIZE:
            raise ProofError("tile-length", f"{path} is {len(data)} bytes, not {width} hashes")
        return data[:size]

    def _widest(self, path: str, full: str, width: int) -> bytes:
        """Read a tile; where a partial one is gone, the full one (C2SP tlog-tiles)."""
        limit = _BUNDLE_LIMIT if "entries" in path else tile.WIDTH * merkle.HASH_SIZE
        try:
            return self._source.read(path, limit)
        except NotThereError:
            if width == tile.WIDTH:
                raise
            return self._source.read(full, limit)


def answer(source: Source, asked: tuple[Ask, ...]) -> dict[Ask, Proof | NoProof]:
    """Answer each question from the log's tiles; where the log is away, ask it no further."""
    trees: dict[Head, Tiles] = {}
    answers: dict[Ask, Proof | NoProof] = {}
    away: NoProof | None = None
    for one in asked:
        if away is not None:
            answers[one] = away
            continue
        tiles = trees.setdefault(one.tree, Tiles(source, one.tree.size))
        try:
            inner = tile.root_from_tiles(tiles.hashes, one.size)
            path = tile.consistency_proof_from_tiles(tiles.hashes, one.size, one.tree.size)
            answers[one] = Proof(inner, tuple(path))
        except ProofError as error:
            answers[one] = NoProof(error.message, differs=True)
        except NotThereError as error:
            answers[one] = NoProof(str(error))
        except OSError as error:
            answers[one] = away = NoProof(str(error))
    return answers


def read_whole(source: Source, head: Head, progress: Progress = lambda _done, _of: None) -> Full:
    """Read every bundle and every tile of a tree, and recompute all of it; name what differs."""
    try:
        root = _recomputed(Tiles(source, head.size), head.size, progress)
    except ProofError as error:
        return Full(holds=False, words=error.message)
    except NotThereError as error:
        return Full(holds=False, words=str(error))
    except OSError as error:
        return Full(holds=None, words=f"not all tiles could be read: {error}")
    if root != head.root:
        return Full(holds=False, words=f"its entries do not make the checkpoint of {head}")
    return Full(holds=True, words=f"all tiles were read: {head.size} entries make the checkpoint")


def _recomputed(tiles: Tiles, size: int, progress: Progress) -> bytes:
    """Return the root that the entries make; every hash tile must be what they make, too."""
    frontier, rows = merkle.Frontier(), _Rows(tiles)
    for start in range(0, size, tile.WIDTH):
        width = min(tile.WIDTH, size - start)
        leaves = [merkle.leaf_hash(one) for one in tiles.bundle(start // tile.WIDTH, width)]
        for leaf in leaves:
            frontier.append(leaf)
        rows.add(0, leaves)
        tiles.forget()
        progress(start + width, size)
    rows.finish()
    return frontier.root()


class _Rows:
    """The tile that is being filled on each level, and how many are full already."""

    def __init__(self, tiles: Tiles) -> None:
        self._tiles = tiles
        self._rows: list[list[bytes]] = []
        self._full: list[int] = []

    def add(self, level: int, hashes: list[bytes]) -> None:
        """Add hashes to a level; a tile that is full is compared, and rises."""
        if level == len(self._rows):
            self._rows.append([])
            self._full.append(0)
        row = self._rows[level]
        row.extend(hashes)
        if len(row) == tile.WIDTH:
            self._compare(level)
            self._full[level] += 1
            above = merkle.root(row)
            row.clear()
            self.add(level + 1, [above])

    def finish(self) -> None:
        """Compare the tiles that are not full."""
        for level, row in enumerate(self._rows):
            if row:
                self._compare(level)

    def _compare(self, level: int) -> None:
        row, index = self._rows[level], self._full[level]
        if self._tiles.hashes(level, index, len(row)) != b"".join(row):
            path = tile.hash_path(level, index, len(row))
            raise ProofError("tile-differs", f"{path} does not hold the hashes of what is below it")
