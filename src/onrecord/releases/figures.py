"""Counts and their suppression: pure, so that a reader can recompute them (G22).

A table has one row a period of the whole city: the incidents received, and how many of them came
to each outcome. The rules, for a smallest cell of k:

1. `S`: a count above nought and below k is hidden. Nought shows nobody, and stays.
2. `C`: a count that would give a hidden one away is hidden too: an outcome that all but a few
   of the incidents came to, and, among the outcomes that exclude one another, as many of the
   smallest as it takes until what is hidden adds up to k or more.
3. There are no totals over periods.
4. A row whose incidents received are hidden shows none of its outcomes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# What every row counts, beside the incidents received. Those in EXCLUSIVE exclude one another.
EXCLUSIVE = ("corroborated", "not corroborated", "unfounded")
OUTCOMES = (*EXCLUSIVE, "referred", "agency replied")

SMALL = "S"
COMPLEMENT = "C"


@dataclass(frozen=True)
class Counted:
    """One incident as figures see it: its period's name and the outcomes that it came to."""

    period: str
    outcomes: frozenset[str]


@dataclass(frozen=True)
class Cell:
    """A count, or the mark that stands in its place; never both, never neither."""

    count: int | None
    mark: str = ""

    def __str__(self) -> str:
        return self.mark if self.count is None else str(self.count)


@dataclass(frozen=True)
class Row:
    """One period: incidents received, and the outcomes by name."""

    period: str
    received: Cell
    outcomes: Mapping[str, Cell]


@dataclass(frozen=True)
class Counting:
    """What a table counts beside all that was received; `exclusive` exclude one another."""

    outcomes: tuple[str, ...]
    exclusive: tuple[str, ...]


INCIDENTS = Counting(OUTCOMES, EXCLUSIVE)


def tabulate(
    incidents: Iterable[Counted], periods: Sequence[str], k: int, of: Counting = INCIDENTS
) -> tuple[Row, ...]:
    """Count and suppress; `periods` are the rows, in order, also those without an incident."""
    by_period: dict[str, list[Counted]] = {period: [] for period in periods}
    for incident in incidents:
        if incident.period in by_period:
            by_period[incident.period].append(incident)
    return tuple(_row(period, found, k, of) for period, found in by_period.items())


def _row(period: str, incidents: Sequence[Counted], k: int, of: Counting) -> Row:
    received = len(incidents)
    counts = {name: sum(name in i.outcomes for i in incidents) for name in of.outcomes}
    if 0 < received < k:
        return Row(period, Cell(None, SMALL), {name: Cell(None, SMALL) for name in of.outcomes})
    cells = {name: _cell(count, received, k) for name, count in counts.items()}
    _hide_complements(cells, {name: counts[name] for name in of.exclusive}, received, k)
    return Row(period, Cell(received), cells)


def _cell(count: int, received: int, k: int) -> Cell:
    if 0 < count < k:
        return Cell(None, SMALL)
    if 0 < received - count < k:
        return Cell(None, COMPLEMENT)
    return Cell(count)


def _hide_complements(
    cells: dict[str, Cell], exclusive: Mapping[str, int], received: int, k: int
) -> None:
    """Hide exclusive outcomes, the smallest first, until what is hidden adds up to k or more."""
    while True:
        shown = [name for name in exclusive if cells[name].count]
        hidden = received - sum(exclusive[name] for name in shown)
        if hidden == 0 or hidden >= k or not shown:
            return
        smallest = min(shown, key=lambda name: (exclusive[name], name))
        cells[smallest] = Cell(None, COMPLEMENT)
