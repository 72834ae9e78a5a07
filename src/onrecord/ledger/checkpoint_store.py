"""The checkpoint store: the log's latest signed checkpoint, kept apart from the database.

A restored backup of the database, or a second instance, cannot fork the log: every checkpoint goes
through the store's compare-and-swap before anybody can see it.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import CheckpointConflict, LedgerBehind


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


class SqliteCheckpointStore:
    """A SQLite file of its own with one row."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def create(cls, path: Path, first: Stored) -> "SqliteCheckpointStore":
        """Make the file; only setup does this, and only where none stands."""
        made = path.with_name(f".{path.name}.new")
        made.unlink(missing_ok=True)
        with _opened(made, "rwc") as database:
            database.execute(
                "CREATE TABLE checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), "
                "size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL) STRICT"
            )
            database.execute("INSERT INTO checkpoint VALUES (1, ?, ?, ?)", _row(first))
        Disk().link(made, path)
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
            held = self._read(database)
            if held != expected:
                raise CheckpointConflict(
                    f"The checkpoint store holds size {held.size}, not size {expected.size}: "
                    "another sequencer has published. Stop one of the two."
                )
            if fresh.size < held.size or (fresh.size == held.size and fresh.root != held.root):
                raise CheckpointConflict(
                    f"A checkpoint of size {fresh.size} does not extend that of size {held.size}. "
                    "The log would fork; nothing was stored."
                )
            database.execute("UPDATE checkpoint SET size = ?, root = ?, note = ?", _row(fresh))
            database.execute("COMMIT")

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        if not self._path.exists():
            raise LedgerBehind(
                f"The checkpoint store {self._path} is gone. Restore it from a backup as new as "
                "the published log; a store made anew could fork the log."
            )
        try:
            with _opened(self._path, "rw") as database:
                yield database
        except sqlite3.Error as error:
            raise LedgerBehind(
                f"The checkpoint store {self._path} cannot be read or written ({error}). Check "
                "the disk; if the file is damaged, restore it from the latest backup."
            ) from error

    @staticmethod
    def _read(database: sqlite3.Connection) -> Stored:
        row = database.execute("SELECT size, root, note FROM checkpoint").fetchone()
        return Stored(*row)


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    # Statements commit by themselves unless BEGIN was said. With TRUNCATE and FULL a commit is
    # durable once it returns; DELETE would leave the folder's entry to chance.
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=30, isolation_level=None
    )
    try:
        database.execute("PRAGMA journal_mode = TRUNCATE")
        database.execute("PRAGMA synchronous = FULL")
        yield database
    finally:
        database.close()


def _row(stored: Stored) -> tuple[int, bytes, bytes]:
    return stored.size, stored.root, stored.note
