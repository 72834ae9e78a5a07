"""The folder that keeps a home's backups.

DIR/<UTC time>-<size>/   a backup: manifest.json, the database, the log, keys, packets
DIR/blobs/<ab>/<name>    blobs, shared by all backups of the folder, each written once
DIR/.unfinished/         a backup on its way; the remains of one broken off are swept
DIR/.lock                held by whoever takes or prunes backups
"""

import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onrecord.ledger.backup import manifest
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import BackupRefused
from onrecord.storage.blobs import StoreFull

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class BackupFolder:
    """The paths of a folder of backups."""

    root: Path

    @property
    def blobs(self) -> Path:
        """Blobs of all backups."""
        return self.root / "blobs"

    @property
    def unfinished(self) -> Path:
        """Where a backup is made before it has its name."""
        return self.root / ".unfinished"

    def blob(self, name: str) -> Path:
        """Return the path of a blob."""
        return self.blobs / name[:2] / name

    def backups(self) -> list[str]:
        """Return the names of the whole backups, oldest first."""
        if not self.root.is_dir():
            return []
        return sorted(
            path.name
            for path in self.root.iterdir()
            if not path.name.startswith(".") and (path / manifest.MANIFEST).is_file()
        )

    def find(self, which: str = "") -> Path:
        """Return the folder of a backup, by default of the newest; raise BackupRefused."""
        names = self.backups()
        if not names:
            raise BackupRefused(f"{self.root} holds no whole backup. Name the folder of backups.")
        name = which or names[-1]
        if name not in names:
            raise BackupRefused(f"{self.root} has no backup {name!r}; it has: {', '.join(names)}.")
        return self.root / name

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder, made where it lacks; sweep what was broken off.

        Raises BackupRefused where somebody else holds it or it holds other things than backups.
        """
        try:
            self._make()
            held = os.open(self.root / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise BackupRefused(
                f"{self.root} cannot be used ({error.strerror}). Name a folder that you may write "
                "in."
            ) from error
        try:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BackupRefused(
                    f"{self.root} is in use by another backup. Wait until it has ended."
                ) from None
            self.sweep()
            yield
        finally:
            os.close(held)

    def sweep(self) -> None:
        """Remove what a backup that was broken off has left."""
        if self.unfinished.exists():
            Disk().remove(self.unfinished)

    def _make(self) -> None:
        if self.root.is_dir():
            ours = {"blobs", ".lock", ".unfinished", "lost+found", *self.backups()}
            strange = sorted(path.name for path in self.root.iterdir() if path.name not in ours)
            if strange and not (self.root / ".lock").exists():
                raise BackupRefused(
                    f"{self.root} holds {strange[0]!r}, which is no backup. Name an empty folder."
                )
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.blobs.mkdir(mode=0o700, exist_ok=True)
        Disk().sync(self.root)


@contextmanager
def room(place: Path, kept: str) -> Iterator[None]:
    """Turn a full disk into StoreFull, which says that `kept` is untouched."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        full = isinstance(error, OSError) and error.errno in _NO_ROOM
        if full or "disk is full" in str(error):
            raise StoreFull(
                f"{place} has no room: {shutil.disk_usage(place).free // 1_000_000:,} MB free. "
                f"{kept} Make room, then run this again."
            ) from error
        raise
