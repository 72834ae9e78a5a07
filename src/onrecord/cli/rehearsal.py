"""A rehearsal of a restore: `python -m onrecord.cli.rehearsal DIR BACKUP`, in ONRECORD_HOME.

`onrecord backup DIR --check` runs it in a process of its own, on a folder that goes again. It lays
the backup out, audits the home that comes of it, and prints what differs as a JSON list.
"""

import json
import os
import sys
from pathlib import Path

import django


def main() -> None:
    """Restore, audit, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.config.settings")
    django.setup()
    from onrecord.authority import SYSTEM  # noqa: PLC0415 - needs loaded apps
    from onrecord.cli.founding import prepare_database  # noqa: PLC0415 - likewise
    from onrecord.ledger import audit  # noqa: PLC0415 - likewise
    from onrecord.ledger.backup import restoring  # noqa: PLC0415 - likewise
    from onrecord.ledger.backup.folder import BackupFolder  # noqa: PLC0415 - likewise
    from onrecord.storage.home import current_home  # noqa: PLC0415 - likewise

    folder, name = BackupFolder(Path(sys.argv[1])), sys.argv[2]
    restoring.lay_out(current_home(), folder, name, rehearsal=True)
    restoring.check_software()
    prepare_database()
    restoring.found(current_home(), folder, name)
    found = audit.run(actor=SYSTEM.SETUP).findings
    if not current_home().log_key.exists():  # a backup without keys; the caller says so
        found = [one for one in found if not one.words.startswith("The log's key ")]
    sys.stdout.write(json.dumps([str(finding) for finding in found]))


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # noqa: BLE001 - one line for whoever asked
        sys.exit(f"{error}")
