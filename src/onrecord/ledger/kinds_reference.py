"""Writes the reference of kinds: `python -m onrecord.ledger.kinds_reference docs/spec/kinds`.

A file is one kind at one version. A version once used never changes: write the next one.
"""

import json
import os
import sys
from pathlib import Path

import django

from onrecord.ledger.kinds import Kind, declared


def file_name(kind: Kind) -> str:
    """Return the name of a kind's file, such as `report.approved.1.json`."""
    return f"{kind.name}.{kind.version}.json"


def render(kind: Kind) -> str:
    """Return the text of a kind's file: its id, what it says, and its fields in order.

    The envelope comes before the fields in every statement and is not repeated.
    """
    content = {"kind": kind.id, "about": kind.about, "fields": kind.fields}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def write_reference(folder: Path) -> int:
    """Write the file of every declared kind; return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = declared()
    for kind in kinds:
        (folder / file_name(kind)).write_text(render(kind), "utf-8")
    return len(kinds)


def main(arguments: list[str]) -> int:
    """Write the reference into the folder that the one argument names."""
    if len(arguments) != 1:
        sys.stderr.write("Name the folder: python -m onrecord.ledger.kinds_reference FOLDER\n")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.config.settings")
    django.setup()
    sys.stdout.write(f"{write_reference(Path(arguments[0]))} kinds\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
