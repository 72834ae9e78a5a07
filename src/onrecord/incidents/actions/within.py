"""How every act within an incident begins and ends: facts, lock, state, numbers, receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Max, QuerySet

from onrecord.accounts.queries import actor_named
from onrecord.authority import Actor, Facts, HandlingClass
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.models import (
    AgeAssertion,
    AgencyReply,
    AidRecord,
    Allegation,
    BasisAssertion,
    BodyDecision,
    IdentificationAttempt,
    Incident,
    InvolvedParty,
    PreservationRecord,
    PreservationTask,
    ReportingPerson,
    WalledPassage,
)
from onrecord.incidents.queries.facts import facts_of, find
from onrecord.incidents.states import IncidentAction, IncidentState, next_incident_state
from onrecord.incidents.status_text import Passage, PassageChoice, settle
from onrecord.ledger.act import Act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now

Choices = Mapping[str, Sequence[PassageChoice]]
"""For each field's name, what becomes of its passages that seem to state status (G7)."""
NO_CHOICES: Choices = {}
NumberedT = TypeVar(
    "NumberedT",
    AgeAssertion,
    BasisAssertion,
    BodyDecision,
    AgencyReply,
    AidRecord,
    IdentificationAttempt,
    InvolvedParty,
    PreservationRecord,
    ReportingPerson,
    PreservationTask,
)
CLOCK_TOLERANCE = timedelta(minutes=5)

PASSAGE_WALLED = declare_for(
    WalledPassage, "passage.walled", 1, "Words were taken out of a text and kept apart (G7)."
)


@dataclass(frozen=True)
class Receipt:
    """The entry that an act left, and the name under which people speak of what was recorded."""

    entry_id: int
    reference: str


def receipt(entry: Entry, reference: object) -> Receipt:
    """Return the receipt of an act."""
    return Receipt(entry_id=entry.pk, reference=str(reference))


def facts_within(*, actor: Actor, number: str, **_arguments: object) -> Facts:
    """Gather what authority must know, for an act that names an incident by its number.

    Such an act shows no footage: these facts bar it.
    """
    return facts_of(find(number), actor, asks_for_footage=False)


def locked(number: str, action: IncidentAction) -> Incident:
    """Lock the incident's row until the act ends, and ask the states."""
    incident = find(number, Incident.objects.select_for_update())
    incident.state = next_incident_state(IncidentState(incident.state), action)
    return incident


def next_number(rows: QuerySet[NumberedT]) -> int:
    """Return the next number among an incident's rows of one noun; the incident is locked."""
    last: int | None = rows.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def person_id(actor: Actor) -> UUID:
    """Return the id of the person who acts; a part of the system takes part in no incident."""
    if actor.id is None:
        raise InvalidIncident("actor", "A person must act here; the system has no part in it.")
    return actor.id


def person_named(actor: Actor, username: str) -> UUID:
    """Return the id of a person by user name; an empty name is the actor."""
    if not username.strip():
        return person_id(actor)
    return person_id(actor_named(username.strip(), channel=actor.channel))


def party_of(incident: Incident, number: int | None) -> InvolvedParty | None:
    """Return a party of the incident by its number; none for no number."""
    if number is None:
        return None
    party = InvolvedParty.objects.filter(incident=incident, number=number).first()
    if party is None:
        raise UnknownPart(
            f"Person {number}: incident {incident.number} has no such person. Add the person first."
        )
    return party


def allegation_of(incident: Incident, number: str) -> Allegation:
    """Return an allegation of the incident by its number, such as A1."""
    found = Allegation.objects.filter(incident=incident, number=number.strip().upper()).first()
    if found is None:
        raise UnknownPart(f"{number}: incident {incident.number} has no such allegation.")
    return found


def check_time(field: str, at: datetime | None) -> None:
    """Refuse a time without zone, and one that has not come yet."""
    if at is None:
        return
    if at.utcoffset() is None:
        raise InvalidIncident(field, f"{field}: the time bears no zone; give one.")
    if at > now() + CLOCK_TOLERANCE:
        raise InvalidIncident(
            field, f"{field}: {at:%Y-%m-%d %H:%M} has not come yet. Check date and clock."
        )


def required(field: str, text: str, what: str) -> str:
    """Return a text without outer blanks, or say what to enter."""
    if not text.strip():
        raise InvalidIncident(field, f"{field}: enter {what}.")
    return text.strip()


def settled(
    texts: Mapping[str, str], choices: Choices
) -> tuple[dict[str, str], list[tuple[str, Passage]]]:
    """Return the texts that remain, and the passages kept apart with their field's name."""
    clean: dict[str, str] = {}
    passages: list[tuple[str, Passage]] = []
    for field, text in texts.items():
        remains, kept = settle(text.strip(), choices.get(field, ()), field=field)
        clean[field] = remains
        passages += [(field, passage) for passage in kept]
    return clean, passages


def keep_apart(
    act: Act,
    incident: UUID,
    noun: str,
    passages: Sequence[tuple[str, Passage]],
    handling_class: HandlingClass = HandlingClass.WALLED,
) -> None:
    """Record passages in their walled class; `found_in` reads such as `incident.summary`.

    What was found in a text of the oversight class stays in it: packets open the walled one (G16).
    """
    for field, passage in passages:
        act.save(
            PASSAGE_WALLED,
            WalledPassage(
                incident_id=incident,
                handling_class=handling_class.value,
                found_in=f"{noun}.{field}",
                keep_as=passage.keep_as.value,
                words=passage.words,
                authority_kind=passage.authority_kind,
                authority_number=passage.authority_number,
            ),
        )


def settle_text(
    act: Act,
    incident: UUID,
    field: str,
    text: str,
    choices: Sequence[PassageChoice],
    *,
    handling_class: HandlingClass = HandlingClass.WALLED,
) -> str:
    """Settle one text of any app's act; return what remains of it (G7).

    `field` reads `noun.field`, such as `report.narrative`. Raises StatusTextFound,
    ChoiceDoesNotFit.
    """
    clean, passages = settle(text.strip(), choices, field=field)
    noun, _, name = field.rpartition(".")
    found = [(name, passage) for passage in passages]
    keep_apart(act, incident, noun or "text", found, handling_class)
    return clean
