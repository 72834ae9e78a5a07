"""What waits for an evidence custodian over all incidents, in pages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from onrecord.authority import Actor, Facts, HandlingClass, Permission
from onrecord.evidence.models import Exhibit, ExhibitPointer
from onrecord.incidents.queries.listing import open_to
from onrecord.ledger.act import demand
from onrecord.ledger.paging import PAGE, Page, keyed

_ORDINARY = HandlingClass.ORDINARY.value


@dataclass(frozen=True)
class NotHeld:
    """A recording that somebody pointed to, of which no exhibit bears the holder's number."""

    incident_number: str
    holder: str
    holder_evidence_number: str
    pointed_at: datetime
    pointed_by: str


@dataclass(frozen=True)
class Unread:
    """An exhibit whose media data could not be read, and why."""

    incident_number: str
    number: str
    title: str
    why: str
    received_at: datetime


def recordings_not_held(*, actor: Actor, after: str = "", limit: int = PAGE) -> Page[NotHeld]:
    """Return the recordings pointed to that are not held here, the longest known first."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    held = Exhibit.objects.filter(
        incident=OuterRef("incident"),
        holder_evidence_number=OuterRef("holder_evidence_number"),
        handling_class=_ORDINARY,
    )
    rows = ExhibitPointer.objects.filter(
        ~Exists(held), handling_class=_ORDINARY, incident__in=open_to(actor)
    ).select_related("incident", "pointed_by")
    found, following = keyed(rows, "pointed_at", after=after, limit=limit)
    waiting = tuple(
        NotHeld(
            incident_number=row.incident.number,
            holder=row.holder,
            holder_evidence_number=row.holder_evidence_number,
            pointed_at=row.pointed_at,
            pointed_by=row.pointed_by.name,
        )
        for row in found
    )
    return Page(waiting, following)


def exhibits_unread(*, actor: Actor, after: str = "", limit: int = PAGE) -> Page[Unread]:
    """Return the exhibits whose media data could not be read, the longest held first."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    rows = (
        Exhibit.objects.filter(
            probe__isnull=False, handling_class=_ORDINARY, incident__in=open_to(actor)
        )
        .exclude(probe__unread="")
        .select_related("incident")
    )
    found, following = keyed(rows, "received_at", after=after, limit=limit)
    waiting = tuple(
        Unread(
            incident_number=row.incident.number,
            number=row.number,
            title=row.title,
            why=row.probe["unread"] if row.probe else "",
            received_at=row.received_at,
        )
        for row in found
    )
    return Page(waiting, following)
