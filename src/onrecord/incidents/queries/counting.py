"""What figures count of each incident; the counting and its suppression are theirs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from onrecord.incidents.models import AgencyReply, Incident
from onrecord.incidents.queries.linking import duplicates_by_kept
from onrecord.incidents.states import EventStatus, ReplyState

_COUNTED = {
    EventStatus.CORROBORATED.value: "corroborated",
    EventStatus.NOT_CORROBORATED.value: "not corroborated",
    EventStatus.UNFOUNDED.value: "unfounded",
}


@dataclass(frozen=True)
class CountedIncident:
    """An incident with its day of receipt, in the city's zone, and the outcomes it came to.

    `ids` are its own and those of its duplicates, which are not counted beside it.
    """

    id: UUID
    received_on: date
    outcomes: frozenset[str]
    ids: frozenset[UUID]


def counted_incidents() -> tuple[CountedIncident, ...]:
    """Return every incident as figures see it, nobody and nothing else of it.

    For the act that takes a snapshot, which authority decides on; no edge calls this.
    """
    replied = set(
        AgencyReply.objects.filter(state=ReplyState.REPLIED).values_list("incident_id", flat=True)
    )
    kept = duplicates_by_kept()
    merged = frozenset[UUID]().union(*kept.values())
    counted = []
    for row in Incident.objects.order_by("number"):
        if row.id in merged:
            continue
        ids = kept.get(row.id, frozenset()) | {row.id}
        outcomes = {_COUNTED[row.event_status]} if row.event_status in _COUNTED else set()
        if ids & replied:
            outcomes.add("agency replied")
        received = timezone.localtime(row.opened_at).date()
        counted.append(CountedIncident(row.id, received, frozenset(outcomes), ids))
    return tuple(counted)
