"""September: the twelfth incident, alone in its quarter; October: the figures of both quarters."""

from datetime import date

from onrecord.authority import HandlingClass
from onrecord.cli.city.playing import Story, at
from onrecord.cli.city.stories.given import SERVICE, answers
from onrecord.directive import (
    Answer,
    Asked,
    EvidentialBasis,
    Origin,
    Outcome,
    SubjectKind,
    Track,
)
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_matter,
    add_party,
    add_reporter,
    assert_age,
    assert_basis,
    classify_allegation,
    link_incidents,
    open_incident,
    open_matter,
    record_aid,
    record_decision,
    record_identification,
    request_reply,
    state_event,
    use_contact,
)
from onrecord.incidents.findings import DecisionStep, Result
from onrecord.incidents.states import EventStatus, ForceUsed, MatterForm, Relation
from onrecord.ledger.publication import publish_now
from onrecord.releases.actions import snapshot_figures
from onrecord.reports.actions import save_draft


def elm_court() -> Story:
    """Play an agent who left before answering; the agency was asked to reply."""
    avery = yield "09-16 19:12", "avery"
    number = open_incident(
        actor=avery,
        origin=Origin.SEEN,
        district="District 4",
        place="Elm Court, entrance of number 9",
        occurred_at=at("09-16 18:47"),
        summary="A resident said that an agent had pushed her aside at the entrance; the agents "
        "left when an officer came.",
        force_used=ForceUsed.FORCE,
        answers=answers(
            yes="member_on_scene agents_on_scene injured camera_on",
            no="dispatched death great_bodily_harm shooting detention local_force "
            "misconduct_investigation warrant_shown",
        ),
        accounts={
            "resistance": "The resident said that she stood in the doorway and asked who they were."
        },
    ).reference
    yield "+50", "avery"
    state_event(actor=avery, number=number, stated=EventStatus.ON_SCENE)
    yield "+45", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(
            capacity="agent",
            agency_given=SERVICE,
            markings="green vest, AGENT",
            clothing="black jacket, glasses",
            vehicle="white van",
        ),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
        is_scene_supervisor=True,
    )
    yield "+50", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.CIVILIAN,
        described=Description(capacity="resident"),
        believed_minor=Answer.NO,
        affected=True,
    )
    yield "+45", "avery"
    record_identification(
        actor=avery,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.LEFT,
        party=1,
        agency_given=SERVICE,
        at=at("09-16 18:53:10"),
    )
    yield "+60", "avery"
    record_aid(
        actor=avery,
        number=number,
        party=2,
        injury_seen_at=at("09-16 18:55"),
        aid_refused_at=at("09-16 18:56"),
        note="A bruise on the forearm. The resident wanted no ambulance.",
    )
    yield "+70", "avery"
    add_allegation(
        actor=avery,
        number=number,
        party=1,
        conduct="Alleged by the resident: pushed her aside with a forearm at the entrance.",
    )
    avery = yield "09-16 20:31", "avery"
    save_draft(
        actor=avery,
        number=number,
        text="I came to Elm Court when I heard a raised voice. A woman stood in the entrance of "
        "number 9.",
    )
    ellis = yield "09-18 10:05", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence="il-720-5-12-3",
    )
    ellis = yield "09-21 09:30", "ellis"
    request_reply(
        actor=ellis,
        number=number,
        agency=SERVICE,
        asked_by_way="letter to its counsel",
        reply_due_on=date(2026, 10, 12),
    )
    yield from _afterwards(number)


def _afterwards(number: str) -> Story:
    """Play what came to be known later, and what lies behind a wall."""
    ellis = yield "09-28 10:20", "ellis"
    assert_basis(
        actor=ellis,
        number=number,
        allegation="A1",
        basis=EvidentialBasis.ALLEGED,
        source="The resident, asked again: she had seen the forearm, not the hand.",
    )
    yield "+300", "ellis"
    assert_age(
        actor=ellis,
        number=number,
        party=2,
        under_18=Answer.NO,
        source="Told by the resident at the desk of District 4.",
    )
    yield "+240", "ellis"
    link_incidents(
        actor=ellis,
        number=number,
        other="2026-0001",
        relation=Relation.SERIES,
        reason="Both calls came from the same house; no person is named in common.",
    )
    frankie = yield "09-29 09:10", "frankie"
    add_reporter(actor=frankie, number=number, telephone="555 0100 (fictional)", way="by telephone")
    yield "+900", "frankie"
    use_contact(actor=frankie, number=number, reporter=1, purpose="asked to be called back")
    yield "+1200", "frankie"
    matter = add_matter(
        actor=frankie,
        number=number,
        handling_class=HandlingClass.PRIVILEGED,
        form=MatterForm.NOTE,
        title="Note of counsel (fictional)",
        words="Counsel asks for the time at which the door was closed.",
    )
    yield "+60", "frankie"
    open_matter(actor=frankie, number=number, matter=matter.reference, purpose="answer to counsel")
    ellis = yield "10-12 15:05", "ellis"
    record_decision(
        actor=ellis,
        number=number,
        allegation="A1",
        step=DecisionStep.RECOMMENDED,
        body="Investigations, District 4 (fictional)",
        result=Result.NOT_SUSTAINED,
        decided_on=date(2026, 10, 9),
        words="The two accounts stand against each other.",
    )


def figures() -> Story:
    """Publish the figures on the day of the directive's calendar, and a checkpoint with them."""
    frankie = yield "10-14 09:00", "frankie"
    snapshot_figures(actor=frankie)
    frankie = yield "10-14 09:03", "frankie"
    publish_now(actor=frankie, reason="figures of the second and third quarter")
