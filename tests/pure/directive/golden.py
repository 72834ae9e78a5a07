"""The worked examples of each shipped pack, and the table that they make.

`PYTHONPATH=tests .venv/bin/python -m pure.directive.golden NAME` prints the table of one, to be
read against the order before it becomes `tests/golden/directive_NAME.csv`; a test compares.
"""

from __future__ import annotations

import csv
import sys

from pure.directive.loaded import CHICAGO, PORT_ELLERY, SEATTLE
from pure.directive.scenarios import COLUMNS, chicago, port_ellery, seattle, table

EXAMPLES = {
    "chicago": (CHICAGO, chicago),
    "seattle": (SEATTLE, seattle),
    "port_ellery": (PORT_ELLERY, port_ellery),
}


def main(name: str) -> None:
    """Print the table of one pack."""
    directive, scenarios = EXAMPLES[name]
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table(directive, scenarios()))


if __name__ == "__main__":
    main(sys.argv[1])
