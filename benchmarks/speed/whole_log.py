"""A whole log of many entries: its audit, its proofs, and the append at its end."""

import subprocess
import sys
import time
from pathlib import Path

from speed import sequencing
from speed.driven import Driven, environment
from speed.measuring import Memory, Row, Sizes, bare_hashing, median, tell

AUDITOR = "gray"
_AUDIT = (sys.executable, "-m", "onrecord.cli", "audit")
MOST_SECONDS, MOST_BYTES, MOST_GROWTH = 40.0, 200e6, 1.1
MOST_PROOF_SECONDS = 0.001
_DISCLOSURE, _STATEMENT = 60, 1_200  # bytes, about, of what one hash reads
_PROOFS = 200
_ROUNDS = 3
_ONE_ROUND = 180.0  # seconds: an audit that takes longer is not made again
_COLD_PROOFS = 15


def measure(folder: Path, sizes: Sizes) -> dict[str, list[Row]]:
    """Return the rows by section; the homes are made here, which takes minutes."""
    logs = {}
    for name, count in (("small", sizes.small_log), ("large", sizes.leaves)):
        tell(f"a log of {count:,} entries of 12 fields on average is made")
        logs[name] = Driven(folder / name)
        logs[name].ask("found")
        logs[name].ask("fill", count)
    large = logs["large"]
    rows = {
        f"A full audit of {sizes.in_words} entries": _audits(folder, logs, sizes),
        "The log's end and its proofs": [
            *_proofs(large, sizes),
            *sequencing.growth(folder, large, sizes),
        ],
    }
    for driven in logs.values():
        driven.end()
    return rows


def _audits(folder: Path, logs: dict[str, Driven], sizes: Sizes) -> list[Row]:
    tell("the audits")
    seconds: dict[str, list[float]] = {"small": [], "large": []}
    peak, processes = 0, 0
    bare: list[float] = []
    reading: list[float] = []
    fields = logs["large"].ask("fields")
    while len(seconds["large"]) < _ROUNDS and max(seconds["large"], default=0) < _ONE_ROUND:
        for name, taken in seconds.items():
            one, memory = _audit(folder / name)
            taken.append(one)
            if name == "large":
                peak, processes = max(peak, memory.peak), max(processes, memory.most_processes)
        bare.append(_bare(sizes.leaves, fields))
        reading.append(logs["large"].ask("read_rows"))
    rounds = len(seconds["large"])
    large, small = median(seconds["large"]), median(seconds["small"])
    growth = (large / sizes.leaves) / (small / sizes.small_log)
    aim = MOST_SECONDS * sizes.leaves / 1_000_000
    how = (
        f"median of {rounds} interleaved rounds of the command `onrecord audit`, its start included"
    )
    return [
        Row(
            f"Full audit of {sizes.in_words} entries, {fields:,} fields",
            f"{large:.1f} s",
            f"bare SHA-256 of as much: {median(bare):.1f} s; bare reading of the rows: "
            f"{median(reading):.1f} s, each on one core",
            f"{large / (median(bare) + median(reading)):.1f} of the two together",
            f"at most {aim:g} s on two cores",
            large <= aim,
            how,
        ),
        Row(
            "Its memory, all processes together",
            f"{peak / 1e6:.0f} MB in {processes} processes" if peak else "not measured here",
            aim=f"at most {MOST_BYTES / 1e6:.0f} MB",
            met=peak <= MOST_BYTES if peak else None,
            how="highest sum of proportional set sizes, sampled twenty times a second",
        ),
        Row(
            f"Cost of an entry at {sizes.in_words}",
            f"{large / sizes.leaves * 1e6:.1f} µs",
            f"at {sizes.small_log:,}: {small / sizes.small_log * 1e6:.1f} µs",
            f"{growth:.2f}",
            f"at most {MOST_GROWTH}",
            growth <= MOST_GROWTH,
            how,
        ),
    ]


def _audit(home: Path) -> tuple[float, Memory]:
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*_AUDIT, "--as", AUDITOR],
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    memory = Memory(process.pid)
    said, _ = process.communicate()
    taken = time.perf_counter() - began
    memory.stop()
    if process.returncode != 0:
        raise SystemExit(f"The audit of the benchmark's log found something: {said[:2000]}")
    return taken, memory


def _bare(entries: int, fields: int) -> float:
    """Hash as much as an audit must: disclosures, statements, leaves and nodes."""
    return (
        bare_hashing(fields, _DISCLOSURE)
        + bare_hashing(entries, _STATEMENT)
        + bare_hashing(entries, 34)
        + bare_hashing(entries, 65)
    )


def _proofs(large: Driven, sizes: Sizes) -> list[Row]:
    tell("proofs")
    step = max(1, sizes.leaves // _PROOFS)
    indices = list(range(0, sizes.leaves, step))
    large.ask("inclusion", indices, False)
    warm = median(large.ask("inclusion", indices, False))
    cold = median(large.ask("inclusion", indices[:: max(1, len(indices) // _COLD_PROOFS)], True))
    sizes_of = large.ask("proof_sizes", sizes.leaves // 3)
    return [
        Row(
            f"Inclusion proof from tiles, {sizes.in_words} entries, files in the system's cache",
            f"{warm * 1e3:.2f} ms",
            aim=f"under {MOST_PROOF_SECONDS * 1e3:g} ms",
            met=warm < MOST_PROOF_SECONDS,
            how=f"median of {len(indices)} indices, each with all its tiles read anew",
        ),
        Row(
            "The same, tiles dropped from the system's cache before each",
            f"{cold * 1e3:.2f} ms",
            f"warm: {warm * 1e3:.2f} ms",
            f"{cold / warm:.1f} of warm",
            how=f"median of {len(range(0, len(indices), max(1, len(indices) // _COLD_PROOFS)))} "
            "indices; the disk's own cache stays",
        ),
        Row(
            f"An offline proof (.tlog-proof) at {sizes.in_words} entries",
            f"{sizes_of['alone']:,} bytes without a witness, {sizes_of['witnessed']:,} with three",
            f"its {sizes_of['hashes']} hashes alone, in base64: {45 * sizes_of['hashes']:,} bytes",
            how="one proof file, its checkpoint and signatures included",
        ),
    ]
