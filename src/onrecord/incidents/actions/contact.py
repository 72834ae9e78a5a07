"""The contact register, attempts to steer, and who opened an incident."""

from datetime import datetime

from django.db import IntegrityError
from django.utils import timezone

from onrecord.authority import Actor, Facts, HandlingClass, Permission
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    check_time,
    facts_within,
    keep_apart,
    locked,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident
from onrecord.incidents.models import ContactRecord, IncidentAccess
from onrecord.incidents.queries.facts import find, readable
from onrecord.incidents.states import IncidentAction
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now

CONTACT_RECORDED = declare_for(
    ContactRecord, "contact.recorded", 1, "A communication with an elected office was recorded."
)
STEERING_RECORDED = declare_for(
    ContactRecord, "steering.recorded", 1, "An attempt to steer was recorded, for oversight alone."
)
INCIDENT_ACCESSED = declare_for(
    IncidentAccess, "incident.accessed", 1, "Somebody opened an incident, for a purpose."
)


@act(Permission.CONTACT_RECORD, facts=facts_within)
def record_contact(
    act: Act,
    *,
    actor: Actor,
    number: str,
    office: str,
    words: str,
    person_named: str = "",
    way: str = "",
    at: datetime | None = None,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record a communication with an elected office, its staff or the law department (G16)."""
    incident = locked(number, IncidentAction.RECORD_CONTACT)
    moment = at or now()
    check_time("at", moment)
    texts = {
        "office": required("office", office, "the office"),
        "person_named": person_named,
        "way": way,
        "words": required("words", words, "what was said or written"),
    }
    clean, passages = settled(texts, choices)
    contact = ContactRecord(
        incident=incident,
        contact_at=moment,
        steering=False,
        recorded_by_id=person_id(actor),
        **clean,
    )
    entry = act.save(CONTACT_RECORDED, contact)
    keep_apart(act, incident.id, "contact", passages)
    return receipt(entry, contact)


def _about(*, number: str = "", **_arguments: object) -> Facts:
    return Facts(about=find(number).subject) if number else Facts()


@act(Permission.STEERING_RECORD, facts=_about)
def record_steering(
    act: Act,
    *,
    actor: Actor,
    number: str = "",
    office: str = "",
    words: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record an attempt to steer, in one click: every argument may be left out.

    The inspector general sees it; the chain of command does not.
    """
    clean, passages = settled({"office": office or "Not recorded", "words": words}, choices)
    incident = find(number) if number else None
    if passages and incident is None:
        raise InvalidIncident("number", "number: name the incident under which words are kept.")
    contact = ContactRecord(
        incident=incident,
        handling_class=HandlingClass.OVERSIGHT.value,
        contact_at=now(),
        steering=True,
        recorded_by_id=person_id(actor),
        **clean,
    )
    entry = act.save(STEERING_RECORDED, contact)
    if incident is not None:
        keep_apart(act, incident.id, "contact", passages, HandlingClass.OVERSIGHT)
    return receipt(entry, "attempt to steer")


def note_access(*, actor: Actor, number: str, purpose: str) -> Receipt | None:
    """Record that somebody opened an incident: once a person, purpose and day, else None.

    Raises Refused where the actor may not open it.
    """
    incident, _ = readable(number, actor, Permission.INCIDENT_READ)
    day = timezone.localtime(now()).date()
    stated = required("purpose", purpose, "why you open the incident")[:120]
    noted = IncidentAccess.objects.filter(
        incident=incident, person_id=person_id(actor), purpose=stated, day=day
    )
    if noted.exists():
        return None
    try:
        return _note_access(actor=actor, number=number, purpose=stated)
    except IntegrityError:  # noted by another request at the same moment
        return None


@act(Permission.INCIDENT_READ, facts=facts_within)
def _note_access(act: Act, *, actor: Actor, number: str, purpose: str) -> Receipt:
    incident = find(number)
    clean, _ = settled({"purpose": purpose}, NO_CHOICES)
    access = IncidentAccess(
        incident=incident,
        person_id=person_id(actor),
        purpose=clean["purpose"],
        day=timezone.localtime(now()).date(),
    )
    return receipt(act.save(INCIDENT_ACCESSED, access), access)
