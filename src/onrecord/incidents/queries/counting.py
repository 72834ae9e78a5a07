"""What figures count of each incident; the counting and its suppression are theirs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from onrecord.incidents.models import AgencyReply, Incident
from onrecord.incidents.states import EventStatus, ReplyState

_COUNTED = {
    EventStatus.CORROBORATED.value: "corroborated",
    EventStatus.NOT_CORROBORATED.value: "not corroborated",
    EventStatus.UNFOUNDED.value: "unfounded",
}


@dataclass(frozen=True)
class CountedIncident:
    """An incident with its day of receipt, in the city's zone, and the outcomes it came to."""

    id: UUID
    received_on: date
    outcomes: frozenset[str]


def counted_incidents() -> tuple[CountedIncident, ...]:
    """Return every incident as figures see it, nobody and nothing else of it.

    For the act that takes a snapshot, which authority decides on; no edge calls this.
    """
    replied = set(
        AgencyReply.objects.filter(state=ReplyState.REPLIED).values_list("incident_id", flat=True)
    )
    counted = []
    for row in Incident.objects.order_by("number"):
        outcomes = {_COUNTED[row.event_status]} if row.event_status in _COUNTED else set()
        if row.id in replied:
            outcomes.add("agency replied")
        received = timezone.localtime(row.opened_at).date()
        counted.append(CountedIncident(row.id, received, frozenset(outcomes)))
    return tuple(counted)
