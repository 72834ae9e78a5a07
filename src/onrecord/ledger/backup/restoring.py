"""Laying a backup out as a home, every file checked against the manifest on its way.

The home's record, `home.toml`, is written last of all: what is broken off before is no home.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from onrecord.ledger import restored
from onrecord.ledger.backup import database
from onrecord.ledger.backup.folder import BackupFolder, room
from onrecord.ledger.backup.manifest import POSTGRESQL, SQLITE, Manifest, read
from onrecord.ledger.backup.progress import Say, silent
from onrecord.ledger.backup.taking import STORE
from onrecord.ledger.checkpoint_store import SqliteCheckpointStore, Stored
from onrecord.ledger.disk import Disk, FileSum, sum_of
from onrecord.ledger.errors import BackupDamaged, BackupRefused
from onrecord.ledger.keys import load_key
from onrecord.ledger.restored import Restored
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home


def require_fit(folder: BackupFolder, which: str, keys: Path | None) -> None:
    """Raise BackupRefused where the database named, or the keys given, cannot take the backup."""
    backup = folder.find(which)
    told = read(backup)
    if told.database != database.engine():
        wants = "leave ONRECORD_DATABASE_URL out"
        if told.database == POSTGRESQL:
            wants = "name an empty PostgreSQL database in ONRECORD_DATABASE_URL"
        raise BackupRefused(f"{backup.name} holds a {told.database} database: {wants}.")
    if bool(told.store) != bool(settings.CHECKPOINT_STORE):
        wants = f"name it in ONRECORD_CHECKPOINT_STORE: {told.store}"
        if not told.store:
            wants = "leave ONRECORD_CHECKPOINT_STORE out"
        raise BackupRefused(
            f"{backup.name} has its checkpoint store {'apart' if told.store else 'in it'}: {wants}."
        )
    if not told.keys and keys is None:
        raise BackupRefused(
            f"{backup.name} was taken without keys. Name the folder that holds them with --keys."
        )
    if keys is not None and not keys.is_dir():
        raise BackupRefused(f"--keys: {keys} is no folder.")


def lay_out(
    home: Home,
    folder: BackupFolder,
    which: str = "",
    *,
    keys: Path | None = None,
    rehearsal: bool = False,
    say: Say = silent,
) -> Restored:
    """Fill an empty home from a backup, but for `home.toml`; return the mark that it bears.

    `keys` is the folder of the keys, for a backup without them. A `rehearsal` needs none, and links
    blobs and packets, which it only reads, instead of copying them. Raises BackupDamaged for a file
    that is not what the manifest says, BackupRefused where keys lack or do not fit.
    """
    backup = folder.find(which)
    told = read(backup)
    with room(home.root, "Nothing of the backup was changed."):
        for made in (home.keys, home.log, home.staging, home.blobs, home.packets):
            made.mkdir(mode=0o700, exist_ok=True)
        for done, (source, target, mode, wanted) in enumerate(_files(home, folder, backup, told)):
            say("Restoring files", done, len(told.files) + len(told.blobs))
            _put(source, target, mode, wanted, link=rehearsal)
        if rehearsal and told.store:
            _stand_in_for_store(home, told)
        if keys is not None:
            for file in sorted(path for path in keys.iterdir() if path.is_file()):
                Disk().copy(file, home.keys / file.name)
        if not home.secret.exists():  # it signs sessions only: all sign in anew
            Disk().write(home.secret, f"{secrets.token_urlsafe(48)}\n".encode("ascii"), mode=0o600)
        if not rehearsal:
            _check_key(home)
        mark = _mark(home, backup.name, told)
        Disk().sync_tree(home.root)
    return mark


def found(home: Home, folder: BackupFolder, which: str = "") -> None:
    """Write `home.toml`, the last file: now it is a home."""
    backup = folder.find(which)
    data = (backup / home.record_file.name).read_bytes()
    Disk().replace(home.record_file, data, mode=0o600)


def load_database(folder: BackupFolder, which: str = "", *, say: Say = silent) -> None:
    """Load the dump of a backup of PostgreSQL; SQLite's file is there already."""
    backup = folder.find(which)
    if read(backup).database == POSTGRESQL:
        say("Loading the database", 0, 0)
        database.restore_dump(backup / database.FILES[POSTGRESQL])


def check_software() -> None:
    """Raise BackupRefused where the restored database was made by a newer OnRecord."""
    there = MigrationLoader(connection).disk_migrations
    applied = MigrationRecorder(connection).applied_migrations()
    ours = {app for app, _ in there}
    newer = sorted(
        f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in there
    )
    if newer:
        raise BackupRefused(
            f"The backup was made by a newer OnRecord: this one lacks {newer[0]}. Install that "
            "version, and restore again."
        )


def _files(
    home: Home, folder: BackupFolder, backup: Path, told: Manifest
) -> Iterator[tuple[Path, Path, int, FileSum]]:
    """Yield each file of a backup with its name in the home, its mode, and what it must be."""
    apart = {database.FILES[POSTGRESQL], home.record_file.name}
    names = {database.FILES[SQLITE]: home.database, STORE: home.checkpoint_store}
    for relative, wanted in told.files.items():
        if relative in apart:
            _require(backup / relative, wanted)
            continue
        public = relative.startswith("log/")
        target = names.get(relative, home.root / relative)
        yield backup / relative, target, 0o644 if public else 0o600, wanted
    for name, wanted in told.blobs.items():
        yield folder.blob(name), home.blobs / name[:2] / name, 0o400, wanted


def _put(source: Path, target: Path, mode: int, wanted: FileSum, *, link: bool) -> None:
    try:
        if link and {"blobs", "packets"} & set(target.parts):
            _link(source, target)
            return
        held = Disk().copy(source, target, mode=mode)
    except FileNotFoundError:
        raise BackupDamaged(f"{source} is missing from the backup.") from None
    if held != wanted:
        raise _differs(source, held, wanted)


def _link(source: Path, target: Path) -> None:
    """Give a file a second name where that can be."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without second names
        shutil.copyfile(source, target)


def _stand_in_for_store(home: Home, told: Manifest) -> None:
    """Let a rehearsal, which asks no store on the network, have one of its own."""
    note = LogFolder(home.log).checkpoint_file.read_bytes()
    stored = Stored(told.size, bytes.fromhex(told.root), note)
    SqliteCheckpointStore.create(home.checkpoint_store, stored)


def _require(path: Path, wanted: FileSum) -> None:
    if not path.is_file():
        raise BackupDamaged(f"{path} is missing from the backup.")
    held = sum_of(path)
    if held != wanted:
        raise _differs(path, held, wanted)


def _differs(path: Path, held: FileSum, wanted: FileSum) -> BackupDamaged:
    return BackupDamaged(
        f"{path} is damaged: {held.size} bytes with SHA-256 {held.sha256}, where the manifest says "
        f"{wanted.size} with {wanted.sha256}. Restore an earlier backup (--which)."
    )


def _check_key(home: Home) -> None:
    """Refuse keys of another log."""
    key, published = load_key(home.log_key), LogFolder(home.log).key()
    if key.public != published:
        raise BackupRefused(
            f"The log key in the keys given is not that of {published.name}. Name the right folder "
            "with --keys."
        )


def _mark(home: Home, name: str, told: Manifest) -> Restored:
    """Mark the home as restored; what an earlier mark in the backup knew of newer ones stays."""
    earlier = restored.restored_mark(home)
    mark = Restored(
        id=secrets.token_hex(16),
        backup=name,
        taken_at=told.taken_at,
        size=told.size,
        root=told.root,
    )
    if earlier is not None:
        mark = replace(
            mark,
            newest_size=earlier.newest_size,
            newest_root=earlier.newest_root,
            newest_from=earlier.newest_from,
        )
    restored.mark(home, mark)
    return mark
