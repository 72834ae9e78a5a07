"""A backup's manifest: what it holds, file by file, and what it is a backup of.

`manifest.json` is written last of all, with `manifest.sha256` beside it in the form that
`sha256sum --check` reads. A folder without them is no backup.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from onrecord.ledger.disk import Disk, FileSum
from onrecord.ledger.errors import BackupDamaged

FORMAT = "onrecord-backup/1"
MANIFEST = "manifest.json"
DIGEST = "manifest.sha256"

SQLITE = "sqlite"
POSTGRESQL = "postgresql"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    taken_at, kept_until: RFC 3339, UTC; `kept_until` is null where nothing says when it goes.
    size, root: the checkpoint store's tree, in leaves, and its root in hex.
    store: empty where the checkpoint store is in the backup, else what names it.
    files: by path below the backup. blobs: by name, shared by all backups of a folder.
    """

    taken_at: str
    kept_until: str | None
    origin: str
    size: int
    root: str
    database: str
    store: str
    keys: bool
    files: Mapping[str, FileSum] = field(default_factory=dict)
    blobs: Mapping[str, FileSum] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the manifest and its digest, durably: the folder is a backup now."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False)
        data = f"{text}\n".encode()
        line = f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}\n"
        Disk().write(folder / DIGEST, line.encode("ascii"), mode=0o600)
        Disk().write(folder / MANIFEST, data, mode=0o600)


def read(folder: Path) -> Manifest:
    """Return a backup's manifest, or raise BackupDamaged, which says what differs."""
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
        line = (folder / DIGEST).read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupDamaged(f"{folder}: the manifest cannot be read ({error}).") from error
    if line != f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}\n":
        raise BackupDamaged(f"{path} is damaged: its SHA-256 is not the one in {DIGEST}.")
    table = json.loads(data)
    if table.pop("format", None) != FORMAT:
        raise BackupDamaged(f"{path} is of another format than {FORMAT}: use a newer OnRecord.")
    return Manifest(**{**table, "files": _sums(table["files"]), "blobs": _sums(table["blobs"])})


def _sums(table: Mapping[str, Any]) -> dict[str, FileSum]:
    return {name: FileSum(**told) for name, told in table.items()}
