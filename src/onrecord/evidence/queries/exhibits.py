"""Exhibits and pointers, as this actor may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from onrecord.authority import Actor, HandlingClass, Permission, decide
from onrecord.evidence.lookup import exhibit_facts, exhibit_numbered
from onrecord.evidence.media.names import file_name
from onrecord.evidence.models import Exhibit, ExhibitPointer
from onrecord.evidence.queries.facts import custody_facts
from onrecord.incidents.queries import authority_facts, incident_id
from onrecord.ledger.act import demand, telling_nothing
from onrecord.ledger.models import Entry

ORDINARY = HandlingClass.ORDINARY.value


@dataclass(frozen=True)
class ExhibitRow:
    """An exhibit as lists show it; `size` in bytes."""

    number: str
    title: str
    kind: str
    source: str
    received_at: datetime
    taken_in_by: str
    media_type: str
    sha256: str
    size: int
    playable: str
    unread: str
    recorded_at: datetime | None
    duration_ms: int | None


@dataclass(frozen=True)
class ExhibitView:
    """An exhibit as its page shows it.

    `media` is what the file says of itself, None until the worker has looked; `unread` says what
    could not be read. `location` is None where there is none or `location_withheld` holds it back.
    `same_bytes` names the incident's other exhibits with this digest: noticed, never merged.
    `barred` says why this actor may not view it yet, `may_copy` whether a copy is theirs to take.
    """

    row: ExhibitRow
    incident_number: str
    holder_evidence_number: str
    recorded_at: datetime | None
    recorded_by: str
    original_name: str
    derived_from: str
    derivatives: tuple[str, ...]
    media: Mapping[str, str | int] | None
    location: Mapping[str, str] | None
    location_withheld: bool
    same_bytes: tuple[str, ...]
    may_view: bool
    barred: str
    may_copy: bool


@dataclass(frozen=True)
class PointerRow:
    """A recording that is held elsewhere; `position_ms` from its start."""

    evidence_source: str
    holder: str
    holder_evidence_number: str
    recorded_at: datetime | None
    position_ms: int | None
    shows: str
    pointed_at: datetime
    pointed_by: str


@dataclass(frozen=True)
class ExhibitFile:
    """The bytes of an exhibit, for a packet. `entry` is the id of its intake's entry."""

    number: str
    title: str
    kind: str
    media_type: str
    file_name: str
    blob: str
    sha256: str
    size: int
    entry: int


def exhibits(*, actor: Actor, number: str) -> tuple[ExhibitRow, ...]:
    """List the exhibits of an incident, in the order in which they came."""
    with telling_nothing(actor, Permission.EXHIBIT_READ):
        incident = incident_id(number)
    demand(actor, Permission.EXHIBIT_READ, authority_facts(incident, actor))
    rows = Exhibit.objects.filter(incident_id=incident, handling_class=ORDINARY)
    return tuple(_row(row) for row in rows.select_related("taken_in_by").order_by("received_at"))


def exhibit(*, actor: Actor, number: str, exhibit_number: str) -> ExhibitView:
    """Return one exhibit; raise UnknownExhibit or Refused."""
    with telling_nothing(actor, Permission.EXHIBIT_READ):
        row = exhibit_numbered(number, exhibit_number)
    facts = exhibit_facts(row, actor)
    demand(actor, Permission.EXHIBIT_READ, facts)
    sees_location = decide(actor, Permission.EXHIBIT_LOCATION_READ, facts).allowed
    viewing = decide(actor, Permission.EXHIBIT_VIEW, facts)
    siblings = Exhibit.objects.filter(incident=row.incident, handling_class=ORDINARY)
    return ExhibitView(
        row=_row(row),
        incident_number=row.incident.number,
        holder_evidence_number=row.holder_evidence_number,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by.name if row.recorded_by else "",
        original_name=row.original_name,
        derived_from=row.derived_from.number if row.derived_from else "",
        derivatives=tuple(siblings.filter(derived_from=row).values_list("number", flat=True)),
        media=row.probe["media"] if row.probe else None,
        location=row.location if sees_location else None,
        location_withheld=not sees_location,
        same_bytes=tuple(
            siblings.filter(sha256=row.sha256).exclude(id=row.id).values_list("number", flat=True)
        ),
        may_view=viewing.allowed,
        barred="" if viewing.allowed else viewing.reason,
        may_copy=decide(actor, Permission.EXHIBIT_DOWNLOAD, facts).allowed,
    )


def pointers(*, actor: Actor, number: str) -> tuple[PointerRow, ...]:
    """List the recordings of an incident that are held elsewhere."""
    with telling_nothing(actor, Permission.EXHIBIT_READ):
        incident = incident_id(number)
    demand(actor, Permission.EXHIBIT_READ, authority_facts(incident, actor))
    rows = ExhibitPointer.objects.filter(incident_id=incident, handling_class=ORDINARY)
    return tuple(
        PointerRow(
            evidence_source=row.evidence_source,
            holder=row.holder,
            holder_evidence_number=row.holder_evidence_number,
            recorded_at=row.recorded_at,
            position_ms=row.position_ms,
            shows=row.shows,
            pointed_at=row.pointed_at,
            pointed_by=row.pointed_by.name,
        )
        for row in rows.select_related("pointed_by").order_by("pointed_at")
    )


def exhibit_files(*, actor: Actor, number: str) -> tuple[ExhibitFile, ...]:
    """Return where the bytes of an incident's exhibits lie, for the packet that holds them all."""
    with telling_nothing(actor, Permission.REFERRAL_SEAL):
        incident = incident_id(number)
    demand(actor, Permission.REFERRAL_SEAL, custody_facts(incident))
    rows = list(
        Exhibit.objects.filter(incident_id=incident, handling_class=ORDINARY)
        .select_related("incident")
        .order_by("received_at")
    )
    intakes = dict(
        Entry.objects.filter(subject__in=[row.subject for row in rows])
        .values_list("subject")
        .annotate(first=Min("id"))
    )
    return tuple(
        ExhibitFile(
            number=row.number,
            title=row.title,
            kind=row.kind,
            media_type=row.media_type,
            file_name=file_name(row.incident.number, row.number, row.media_type),
            blob=row.blob,
            sha256=row.sha256,
            size=row.size,
            entry=intakes[row.subject],
        )
        for row in rows
    )


def _row(row: Exhibit) -> ExhibitRow:
    duration = row.probe["media"].get("duration_ms") if row.probe else None
    return ExhibitRow(
        number=row.number,
        title=row.title,
        kind=row.kind,
        source=row.source,
        received_at=row.received_at,
        taken_in_by=row.taken_in_by.name,
        media_type=row.media_type,
        sha256=row.sha256,
        size=row.size,
        playable=row.playable,
        unread=row.probe["unread"] if row.probe else "",
        recorded_at=row.recorded_at,
        duration_ms=duration if isinstance(duration, int) else None,
    )
