"""What reports and a directive must know of an incident's evidence; for higher apps."""

from collections.abc import Iterator, Mapping
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
from onrecord.incidents.queries import confirmed_recordings
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries
from onrecord.ledger.times import now
from onrecord.storage.blobs import BlobMissing
from onrecord.storage.local import blob_store

_COPIED = "exhibit.copied/1"
# The directive's evidence source of each kind of exhibit that is a recording.
_SOURCES = {
    ExhibitKind.BODY_WORN: "body-worn-video",
    ExhibitKind.IN_CAR: "in-car-video",
    ExhibitKind.FIXED_CAMERA: "fixed-camera-video",
    ExhibitKind.PHONE: "private-video",
}


@dataclass(frozen=True)
class ViewingFact:
    """One person's viewing of one exhibit, or a copy handed to that person (G2).

    `closed_at` None: the viewing is still open.
    """

    exhibit_number: str
    exhibit_title: str
    footage: bool
    opened_at: datetime
    closed_at: datetime | None
    purpose: str
    ranges_served: int
    seconds: int
    copied: bool = False


def recordings(incident: UUID) -> tuple[RecordingFact, ...]:
    """Return the recordings of an incident, by its id: those held here, and those pointed to.

    A pointer is no copy: it stops no clock, unless the holder confirmed that recording (G3).
    """
    confirmed = confirmed_recordings(incident)
    held = Exhibit.objects.filter(incident_id=incident, derived_from=None).order_by("received_at")
    pointed = ExhibitPointer.objects.filter(incident_id=incident).order_by("pointed_at")
    return (
        *(_held(row) for row in held if ExhibitKind(row.kind) in _SOURCES),
        *(_pointed(row, confirmed) for row in pointed),
    )


def _held(row: Exhibit) -> RecordingFact:
    label = f"{row.number} held since {timezone.localtime(row.received_at):%d %b %H:%M}"
    ref = FactRef("exhibit", row.subject, label, row.received_at)
    return RecordingFact(
        ref=ref, source=_SOURCES[ExhibitKind(row.kind)], recorded_at=row.recorded_at, held=ref
    )


def _pointed(row: ExhibitPointer, confirmed: Mapping[tuple[str, str], FactRef]) -> RecordingFact:
    key = row.evidence_source, row.holder_evidence_number.strip().casefold()
    ref = FactRef("pointer", row.subject, f"recording with {row}, not held here", row.pointed_at)
    return RecordingFact(
        ref=ref,
        source=row.evidence_source,
        recorded_at=row.recorded_at,
        confirmed=confirmed.get(key),
    )


def custody_facts(incident: UUID) -> Facts:
    """Return what authority must know of copying all of an incident's body-camera video (G1)."""
    worn = Exhibit.objects.filter(incident_id=incident, kind=ExhibitKind.BODY_WORN.value)
    chains: dict[UUID, tuple[UUID, ...]] = {}
    for officer, recorded_at in worn.values_list("recorded_by_id", "recorded_at"):
        for moment in filter(None, (now(), recorded_at)):
            if officer is not None:
                chains[officer] = chains.get(officer, ()) + chains_at([officer], moment)[officer]
    return Facts(
        about=f"incident/{incident}",
        recording_officers=frozenset(chains),
        others_superiors=chains,
    )


def viewings_of(person: UUID, incident: UUID) -> tuple[ViewingFact, ...]:
    """Return what a person viewed or was handed of an incident, oldest first, by their ids."""
    return viewings_in(incident).get(person, ())


def viewings_in(incident: UUID) -> Mapping[UUID, tuple[ViewingFact, ...]]:
    """Return for each person what was viewed or handed out of an incident, oldest first."""
    seen: dict[UUID, list[ViewingFact]] = {}
    for row in Viewing.objects.filter(incident_id=incident).select_related("exhibit"):
        seen.setdefault(row.viewer_id, []).append(
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
        )
    for person, copy in _copies_in(incident):
        seen.setdefault(person, []).append(copy)
    return {
        person: tuple(sorted(facts, key=lambda fact: fact.opened_at))
        for person, facts in seen.items()
    }


def _copies_in(incident: UUID) -> Iterator[tuple[UUID, ViewingFact]]:
    """Yield the copies handed out, from their entries; what was in hand may be seen."""
    exhibits = {row.subject: row for row in Exhibit.objects.filter(incident_id=incident)}
    copied = Entry.objects.filter(subject__in=exhibits, kind=_COPIED).order_by("id")
    entries = {entry.id: entry for entry in copied}
    for opened in opened_entries(entries, ("actor", "purpose")):
        told, entry = opened.values(), entries[opened.id]
        person = _person(told.get("actor"))
        if person is not None:
            row = exhibits[entry.subject]
            yield (
                person,
                ViewingFact(
                    exhibit_number=row.number,
                    exhibit_title=row.title,
                    footage=is_footage(row),
                    opened_at=entry.recorded_at,
                    closed_at=entry.recorded_at,
                    purpose=str(told.get("purpose", "")),
                    ranges_served=0,
                    seconds=0,
                    copied=True,
                ),
            )


def _person(told: object) -> UUID | None:
    """Return the person whom an entry names as its actor; a part of the system is none."""
    try:
        return UUID(str(told))
    except ValueError:
        return None


def bytes_held(incident: UUID) -> dict[str, bool]:
    """Say for each exhibit whether the store has its bytes, in their recorded size.

    Whether they are the recorded bytes is seen when they are read: by an audit, or by a packet.
    """
    rows = Exhibit.objects.filter(incident_id=incident).order_by("received_at")
    return {row.number: is_held(row) for row in rows}


def is_held(row: Exhibit) -> bool:
    """Say whether the store has an exhibit's bytes, in their recorded size; for this app alone."""
    try:
        return blob_store().size(row.blob) == row.size
    except BlobMissing:
        return False
