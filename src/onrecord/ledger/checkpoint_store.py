"""The checkpoint store: the log's latest signed checkpoint, kept apart from the database.

A restored backup of the database, or a second instance, cannot fork the log: every checkpoint goes
through the store's compare-and-swap before anybody can see it.
"""

import errno
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from weakref import finalize

from django.conf import settings

from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import CheckpointConflict, LedgerBehind
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord.storage.s3 import Address


@dataclass(frozen=True)
class Stored:
    """A signed checkpoint: tree size in leaves, 32-byte root, and the note's bytes."""

    size: int
    root: bytes
    note: bytes


Prove = Callable[[int, int], Sequence[bytes]]
"""Returns the consistency proof (RFC 6962 2.1.2) from a tree of one size to one of another."""


class CheckpointStore(Protocol):
    """Holds one checkpoint, durably."""

    def latest(self) -> Stored:
        """Return the checkpoint, or raise LedgerBehind when the store is gone."""
        ...

    def swap(self, expected: Stored, fresh: Stored, prove: Prove) -> None:
        """Put `fresh` in the place of `expected`, durably, before returning.

        `prove` is for a store that trusts nobody, such as a witness. Raises CheckpointConflict,
        and changes nothing, when the store holds something else or `fresh` would shrink the tree
        or change the root of the same size.
        """
        ...


def open_store(home: Home) -> CheckpointStore:
    """Return the store of a home, for whoever swaps in it.

    `ONRECORD_CHECKPOINT_STORE` names one in S3, which is proved fit once a process (StoreUnfit),
    or a witness; empty, it is a file of the home.
    """
    store = _elsewhere(home)
    if store is None:
        return SqliteCheckpointStore(home.checkpoint_store)
    if settings.CHECKPOINT_STORE not in _proved:
        store.prove_fit()
        _proved.add(settings.CHECKPOINT_STORE)
    return store


def read_store(home: Home) -> CheckpointStore:
    """Return the store of a home, for whoever only reads it: nothing is proved."""
    return _elsewhere(home) or SqliteCheckpointStore(home.checkpoint_store)


def store_stands(home: Home) -> bool:
    """Say whether the home's store was made."""
    store = _elsewhere(home)
    return home.checkpoint_store.exists() if store is None else store.stands()


def make_store(home: Home, first: Stored) -> CheckpointStore:
    """Make the home's store with its first checkpoint; only setup does this, once."""
    store = _elsewhere(home)
    if store is None:
        return SqliteCheckpointStore.create(home.checkpoint_store, first)
    store.make(first)
    return store


class _Elsewhere(CheckpointStore, Protocol):
    """A store that is no file of the home."""

    def prove_fit(self) -> None:
        """Raise StoreUnfit where the service does not compare before it swaps."""
        ...

    def stands(self) -> bool:
        """Say whether it holds a checkpoint of this log."""
        ...

    def make(self, first: Stored) -> None:
        """Give it its first checkpoint."""
        ...


_proved: set[str] = set()


def _elsewhere(home: Home) -> _Elsewhere | None:
    address = settings.CHECKPOINT_STORE
    if not address:
        return None
    if address.startswith(WITNESS):
        from onrecord.ledger.checkpoint_store_witness import WitnessCheckpointStore  # noqa: PLC0415 - it imports this module

        return WitnessCheckpointStore.named(address, LogFolder(home.log).key().name)
    from onrecord.ledger.checkpoint_store_s3 import S3CheckpointStore  # noqa: PLC0415 - likewise

    return S3CheckpointStore(Address.parse(address))


WITNESS = "witness:"
"""How the address of a witness as the store begins: `witness:URL#VKEY`."""

_DISK = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}
"""What SQLite says of a disk, rather than of the file: full, read-only, failing, away."""


class SqliteCheckpointStore:
    """A SQLite file of its own with one row, kept open from the first use on.

    With a write-ahead log and `synchronous=FULL` a swap is durable with one flush.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: tuple[tuple[int, int], sqlite3.Connection] | None = None

    @classmethod
    def create(cls, path: Path, first: Stored) -> "SqliteCheckpointStore":
        """Make the file; only setup does this, and only where none stands."""
        made = path.with_name(f".{path.name}.new")
        made.unlink(missing_ok=True)
        database = _open(made, "rwc")
        try:
            database.execute(
                "CREATE TABLE checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), "
                "size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL) STRICT"
            )
            database.execute("INSERT INTO checkpoint VALUES (1, ?, ?, ?)", _row(first))
        finally:
            database.close()
        disk = Disk()
        disk.link(made, path)
        disk.sync(path.parent)
        made.unlink()
        return cls(path)

    def latest(self) -> Stored:
        """Return the checkpoint, or raise LedgerBehind when the store is gone."""
        with self._database() as database:
            return self._read(database)

    def swap(self, expected: Stored, fresh: Stored, prove: Prove) -> None:  # noqa: ARG002 - the file is ours
        """Put `fresh` in the place of `expected`; see `CheckpointStore.swap`."""
        with self._database() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                held = self._read(database)
                if held != expected:
                    raise CheckpointConflict(
                        f"The checkpoint store holds size {held.size}, not size {expected.size}: "
                        "another sequencer has published. Stop one of the two."
                    )
                check_extends(held, fresh)
                database.execute("UPDATE checkpoint SET size = ?, root = ?, note = ?", _row(fresh))
                database.execute("COMMIT")
            finally:
                if database.in_transaction:
                    database.execute("ROLLBACK")

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        """Give the open file. A disk that cannot be written is an OSError: it may pass."""
        try:
            yield self._connection()
        except FileNotFoundError:
            raise LedgerBehind(
                f"The checkpoint store {self._path} is gone. Restore it from a backup as new as "
                "the published log; a store made anew could fork the log."
            ) from None
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DISK:
                raise OSError(errno.EIO, f"{self._path}: {error}") from error
            raise LedgerBehind(
                f"The checkpoint store {self._path} cannot be read or written ({error}). Check "
                "the disk; if the file is damaged, restore it from the latest backup."
            ) from error

    def _connection(self) -> sqlite3.Connection:
        """Return the open file, unless another file bears its name by now."""
        found = self._path.stat()
        place = (found.st_dev, found.st_ino)
        if self._held is None or self._held[0] != place:
            database = _open(self._path, "rw")
            finalize(self, database.close)
            self._held = (place, database)
        return self._held[1]

    @staticmethod
    def _read(database: sqlite3.Connection) -> Stored:
        row = database.execute("SELECT size, root, note FROM checkpoint").fetchone()
        if row is None:
            raise LedgerBehind(
                "The checkpoint store holds no checkpoint any more. Restore it from a backup as "
                "new as the published log."
            )
        return Stored(*row)


def check_extends(held: Stored, fresh: Stored) -> None:
    """Refuse a checkpoint that would shrink the tree or change the root of the same size."""
    if fresh.size < held.size or (fresh.size == held.size and fresh.root != held.root):
        raise CheckpointConflict(
            f"A checkpoint of size {fresh.size} does not extend that of size {held.size}. "
            "The log would fork; nothing was stored."
        )


def _open(path: Path, mode: str) -> sqlite3.Connection:
    # Statements commit by themselves unless BEGIN was said. One thread uses it at a time; which
    # one lets it go, when nobody needs it any more, is chance.
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=30,
        isolation_level=None,
        check_same_thread=False,
    )
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    return database


def _row(stored: Stored) -> tuple[int, bytes, bytes]:
    return stored.size, stored.root, stored.note
