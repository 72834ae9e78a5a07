"""The reports that wait for a person, in pages."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from onrecord.accounts.queries import people_below
from onrecord.authority import Actor, Facts, Permission, Role
from onrecord.ledger.act import demand
from onrecord.ledger.paging import PAGE, Page, keyed
from onrecord.ledger.times import now
from onrecord.reports.models import Report, ReportVersion
from onrecord.reports.queries.views import QueueRow
from onrecord.reports.states import ReportState

_UNFINISHED = (ReportState.RETURNED, ReportState.LOCKED, ReportState.DRAFT)


def reports_to_review(*, actor: Actor, after: str = "", limit: int = PAGE) -> Page[QueueRow]:
    """Return the submitted reports that wait for this supervisor, oldest first."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    if Role.SUPERVISOR not in actor.roles or actor.id is None:
        return Page(())
    below = people_below(actor.id, now())
    rows = _rows(ReportState.SUBMITTED).filter(author__in=below)
    return _page(rows, after, limit)


def own_unfinished(
    *, actor: Actor, states: Iterable[str], after: str = "", limit: int = PAGE
) -> Page[QueueRow]:
    """Return the actor's own reports in these states, oldest first."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    return _page(_rows(*states).filter(author=actor.id), after, limit)


def review_queue(*, actor: Actor) -> tuple[QueueRow, ...]:
    """Return the first of the submitted reports that wait for this supervisor."""
    return reports_to_review(actor=actor).rows


def own_reports(*, actor: Actor) -> tuple[QueueRow, ...]:
    """Return the actor's own reports that wait: returned first, then locked, then drafts."""
    found = own_unfinished(actor=actor, states=_UNFINISHED, limit=200).rows
    order = [state.value for state in _UNFINISHED]
    return tuple(sorted(found, key=lambda row: order.index(row.state)))


def _rows(*states: str) -> QuerySet[Report]:
    last = ReportVersion.objects.filter(report=OuterRef("pk")).order_by("-number")
    return (
        Report.objects.filter(state__in=[str(state) for state in states])
        .select_related("incident", "author")
        .annotate(
            last_locked=Subquery(last.values("locked_at")[:1]),
            last_submitted=Subquery(last.values("submitted_at")[:1]),
            last_decided=Subquery(last.values("decision__decided_at")[:1]),
        )
    )


def _page(rows: QuerySet[Report], after: str, limit: int) -> Page[QueueRow]:
    found, following = keyed(rows, "begun_at", after=after, limit=limit)
    waiting = tuple(
        QueueRow(
            number=row.incident.number,
            district=row.incident.district,
            summary=row.incident.summary,
            author=row.author.name,
            state=row.state,
            since=_since(row),
        )
        for row in found
    )
    return Page(waiting, following)


def _since(row: Report) -> datetime:
    """Return when a report came to where it is: decided on, submitted, locked or begun."""
    steps = (getattr(row, name) for name in ("last_decided", "last_submitted", "last_locked"))
    return next((at for at in steps if at is not None), row.begun_at)
