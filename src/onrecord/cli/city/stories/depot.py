"""Union Depot: a crowd, an irritant, asking that was not safe; report and referral wait."""

from onrecord.cli.city.footage import Footage, take_in, watch
from onrecord.cli.city.playing import Story, at
from onrecord.cli.city.stories.given import SERVICE, answers, write
from onrecord.directive import Answer, Asked, Origin, SubjectKind, Track
from onrecord.evidence.states import ExhibitKind
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_party,
    classify_allegation,
    open_incident,
    record_aid,
    record_identification,
    state_event,
)
from onrecord.incidents.states import EventStatus, ForceUsed
from onrecord.referrals.actions import prepare_referral
from onrecord.reports.actions import (
    state_gap,
    submit_report,
)


def union_depot(footage: Footage) -> Story:
    """Play an incident in which asking was not safe; its report and its referral wait."""
    avery = yield "05-27 13:10", "avery"
    number = open_incident(
        actor=avery,
        origin=Origin.SEEN,
        district="District 4",
        place="Union Depot, forecourt",
        occurred_at=at("05-27 12:21"),
        dispatch_number="LK-26-147-0655",
        summary="An irritant was sprayed in a crowd on the forecourt; two persons were treated.",
        force_used=ForceUsed.FORCE,
        answers=answers(
            yes="dispatched member_on_scene agents_on_scene injured detention camera_on",
            no="death shooting local_force misconduct_investigation warrant_shown",
        ),
        accounts={
            "stated_federal_purpose": "Not stated on the scene.",
            "threat_faced": "An agent said that bottles had been thrown from the crowd.",
            "warnings_given": "A spoken warning was heard twice over a loudspeaker.",
            "resistance": "Two persons linked arms in front of a car and did not step aside.",
        },
    ).reference
    yield "+60", "avery"
    state_event(actor=avery, number=number, stated=EventStatus.ON_SCENE)
    yield "+50", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(
            capacity="agent with a spray can",
            agency_given=SERVICE,
            markings="green vest, AGENT, 57 on the helmet",
            clothing="helmet with visor",
        ),
        face_covered=Answer.YES,
        believed_minor=Answer.NO,
    )
    yield "+45", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.CIVILIAN,
        described=Description(capacity="two persons who linked arms"),
        believed_minor=Answer.NO,
        affected=True,
    )
    yield "+55", "avery"
    record_identification(
        actor=avery,
        number=number,
        asked=Asked.NOT_SAFE,
        reason="Irritant in the air; persons were being moved.",
        at=at("05-27 12:23"),
    )
    yield "+80", "avery"
    record_aid(
        actor=avery,
        number=number,
        party=2,
        injury_seen_at=at("05-27 12:22:20"),
        ems_asked_at=at("05-27 12:22:45"),
        aid_given_at=at("05-27 12:25:10"),
        ems_arrived_at=at("05-27 12:31:40"),
        aid_given_by="Avery Lindqvist, water for the eyes",
        note="Two persons; both were treated on the forecourt.",
    )
    yield "+95", "avery"
    add_allegation(
        actor=avery,
        number=number,
        party=1,
        conduct="Alleged by two persons: sprayed an irritant at their faces from less than two "
        "metres while they stood still.",
    )
    casey = yield "05-27 15:22", "casey"
    take_in(
        casey,
        number,
        footage.read("depot-body-worn.webm"),
        kind=ExhibitKind.BODY_WORN,
        title="Body-worn camera, forecourt",
        source="Docking station, District 4",
        name="BWC-4471-20260527-1221.webm",
        recorded="05-27 12:21:40",
        recorded_by="avery",
        holder_number="LKPD-BWC-26-05190",
    )
    avery = yield "05-27 16:40", "avery"
    write(
        avery,
        number,
        "I stood at the north side of the forecourt, about fifteen metres from the car.\n"
        "Some forty people stood around a grey car. I heard a warning over a loudspeaker, twice. "
        "Two persons linked arms in front of the car. I saw one plastic bottle fly over the car; I "
        "did not see who threw it. Then an agent with a helmet held up a can and I saw a cloud. I "
        "did not see the moment of spraying from the front. I asked for EMS and gave water to two "
        "persons. I did not go to the agents: I could hardly see, and people were being moved.\n",
    )
    yield "+120", "avery"
    state_gap(
        actor=avery,
        number=number,
        duty="ask-every-source",
        reason="The depot's cameras: its office was closed until the next morning.",
    )
    yield "+90", "avery"
    submit_report(actor=avery, number=number, signature_name=avery.name)
    ellis = yield "05-29 10:15", "ellis"
    watch(ellis, number, "E-1", "investigation", seconds=57)
    ellis = yield "05-29 10:40", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence="il-720-5-12-3.05",
    )
    ellis = yield "06-09 14:50", "ellis"
    prepare_referral(
        actor=ellis,
        number=number,
        office="ccsao",
        allegations=["A1"],
        summary="A federal agent is alleged to have sprayed an irritant at the faces of two "
        "persons on the forecourt of Union Depot on 27 May 2026. An agent said that bottles had "
        "been thrown; a spoken warning was heard twice.",
        contacts_known="None known to the undersigned, who asked Avery Lindqvist and Casey Brandt.",
        evidence_not_held="The depot's cameras: asked for on 28 May, no answer yet.",
    )
