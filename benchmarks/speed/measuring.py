"""Measuring: interleaved runs and medians, bare limits, memory, and the table that is printed.

Nothing here knows Django: what needs a home runs in a process of its own (`speed.driven`).
"""

import hashlib
import os
import platform
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

BEGIN = "<!-- measured: begin; written by script/bench ledger --write -->"
END = "<!-- measured: end -->"
TILE = bytes(8_192)
_SAMPLE_SECONDS = 0.05
_IDLE = 0.5  # of a core


@dataclass(frozen=True)
class Row:
    """One line of the table: what, the number, what stands beside it, the aim, and how measured."""

    what: str
    measured: str
    beside: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None
    how: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the row as JSON has it."""
        return asdict(self)

    def line(self) -> str:
        """Return the row as a line of the markdown table."""
        met = {None: "", True: "yes", False: "**no**"}[self.met]
        cells = (self.what, self.measured, self.beside, self.ratio, self.aim, met, self.how)
        return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Sizes:
    """How much is measured: the whole, or a quick round for a test."""

    leaves: int
    small_log: int
    rounds: int
    acts: int

    @property
    def in_words(self) -> str:
        """The number of leaves as the table writes it."""
        return f"{self.leaves:,}"


WHOLE = Sizes(leaves=1_000_000, small_log=100_000, rounds=15, acts=40)
QUICK = Sizes(leaves=10_000, small_log=1_000, rounds=3, acts=5)


def tell(words: str) -> None:
    """Say on standard error what is being done."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stderr.flush()


def interleaved(
    rounds: int, works: Mapping[str, Callable[[], float]], what: str
) -> dict[str, list[float]]:
    """Do each work in turn, so many rounds; return what each returned, in seconds.

    One round before them is not counted: it warms files and caches.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for round_ in range(rounds + 1):
        for name, work in works.items():
            seconds = work()
            if round_:
                taken[name].append(seconds)
    tell(f"{what}: {rounds} rounds")
    return taken


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def durable_rename(folder: Path) -> float:
    """Return the seconds of the unit of durable work: fsync, rename, fsync of the folder.

    One file of 8,192 bytes, as long as a full tile, is written before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / "unit.new"
    began = time.perf_counter()
    with fresh.open("wb") as file:
        file.write(TILE)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / "unit")
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return time.perf_counter() - began


def bare_hashing(count: int, size: int) -> float:
    """Return the seconds that SHA-256 of so many inputs of so many bytes takes, one by one."""
    data, sha256 = bytes(size), hashlib.sha256
    began = time.perf_counter()
    for _ in range(count):
        sha256(data).digest()
    return time.perf_counter() - began


class Memory:
    """Samples the memory of a process and all its children, shared pages counted once (Linux)."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self.most_processes = 0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the sampling."""
        self._ended.set()
        self._thread.join()

    def in_words(self) -> str:
        """Return the peak in megabytes, or that it was not measured."""
        return f"{self.peak / 1e6:.0f} MB" if self.peak else "not measured here"

    def _sample(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            family = _family(self._pid)
            self.most_processes = max(self.most_processes, len(family))
            self.peak = max(self.peak, sum(map(_proportional_bytes, family)))


def _family(pid: int) -> list[int]:
    """Return a process and its children's children."""
    found, pending = [], [pid]
    while pending:
        found.append(pending.pop())
        with suppress(OSError, ValueError):
            for task in Path(f"/proc/{found[-1]}/task").iterdir():
                pending += map(int, (task / "children").read_text().split())
    return found


def _proportional_bytes(pid: int) -> int:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return 1024 * int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return 0


def machine(folder: Path, load: float) -> str:
    """Say on what, when and how busy (the load as it began): what every number depends on."""
    cores = os.cpu_count() or 1
    model = platform.processor() or platform.machine()
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        named = next(line for line in lines if line.startswith("model name"))
        model = named.partition(":")[2].strip()
    busy = "idle otherwise" if load < _IDLE else "busy with other work"
    free = shutil.disk_usage(folder).free / 1e9
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {model}, {cores} cores, {platform.system()} "
        f"{platform.release()}, {_file_system(folder)}, {free:.0f} GB free, Python "
        f"{platform.python_version()}; {busy} (load {load:.1f} as it began)"
    )


def _file_system(folder: Path) -> str:
    best, kind = "", "a file system of unknown kind"
    with suppress(OSError):
        for line in Path("/proc/mounts").read_text().splitlines():
            _, point, named = line.split()[:3]
            if str(folder.resolve()).startswith(point) and len(point) > len(best):
                best, kind = point, named
    return kind


def table(sections: Mapping[str, Sequence[Row]]) -> str:
    """Return the page's tables in markdown."""
    lines = []
    for title, rows in sections.items():
        lines += [
            f"### {title}",
            "",
            "| what | measured | beside it, in the same run | ratio | aim | met | how |",
            "|---|---|---|---|---|---|---|",
            *(row.line() for row in rows),
            "",
        ]
    return "\n".join(lines)


def write_into(page: Path, text: str) -> None:
    """Put the text between the page's two marks."""
    before, begin, rest = page.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{page} lacks the marks {BEGIN} and {END}.")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")
