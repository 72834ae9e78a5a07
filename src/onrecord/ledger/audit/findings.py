"""What an audit finds and how far it has come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MOST = 1_000  # findings kept; beyond, they are counted only


@dataclass(frozen=True)
class Finding:
    """One difference: in which table or place, which row or file, which field (or empty)."""

    place: str
    row: str
    field: str
    words: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.place, self.row, self.field) if part)
        return f"{where}: {self.words}"


@dataclass(frozen=True)
class Progress:
    """How far a step has come; `total` is 0 where it is not known."""

    step: str
    done: int
    total: int


@dataclass
class AuditResult:
    """What was checked, and what differs.

    `entries` were recomputed, of which `in_checkpoint` under the published one of that size;
    `destroyed` counts fields that have a tombstone; `rows` and `blobs` were compared.
    `differences` counts all findings, also those beyond the first thousand in `findings`.
    """

    entries: int = 0
    in_checkpoint: int = 0
    destroyed: int = 0
    rows: int = 0
    blobs: int = 0
    differences: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def add(self, *found: Finding) -> None:
        """Take findings in."""
        self.differences += len(found)
        self.findings += found[: max(0, MOST - len(self.findings))]


Step = Callable[[AuditResult], Iterator[Progress]]
