"""Exporting the published log, for mirrors and for those who check it with the server off."""

from pathlib import Path

from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import ExportRefused
from onrecord.ledger.log_files import lasting_files
from onrecord.ledger.queries import policy_text
from onrecord.ledger.tiles import LogFolder, Published, paths_of
from onrecord.storage.home import current_home


def export_log(folder: Path) -> Published:
    """Write the log as published now: tiles, keys, policy, timestamps, and last the checkpoint.

    Returns the published checkpoint.
    `folder` is made, and is refused (ExportRefused) unless it is new or empty. `checkpoint` is
    written last, so that a folder that has one is whole.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportRefused(f"{folder} is not an empty folder. Name a new one.")
    log, disk = LogFolder(current_home().log), Disk()
    head = log.published()
    for path in paths_of(head.size):
        disk.write(folder / path, log.bytes_of(path))
    for name in lasting_files(log.root, head.size):
        disk.write(folder / name, (log.root / name).read_bytes())
    disk.write(folder / log.vkey_file.name, log.vkey_file.read_bytes())
    disk.write(folder / "policy.txt", policy_text().encode("ascii"))
    disk.write(folder / log.checkpoint_file.name, head.note)
    return head
