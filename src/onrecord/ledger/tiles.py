"""The log's files: a tree that grows tile by tile, and the folder in which they are published."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from onrecord.ledger.errors import LedgerBehind
from onrecord.storage.home import HomeError
from onrecord_proof import checkpoint, merkle, note, tile
from onrecord_proof.errors import ProofError

LogFile = tuple[str, bytes]
"""A path such as `tile/0/000.p/12`, and the bytes that it names for good."""


@dataclass(frozen=True)
class Published:
    """The published checkpoint: tree size in leaves, 32-byte root, note, and when it came out."""

    size: int
    root: bytes
    note: bytes
    at: datetime


class LogFolder:
    """Reads the published log (C2SP tlog-tiles): `checkpoint`, `tile/...`, `log.vkey`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def checkpoint_file(self) -> Path:
        """The file whose replacement is the publication."""
        return self.root / "checkpoint"

    @property
    def vkey_file(self) -> Path:
        """The log's public key."""
        return self.root / "log.vkey"

    def published(self) -> Published:
        """Return the published checkpoint; its signature is the verifier's to check."""
        try:
            data = self.checkpoint_file.read_bytes()
            at = datetime.fromtimestamp(self.checkpoint_file.stat().st_mtime, UTC)
        except FileNotFoundError:
            raise HomeError(f"{self.root} holds no log. Run `onrecord setup` first.") from None
        try:
            head = checkpoint.parse(note.parse(data).text)
        except ProofError as error:
            raise LedgerBehind(
                f"{self.checkpoint_file} is damaged ({error}). Delete it and start the sequencer: "
                "it publishes the stored checkpoint again."
            ) from error
        return Published(head.size, head.root, data, at)

    def key(self) -> note.Key:
        """Return the log's public key."""
        try:
            return note.parse_vkey(self.vkey_file.read_text("ascii").removesuffix("\n"))
        except FileNotFoundError:
            raise HomeError(f"{self.root} holds no log. Run `onrecord setup` first.") from None

    def tile(self, level: int, index: int, width: int) -> bytes:
        """Return a tile of so many hashes, 32 bytes each."""
        return self.bytes_of(tile.hash_path(level, index, width))

    def bundle(self, index: int, width: int) -> list[bytes]:
        """Return the entries of a bundle of that width, each the 33 bytes of a leaf."""
        return tile.decode_bundle(self.bytes_of(tile.entries_path(index, width)))

    def bytes_of(self, path: str) -> bytes:
        """Return the bytes of a tile's or bundle's path; raise LedgerBehind if it is missing."""
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            raise LedgerBehind(
                f"{self.root / path} is missing. Restore the log's folder from a backup; "
                "`onrecord audit` names whatever else is missing."
            ) from None


def prover(*readers: Callable[[str], bytes | None]) -> Callable[[int, int], list[bytes]]:
    """Return what makes consistency proofs from tiles: each reader is asked until one has the tile.

    Called with two sizes it returns the proof (RFC 6962 2.1.2); whatever the last reader raises
    for a tile that is missing is raised.
    """

    def fetch(level: int, index: int, width: int) -> bytes:
        path = tile.hash_path(level, index, width)
        found = (data for reader in readers if (data := reader(path)) is not None)
        return next(found, b"")

    return lambda size1, size2: tile.consistency_proof_from_tiles(fetch, size1, size2)


def paths_of(size: int) -> Iterator[str]:
    """Yield the path of every tile and bundle of a tree of so many leaves."""
    for level in tile.tiles_for(size):
        for index, width in level.widths():
            if level.level == 0:
                yield tile.entries_path(index, width)
            yield tile.hash_path(level.level, index, width)


class Tree:
    """A tree that grows by leaves and yields each file as soon as it is full.

    It keeps one row of at most 255 hashes a level: constant memory, whatever the size.
    """

    def __init__(self) -> None:
        self.size = 0
        self.frontier = merkle.Frontier()
        self._grown_from = 0
        self._bundle: list[bytes] = []
        self._rows: list[list[bytes]] = []

    @classmethod
    def resume(cls, folder: LogFolder, size: int, root: bytes) -> "Tree":
        """Take up the tree of a published checkpoint; raise LedgerBehind if the files differ."""
        tree = cls()
        tree.size = tree._grown_from = size
        try:
            tree.frontier = tile.frontier_from_tiles(folder.tile, size)
            for level in tile.tiles_for(size):
                data = folder.tile(level.level, level.full, level.partial) if level.partial else b""
                tree._rows.append(_hashes(data))
            if size % tile.WIDTH:
                tree._bundle = folder.bundle(size // tile.WIDTH, size % tile.WIDTH)
        except ProofError as error:
            raise LedgerBehind(_DIFFERS.format(folder.root, size, error)) from error
        bottom = tree._rows[0] if tree._rows else []
        if tree.frontier.root() != root or [*map(merkle.leaf_hash, tree._bundle)] != bottom:
            raise LedgerBehind(_DIFFERS.format(folder.root, size, "the root is another"))
        return tree

    def taken_up(self) -> None:
        """Say that the tree as it is now is published: it grows from here."""
        self._grown_from = self.size

    def extend(self, leaves: Iterable[bytes]) -> Iterator[LogFile]:
        """Add leaves, and yield the bundles and tiles that they fill."""
        for leaf in leaves:
            yield from self._append(leaf)

    def partial(self) -> Iterator[LogFile]:
        """Yield the bundle and the tiles that are not full and have grown."""
        if self._bundle and self.size > self._grown_from:
            path = tile.entries_path(self.size // tile.WIDTH, len(self._bundle))
            yield path, tile.encode_bundle(self._bundle)
        for level, row in enumerate(self._rows):
            shift = level * tile.HEIGHT
            if row and self.size >> shift > self._grown_from >> shift:
                path = tile.hash_path(level, self.size >> shift + tile.HEIGHT, len(row))
                yield path, b"".join(row)

    def _append(self, leaf: bytes) -> Iterator[LogFile]:
        number, hashed = self.size, merkle.leaf_hash(leaf)
        self.size += 1
        self.frontier.append(hashed)
        self._bundle.append(leaf)
        if len(self._bundle) == tile.WIDTH:
            yield tile.entries_path(number // tile.WIDTH), tile.encode_bundle(self._bundle)
            self._bundle.clear()
        level, is_full = 0, True
        while is_full:
            if level == len(self._rows):
                self._rows.append([])
            row = self._rows[level]
            row.append(hashed)
            is_full = len(row) == tile.WIDTH
            if is_full:
                level += 1
                number //= tile.WIDTH
                yield tile.hash_path(level - 1, number), b"".join(row)
                hashed = merkle.root(row)
                row.clear()


_DIFFERS = (
    "The tiles in {} do not make the stored checkpoint of size {}: {}. Nothing was signed. "
    "Restore the log's folder from a backup; `onrecord audit` names what differs."
)


def _hashes(data: bytes) -> list[bytes]:
    size = merkle.HASH_SIZE
    return [data[start : start + size] for start in range(0, len(data), size)]
