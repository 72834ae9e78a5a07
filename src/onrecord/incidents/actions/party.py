"""People of an incident, and what is alleged of them."""

from dataclasses import asdict, dataclass

from onrecord.authority import Actor, Permission
from onrecord.directive import Answer, EvidentialBasis, SubjectKind, Track
from onrecord.directive.offences import felony_answer
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    allegation_of,
    facts_within,
    keep_apart,
    locked,
    next_number,
    party_of,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident
from onrecord.incidents.models import Allegation, Incident, InvolvedParty
from onrecord.incidents.states import IncidentAction
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now
from onrecord.storage.directives import load_directive

PARTY_ADDED = declare_for(
    InvolvedParty, "party.added", 1, "A person of the incident was described."
)
ALLEGATION_ADDED = declare_for(
    Allegation, "allegation.added", 1, "Something was alleged of a party; no finding."
)
ALLEGATION_CLASSIFIED = declare_for(
    Allegation, "allegation.classified", 1, "An investigator set an allegation's track and offence."
)

_FELONY = {Answer.YES: True, Answer.NO: False, Answer.UNKNOWN: None}


@dataclass(frozen=True, kw_only=True)
class Description:
    """A person as seen on duty that day, in words; empty is not recorded."""

    capacity: str = ""
    agency_given: str = ""
    unit_given: str = ""
    rank_given: str = ""
    name_given: str = ""
    badge_given: str = ""
    markings: str = ""
    clothing: str = ""
    vehicle: str = ""
    plate_on_duty: str = ""


NOTHING_SEEN = Description()


@act(Permission.PARTY_ADD, facts=facts_within)
def add_party(
    act: Act,
    *,
    actor: Actor,
    number: str,
    kind: SubjectKind,
    described: Description = NOTHING_SEEN,
    face_covered: Answer = Answer.UNKNOWN,
    believed_minor: Answer = Answer.UNKNOWN,
    is_scene_supervisor: bool = False,
    affected: bool = False,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Describe a person; the receipt's reference reads `person 1`. Nothing overwrites it later."""
    incident = locked(number, IncidentAction.ADD_PARTY)
    clean, passages = settled(asdict(described), choices)
    if clean["plate_on_duty"] and kind is SubjectKind.CIVILIAN:
        raise InvalidIncident(
            "plate_on_duty",
            "plate_on_duty: only the plate of a vehicle used on duty is recorded, "
            "never a civilian's. Leave it empty.",
        )
    party = InvolvedParty(
        incident=incident,
        number=next_number(InvolvedParty.objects.filter(incident=incident)),
        kind=SubjectKind(kind).value,
        face_covered=Answer(face_covered).value,
        believed_minor=Answer(believed_minor).value,
        is_scene_supervisor=is_scene_supervisor,
        affected=affected,
        added_by_id=person_id(actor),
        added_at=now(),
        **clean,
    )
    entry = act.save(PARTY_ADDED, party)
    keep_apart(act, incident.id, "party", passages)
    return receipt(entry, party)


@act(Permission.ALLEGATION_ADD, facts=facts_within)
def add_allegation(
    act: Act,
    *,
    actor: Actor,
    number: str,
    party: int,
    conduct: str,
    basis: EvidentialBasis = EvidentialBasis.ALLEGED,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record what is alleged of a party, and on what basis; the reference reads `A1`.

    Track and offence are left to an investigator.
    """
    incident = locked(number, IncidentAction.ADD_ALLEGATION)
    subject_party = party_of(incident, party)
    if subject_party is None:
        raise InvalidIncident("party", "party: an allegation names the person whom it concerns.")
    clean, passages = settled(
        {"conduct": required("conduct", conduct, "the conduct alleged, in neutral words")}, choices
    )
    count = Allegation.objects.filter(incident=incident).count()
    allegation = Allegation(
        incident=incident,
        number=f"A{count + 1}",
        subject_party=subject_party,
        conduct=clean["conduct"],
        basis=EvidentialBasis(basis).value,
        added_by_id=person_id(actor),
        added_at=now(),
    )
    entry = act.save(ALLEGATION_ADDED, allegation)
    keep_apart(act, incident.id, "allegation", passages)
    return receipt(entry, allegation.number)


@act(Permission.ALLEGATION_CLASSIFY, facts=facts_within)
def classify_allegation(
    act: Act,
    *,
    actor: Actor,
    number: str,
    allegation: str,
    track: Track,
    offence: str = "",
    felony: bool | None = None,
) -> Receipt:
    """Set an allegation's track and, from the directive's tables, its offence or rule.

    Whether it is a felony is the offence's; `felony` is asked only where the class is by limb.
    Raises InvalidIncident for an offence of another track, or one that the tables lack.
    """
    incident = locked(number, IncidentAction.CLASSIFY)
    row = allegation_of(incident, allegation)
    row.track = Track(track).value
    row.offence = offence.strip()
    row.felony = _felony(incident, row, stated=felony)
    row.classified_by_id = person_id(actor)
    row.classified_at = now()
    return receipt(act.save(ALLEGATION_CLASSIFIED, row), row.number)


def _felony(incident: Incident, row: Allegation, *, stated: bool | None) -> bool | None:
    directive = load_directive(incident.directive)
    tables = {
        Track.CRIMINAL: directive.offences,
        Track.CIVIL: directive.civil_rules,
        Track.LOCAL_DUTY: directive.local_rules,
    }
    if row.offence and row.offence not in {item.id for item in tables[Track(row.track)]}:
        raise InvalidIncident(
            "offence",
            f"offence: {row.offence!r} stands in no table of the {row.track} track of "
            f"{directive.id}. Crimes, civil rules and local duties are never mixed.",
        )
    if row.track != Track.CRIMINAL or not row.offence:
        return None
    listed = _FELONY[felony_answer(directive.offence(row.offence))]
    if listed is not None and stated is not None and listed is not stated:
        raise InvalidIncident(
            "felony", "felony: the table states the class of this offence. Leave it empty."
        )
    return stated if listed is None else listed
