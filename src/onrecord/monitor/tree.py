"""Reading a log's tiles: what they say of a tree's beginnings, and whether all of them hold."""

from collections.abc import Callable
from itertools import islice

from onrecord.monitor.sights import Ask, Full, Head, NoProof, Proof
from onrecord_proof import merkle, tile
from onrecord_proof.errors import ProofError
from onrecord_proof.logtree import LogTree, Walk, root_of_edge
from onrecord_proof.source import NotThereError, Source, SourceError

Progress = Callable[[int, int], None]
"""Told how many entries of how many were read."""

_NAMED = 5  # files that are named where they differ


class _Tiles:
    """The tiles of the tree of one size, each read once, whole as this tree has it."""

    def __init__(self, source: Source, size: int) -> None:
        self._tree = LogTree(source, size)
        self._read: dict[tuple[int, int], bytes] = {}

    def hashes(self, level: int, index: int, width: int) -> bytes:
        """Return the first `width` hashes of a tile; raises as LogTree.tile."""
        if (level, index) not in self._read:
            there = (self._tree.size >> level * tile.HEIGHT) - index * tile.WIDTH
            data = self._tree.tile(level, index, min(tile.WIDTH, there))
            self._read[level, index] = data
        return self._read[level, index][: width * merkle.HASH_SIZE]


class _Careful:
    """A source in which a file that cannot be had now is no file that differs."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def read(self, path: str, limit: int) -> bytes:
        """Return a file, as Source.read has it."""
        try:
            return self._source.read(path, limit)
        except NotThereError:
            raise
        except SourceError as error:
            raise OSError(str(error)) from error


def answer(source: Source, asked: tuple[Ask, ...]) -> dict[Ask, Proof | NoProof]:
    """Answer each question from the log's tiles; where the log is away, ask it no further."""
    trees: dict[Head, _Tiles] = {}
    answers: dict[Ask, Proof | NoProof] = {}
    away: NoProof | None = None
    for one in asked:
        if away is not None:
            answers[one] = away
            continue
        tiles = trees.setdefault(one.tree, _Tiles(source, one.tree.size))
        try:
            inner = tile.root_from_tiles(tiles.hashes, one.size)
            path = tile.consistency_proof_from_tiles(tiles.hashes, one.size, one.tree.size)
            answers[one] = Proof(inner, tuple(path))
        except ProofError as error:
            is_missing = error.code == "log-file-missing"
            answers[one] = NoProof(error.message, differs=not is_missing)
        except OSError as error:
            answers[one] = away = NoProof(str(error))
    return answers


def read_whole(source: Source, head: Head, progress: Progress = lambda _done, _of: None) -> Full:
    """Read every bundle and tile from the signed root down; name what differs or is not there."""
    tree = LogTree(_Careful(source), head.size)
    try:
        edge = tree.edge()
        if root_of_edge(head.size, edge) != head.root:
            return Full(holds=False, words=f"they do not make the checkpoint of {head}")
        walk = Walk(tree, edge, since=0, count=lambda done: progress(done, head.size))
        found = [str(one) for one in islice(walk.differences(), _NAMED + 1)]
    except ProofError as error:
        return Full(holds=False, words=error.message)
    except OSError as error:
        return Full(holds=None, words=f"not all tiles could be read: {error}")
    if found:
        more = " and others" if len(found) > _NAMED else ""
        return Full(holds=False, words="; ".join(found[:_NAMED]) + more)
    return Full(holds=True, words=f"all tiles were read: {head.size} entries make the checkpoint")
