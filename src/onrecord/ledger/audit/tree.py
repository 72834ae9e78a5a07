"""The upper levels of the tree: from the roots of full tiles to the root of the checkpoint."""

from collections.abc import Iterator
from pathlib import Path

from onrecord.ledger.models import Json
from onrecord.ledger.recompute.piece import Recomputed, bundle, compare
from onrecord.ledger.tiles import LogFolder
from onrecord_proof import merkle, tile

Differing = Iterator[tuple[str, str]]
"""Paths of published files, each with what is wrong with it."""


class UpperTree:
    """Grows by full tiles of level 0; keeps at most 255 hashes a level."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._frontier = merkle.Frontier()  # over the roots of full tiles of level 0
        self._rows: list[list[bytes]] = []  # of level 1 and up
        self._rest: list[bytes] = []  # leaves after the last full tile

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self._frontier.size * tile.WIDTH + len(self._rest)

    @classmethod
    def resume(cls, log: Path, size: int) -> "UpperTree":
        """Take up the full tiles of a tree of `size` leaves from its published tiles.

        Raises ProofError or LedgerBehind where they are not such tiles.
        """
        folder, made = LogFolder(log), cls(log)

        def fetch(level: int, index: int, width: int) -> bytes:
            widest = min(tile.WIDTH, (size >> level * tile.HEIGHT) - index * tile.WIDTH)
            return folder.tile(level, index, widest)[: width * merkle.HASH_SIZE]

        full = size // tile.WIDTH
        made._frontier = merkle.Frontier(
            full, tile.frontier_from_tiles(fetch, full * tile.WIDTH).hashes
        )
        for level in tile.tiles_for(size)[1:]:
            data = fetch(level.level, level.full, level.partial) if level.partial else b""
            made._rows.append(
                [data[at : at + merkle.HASH_SIZE] for at in range(0, len(data), merkle.HASH_SIZE)]
            )
        return made

    def take(self, done: Recomputed) -> Differing:
        """Add what came of a piece, and compare the tiles that it fills."""
        for root in done.roots:
            yield from self._append(bytes.fromhex(root))
        self._rest = [bytes.fromhex(leaf) for leaf in done.rest]

    def finish(self) -> Differing:
        """Compare the tiles and the bundle that are not full."""
        full, rest = self._frontier.size, self._rest
        if rest:
            hashes = [merkle.leaf_hash(leaf) for leaf in rest]
            yield from compare(self._log, tile.entries_path(full, len(rest)), bundle(rest))
            yield from compare(self._log, tile.hash_path(0, full, len(rest)), b"".join(hashes))
        for level, row in enumerate(self._rows, start=1):
            if row:
                path = tile.hash_path(level, self.size >> (level + 1) * tile.HEIGHT, len(row))
                yield from compare(self._log, path, b"".join(row))

    def root(self) -> bytes:
        """Return the root as it stands."""
        rest = merkle.Frontier()
        for leaf in self._rest:
            rest.append(merkle.leaf_hash(leaf))
        return merkle.fold([*self._frontier.hashes, *rest.hashes])

    def state(self) -> dict[str, Json]:
        """Return the tree as JSON, from which `of` makes it again."""
        return {
            "tiles": self._frontier.size,
            "frontier": [one.hex() for one in self._frontier.hashes],
            "rows": [[one.hex() for one in row] for row in self._rows],
            "rest": [leaf.hex() for leaf in self._rest],
        }

    @classmethod
    def of(cls, log: Path, state: Json) -> "UpperTree":
        """Return a tree from its JSON."""
        made = cls(log)
        kept: dict[str, list[str]] = state  # type: ignore[assignment] # as `state` wrote it
        made._frontier = merkle.Frontier(
            kept["tiles"],  # type: ignore[arg-type] # likewise
            map(bytes.fromhex, kept["frontier"]),
        )
        made._rows = [[*map(bytes.fromhex, row)] for row in kept["rows"]]
        made._rest = [*map(bytes.fromhex, kept["rest"])]
        return made

    def _append(self, hashed: bytes) -> Differing:
        number = self._frontier.size
        self._frontier.append(hashed)
        level, is_full = 1, True
        while is_full:
            if len(self._rows) < level:
                self._rows.append([])
            row = self._rows[level - 1]
            row.append(hashed)
            is_full = len(row) == tile.WIDTH
            if is_full:
                number //= tile.WIDTH
                yield from compare(self._log, tile.hash_path(level, number), b"".join(row))
                hashed = merkle.root(row)
                row.clear()
                level += 1
