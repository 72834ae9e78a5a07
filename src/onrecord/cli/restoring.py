"""Restoring a home: an empty folder, filled from a backup, then brought up to date.

1. The folder is made, or taken when it is empty; the mark `.being-restored` goes in first. A folder
   that still bears it is the remains of a restore that was broken off, and is begun anew.
2. Every file is checked on its way; the database is migrated and its triggers are checked.
3. `home.toml` is written last, and makes it a home; then the mark goes.
4. It signs nothing until it is confirmed; see `onrecord.ledger.restored`.
"""

import os
from pathlib import Path

from onrecord.cli.founding import RESTORING, own_folder, prepare_database
from onrecord.ledger.backup import database, restoring
from onrecord.ledger.backup.folder import BackupFolder
from onrecord.ledger.backup.progress import Say
from onrecord.ledger.disk import Disk
from onrecord.ledger.restored import Restored
from onrecord.storage.home import Home

_LOADING = b"The database is being loaded.\n"


def restore_home(home: Home, root: Path, which: str, *, keys: Path | None, say: Say) -> Restored:
    """Restore a backup into an empty home; return the mark of what was restored.

    Raises HomeError for a folder that is not empty, BackupRefused, BackupDamaged, StoreFull.
    """
    folder = BackupFolder(root.absolute())
    backup = folder.find(which).name
    restoring.require_fit(folder, backup, keys)
    mark = home.root / RESTORING
    is_loading = mark.is_file() and mark.read_bytes() == _LOADING
    with own_folder(home, RESTORING):
        os.umask(0o077)
        database.require_empty(again=is_loading)
        restored = restoring.lay_out(home, folder, backup, keys=keys, say=say)
        mark.write_bytes(_LOADING)  # in place: who holds the folder holds this very file
        Disk().sync(home.root)
        restoring.load_database(folder, backup, say=say)
        restoring.check_software()
        say("Bringing the database up to date", 0, 0)
        prepare_database()
        restoring.found(home, folder, backup)
    return restored
