"""The witness's store: the logs' keys, and the last checkpoint of each that was cosigned.

A SQLite file of its own, `synchronous=FULL`: what is kept is on the disk before it is answered.
Comparing with what is held and keeping what is new is one transaction, so that of two requests at
once, in whichever processes, the second sees what the first has kept.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onrecord.witness.decide import NOTHING, Head
from onrecord.witness.errors import LogRefused, StoreFailed
from onrecord_proof import note
from onrecord_proof.errors import ProofError

WAIT_SECONDS = 10.0
_TABLES = """
CREATE TABLE key (vkey TEXT PRIMARY KEY, origin TEXT NOT NULL) STRICT;
CREATE TABLE head (
    origin TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL, root BLOB NOT NULL, at INTEGER NOT NULL, note BLOB NOT NULL
) STRICT;
CREATE TABLE fork (
    origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL,
    PRIMARY KEY (origin, root)
) STRICT;
"""


@dataclass(frozen=True)
class LogView:
    """A log that the witness knows: its keys, and what it last cosigned; `at` is 0 for never.

    `forks` are the notes with which the log has signed another tree of a size that was cosigned.
    """

    origin: str
    vkeys: tuple[str, ...]
    size: int
    root: bytes
    at: int
    forks: tuple[bytes, ...]


class Turn:
    """The turn of one log: what is held, and the keeping of what comes in its place."""

    def __init__(self, database: sqlite3.Connection, origin: str, held: Head) -> None:
        self._database = database
        self._origin = origin
        self.held = held

    def keep(self, head: Head, signed: bytes) -> None:
        """Put a checkpoint in the place of the one held; it is durable once the turn has ended."""
        self._database.execute(
            "INSERT INTO head VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET "
            "size = excluded.size, root = excluded.root, at = excluded.at, note = excluded.note",
            (self._origin, origin_hash(self._origin), head.size, head.root, head.at, signed),
        )

    def keep_fork(self, size: int, root: bytes, signed: bytes) -> None:
        """Keep what the log has signed beside what it had shown us: both together prove it."""
        self._database.execute(
            "INSERT OR IGNORE INTO fork VALUES (?, ?, ?, ?)", (self._origin, size, root, signed)
        )


class WitnessStore:
    """The store in one file; each call opens it anew, so that threads share nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def create(cls, path: Path) -> "WitnessStore":
        """Make the file where none stands."""
        store = cls(path)
        with store._opened("rwc") as database:
            database.executescript(_TABLES)
        path.chmod(0o600)
        return store

    def add_log(self, vkey: str, origin: str | None = None) -> bool:
        """Trust a key for a log, whose origin is the key's name unless given; say if it is new.

        Raises LogRefused for what is no log's key, or is trusted for another log already.
        """
        try:
            key = note.parse_vkey(vkey)
        except ProofError as error:
            raise LogRefused(f"This is no log's key: {error}") from None
        if key.kind != note.ED25519:
            raise LogRefused(f"{key.name}: this is the key of a witness; give the log's vkey.")
        named = origin or key.name
        if not named.isprintable():
            raise LogRefused(f"{named!r} is no origin: it is one line of text.")
        with self._turn() as database:
            row = database.execute("SELECT origin FROM key WHERE vkey = ?", (vkey,)).fetchone()
            if row is not None and row[0] != named:
                raise LogRefused(f"This key is trusted for the log {row[0]} already.")
            database.execute("INSERT OR IGNORE INTO key VALUES (?, ?)", (vkey, named))
        return row is None

    def drop_key(self, vkey: str) -> str:
        """Trust a log's key no longer; return the log's origin. What was cosigned stays.

        A log without a key is unknown until it is given one, and goes on then from what it had:
        forgetting it would let it be cosigned anew as another. Raises LogRefused.
        """
        with self._turn() as database:
            gone = database.execute("DELETE FROM key WHERE vkey = ? RETURNING origin", (vkey,))
            row = gone.fetchone()
        if row is None:
            raise LogRefused("This key is not trusted here: `onrecord witness list DIR` has those.")
        return str(row[0])

    def keys(self, origin: str) -> tuple[note.Key, ...]:
        """Return the keys that are trusted for a log; none for a log that is unknown."""
        with self._opened() as database:
            rows = database.execute("SELECT vkey FROM key WHERE origin = ?", (origin,)).fetchall()
        return tuple(note.parse_vkey(vkey) for (vkey,) in rows)

    def latest(self, hashed: str) -> bytes | None:
        """Return the cosigned checkpoint of the log whose origin has this SHA-256, or None."""
        with self._opened() as database:
            row = database.execute("SELECT note FROM head WHERE hash = ?", (hashed,)).fetchone()
        return None if row is None else bytes(row[0])

    def logs(self) -> tuple[LogView, ...]:
        """Return every log that the witness knows, by origin."""
        with self._opened() as database:
            keys = database.execute("SELECT origin, vkey FROM key ORDER BY origin, rowid")
            vkeys: dict[str, list[str]] = {}
            for origin, vkey in keys:
                vkeys.setdefault(origin, []).append(vkey)
            return tuple(
                LogView(
                    origin, tuple(found), *_head(database, origin), forks=_forks(database, origin)
                )
                for origin, found in vkeys.items()
            )

    @contextmanager
    def turn(self, origin: str) -> Iterator[Turn]:
        """Hold the store for one log; what is kept is durable when this ends without an error."""
        with self._turn() as database:
            yield Turn(database, origin, Head(*_head(database, origin)))

    @contextmanager
    def _turn(self) -> Iterator[sqlite3.Connection]:
        with self._opened() as database:
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.execute("COMMIT")

    @contextmanager
    def _opened(self, mode: str = "rw") -> Iterator[sqlite3.Connection]:
        # Statements commit by themselves unless BEGIN was said; what was begun and not committed
        # is rolled back by closing.
        try:
            database = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=WAIT_SECONDS,
                isolation_level=None,
            )
            try:
                database.execute("PRAGMA journal_mode = TRUNCATE")
                database.execute("PRAGMA synchronous = FULL")
                yield database
            finally:
                database.close()
        except sqlite3.Error as error:
            raise StoreFailed(
                f"The store {self._path} cannot be read or written ({error}). Check the disk; if "
                "the file is damaged, restore it from a copy as new as the last cosignature."
            ) from error


def origin_hash(origin: str) -> str:
    """Return the name of a log in a witness's addresses: SHA-256 of its origin, in hex."""
    return hashlib.sha256(origin.encode()).hexdigest()


def _head(database: sqlite3.Connection, origin: str) -> tuple[int, bytes, int]:
    row = database.execute("SELECT size, root, at FROM head WHERE origin = ?", (origin,)).fetchone()
    return (NOTHING.size, NOTHING.root, NOTHING.at) if row is None else row


def _forks(database: sqlite3.Connection, origin: str) -> tuple[bytes, ...]:
    rows = database.execute("SELECT note FROM fork WHERE origin = ? ORDER BY size", (origin,))
    return tuple(bytes(signed) for (signed,) in rows)
