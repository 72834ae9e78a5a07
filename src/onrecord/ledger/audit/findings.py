"""What an audit finds and how far it has come."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field

from onrecord.ledger.models import Json

MOST = 1_000  # findings and lines of a list kept; beyond, they are counted only


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
class Destroyed:
    """What was lawfully destroyed in one month (`2026-03`) by one decision.

    `statements` counts the entries of which no field is left, of all whose `fields` are counted.
    """

    month: str
    authority: str
    decided_in: int
    fields: int = 0
    statements: int = 0


@dataclass
class Lost:
    """Leaves whose statements a restored backup lacked, and the entry that confesses it."""

    first: int
    last: int
    leaves: int
    confessed_in: int


@dataclass
class AuditResult:
    """What was checked, and what differs.

    `scope` is full or incremental, the latter from the audited checkpoint of `since` entries.
    `size` is that of the published checkpoint (`root` in base64). `entries` were recomputed, of
    which `in_checkpoint` under it; `rows`, `blobs` and `packets` were compared. `destroyed` counts
    fields that have a tombstone, `statements_destroyed` entries without a field left, `lost`
    leaves without a statement. `resumed` says that an interrupted audit was taken up, `recorded`
    that this one is an entry, from which an incremental audit goes on.
    `differences` counts all findings, also those beyond the first thousand in `findings`.
    """

    scope: str = "full"
    since: int = 0
    size: int = 0
    root: str = ""
    began_at: str = ""
    resumed: bool = False
    recorded: bool = False
    entries: int = 0
    in_checkpoint: int = 0
    rows: int = 0
    blobs: int = 0
    packets: int = 0
    destroyed: int = 0
    statements_destroyed: int = 0
    lost: int = 0
    differences: int = 0
    destructions: list[Destroyed] = field(default_factory=list)
    losses: list[Lost] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def add(self, *found: Finding) -> None:
        """Take findings in."""
        self.differences += len(found)
        self.findings += found[: max(0, MOST - len(self.findings))]

    def kept(self) -> dict[str, Json]:
        """Return the result as JSON, from which `of` makes it again."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> "AuditResult":
        """Return a result from its JSON."""
        made = cls(**{**kept, "destructions": [], "losses": [], "findings": []})  # type: ignore[arg-type] # as `kept` wrote it
        for name, kind in (("destructions", Destroyed), ("losses", Lost), ("findings", Finding)):
            setattr(made, name, [kind(**one) for one in kept[name]])  # type: ignore[attr-defined] # likewise
        return made


Cursor = dict[str, Json]
"""Where a step is to go on when it is taken up again; JSON."""

Steps = Iterator[tuple[Progress, Cursor]]
"""A step's course: after each piece how far it has come, and where it would go on."""
