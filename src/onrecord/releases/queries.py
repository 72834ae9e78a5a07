"""Reading what was published: anybody may."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from onrecord.incidents.queries import Became
from onrecord.ledger.models import Entry
from onrecord.releases.figures import OUTCOMES
from onrecord.releases.models import DispatchFigures, Snapshot


@dataclass(frozen=True)
class PeriodView:
    """One period of a published table; counts or marks as published."""

    period: str
    first: date
    last: date
    received: int | str
    outcomes: Mapping[str, int | str]


@dataclass(frozen=True)
class SnapshotView:
    """The published figures, as they were frozen."""

    number: int
    taken_at: datetime
    directive: str
    directive_version: str
    smallest_cell: int
    outcomes: tuple[str, ...]
    periods: tuple[PeriodView, ...]
    sha256: str
    entry: int | None
    index: int | None
    table: list[dict[str, object]]


def latest_snapshot() -> SnapshotView | None:
    """Return the figures last published, or None; nothing is counted on request."""
    return _view(Snapshot.objects.order_by("-number").first(), OUTCOMES)


def latest_dispatch_figures() -> SnapshotView | None:
    """Return the figures of dispatch events last published, or None (G13)."""
    return _view(DispatchFigures.objects.order_by("-number").first(), tuple(Became))


def _view(
    snapshot: Snapshot | DispatchFigures | None, outcomes: tuple[str, ...]
) -> SnapshotView | None:
    if snapshot is None:
        return None
    entry = Entry.objects.filter(subject=snapshot.subject).order_by("-id").first()
    return SnapshotView(
        number=snapshot.number,
        taken_at=snapshot.taken_at,
        directive=snapshot.directive,
        directive_version=snapshot.directive_version,
        smallest_cell=snapshot.smallest_cell,
        outcomes=outcomes,
        periods=tuple(
            PeriodView(
                period=row["period"],
                first=date.fromisoformat(row["first"]),
                last=date.fromisoformat(row["last"]),
                received=row["received"],
                outcomes=row["outcomes"],
            )
            for row in snapshot.table
        ),
        sha256=snapshot.table_sha256,
        entry=entry.id if entry else None,
        index=entry.index if entry else None,
        table=snapshot.table,
    )
