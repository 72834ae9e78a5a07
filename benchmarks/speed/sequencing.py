"""Sequencing: batches of 1, 16 and 256 beside one durable rename, and beside Tessera's POSIX log.

Also the millionth append beside the first.
"""

from pathlib import Path

from speed.driven import Driven
from speed.measuring import Row, Sizes, durable_rename, interleaved, median
from speed.peers import NoPeerError, TesseraLog, build, version

BATCHES = (1, 16, 256)
MOST_UNITS = 6
MOST_GROWTH = 1.2
UNIT = "one fsync + rename + fsync of the folder"


def measure(folder: Path, sizes: Sizes) -> list[Row]:
    """Return the rows for batches; `folder` is empty and on the disk that is meant."""
    home = folder / "home"
    driven = Driven(home)
    driven.ask("found")
    try:
        program = build("tessera", folder)
        peer = version(program)
    except NoPeerError as reason:
        program, peer = None, f"Tessera's POSIX log: not run: {reason}"
    rows = []
    for batch in BATCHES:
        rows += _batch(folder, driven, program, peer, batch, sizes)
    driven.end()
    return rows


def _batch(  # noqa: PLR0917 - what one batch is measured with
    folder: Path, driven: Driven, program: Path | None, peer: str, batch: int, sizes: Sizes
) -> list[Row]:
    steps: dict[str, list[float]] = {"assign": [], "publish": []}

    def ours() -> float:
        taken = driven.ask("sequence", batch)
        for name, seconds in steps.items():
            seconds.append(taken[name])
        return float(taken["assign"] + taken["publish"])

    works = {"unit": lambda: durable_rename(folder / "unit"), "ours": ours}
    log = TesseraLog(program, folder / f"tessera-{batch}", batch) if program else None
    if log is not None:
        works["tessera"] = log.append
    taken = interleaved(sizes.rounds * 2, works, f"sequencing batches of {batch}")
    unit, whole = median(taken["unit"]), median(taken["ours"])
    assign, publish = (median(steps[name][1:]) for name in steps)
    rows = [
        Row(
            f"A batch of {batch} sequenced and published",
            f"{whole * 1e3:.2f} ms: {batch / whole:,.0f} entries/s (indices {assign * 1e3:.2f} ms, "
            f"tiles to checkpoint {publish * 1e3:.2f} ms)",
            f"{UNIT}: {unit * 1e3:.2f} ms",
            f"{whole / unit:.1f} units",
            f"at most {MOST_UNITS} units",
            whole / unit <= MOST_UNITS,
            f"median of {sizes.rounds * 2} interleaved rounds",
        )
    ]
    if log is None:
        rows.append(Row(f"Tessera's POSIX log, batch of {batch}", peer))
    else:
        log.end()
        theirs = median(taken["tessera"])
        rows.append(
            Row(
                f"Tessera's POSIX log, batch of {batch}",
                f"{theirs * 1e3:.2f} ms: {batch / theirs:,.0f} entries/s",
                f"ours, the line above: {whole * 1e3:.2f} ms",
                f"ours takes {whole / theirs:.1f} of theirs",
                how=f"the same rounds; {peer}. Theirs ends with tiles and tree state durable; its "
                "checkpoint follows later and is not counted. Ours ends with the checkpoint "
                "published, and its entries stand in a database",
            )
        )
    return rows


def growth(folder: Path, big: Driven, sizes: Sizes) -> list[Row]:
    """Return the row of the millionth append beside the first; `big` holds that many entries."""
    small = Driven(folder / "first")
    small.ask("found")
    batch = 16
    works = {
        "unit": lambda: durable_rename(folder / "unit"),
        "first": lambda: _sequenced(small, batch),
        "millionth": lambda: _sequenced(big, batch),
    }
    taken = interleaved(sizes.rounds * 2, works, f"appending after {sizes.in_words}")
    small.end()
    first, late = median(taken["first"]), median(taken["millionth"])
    return [
        Row(
            f"Append of {batch} after {sizes.in_words} entries",
            f"{late * 1e3:.2f} ms",
            f"the first: {first * 1e3:.2f} ms; {UNIT}: {median(taken['unit']) * 1e3:.2f} ms",
            f"{late / first:.2f} of the first",
            f"at most {MOST_GROWTH}",
            late / first <= MOST_GROWTH,
            f"median of {sizes.rounds * 2} interleaved rounds; each sequences and publishes one "
            "batch",
        )
    ]


def _sequenced(driven: Driven, batch: int) -> float:
    taken = driven.ask("sequence", batch)
    return float(taken["assign"] + taken["publish"])
