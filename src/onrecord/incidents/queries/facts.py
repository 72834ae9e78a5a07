"""What authority and a directive must know of an incident, gathered from its rows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from onrecord.accounts.queries import chains_at
from onrecord.authority import Actor, Facts, HandlingClass, Permission, Role
from onrecord.directive import (
    ActFact,
    ActKind,
    AllegationFact,
    Answer,
    Asked,
    AttemptFact,
    EvidentialBasis,
    FactRef,
    IncidentFacts,
    Origin,
    Outcome,
    SubjectKind,
    Track,
)
from onrecord.directive import Facts as DirectiveFacts
from onrecord.directive.viewing import Part, Viewer, viewing_before_writing
from onrecord.incidents.errors import UnknownIncident
from onrecord.incidents.models import (
    AidRecord,
    Allegation,
    EventStatement,
    IdentificationAttempt,
    IdentityConfirmation,
    Incident,
    Matter,
    MatterOpening,
    SceneAct,
)
from onrecord.incidents.queries.preserved import preservation_facts
from onrecord.incidents.queries.words import ACT_WORDS, ASKED_WORDS, OUTCOME_WORDS, video_words
from onrecord.incidents.states import WITHOUT_ALLEGATION, ConfirmationResult, ForceUsed
from onrecord.ledger.act import demand, telling_nothing
from onrecord.ledger.times import now
from onrecord.storage.directives import load_directive

_NOT_ASKED = "Whether the directive bars viewing was not asked; nothing is shown."
WRITERS = {Role.OFFICER, Role.SUPERVISOR}


def find(number: str, rows: QuerySet[Incident] | None = None) -> Incident:
    """Return the row of an incident's number, or raise UnknownIncident; for this app alone."""
    among = Incident.objects.all() if rows is None else rows
    incident = among.filter(number=number.strip()).first()
    if incident is None:
        raise UnknownIncident(f"{number}: no incident has this number. Check it, then try again.")
    return incident


def readable(number: str, actor: Actor, permission: Permission) -> tuple[Incident, Facts]:
    """Return an incident's row and facts to an actor who may read it; for this app alone.

    Footage is read elsewhere; these facts bar it.
    """
    with telling_nothing(actor, permission):
        row = find(number)
    facts = facts_of(row, actor, asks_for_footage=False)
    demand(actor, permission, facts)
    return row, facts


def incident_id(number: str) -> UUID:
    """Return the id of an incident by its number, or raise UnknownIncident."""
    return find(number).id


def people_on(incident: Incident) -> frozenset[UUID]:
    """Return the people who opened the incident, asked for a name there, or write its report."""
    askers = IdentificationAttempt.objects.filter(incident=incident)
    people = {incident.opened_by_id, *askers.values_list("asked_by_id", flat=True)}
    if incident.account_by_id:
        people.add(incident.account_by_id)
    return frozenset(people)


def authority_facts(incident: UUID, actor: Actor) -> Facts:
    """Return what authority must know about this actor's access to an incident, by its id.

    The bar on viewing (G2), the order of narrative and duties (G6) and what the actor opened
    behind a wall (G17) are in it.
    """
    facts = facts_of(Incident.objects.get(id=incident), actor)
    return replace(facts, behind_wall=is_behind_wall(actor, incident))


def is_behind_wall(actor: Actor, incident: UUID) -> bool:
    """Say whether the actor opened a compelled statement of an incident, or took one in (G17)."""
    if actor.id is None:
        return False
    compelled = {"incident": incident, "handling_class": HandlingClass.COMPELLED}
    return (
        MatterOpening.objects.filter(person_id=actor.id, **compelled).exists()
        or Matter.objects.filter(taken_in_by_id=actor.id, **compelled).exists()
    )


def facts_of(row: Incident, actor: Actor, *, asks_for_footage: bool = True) -> Facts:
    """Return `authority_facts` of an incident whose row is at hand; for this app alone.

    Acts that show no footage need not ask the directive whether it may be seen: where it was not
    asked, footage is barred.
    """
    on_incident = people_on(row)
    writes_here = row.account_by_id in (None, actor.id)
    owes = actor.id in on_incident and bool(WRITERS & actor.roles) and writes_here
    locked = not owes or row.account_locked_at is not None
    bar = _NOT_ASKED
    if asks_for_footage:
        bar = "" if locked else _footage_bar(row)
    return Facts(
        about=row.subject,
        on_incident=on_incident,
        author=row.account_by_id,
        others_superiors=chains_at(on_incident, now()),
        owes_narrative=owes,
        narrative_locked=locked,
        footage_bars_writing=bar,
    )


def _footage_bar(incident: Incident) -> str:
    answer = viewing_before_writing(
        load_directive(incident.directive),
        _scene_facts(incident),
        Viewer(part=Part.UNKNOWN, has_report_to_write=True),
    )
    return answer.because if answer.barred else ""


def scene_facts(incident: UUID) -> DirectiveFacts:
    """Return what the incident's own rows say to a directive; reports add theirs and evidence's."""
    return _scene_facts(Incident.objects.get(id=incident))


def _scene_facts(row: Incident) -> DirectiveFacts:
    return DirectiveFacts(
        incident=_incident_facts(row),
        acts=tuple(_acts(row)),
        attempts=tuple(
            _attempt(attempt) for attempt in IdentificationAttempt.objects.filter(incident=row)
        ),
        allegations=tuple(
            _allegation(allegation)
            for allegation in Allegation.objects.filter(incident=row).select_related(
                "subject_party"
            )
        ),
        preservation=tuple(preservation_facts(row)),
    )


def _incident_facts(row: Incident) -> IncidentFacts:
    force = {
        ForceUsed.NONE.value: (Answer.NO, Answer.NO),
        ForceUsed.FORCE.value: (Answer.YES, Answer.NO),
        ForceUsed.DEADLY.value: (Answer.YES, Answer.YES),
    }.get(row.force_used, (Answer.UNKNOWN, Answer.UNKNOWN))
    return IncidentFacts(
        ref=FactRef("incident", row.subject, f"Incident {row.number}", row.opened_at),
        opened_at=row.opened_at,
        origin=Origin(row.origin),
        occurred_at=row.occurred_at,
        dispatched=Answer(row.dispatched),
        member_on_scene=Answer(row.member_on_scene),
        agents_on_scene=Answer(row.agents_on_scene),
        injured=Answer(row.injured),
        death=Answer(row.death),
        great_bodily_harm=Answer(row.great_bodily_harm),
        force=force[0],
        deadly_force=force[1],
        shooting=Answer(row.shooting),
        detention=Answer(row.detention),
        local_force=Answer(row.local_force),
        misconduct_investigation=Answer(row.misconduct_investigation),
        without_allegation=_without_allegation(row),
    )


def _without_allegation(row: Incident) -> FactRef | None:
    stated = (
        EventStatement.objects.filter(
            incident=row, stated=WITHOUT_ALLEGATION, confirmed_by__isnull=False
        )
        .order_by("-confirmed_at")
        .first()
    )
    if stated is None:
        return None
    label = "stated by two persons: nothing is alleged"
    return FactRef("event-statement", stated.subject, label, stated.confirmed_at)


def _acts(row: Incident) -> Iterable[ActFact]:
    for aid in AidRecord.objects.filter(incident=row):
        times = (
            (ActKind.EMS_ASKED, aid.ems_asked_at),
            (ActKind.EMS_ARRIVED, aid.ems_arrived_at),
            (ActKind.AID_GIVEN, aid.aid_given_at),
            (ActKind.AID_REFUSED, aid.aid_refused_at),
        )
        for kind, at in times:
            if at is not None:
                yield ActFact(kind, FactRef("aid", aid.subject, _timed(ACT_WORDS[kind], at), at))
    for act in SceneAct.objects.filter(incident=row):
        kind, at = ActKind(act.act_kind), act.happened_at
        yield ActFact(kind, FactRef("scene-act", act.subject, _timed(ACT_WORDS[kind], at), at))
    if row.camera_on == Answer.YES:
        label = f"{ACT_WORDS[ActKind.CAMERA_ON]}, time not recorded"
        yield ActFact(ActKind.CAMERA_ON, FactRef("incident", row.subject, label))
    confirmed = IdentityConfirmation.objects.filter(
        incident=row, result=ConfirmationResult.CONFIRMED
    )
    for said in confirmed:
        label = _timed(f"identity confirmed with {said.with_whom}", said.confirmed_at)
        yield ActFact(
            ActKind.AGENCY_CONFIRMED,
            FactRef("identity", said.subject, label, said.confirmed_at),
        )


def _attempt(attempt: IdentificationAttempt) -> AttemptFact:
    asked = Asked(attempt.asked)
    outcome = Outcome(attempt.outcome) if attempt.outcome else None
    words = ASKED_WORDS[asked] if outcome is None else f"asked, {OUTCOME_WORDS[outcome]}"
    on_video = None
    if attempt.exhibit_number:
        label = video_words(attempt.exhibit_number, attempt.video_ms)
        on_video = FactRef("exhibit", attempt.exhibit_number, label)
    at = attempt.attempted_at
    return AttemptFact(
        ref=FactRef("identification", attempt.subject, _timed(words, at), at),
        asked=asked,
        outcome=outcome,
        on_video=on_video,
    )


def _allegation(row: Allegation) -> AllegationFact:
    # Until an investigator has classified it, an allegation may be a crime, and a felony.
    felony = {True: Answer.YES, False: Answer.NO, None: Answer.UNKNOWN}[row.felony]
    return AllegationFact(
        ref=FactRef("allegation", row.subject, f"{row.number}, alleged", row.added_at),
        subject=SubjectKind(row.subject_party.kind),
        track=Track(row.track) if row.track else Track.CRIMINAL,
        felony=felony,
        basis=EvidentialBasis(row.basis),
        offence=row.offence or None,
    )


def _timed(words: str, at: datetime) -> str:
    return f"{words} {timezone.localtime(at):%H:%M}"
