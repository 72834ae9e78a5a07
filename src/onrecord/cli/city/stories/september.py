"""September: the twelfth incident, alone in its quarter; October: the figures of both quarters."""

from datetime import date

from onrecord.cli.city.playing import Story, at
from onrecord.cli.city.stories.given import SERVICE, answers
from onrecord.directive import Answer, Asked, Origin, Outcome, SubjectKind, Track
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_party,
    classify_allegation,
    open_incident,
    record_aid,
    record_identification,
    request_reply,
    state_event,
)
from onrecord.incidents.states import EventStatus, ForceUsed
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


def figures() -> Story:
    """Publish the figures on the day of the directive's calendar, and a checkpoint with them."""
    frankie = yield "10-14 09:00", "frankie"
    snapshot_figures(actor=frankie)
    frankie = yield "10-14 09:03", "frankie"
    publish_now(actor=frankie, reason="figures of the second and third quarter")
