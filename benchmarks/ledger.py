"""What the ledger costs: acts, sequencing, proofs and audits, each beside a limit or a peer.

    script/bench ledger                   print the tables of docs/explanation/performance.md
    script/bench ledger --write PAGE      and put them into that page
    script/bench ledger --quick           small sizes, for a test; its numbers say nothing
    script/bench ledger --only SECTION    some of: tree, packet, sequencing, acts, log
    script/bench ledger --folder FOLDER   work on another disk than that of temporary files

The whole takes about half an hour, 6 GB of disk and 2 cores. What is compared is measured in the
same run, in turn, and medians are given. Progress is on standard error. Go 1.25 or newer and
PostgreSQL are used where they are at hand; where not, the table says so.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from speed import acts, measuring, packets, sequencing, tree, whole_log
from speed.measuring import QUICK, WHOLE, Row, Sizes, tell

SECTIONS = ("tree", "packet", "sequencing", "acts", "log")


def main() -> None:
    """Measure what is asked for, and print it."""
    given = _parse()
    sizes = QUICK if given.quick else WHOLE
    load = os.getloadavg()[0]
    if given.acts_on_postgresql:
        rows = acts.measure(given.acts_on_postgresql, sizes, "PostgreSQL")
        print(json.dumps([row.as_dict() for row in rows]))
        return
    os.environ.pop("ONRECORD_DATABASE_URL", None)  # never a database that is somebody's
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-", dir=given.folder) as name:
        folder = Path(name)
        tables: dict[str, list[Row]] = {}
        for section in given.only or SECTIONS:
            tell(f"== {section}")
            place = folder / section
            place.mkdir()
            tables |= _MEASURES[section](place, sizes, quick=given.quick)
        text = f"Measured {measuring.machine(folder, load)}.\n\n{measuring.table(tables)}"
    print(text)
    if given.write:
        measuring.write_into(given.write, text)


def _acts(folder: Path, sizes: Sizes, *, quick: bool) -> dict[str, list[Row]]:
    return {
        "Acts end to end": [
            *acts.measure(folder, sizes, "SQLite"),
            *acts.on_postgresql(folder, quick=quick),
        ]
    }


_MEASURES: dict[str, Callable[..., dict[str, list[Row]]]] = {
    "tree": lambda _folder, sizes, **_: {"The tree in memory": tree.measure(sizes)},
    "packet": lambda folder, sizes, **_: {"A packet": packets.measure(folder, sizes)},
    "sequencing": lambda folder, sizes, **_: {
        "Sequencing and publishing": sequencing.measure(folder, sizes)
    },
    "acts": _acts,
    "log": lambda folder, sizes, **_: whole_log.measure(folder, sizes),
}


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/bench ledger",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="small sizes; the numbers say nothing")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into this page")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="may be repeated")
    parser.add_argument("--folder", type=Path, help="where throw-away homes are made")
    parser.add_argument("--acts-on-postgresql", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
