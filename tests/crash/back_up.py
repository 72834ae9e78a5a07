"""A process that takes a backup until it is killed, or restores one; see test_backup.

    python back_up.py take HOME DATABASE-NAME BACKUPS
    python back_up.py restore HOME BACKUPS

Prints `begun` when it begins. A restore ends in a home that is confirmed, published and audited,
and prints what it found as one line of JSON.
"""

import json
import os
import sys
from pathlib import Path

import django


def take_one(home_root: str, database: str, backups: str) -> None:
    """Back up a home whose database has another name, as a test's has."""
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - needs Django set up
    from django.db import connection  # noqa: PLC0415 - likewise

    from onrecord.ledger.backup.taking import Wanted, take  # noqa: PLC0415 - likewise
    from onrecord.storage.home import Home  # noqa: PLC0415 - likewise

    connection.settings_dict["NAME"] = database
    settings.HOME = Home(Path(home_root))
    tell("begun")
    take(Path(backups), Wanted())


def restore_one(home_root: str, backups: str) -> None:
    """Restore the newest backup, confirm it by the operator's word, publish, and audit."""
    os.environ["ONRECORD_HOME"] = home_root
    os.environ["DJANGO_SETTINGS_MODULE"] = "onrecord.config.settings"
    django.setup()
    from onrecord.authority import SYSTEM  # noqa: PLC0415 - needs Django set up
    from onrecord.cli.restoring import restore_home  # noqa: PLC0415 - likewise
    from onrecord.ledger import audit  # noqa: PLC0415 - likewise
    from onrecord.ledger.backup.confirming import confirm  # noqa: PLC0415 - likewise
    from onrecord.ledger.backup.progress import silent  # noqa: PLC0415 - likewise
    from onrecord.ledger.models import Entry  # noqa: PLC0415 - likewise
    from onrecord.ledger.sequencing import Sequencer  # noqa: PLC0415 - likewise
    from onrecord.storage.home import current_home  # noqa: PLC0415 - likewise
    from record.ledger import acts_for_tests  # noqa: PLC0415 - likewise; its kinds are in the log

    home = current_home()
    tell("begun")
    mark = restore_home(home, Path(backups), "", keys=None, say=silent)
    confirm(home=home, actor=SYSTEM.SETUP, no_newer=True)
    sequencer = Sequencer.open(home)
    sequencer.assign()
    published = sequencer.publish()
    result = audit.run(actor=SYSTEM.SETUP)
    found = {
        "kind": acts_for_tests.NOTED.id,
        "backup_size": mark.size,
        "published": published.size,
        "entries": list(Entry.objects.order_by("id").values_list("id", flat=True)),
        "findings": [str(finding) for finding in result.findings],
        "blobs": result.blobs,
    }
    tell(json.dumps(found))


def tell(words: str) -> None:
    """Say a line in one write, which a kill cannot tear."""
    os.write(1, f"{words}\n".encode())


if __name__ == "__main__":
    {"take": take_one, "restore": restore_one}[sys.argv[1]](*sys.argv[2:])
