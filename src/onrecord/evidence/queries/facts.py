"""What reports and a directive must know of an incident's evidence; for higher apps."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from onrecord.accounts.queries import chains_at
from onrecord.authority import Facts
from onrecord.directive import FactRef, RecordingFact
from onrecord.evidence.lookup import is_footage
from onrecord.evidence.models import Exhibit, ExhibitPointer, Viewing
from onrecord.evidence.states import ExhibitKind
from onrecord.ledger.times import now
from onrecord.storage.blobs import BlobMissing
from onrecord.storage.local import blob_store

# The directive's evidence source of each kind of exhibit that is a recording.
_SOURCES = {
    ExhibitKind.BODY_WORN: "body-worn-video",
    ExhibitKind.IN_CAR: "in-car-video",
    ExhibitKind.FIXED_CAMERA: "fixed-camera-video",
    ExhibitKind.PHONE: "private-video",
}


@dataclass(frozen=True)
class ViewingFact:
    """One person's viewing of one exhibit (G2). `closed_at` None: it is still open."""

    exhibit_number: str
    exhibit_title: str
    footage: bool
    opened_at: datetime
    closed_at: datetime | None
    purpose: str
    ranges_served: int
    seconds: int


def recordings(incident: UUID) -> tuple[RecordingFact, ...]:
    """Return the recordings of an incident, by its id: those held here, and those pointed to.

    A pointer is no copy: it stops no clock (G3).
    """
    held = Exhibit.objects.filter(incident_id=incident, derived_from=None).order_by("received_at")
    pointed = ExhibitPointer.objects.filter(incident_id=incident).order_by("pointed_at")
    return (
        *(_held(row) for row in held if ExhibitKind(row.kind) in _SOURCES),
        *(_pointed(row) for row in pointed),
    )


def _held(row: Exhibit) -> RecordingFact:
    label = f"{row.number} held since {timezone.localtime(row.received_at):%d %b %H:%M}"
    ref = FactRef("exhibit", row.subject, label, row.received_at)
    return RecordingFact(
        ref=ref, source=_SOURCES[ExhibitKind(row.kind)], recorded_at=row.recorded_at, held=ref
    )


def _pointed(row: ExhibitPointer) -> RecordingFact:
    ref = FactRef("pointer", row.subject, f"recording with {row}, not held here", row.pointed_at)
    return RecordingFact(ref=ref, source=row.evidence_source, recorded_at=row.recorded_at)


def custody_facts(incident: UUID) -> Facts:
    """Return what authority must know of copying all of an incident's body-camera video (G1)."""
    worn = Exhibit.objects.filter(incident_id=incident, kind=ExhibitKind.BODY_WORN.value)
    officers = frozenset(
        officer for officer in worn.values_list("recorded_by_id", flat=True) if officer
    )
    return Facts(
        about=f"incident/{incident}",
        recording_officers=officers,
        others_superiors=chains_at(officers, now()),
    )


def viewings_of(person: UUID, incident: UUID) -> tuple[ViewingFact, ...]:
    """Return what a person has viewed of an incident, oldest first, by their ids."""
    rows = Viewing.objects.filter(viewer_id=person, incident_id=incident)
    return tuple(
        ViewingFact(
            exhibit_number=row.exhibit.number,
            exhibit_title=row.exhibit.title,
            footage=is_footage(row.exhibit),
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            purpose=row.purpose,
            ranges_served=row.ranges_served,
            seconds=row.seconds,
        )
        for row in rows.select_related("exhibit").order_by("opened_at")
    )


def bytes_held(incident: UUID) -> dict[str, bool]:
    """Say for each exhibit whether the store has its bytes, in their recorded size.

    Whether they are the recorded bytes is seen when they are read: by an audit, or by a packet.
    """
    store = blob_store()
    held: dict[str, bool] = {}
    for row in Exhibit.objects.filter(incident_id=incident).order_by("received_at"):
        try:
            held[row.number] = store.size(row.blob) == row.size
        except BlobMissing:
            held[row.number] = False
    return held
