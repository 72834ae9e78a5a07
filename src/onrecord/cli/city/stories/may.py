"""May: a local officer as subject; one event corroborated, one unfounded."""

from onrecord.cli.city.footage import Footage, take_in, watch
from onrecord.cli.city.people import POLICE
from onrecord.cli.city.playing import Story, at
from onrecord.cli.city.stories.given import SERVICE, answers, write
from onrecord.directive import ActKind, Answer, Asked, Origin, Outcome, SubjectKind, Track
from onrecord.evidence.states import ExhibitKind
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_party,
    classify_allegation,
    confirm_event,
    open_incident,
    record_identification,
    record_scene_act,
    state_event,
)
from onrecord.incidents.states import EventSource, EventStatus, ForceUsed
from onrecord.reports.actions import (
    ReasonAt,
    approve_report,
    return_report,
    submit_report,
)


def market_square() -> Story:
    """Play a local officer as subject of a local duty; that officer is asked for no statement."""
    avery = yield "05-06 18:04", "avery"
    number = open_incident(
        actor=avery,
        origin=Origin.REPORTED,
        district="District 9",
        place="Market Square, north corner",
        occurred_at=at("05-06 13:20"),
        summary="A resident reported that a city officer held back traffic while agents were in a "
        "building.",
        force_used=ForceUsed.NONE,
        answers=answers(
            yes="agents_on_scene",
            no="dispatched injured death great_bodily_harm shooting local_force camera_on",
        ),
    ).reference
    yield "+75", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.LOCAL,
        described=Description(
            capacity="officer at the corner, as the resident described",
            agency_given=POLICE,
            markings="city uniform; no number read",
        ),
        believed_minor=Answer.NO,
    )
    yield "+50", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(capacity="agents, three or four", markings="green vests, AGENT"),
        believed_minor=Answer.NO,
    )
    yield "+80", "avery"
    add_allegation(
        actor=avery,
        number=number,
        party=1,
        conduct="Alleged by a resident: held back traffic at the corner for about twenty minutes "
        "while agents were in the building.",
    )
    yield "+45", "avery"
    record_identification(
        actor=avery,
        number=number,
        asked=Asked.COULD_NOT_TELL,
        reason="Reported afterwards; the resident could not say who gave directions.",
        at=at("05-06 18:00"),
    )
    yield "+65", "avery"
    record_scene_act(
        actor=avery,
        number=number,
        act_kind=ActKind.LOCAL_CONDUCT_RECORDED,
        words="As told by the resident. Dispatch lists a lane closed for a water main from 13:00.",
    )
    avery = yield "05-06 18:55", "avery"
    write(
        avery,
        number,
        "A resident came to the desk of District 4 at about 17:50.\n"
        "She said that she had waited in her car at Market Square from about 13:20 to 13:40. An "
        "officer in city uniform had held up a hand. She had seen persons in green vests go into "
        "number 3. She did not know whether the two had to do with each other. I was not there. "
        "Dispatch told me that one lane at that corner was closed for work on a water main.\n",
    )
    yield "+150", "avery"
    submit_report(actor=avery, number=number, signature_name=avery.name)
    ellis = yield "05-08 09:18", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.LOCAL_DUTY,
        offence="mcc-2-173-020",
    )


def orchard_lane(footage: Footage) -> Story:
    """Play an event that two sources corroborate, and a report that is returned."""
    morgan = yield "05-12 10:31", "morgan"
    number = open_incident(
        actor=morgan,
        origin=Origin.SEEN,
        district="District 7",
        place="18 Orchard Lane, fenced yard",
        occurred_at=at("05-12 10:06"),
        summary="Two persons in agency vests were in a fenced yard; the owner said that she had "
        "told them not to come in.",
        force_used=ForceUsed.NONE,
        answers=answers(
            yes="member_on_scene agents_on_scene camera_on",
            no="dispatched injured death great_bodily_harm shooting detention local_force "
            "misconduct_investigation warrant_shown",
        ),
        accounts={
            "stated_federal_purpose": "One of them called out that they looked for one named man.",
            "warnings_given": "The owner and the agents both say that the agents called out first.",
        },
    ).reference
    yield "+60", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(
            capacity="agent nearest to the gate",
            agency_given=SERVICE,
            markings="green vest, AGENT",
            clothing="blue shirt",
        ),
        face_covered=Answer.YES,
        believed_minor=Answer.NO,
        is_scene_supervisor=True,
    )
    yield "+45", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.CIVILIAN,
        described=Description(capacity="owner of the yard"),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
        affected=True,
    )
    yield "+50", "morgan"
    record_identification(
        actor=morgan,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.NO_ANSWER,
        party=1,
        agency_given=SERVICE,
        at=at("05-12 10:11:30"),
    )
    yield "+85", "morgan"
    add_allegation(
        actor=morgan,
        number=number,
        party=1,
        conduct="Alleged by the owner: opened the closed gate of a fenced yard and came in after "
        "she had said no.",
    )
    morgan = yield "05-12 12:02", "morgan"
    write(
        morgan,
        number,
        "I passed Orchard Lane and saw two persons in green vests in the yard of number 18.\n"
        "The gate was open. The owner stood at her door. She said that she had closed the gate "
        "and had said no twice. The person nearest to the gate said that she had nodded. I asked "
        "for name and badge number and had no answer. They left at 10:14.\n",
    )
    yield "+140", "morgan"
    submit_report(actor=morgan, number=number, signature_name=morgan.name)
    casey = yield "05-13 09:44", "casey"
    take_in(
        casey,
        number,
        footage.read("orchard-fixed-camera.webm"),
        kind=ExhibitKind.FIXED_CAMERA,
        title="Fixed camera at the tram stop, towards the yard",
        source="Lakemont Tramways (fictional), handed over on request",
        name="CAM12_20260512_100615.webm",
        recorded="05-12 10:06:15",
        holder_number="LT-CAM12-0512",
    )
    drew = yield "05-13 14:25", "drew"
    return_report(
        actor=drew,
        number=number,
        reasons=[
            ReasonAt("narrative", "State where you stood, and whether you saw the gate move."),
            ReasonAt("identification", "State whether you asked a second time."),
        ],
    )
    ellis = yield "05-15 10:50", "ellis"
    watch(ellis, number, "E-1", "investigation", seconds=48)
    ellis = yield "05-15 11:04", "ellis"
    state_event(
        actor=ellis,
        number=number,
        stated=EventStatus.CORROBORATED,
        sources=[
            EventSource("Fixed camera at the tram stop, E-1, with its holder's letter", True),
            EventSource("Letter carrier who saw the yard from the lane"),
        ],
        reason="Both show that two persons were in the yard; neither shows what was said.",
    )
    yield "+120", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence="il-720-5-21-3",
    )


def cooper_arcade() -> Story:
    """Play an event that two persons find unfounded, each with a reason."""
    morgan = yield "05-19 07:49", "morgan"
    number = open_incident(
        actor=morgan,
        origin=Origin.REPORTED,
        district="District 3",
        place="Cooper Arcade, shop 11",
        occurred_at=at("05-19 07:10"),
        dispatch_number="LK-26-139-0098",
        summary="A caller reported that agents had broken the glass door of a shop.",
        force_used=ForceUsed.NONE,
        answers=answers(
            yes="dispatched member_on_scene camera_on",
            no="agents_on_scene injured death great_bodily_harm shooting detention local_force",
        ),
    ).reference
    yield "+60", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.UNKNOWN,
        described=Description(capacity="persons as the caller described", clothing="dark vests"),
    )
    yield "+45", "morgan"
    add_allegation(
        actor=morgan,
        number=number,
        party=1,
        conduct="Alleged by a caller: broke the glass door of a shop.",
    )
    morgan = yield "05-19 09:02", "morgan"
    write(
        morgan,
        number,
        "I was sent to Cooper Arcade and found the glass door of shop 11 broken.\n"
        "The owner said that the hand truck of a delivery had hit it at about seven. The driver, "
        "in a dark vest with the name of his firm, said the same and had left a note with his "
        "number. The caller told me by telephone that he had seen vests and heard glass, from "
        "across the street.\n",
    )
    yield "+110", "morgan"
    submit_report(actor=morgan, number=number, signature_name=morgan.name)
    yield "+75", "morgan"
    statement = state_event(
        actor=morgan,
        number=number,
        stated=EventStatus.UNFOUNDED,
        sources=[
            EventSource("Owner of the shop, in person"),
            EventSource("Driver of the delivery, in person, with his note"),
        ],
        reason="Owner and driver agree that the door was broken by a hand truck.",
    ).reference
    drew = yield "05-19 15:33", "drew"
    approve_report(actor=drew, number=number)
    yield "+140", "drew"
    confirm_event(
        actor=drew,
        number=number,
        statement=statement,
        reason="The delivery firm told me of the accident by telephone.",
    )
