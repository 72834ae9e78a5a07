"""Acts end to end, beside bare commits of the same database, with one writer and with four."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from speed.driven import AIDS_EACH, BENCHMARKS, Driven
from speed.measuring import Row, Sizes, median, tell

WRITERS = (1, 4)
LEAST_SHARE = 0.3
_NO_SERVER = 5


def measure(folder: Path, sizes: Sizes, database: str) -> list[Row]:
    """Return the rows on the database that ONRECORD_DATABASE_URL names, SQLite where it is not."""
    home = folder / f"home-{database.lower()}"
    drivers = [Driven(home)]
    drivers[0].ask("found")
    drivers += [Driven(home) for _ in range(max(WRITERS) - 1)]
    needed = len(WRITERS) * (sizes.rounds + 1) * -(-sizes.acts // AIDS_EACH)
    tell(f"{database}: {needed * len(drivers)} incidents are opened")
    for driver in drivers:
        driver.ask("open_incidents", needed)
    rows = []
    for count in WRITERS:
        writers = drivers[:count]
        runs: dict[str, list[tuple[float, list[float]]]] = {"bare": [], "notes": [], "aids": []}
        for round_ in range(sizes.rounds + 1):
            drivers[0].ask("index")  # as the sequencer does; acts are refused where nobody does
            lines = {
                "bare": [("bare", sizes.acts) for _ in writers],
                "notes": [("notes", number, sizes.acts) for number, _ in enumerate(writers)],
                "aids": [("aids", sizes.acts) for _ in writers],
            }
            for name, told in lines.items():
                one = _together(writers, told)
                if round_:
                    runs[name].append(one)
        tell(f"acts on {database}, {count} at once: {sizes.rounds} rounds")
        rows += _rows(database, count, sizes, runs)
    statements = drivers[0].ask("queries")["note"]
    rows.append(
        Row(
            f"{database}: statements to the database in an act of one entry",
            f"{statements}",
            how="counted, begin and commit included",
        )
    )
    for driver in drivers:
        driver.end()
    return rows


def on_postgresql(folder: Path, *, quick: bool) -> list[Row]:
    """Return the rows on a private PostgreSQL server, or one that says why there is none."""
    tell("PostgreSQL: a private server is made")
    line = [
        str(BENCHMARKS.parent / "script" / "postgres-for-tests"),
        sys.executable,
        str(BENCHMARKS / "ledger.py"),
        "--acts-on-postgresql",
        str(folder),
        *(["--quick"] if quick else []),
    ]
    said = subprocess.run(  # noqa: S603 - our own script
        line, stdout=subprocess.PIPE, stderr=None, text=True, check=False, env=dict(os.environ)
    )
    if said.returncode == _NO_SERVER:
        return [Row("PostgreSQL", "not run: no server can be started here (see its words above)")]
    if said.returncode != 0:
        raise SystemExit("The acts on PostgreSQL ended early; their words stand above.")
    return [Row(**row) for row in json.loads(said.stdout)]


def _together(writers: list[Driven], told: list[tuple[object, ...]]) -> tuple[float, list[float]]:
    """Let all writers work at once; return the seconds until the last ended, and of each act."""
    began = time.perf_counter()
    for driver, (command, *arguments) in zip(writers, told, strict=True):
        driver.tell(str(command), *arguments)
    each = [seconds for driver in writers for seconds in driver.answer()]
    return time.perf_counter() - began, each


def _rows(
    database: str, count: int, sizes: Sizes, runs: dict[str, list[tuple[float, list[float]]]]
) -> list[Row]:
    done = sizes.acts * count
    rate = {name: done / median([whole for whole, _ in taken]) for name, taken in runs.items()}
    worst = {name: max(s for _, each in taken for s in each) for name, taken in runs.items()}
    at_once = "one writer" if count == 1 else f"{count} writers at once"
    rows = []
    for name, words in (
        ("notes", "an act of one entry, no row"),
        ("aids", "aid recorded within an incident"),
    ):
        share = rate[name] / rate["bare"]
        rows.append(
            Row(
                f"{database}, {at_once}: {words}",
                f"{rate[name]:,.0f} acts/s; the longest wait {worst[name] * 1e3:,.0f} ms",
                f"bare commits of one row: {rate['bare']:,.0f}/s; the longest wait "
                f"{worst['bare'] * 1e3:,.0f} ms",
                f"{share:.2f} of bare",
                f"at least {LEAST_SHARE}" if count > 1 else "",
                share >= LEAST_SHARE if count > 1 else None,
                f"median of {sizes.rounds} interleaved rounds of {done} acts; every act was kept, "
                "none was told that the database is locked",
            )
        )
    return rows
