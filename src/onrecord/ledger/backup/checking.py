"""Checking a backup without restoring it: each file, the database, the log, and an audit.

1. The manifest is whole, and each file and blob is what it says; nothing else lies beside them.
2. SQLite, or pg_restore, can read the database.
3. The published log makes the checkpoint that lies beside it, signed by the log's key.
4. A copy of the home that lives for a moment is audited: the database's entries lead to the
   checkpoint, and each row and blob is what its entries say. (PostgreSQL: not without a server.)
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.ledger.backup import database
from onrecord.ledger.backup.folder import BackupFolder
from onrecord.ledger.backup.manifest import DIGEST, MANIFEST, SQLITE, Manifest, read
from onrecord.ledger.backup.progress import Say, silent
from onrecord.ledger.backup.taking import STORE
from onrecord.ledger.disk import Disk, sum_of
from onrecord.ledger.errors import BackupDamaged, LedgerBehind
from onrecord.ledger.tiles import LogFolder, Tree
from onrecord.storage.home import HomeError
from onrecord_proof import checkpoint, note
from onrecord_proof.errors import ProofError

REHEARSAL = "onrecord.cli.rehearsal"
NO_KEYS = "the private keys: the backup was taken without them"
NOT_REHEARSED = "a PostgreSQL dump was read, not loaded: rehearse a restore on a spare server"


@dataclass
class Checked:
    """What was checked of a backup, and what differs. `notes` say what was not checked."""

    name: str
    taken_at: str
    kept_until: str | None
    entries: int
    files: int
    blobs: int
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def check(root: Path, which: str = "", say: Say = silent) -> Checked:
    """Check a backup, by default the newest, and return what differs.

    Raises BackupRefused where there is no such backup, or another one is under way.
    """
    folder = BackupFolder(root.absolute())
    backup = folder.find(which)
    with folder.locked():
        told = read(backup)
        result = Checked(
            name=backup.name,
            taken_at=told.taken_at,
            kept_until=told.kept_until,
            entries=told.size,
            files=len(told.files),
            blobs=len(told.blobs),
        )
        result.differences += _files(folder, backup, told, say)
        result.differences += _database(backup, told, say)
        result.differences += _log(backup, told)
        if not told.keys:
            result.notes.append(NO_KEYS)
        if told.database != SQLITE:
            result.notes.append(NOT_REHEARSED)
        elif result.holds:
            try:
                result.differences += _rehearse(folder, backup, say)
            finally:
                folder.sweep()
    return result


def _files(folder: BackupFolder, backup: Path, told: Manifest, say: Say) -> list[str]:
    found = []
    listed = {backup / path: sums for path, sums in told.files.items()}
    listed |= {folder.blob(name): sums for name, sums in told.blobs.items()}
    for done, (path, wanted) in enumerate(listed.items()):
        say("Reading files", done, len(listed))
        if not path.is_file():
            found.append(f"{path} is missing")
        elif (held := sum_of(path)) != wanted:
            found.append(
                f"{path} is damaged: {held.size} bytes with SHA-256 {held.sha256}, not "
                f"{wanted.size} with {wanted.sha256}"
            )
    ours = {backup / MANIFEST, backup / DIGEST, *listed}
    found += [
        f"{path} is not in the manifest"
        for path in sorted(backup.rglob("*"))
        if path.is_file() and path not in ours
    ]
    return found


def _database(backup: Path, told: Manifest, say: Say) -> list[str]:
    path = backup / database.FILES[told.database]
    if not path.is_file():
        return []  # said already
    try:
        if told.database == SQLITE:
            database.check_sqlite(path, say)
        else:
            database.check_dump(path)
    except BackupDamaged as error:
        return [str(error)]
    return []


def _log(backup: Path, told: Manifest) -> list[str]:
    log = LogFolder(backup / "log")
    try:
        head = log.published()
        checkpoint.open_checkpoint(head.note, told.origin, log.key())
        Tree.resume(log, head.size, head.root)
    except (ProofError, LedgerBehind, HomeError, OSError) as error:
        return [f"the log of the backup does not hold: {error}"]
    if head.size > told.size:
        return [f"the log has {head.size} entries, the checkpoint store {told.size}"]
    return [] if told.store else _store(backup, told, log.key())


def _store(backup: Path, told: Manifest, key: note.Key) -> list[str]:
    """Read the checkpoint store where it lies; nothing is written beside it."""
    address = f"{(backup / STORE).absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as store:
            size, root, signed = store.execute("SELECT size, root, note FROM checkpoint").fetchone()
        head = checkpoint.open_checkpoint(signed, told.origin, key)
    except (sqlite3.Error, ProofError, TypeError) as error:
        return [f"the checkpoint store of the backup does not hold: {error}"]
    if {(size, root), (head.size, head.root)} != {(told.size, bytes.fromhex(told.root))}:
        return [f"the checkpoint store of the backup holds size {size}, not {told.size}"]
    return []


def _rehearse(folder: BackupFolder, backup: Path, say: Say) -> list[str]:
    """Restore into a folder that goes again, in a process of its own, and audit that."""
    say("Auditing a restored copy", 0, 0)
    place = folder.unfinished / "rehearsal"
    place.mkdir(mode=0o700, parents=True)
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"ONRECORD_DATABASE_URL", "ONRECORD_CHECKPOINT_STORE"}
    }
    environment["ONRECORD_HOME"] = str(place)
    environment["DJANGO_SETTINGS_MODULE"] = "onrecord.config.settings"
    ran = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", REHEARSAL, str(folder.root), backup.name],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    Disk().remove(place)
    if ran.returncode:
        return [f"a restored copy fails: {(ran.stderr.strip() or 'no word').splitlines()[-1]}"]
    found: list[str] = json.loads(ran.stdout)
    return [f"the audit of a restored copy: {words}" for words in found]
