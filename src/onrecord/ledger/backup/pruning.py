"""Which backups go, and the blobs that no backup names any more."""

from collections.abc import Iterable
from datetime import datetime

from onrecord.ledger.backup import manifest
from onrecord.ledger.backup.folder import BackupFolder
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import BackupDamaged
from onrecord.ledger.times import utc_text


def prune(folder: BackupFolder, *, keep: int, moment: datetime) -> tuple[str, ...]:
    """Remove backups beyond the newest `keep` (0: none) and those past their `kept_until`.

    The newest always stays. Blobs that only they named go too; nothing goes while a manifest of
    the folder cannot be read (BackupDamaged), since it may name them. Returns the names removed.
    Whoever calls holds the folder.
    """
    names = folder.backups()
    try:
        manifests = {name: manifest.read(folder.root / name) for name in names}
    except BackupDamaged as error:
        raise BackupDamaged(
            f"{error} The new backup stands; no earlier one was removed. Move the damaged one away."
        ) from error
    over = set(names[: max(len(names) - keep, 0)]) if keep else set()
    past = {name for name, told in manifests.items() if _is_past(told.kept_until, moment)}
    removed = tuple(name for name in names[:-1] if name in over | past)
    disk = Disk()
    folder.unfinished.mkdir(mode=0o700, exist_ok=True)
    for name in removed:
        # Out of sight at once, then away: what is half removed is no backup.
        (folder.root / name).rename(folder.unfinished / name)
        disk.sync(folder.root)
        disk.remove(folder.unfinished / name)
    if removed:
        _drop_blobs(folder, (manifests[name] for name in names if name not in removed))
    folder.sweep()
    return removed


def _is_past(kept_until: str | None, moment: datetime) -> bool:
    return kept_until is not None and kept_until < utc_text(moment)


def _drop_blobs(folder: BackupFolder, kept: Iterable[manifest.Manifest]) -> None:
    named = {name for told in kept for name in told.blobs}
    for path in folder.blobs.rglob("*"):
        if path.is_file() and path.name not in named:
            path.unlink()
    Disk().sync_tree(folder.blobs)
