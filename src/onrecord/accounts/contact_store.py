"""The contact store of reporting persons: apart from the database, under a key of its own (G20).

A SQLite file of the home, in which each row is a random reference and what AES-256-GCM made of the
contact data; the reference is bound into it. The key is `keys/contacts.key`, or the file that
ONRECORD_CONTACT_KEY names. Entries of the log and rows of the record hold the reference alone.

What is put here is durable when `put` returns. Whoever writes a row for it does so in the act that
puts it, so a power failure leaves at most data without a row, which a sweep deletes.
"""

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from onrecord.accounts.errors import ContactsUnfit
from onrecord.ledger.disk import Disk
from onrecord.ledger.times import now
from onrecord.storage.home import Home, current_home

KEY_SIZE = 32
NONCE_SIZE = 12
_WAIT_SECONDS = 30
_TABLE = (
    "CREATE TABLE IF NOT EXISTS contact (reference TEXT PRIMARY KEY, nonce BLOB NOT NULL, "
    "sealed BLOB NOT NULL, kept_at REAL NOT NULL) WITHOUT ROWID"
)


def new_reference() -> str:
    """Return a random reference of 128 bits, which says nothing of anybody."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class ContactStore:
    """The contact data of a home's reporting persons."""

    path: Path
    key_file: Path

    def put(self, reference: str, contact: Mapping[str, str]) -> None:
        """Keep contact data under a reference, durably; a reference is used once."""
        nonce = secrets.token_bytes(NONCE_SIZE)
        text = json.dumps(dict(contact), ensure_ascii=False).encode()
        sealed = self._cipher(make=True).encrypt(nonce, text, reference.encode())
        with self._open() as rows:
            rows.execute(
                "INSERT INTO contact VALUES (?, ?, ?, ?)",
                (reference, nonce, sealed, now().timestamp()),
            )

    def get(self, reference: str) -> dict[str, str] | None:
        """Return contact data, or None where there is none; raise ContactsUnfit if unreadable."""
        if not self.path.exists():
            return None
        with self._open() as rows:
            found = rows.execute(
                "SELECT nonce, sealed FROM contact WHERE reference = ?", (reference,)
            ).fetchone()
        if found is None:
            return None
        try:
            text = self._cipher().decrypt(found[0], found[1], reference.encode())
        except InvalidTag:
            raise ContactsUnfit(
                "The contact data cannot be read: another key kept them, or they were changed. "
                "Restore keys/contacts.key from the copy that was made of it."
            ) from None
        return {str(name): str(value) for name, value in json.loads(text).items()}

    def delete(self, reference: str) -> bool:
        """Delete what a reference names, overwriting its place in the file."""
        if not self.path.exists():
            return False
        with self._open() as rows:
            gone = rows.execute("DELETE FROM contact WHERE reference = ?", (reference,))
            return gone.rowcount > 0

    def references(self, *, before: datetime) -> frozenset[str]:
        """Return the references of what was kept before a moment."""
        if not self.path.exists():
            return frozenset()
        with self._open() as rows:
            found = rows.execute(
                "SELECT reference FROM contact WHERE kept_at < ?", (before.timestamp(),)
            )
            return frozenset(row[0] for row in found)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=_WAIT_SECONDS)) as rows:
                self.path.chmod(0o600)
                rows.execute("PRAGMA secure_delete = ON")
                rows.execute("PRAGMA synchronous = FULL")
                rows.execute(_TABLE)
                with rows:
                    yield rows
        except sqlite3.DatabaseError as error:
            raise ContactsUnfit(
                f"The contact store {self.path.name} cannot be used ({error}). Nothing was kept; "
                "mend it or restore it from a backup, then try again."
            ) from error

    def _cipher(self, *, make: bool = False) -> AESGCM:
        if make and not self.key_file.exists() and not self.references(before=now()):
            self._make_key()
        try:
            return AESGCM(bytes.fromhex(self.key_file.read_text("ascii").strip()))
        except (OSError, ValueError):
            raise ContactsUnfit(
                f"The key of the contact store, {self.key_file.name}, is missing or damaged. "
                "Restore it from the copy that was made of it; without it nothing in the store "
                "can be read, and nothing more is kept."
            ) from None

    def _make_key(self) -> None:
        self.key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        staged = self.key_file.with_name(f".{self.key_file.name}.{secrets.token_hex(4)}")
        disk = Disk()
        disk.put(staged, f"{secrets.token_hex(KEY_SIZE)}\n".encode("ascii"), mode=0o600)
        disk.sync(staged)
        try:
            disk.link(staged, self.key_file)
        except FileExistsError:
            pass  # another process made it in the same moment
        finally:
            staged.unlink()
        disk.sync(self.key_file.parent)


def contact_store(home: Home | None = None) -> ContactStore:
    """Return the contact store of a home, by default the current one."""
    of = home or current_home()
    named = os.environ.get("ONRECORD_CONTACT_KEY", "")
    key = Path(named) if named else of.keys / "contacts.key"
    return ContactStore(path=of.contacts, key_file=key)
