"""April: one incident without allegation, one reported and over, one with a civilian as subject."""

from onrecord.cli.city.footage import Footage, take_in
from onrecord.cli.city.playing import Story, at
from onrecord.cli.city.stories.given import SERVICE, answers, write
from onrecord.directive import ActKind, Answer, Asked, Origin, Outcome, SubjectKind, Track
from onrecord.evidence.actions import point_to_recording
from onrecord.evidence.states import ExhibitKind
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_party,
    classify_allegation,
    confirm_event,
    confirm_identity,
    open_incident,
    record_aid,
    record_identification,
    record_scene_act,
    state_event,
)
from onrecord.incidents.states import (
    WITHOUT_ALLEGATION,
    ConfirmationResult,
    EventStatus,
    ForceUsed,
)
from onrecord.reports.actions import approve_report, submit_report


def bus_stop() -> Story:
    """Play an incident that is documented and in which nothing is alleged."""
    avery = yield "04-07 08:52", "avery"
    number = open_incident(
        actor=avery,
        origin=Origin.SEEN,
        district="District 4",
        place="Bus stop, Alder Street and 3rd Avenue",
        occurred_at=at("04-07 08:31"),
        summary="Two persons in agency vests spoke with people who waited at a bus stop, and left.",
        force_used=ForceUsed.NONE,
        answers=answers(
            yes="member_on_scene agents_on_scene camera_on",
            no="dispatched injured death great_bodily_harm shooting detention local_force "
            "misconduct_investigation warrant_shown",
        ),
        accounts={"stated_federal_purpose": "They said that they looked for one named person."},
    ).reference
    yield "+65", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(
            capacity="on-scene supervisor",
            agency_given=SERVICE,
            rank_given="team leader",
            name_given="Dana Kessel-Roy",
            badge_given="3308",
            markings="green vest, AGENT, number 3308",
            vehicle="white sedan",
        ),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
        is_scene_supervisor=True,
    )
    yield "+50", "avery"
    record_identification(
        actor=avery,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.NAME_AND_BADGE,
        party=1,
        agency_given=SERVICE,
        name_given="Dana Kessel-Roy",
        badge_given="3308",
        at=at("04-07 08:36:40"),
    )
    avery = yield "04-07 09:25", "avery"
    confirm_identity(
        actor=avery,
        number=number,
        party=1,
        attempt=1,
        with_whom="Duty desk of the Service (fictional)",
        result=ConfirmationResult.CONFIRMED,
        agency_stated=SERVICE,
        badge_stated="3308",
        note="By telephone, to the number on file with dispatch.",
    )
    avery = yield "04-07 09:40", "avery"
    write(
        avery,
        number,
        "I saw two persons in green vests at the bus stop on Alder Street.\n"
        "They spoke with four or five people for about four minutes. I stood on the other side of "
        "the street. Nobody was held or touched. One of them told me that they looked for one "
        "named person, who was not there. I asked for name and badge number, and was given both. "
        "They left in a white car. I spoke with two of the people at the stop. Neither had "
        "anything to complain of.\n",
    )
    yield "+190", "avery"
    submit_report(actor=avery, number=number, signature_name=avery.name)
    yield "+70", "avery"
    statement = state_event(
        actor=avery,
        number=number,
        stated=WITHOUT_ALLEGATION,
        reason="Seen from beginning to end; two persons who were spoken to allege nothing.",
    ).reference
    blake = yield "04-07 15:12", "blake"
    approve_report(actor=blake, number=number)
    yield "+130", "blake"
    confirm_event(
        actor=blake,
        number=number,
        statement=statement,
        reason="The report agrees; no complaint has come in by the end of the day.",
    )


def harbor_road() -> Story:
    """Play a report by telephone: the persons had left when an officer came."""
    morgan = yield "04-15 21:18", "morgan"
    number = open_incident(
        actor=morgan,
        origin=Origin.REPORTED,
        district="District 7",
        place="Yard behind 77 Harbor Road",
        occurred_at=at("04-15 20:50"),
        dispatch_number="LK-26-105-1340",
        summary="A resident reported that a person with a badge on a chain had pushed him in his "
        "yard, and had left.",
        answers=answers(
            yes="dispatched injured",
            no="agents_on_scene death great_bodily_harm shooting detention camera_on",
        ),
    ).reference
    yield "+45", "morgan"
    state_event(actor=morgan, number=number, stated=EventStatus.GONE_ON_ARRIVAL)
    yield "+60", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.UNKNOWN,
        described=Description(
            capacity="person as the resident described him",
            markings="badge on a chain; the resident could not read it",
            clothing="grey jacket, dark cap",
        ),
    )
    yield "+55", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.CIVILIAN,
        described=Description(capacity="resident"),
        believed_minor=Answer.NO,
        affected=True,
    )
    yield "+70", "morgan"
    record_identification(
        actor=morgan,
        number=number,
        asked=Asked.NOT_FEASIBLE,
        reason="Nobody but the resident was there on arrival at 21:04.",
        at=at("04-15 21:04"),
    )
    yield "+50", "morgan"
    record_aid(
        actor=morgan,
        number=number,
        party=2,
        injury_seen_at=at("04-15 21:06"),
        ems_asked_at=at("04-15 21:07"),
        ems_arrived_at=at("04-15 21:15"),
        aid_refused_at=at("04-15 21:16"),
        note="A scraped elbow. The resident did not want to be taken to hospital.",
    )
    yield "+85", "morgan"
    add_allegation(
        actor=morgan,
        number=number,
        party=1,
        conduct="Alleged by the resident: pushed him against a fence with both hands.",
    )
    yield "+120", "morgan"
    point_to_recording(
        actor=morgan,
        number=number,
        evidence_source="fixed-camera-video",
        holder="Lakemont Harbor Office (fictional)",
        holder_evidence_number="HC-07-0415",
        recorded_at=at("04-15 20:45"),
        shows="The road in front of the yard, not the yard.",
    )
    morgan = yield "04-15 22:40", "morgan"
    write(
        morgan,
        number,
        "I was sent to 77 Harbor Road and came there at 21:04.\n"
        "A man told me that a person had come into his yard, had asked for somebody whose name he "
        "did not know, and had pushed him against the fence. He had seen a badge on a chain and "
        "could not read it. I saw a scraped elbow. I saw nobody else. A neighbor told me that she "
        "had heard a car door and nothing more.\n",
    )
    yield "+200", "morgan"
    submit_report(actor=morgan, number=number, signature_name=morgan.name)
    drew = yield "04-16 10:20", "drew"
    approve_report(actor=drew, number=number)
    ellis = yield "04-17 09:30", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence="il-720-5-12-3",
    )


def canal_bridge(footage: Footage) -> Story:
    """Play a civilian as subject: an agent alleges damage to an agency's car."""
    morgan = yield "04-29 08:36", "morgan"
    number = open_incident(
        actor=morgan,
        origin=Origin.REPORTED,
        district="District 7",
        place="Canal Bridge, east end",
        occurred_at=at("04-29 08:15"),
        dispatch_number="LK-26-119-0216",
        summary="An agent reported that a cyclist had broken the mirror of an agency car; the "
        "cyclist said that the car's door had hit his bicycle first.",
        force_used=ForceUsed.NONE,
        answers=answers(
            yes="dispatched member_on_scene agents_on_scene camera_on",
            no="injured death great_bodily_harm shooting detention local_force "
            "misconduct_investigation warrant_shown",
        ),
        accounts={
            "stated_federal_purpose": "The agent said that he was waiting for a colleague.",
            "agent_injury": "The agent said that he was not hurt.",
        },
    ).reference
    yield "+60", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.CIVILIAN,
        described=Description(capacity="cyclist", clothing="red rain jacket"),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
    )
    yield "+55", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(
            capacity="agent, driver of the car",
            agency_given=SERVICE,
            name_given="Toby Aldane",
            badge_given="2954",
            vehicle="silver sedan",
            plate_on_duty="FX 11 073",
        ),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
        is_scene_supervisor=True,
        affected=True,
    )
    yield "+45", "morgan"
    record_identification(
        actor=morgan,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.CREDENTIAL,
        party=2,
        agency_given=SERVICE,
        name_given="Toby Aldane",
        badge_given="2954",
        at=at("04-29 08:28:15"),
    )
    yield "+70", "morgan"
    add_allegation(
        actor=morgan,
        number=number,
        party=1,
        conduct="Alleged by the agent: struck the left mirror of the agency's parked car with a "
        "bicycle lock; the mirror broke.",
    )
    yield "+90", "morgan"
    take_in(
        morgan,
        number,
        footage.read("canal-mirror.jpg"),
        kind=ExhibitKind.PHOTO,
        title="Left side of the car",
        source="Department telephone of Morgan Tate",
        name="IMG_0429_0824.jpg",
        recorded="04-29 08:24:40",
    )
    yield "+40", "morgan"
    record_scene_act(
        actor=morgan, number=number, act_kind=ActKind.CAMERA_ON, at=at("04-29 08:21:30")
    )
    morgan = yield "04-29 09:50", "morgan"
    write(
        morgan,
        number,
        "I met an agent and a cyclist at the east end of Canal Bridge.\n"
        "The agent said that he had sat in the parked car when the cyclist struck the mirror with "
        "a lock. The cyclist said that the car's door had been opened against his front wheel, "
        "that he had nearly fallen, and that his lock had hit the mirror when he caught himself. "
        "The left mirror was broken. The front wheel of the bicycle had a fresh mark. Nobody was "
        "hurt. I found nobody else who had seen it. Each gave me his account separately.\n",
    )
    yield "+170", "morgan"
    submit_report(actor=morgan, number=number, signature_name=morgan.name)
    drew = yield "04-29 16:05", "drew"
    approve_report(actor=drew, number=number)
    ellis = yield "04-30 11:12", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence="il-720-5-21-1",
        felony=False,
    )
