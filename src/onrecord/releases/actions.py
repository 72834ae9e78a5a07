"""Taking a snapshot of the figures, by the calendar."""

import hashlib
import json
from datetime import date
from typing import Any

from django.utils import timezone

from onrecord.accounts.models import Person
from onrecord.authority import Actor, Permission, Refused
from onrecord.directive.release_rules import Span, may_appear, publication_day, span_of
from onrecord.directive.schema import Directive
from onrecord.directive.terms import Period
from onrecord.incidents.queries import Became, codes_in_force, counted_events, counted_incidents
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now
from onrecord.referrals.queries import referred_incidents
from onrecord.releases.errors import NothingDue
from onrecord.releases.figures import Cell, Counted, Counting, Row, tabulate
from onrecord.releases.models import DispatchFigures, Snapshot
from onrecord.storage.directives import current_directive

FIGURES_PUBLISHED = declare_for(
    Snapshot, "figures.published", 1, "Figures were counted, suppressed and published."
)
DISPATCH_FIGURES_PUBLISHED = declare_for(
    DispatchFigures,
    "dispatch_figures.published",
    1,
    "Dispatch events with and without an incident were counted, suppressed and published.",
)
EVENTS = Counting(tuple(Became), tuple(Became))
"""An event that should have an incident has one, is explained, or stands open: one of them."""


@act(Permission.FIGURES_SNAPSHOT)
def snapshot_figures(act: Act, *, actor: Actor) -> str:
    """Freeze the figures of every quarter that is due; return the table's SHA-256.

    Which quarters are due, and the smallest cell, follow from the home's directive (G23): nobody
    chooses. Refused when a snapshot exists (G22); NothingDue when no quarter is due.
    """
    if Snapshot.objects.exists():
        raise Refused(
            "second-snapshot",
            "Figures were published before. A second publication could give a hidden count away "
            "by difference; it waits until suppression remembers the first.",
        )
    directive = current_directive()
    moment = now()
    incidents = _counted()
    spans = _due_quarters(
        [day for day, _ in incidents], directive, timezone.localtime(moment).date()
    )
    if not spans:
        raise NothingDue(
            "No quarter with incidents is due. Figures of a quarter appear "
            f"{directive.release.publish_after_days} days after its last day."
        )
    rows = tabulate(
        [Counted(span_of(day, Period.QUARTER).name, found) for day, found in incidents],
        [span.name for span in spans],
        directive.release.minimum_cell,
    )
    table = [_plain(row, span, directive) for row, span in zip(rows, spans, strict=True)]
    digest = hashlib.sha256(table_bytes(table)).hexdigest()
    snapshot = Snapshot(
        number=1,
        taken_at=moment,
        taken_by=Person.objects.filter(id=actor.id).first() if actor.id else None,
        directive=directive.head.id,
        directive_version=directive.head.version,
        smallest_cell=directive.release.minimum_cell,
        table=table,
        table_sha256=digest,
    )
    act.save(FIGURES_PUBLISHED, snapshot)
    return digest


@act(Permission.FIGURES_SNAPSHOT)
def snapshot_dispatch(act: Act, *, actor: Actor) -> str:
    """Freeze, by quarter, how many dispatch events have no incident; return the table's SHA-256.

    Quarters, calendar and smallest cell are those of the other figures. Refused when such figures
    exist (G22); NothingDue where no quarter is due, or the directive knows no codes.
    """
    if DispatchFigures.objects.exists():
        raise Refused(
            "second-snapshot",
            "Figures of dispatch events were published before. A second publication could give a "
            "hidden count away by difference; it waits until suppression remembers the first.",
        )
    directive, moment, codes = current_directive(), now(), codes_in_force()
    events = counted_events()
    days = [event.received_on for event in events]
    spans = _due_quarters(days, directive, timezone.localtime(moment).date())
    if not spans:
        raise NothingDue(
            "No quarter with such dispatch events is due."
            if codes
            else "The directive does not know which codes of the dispatch centre pick events."
        )
    rows = tabulate(
        [
            Counted(span_of(e.received_on, Period.QUARTER).name, frozenset({e.became.value}))
            for e in events
        ],
        [span.name for span in spans],
        directive.release.minimum_cell,
        EVENTS,
    )
    table = [_plain(row, span, directive) for row, span in zip(rows, spans, strict=True)]
    digest = hashlib.sha256(table_bytes(table)).hexdigest()
    figures = DispatchFigures(
        number=1,
        taken_at=moment,
        taken_by=Person.objects.filter(id=actor.id).first() if actor.id else None,
        directive=directive.head.id,
        directive_version=directive.head.version,
        codes=[{"code": code.code, "title": code.title} for code in codes],
        smallest_cell=directive.release.minimum_cell,
        table=table,
        table_sha256=digest,
    )
    act.save(DISPATCH_FIGURES_PUBLISHED, figures)
    return digest


def table_bytes(table: list[dict[str, Any]]) -> bytes:
    """Return the published bytes of a table: what its digest is of, and what is downloaded."""
    return json.dumps(table, sort_keys=True, separators=(",", ":")).encode()


def _counted() -> list[tuple[date, frozenset[str]]]:
    referred = referred_incidents()
    return [
        (
            incident.received_on,
            incident.outcomes | ({"referred"} if incident.ids & referred else set()),
        )
        for incident in counted_incidents()
    ]


def _due_quarters(days: list[date], directive: Directive, today: date) -> list[Span]:
    """Return every quarter from the first incident's to the last that is due, gaps included."""
    if not days:
        return []
    spans: list[Span] = []
    span = span_of(min(days), Period.QUARTER)
    while may_appear(directive.release, span, today):
        spans.append(span)
        following = date(span.last.year + (span.last.month == 12), span.last.month % 12 + 1, 1)  # noqa: PLR2004 - December
        span = span_of(following, Period.QUARTER)
    return spans


def _plain(row: Row, span: Span, directive: Directive) -> dict[str, Any]:
    return {
        "period": span.name,
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "due": publication_day(directive.release, span).isoformat(),
        "received": _value(row.received),
        "outcomes": {name: _value(cell) for name, cell in row.outcomes.items()},
    }


def _value(cell: Cell) -> int | str:
    return cell.mark if cell.count is None else cell.count
