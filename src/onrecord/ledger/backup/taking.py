"""Taking a backup, while the record goes on being written.

In this order, and the order matters:

1. The published log, then the checkpoint store: the store is never behind the log that lies beside
   it.
2. The database, of one moment after them: it is never behind its store.
3. The contact store, after the database that names its references; what else the home holds: its
   record, its directives, its keys.
4. Each blob that the copied database names, each checked against its row; blobs that the folder
   has already are not copied again.
5. Each sealed packet that the copied database names.
6. The manifest; then the backup gets its name. Whatever is broken off before has no name.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from onrecord.ledger import restored
from onrecord.ledger.backup import contents, database
from onrecord.ledger.backup.folder import BackupFolder, room
from onrecord.ledger.backup.manifest import Manifest, read
from onrecord.ledger.backup.progress import Say, silent
from onrecord.ledger.backup.pruning import prune
from onrecord.ledger.checkpoint_store import SqliteCheckpointStore, Stored, read_store
from onrecord.ledger.disk import Disk, FileSum, sum_of
from onrecord.ledger.errors import BackupDamaged, BackupRefused
from onrecord.ledger.tiles import LogFolder
from onrecord.ledger.times import now, utc_text
from onrecord.storage.blobs import BlobMissing
from onrecord.storage.home import Home, current_home
from onrecord.storage.local import blob_store

_APART = {"log", "staging", "blobs", "packets"}  # copied in their own ways, or not at all
_PASSING = (".lock", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal")
_TRIES = 5
_PAUSE_SECONDS = 0.2
STORE = "checkpoints.sqlite3"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How a backup is to be taken.

    keep, keep_days: how many backups, and for how many days, are kept; 0 keeps all.
    quick: a blob that the folder has with the right size is not read again.
    """

    with_keys: bool = True
    keep: int = 0
    keep_days: int = 0
    quick: bool = False


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A backup that was taken. `bytes_copied` counts what was read from the home and written."""

    name: str
    entries: int
    files: int
    blobs: int
    blobs_copied: int
    bytes_copied: int
    kept_until: str | None
    removed: tuple[str, ...]


def take(root: Path, wanted: Wanted, say: Say = silent) -> Taken:
    """Take a backup of the current home into the folder of backups `root`.

    Raises BackupRefused where the folder cannot be used, StoreFull where it has no room, and
    BackupDamaged where a blob or packet of the home is not what its row says; the earlier backups
    are untouched then.
    """
    home, folder = current_home(), BackupFolder(root.absolute())
    if folder.root == home.root or home.root in folder.root.parents:
        raise BackupRefused(f"{root} lies in the home itself. Name a folder on another disk.")
    with folder.locked():
        try:
            with room(folder.root, "The earlier backups are untouched."):
                taking = _Taking(home, folder, wanted, say)
                name, manifest = taking.run()
                removed = prune(folder, keep=wanted.keep, moment=now())
        except BaseException:
            folder.sweep()
            raise
    return Taken(
        name=name,
        entries=manifest.size,
        files=len(manifest.files),
        blobs=len(manifest.blobs),
        blobs_copied=taking.blobs_copied,
        bytes_copied=taking.bytes_copied,
        kept_until=manifest.kept_until,
        removed=removed,
    )


class _Taking:
    """One backup on its way."""

    def __init__(self, home: Home, folder: BackupFolder, wanted: Wanted, say: Say) -> None:
        self._home, self._folder, self._wanted, self._say = home, folder, wanted, say
        self._place = folder.unfinished / "backup"
        self._disk = Disk()
        self._sums: dict[str, FileSum] = {}
        self._blobs: dict[str, FileSum] = {}
        self.blobs_copied = 0
        self.bytes_copied = 0

    def run(self) -> tuple[str, Manifest]:
        """Do steps 1 to 6; return the backup's name and manifest."""
        self._place.mkdir(mode=0o700, parents=True)
        stored = self._copy_log()
        if not settings.CHECKPOINT_STORE:
            SqliteCheckpointStore.create(self._place / STORE, stored)
            self._sums[STORE] = sum_of(self._place / STORE)
        taken_at = now()
        with database.copied(self._place, self._say) as run:
            name = database.FILES[database.engine()]
            self._sums[name] = sum_of(self._place / name)
            self.bytes_copied += self._sums[name].size
            self._copy_contacts()
            self._copy_rest()
            self._copy_blobs(run)
            self._copy_packets(run)
        manifest = Manifest(
            taken_at=utc_text(taken_at),
            kept_until=self._kept_until(taken_at),
            origin=self._home.record().origin,
            size=stored.size,
            root=stored.root.hex(),
            database=database.engine(),
            store=settings.CHECKPOINT_STORE,
            keys=self._wanted.with_keys,
            files=dict(sorted(self._sums.items())),
            blobs=dict(sorted(self._blobs.items())),
        )
        return self._close(manifest, taken_at, stored), manifest

    def _close(self, manifest: Manifest, taken_at: datetime, stored: Stored) -> str:
        """Do step 6."""
        self._disk.sync_tree(self._place)
        self._disk.sync_tree(self._folder.blobs)
        manifest.write(self._place)
        name = f"{taken_at:%Y-%m-%dT%H-%M-%SZ}-{stored.size}"
        while (self._folder.root / name).exists():  # of the same second: this one is later
            time.sleep(0.1)
            name = f"{now():%Y-%m-%dT%H-%M-%SZ}-{stored.size}"
        self._place.rename(self._folder.root / name)
        self._disk.sync(self._folder.root)
        self._folder.sweep()
        return name

    def _kept_until(self, taken_at: datetime) -> str | None:
        days = self._wanted.keep_days
        return utc_text(taken_at + timedelta(days=days)) if days else None

    def _copy(self, source: Path, relative: str) -> None:
        copied = self._disk.copy(source, self._place / relative)
        self._sums[relative] = copied
        self.bytes_copied += copied.size

    def _copy_log(self) -> Stored:
        """Copy the published log, and return what the store held afterwards.

        The checkpoint is read first of all, so that every file it needs is there. A publication in
        between is taken in, so that log and store agree unless publication waits.
        """
        log, store = LogFolder(self._home.log), read_store(self._home)
        for _ in range(_TRIES):
            head = log.published()
            for done, path in enumerate(_files(self._home.log)):
                relative = f"log/{path.relative_to(self._home.log).as_posix()}"
                if path != log.checkpoint_file and relative not in self._sums:
                    self._copy(path, relative)
                self._say("Copying the log", done, 0)
            stored = store.latest()
            if stored.size == head.size:
                break
            time.sleep(_PAUSE_SECONDS)
        target = self._place / "log" / log.checkpoint_file.name
        self._disk.write(target, head.note, mode=0o600)
        self._sums["log/checkpoint"] = sum_of(target)
        return stored

    def _copy_contacts(self) -> None:
        """Copy the contact store after the database: it lacks nothing that a row names."""
        source = self._home.contacts
        if source.exists():
            database.copy_sqlite(source, self._place / source.name, self._say)
            self._sums[source.name] = sum_of(self._place / source.name)
            self.bytes_copied += self._sums[source.name].size

    def _copy_rest(self) -> None:
        for path in sorted(self._home.root.iterdir()):
            kept = path.name == restored.MARK or not path.name.startswith(".")
            if path.name in _APART or path.name.endswith(_PASSING) or not kept:
                continue
            if path.name == self._home.keys.name and not self._wanted.with_keys:
                continue
            for file in [path] if path.is_file() else _files(path):
                self._copy(file, file.relative_to(self._home.root).as_posix())

    def _copy_blobs(self, run: contents.Run) -> None:
        differing: list[str] = []
        for done, blob in enumerate(contents.blobs(run)):
            self._say("Copying blobs", done, 0)
            told = FileSum(blob.size, blob.sha256)
            self._blobs[blob.name] = told
            if not self._is_held(blob.name, told):
                words = self._copy_blob(blob.name, told)
                differing += [words] if words else []
        if differing:
            more = f", and {len(differing) - 1} more" if len(differing) > 1 else ""
            raise BackupDamaged(
                f"{differing[0]}{more}. `onrecord audit` names all. No backup was taken; mend it "
                "from an earlier one."
            )

    def _is_held(self, name: str, told: FileSum) -> bool:
        """Say whether the folder has the blob; what is there and damaged is taken away."""
        path = self._folder.blob(name)
        if not path.is_file():
            return False
        if self._wanted.quick and path.stat().st_size == told.size:
            return True
        if sum_of(path) == told:
            return True
        path.unlink()
        return False

    def _copy_blob(self, name: str, told: FileSum) -> str:
        """Copy a blob into the folder under its name at once; say what differs, or nothing."""
        staged = self._folder.unfinished / name
        try:
            copied = self._disk.copy(blob_store(self._home).path(name), staged, mode=0o400)
        except BlobMissing:
            return f"The home lacks blob {name}, which an exhibit names"
        if copied != told:
            staged.unlink()
            return f"Blob {name} of the home is not what its exhibit says"
        target = self._folder.blob(name)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        staged.rename(target)
        self.blobs_copied += 1
        self.bytes_copied += copied.size
        return ""

    def _copy_packets(self, run: contents.Run) -> None:
        earlier = self._earlier()
        for done, packet in enumerate(contents.packets(run)):
            self._say("Copying packets", done, 0)
            folder = self._home.packets / packet.folder
            try:
                listed = (folder / "tagmanifest-sha256.txt").read_bytes()
            except FileNotFoundError:
                listed = b""
            if hashlib.sha256(listed).hexdigest() != packet.digest:
                raise BackupDamaged(
                    f"Packet {packet.folder} of the home is not the one that was sealed. No "
                    "backup was taken; mend it from an earlier one."
                )
            for file in _files(folder):
                self._copy_or_link(file, file.relative_to(self._home.root).as_posix(), earlier)

    def _earlier(self) -> Callable[[str], Path | None]:
        """Return what finds a packet's file in the newest earlier backup."""
        names = self._folder.backups()
        latest = self._folder.root / names[-1] if names else self._folder.root
        try:
            sums = read(latest).files
        except BackupDamaged:
            sums = {}  # nothing is taken from it

        def find(relative: str) -> Path | None:
            path = latest / relative if relative in sums else None
            return path if path and path.is_file() and sum_of(path) == sums[relative] else None

        return find

    def _copy_or_link(
        self, source: Path, relative: str, earlier: Callable[[str], Path | None]
    ) -> None:
        """Give a file that the newest earlier backup has a second name; else copy it."""
        held = earlier(relative)
        if held is None or sum_of(source) != sum_of(held):
            self._copy(source, relative)
            return
        target = self._place / relative
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.link(held, target)
        except OSError:  # this file system gives no second names
            shutil.copyfile(held, target)
        self._sums[relative] = sum_of(target)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, in order; what is on its way (`.name.new`) is none."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path
