"""Rows and facts of evidence that its actions and its queries share; for this app alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from onrecord.accounts.models import Person
from onrecord.accounts.queries import chains_at
from onrecord.authority import Actor, Facts, HandlingClass
from onrecord.evidence.errors import InvalidExhibit, UnknownExhibit
from onrecord.evidence.models import Exhibit
from onrecord.evidence.states import FOOTAGE, ExhibitKind
from onrecord.incidents.models import Incident
from onrecord.incidents.queries import authority_facts, incident_id
from onrecord.ledger.times import now


def incident_numbered(number: str) -> Incident:
    """Return an incident's row by its number, or raise incidents' UnknownIncident."""
    return Incident.objects.get(id=incident_id(number))


def exhibit_numbered(number: str, exhibit_number: str) -> Exhibit:
    """Return an exhibit's row by its incident's number and its own, or raise UnknownExhibit."""
    wanted = exhibit_number.strip().upper()
    exhibit = (
        Exhibit.objects.select_related("incident", "recorded_by", "taken_in_by", "derived_from")
        .filter(incident_id=incident_id(number), number=wanted)
        .first()
    )
    if exhibit is None:
        raise UnknownExhibit(
            f"{exhibit_number}: incident {number} has no exhibit of this number. "
            "Look at the incident's list of exhibits."
        )
    return exhibit


def person_named(username: str, field: str) -> Person:
    """Return a person by user name, or raise InvalidExhibit for the field that named them."""
    person = Person.objects.filter(username=username.strip()).first()
    if person is None:
        raise InvalidExhibit(field, f"{username!r}: nobody here has this user name. Check it.")
    return person


def check_recorded_at(at: datetime | None) -> None:
    """Refuse a time of recording without zone, and one that has not come yet."""
    if at is None:
        return
    if at.utcoffset() is None:
        raise InvalidExhibit("recorded_at", "Recorded: the time bears no zone; give one.")
    if at > now():
        raise InvalidExhibit(
            "recorded_at",
            f"Recorded {at:%d %b %Y %H:%M}, which is yet to come. Check the "
            "camera's clock, or leave it out and say so in the title.",
        )


def viewer_of(actor: Actor) -> Person:
    """Return the person behind an actor; the system takes in and views nothing."""
    if actor.id is None:
        raise InvalidExhibit("actor", f"{actor}: a person does this, never the system.")
    return Person.objects.get(id=actor.id)


def is_footage(exhibit: Exhibit) -> bool:
    """Say whether it may show the events that a report describes, by its kind or its bytes."""
    return ExhibitKind(exhibit.kind) in FOOTAGE or exhibit.media_type.startswith("video/")


def intake_facts(
    number: str, actor: Actor, kind: ExhibitKind, officer: UUID | None, recorded_at: datetime | None
) -> Facts:
    """Return what authority must know before an exhibit is taken in."""
    facts = authority_facts(incident_id(number), actor)
    return _with_recording_chain(facts, kind, officer, recorded_at)


def exhibit_facts(exhibit: Exhibit, actor: Actor) -> Facts:
    """Return what authority must know of one exhibit."""
    facts = authority_facts(exhibit.incident_id, actor)
    facts = _with_recording_chain(
        replace(facts, about=exhibit.subject, handling_class=HandlingClass(exhibit.handling_class)),
        ExhibitKind(exhibit.kind),
        exhibit.recorded_by_id,
        exhibit.recorded_at,
    )
    return facts if is_footage(exhibit) else replace(facts, footage_bars_writing="")


def _with_recording_chain(
    facts: Facts, kind: ExhibitKind, officer: UUID | None, recorded_at: datetime | None
) -> Facts:
    """Add whose camera it was, with the people above them now and when it was recorded (G1)."""
    facts = replace(facts, body_worn=kind is ExhibitKind.BODY_WORN, recording_officer=officer)
    if officer is None:
        return facts
    chains = dict(facts.others_superiors or {})
    above = chains.get(officer, ())
    for moment in filter(None, (now(), recorded_at)):
        above = _joined(above, chains_at([officer], moment)[officer])
    return replace(facts, others_superiors={**chains, officer: above})


def _joined(first: Iterable[UUID], second: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys((*first, *second)))
