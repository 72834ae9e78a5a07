"""Reading how incidents hang together."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from onrecord.accounts.queries import names_of
from onrecord.authority import Actor, Permission
from onrecord.incidents.models import Incident, IncidentLink
from onrecord.incidents.queries.facts import readable
from onrecord.incidents.states import Relation


@dataclass(frozen=True)
class LinkView:
    """What was stated of this incident and another; `number` is the other's.

    `is_kept` says, of a duplicate, that this incident is the one that is kept. An undone one reads
    on: by whom, when and why.
    """

    reference: str
    relation: str
    number: str
    is_kept: bool
    reason: str
    stated_by: str
    stated_at: datetime
    undone_by: str
    undone_at: datetime | None
    undone_reason: str


def incident_links(*, actor: Actor, number: str) -> tuple[LinkView, ...]:
    """Return the links of an incident, those that were undone as well, oldest first."""
    row, _ = readable(number, actor, Permission.INCIDENT_READ)
    stated = IncidentLink.objects.filter(_with(row), standing=True)
    rows = list(stated.select_related("incident", "other", "undone"))
    undone = {link.id: _undone(link) for link in rows}
    names = names_of(
        [link.stated_by_id for link in rows]
        + [end.stated_by_id for end in undone.values() if end is not None]
    )
    views = []
    for link in rows:
        end = undone[link.id]
        is_first = link.incident_id == row.id
        views.append(
            LinkView(
                reference=str(link.id),
                relation=link.relation,
                number=link.other.number if is_first else link.incident.number,
                is_kept=not is_first,
                reason=link.reason,
                stated_by=names[link.stated_by_id],
                stated_at=link.stated_at,
                undone_by=names[end.stated_by_id] if end else "",
                undone_at=end.stated_at if end else None,
                undone_reason=end.reason if end else "",
            )
        )
    return tuple(views)


def _undone(link: IncidentLink) -> IncidentLink | None:
    return getattr(link, "undone", None)


def _with(row: Incident) -> Q:
    return Q(incident=row) | Q(other=row)


def standing() -> QuerySet[IncidentLink]:
    """Return the links that stand; for this app alone."""
    return IncidentLink.objects.filter(standing=True, undone__isnull=True)


def standing_links(row: Incident) -> QuerySet[IncidentLink]:
    """Return the links of an incident that stand; for this app alone."""
    return standing().filter(_with(row)).select_related("incident", "other")


def duplicates_by_kept() -> dict[UUID, frozenset[UUID]]:
    """Return the duplicates of each incident that is kept, by id; for counting alone."""
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    merged = standing().filter(relation=Relation.DUPLICATE)
    for duplicate, kept in merged.values_list("incident_id", "other_id"):
        found[kept].add(duplicate)
    return {kept: frozenset(duplicates) for kept, duplicates in found.items()}
