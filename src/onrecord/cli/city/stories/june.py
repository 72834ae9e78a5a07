"""June: part of a name, a credential seen, an identity in doubt; an attempt to steer."""

from contextlib import suppress

from onrecord.authority import Refused
from onrecord.cli.city.playing import Story, at
from onrecord.cli.city.stories.given import SERVICE, answers, write
from onrecord.cli.reading import read
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
    add_party,
    classify_allegation,
    confirm_identity,
    note_access,
    open_incident,
    record_contact,
    record_identification,
    record_steering,
    state_event,
)
from onrecord.incidents.queries import incident_rows
from onrecord.incidents.states import ConfirmationResult, EventStatus, ForceUsed
from onrecord.reports.actions import approve_report, save_draft, submit_report


def mill_row() -> Story:
    """Play a civil observation, with part of a name; the account is locked, not yet submitted."""
    morgan = yield "06-03 17:26", "morgan"
    number = open_incident(
        actor=morgan,
        origin=Origin.REPORTED,
        district="District 2",
        place="Mill Row, in front of the market hall",
        occurred_at=at("06-03 16:55"),
        dispatch_number="LK-26-154-1102",
        summary="A resident reported that an agent had looked through her shopping bag.",
        force_used=ForceUsed.NONE,
        answers=answers(
            yes="dispatched member_on_scene agents_on_scene camera_on",
            no="injured death great_bodily_harm shooting detention local_force "
            "misconduct_investigation warrant_shown",
        ),
        accounts={"stated_federal_purpose": "The agent said that the resident had agreed."},
    ).reference
    yield "+55", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(
            capacity="agent",
            agency_given=SERVICE,
            badge_given="4126",
            markings="green vest, AGENT",
        ),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
        is_scene_supervisor=True,
    )
    yield "+50", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.CIVILIAN,
        described=Description(capacity="resident with a shopping bag"),
        believed_minor=Answer.NO,
        affected=True,
    )
    yield "+45", "morgan"
    record_identification(
        actor=morgan,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.CLAIMED,
        party=1,
        agency_given=SERVICE,
        at=at("06-03 17:08:20"),
    )
    yield "+40", "morgan"
    record_identification(
        actor=morgan,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.PART,
        party=1,
        agency_given=SERVICE,
        badge_given="4126",
        reason="Asked again: a badge number, no name.",
        at=at("06-03 17:09:05"),
    )
    yield "+75", "morgan"
    add_allegation(
        actor=morgan,
        number=number,
        party=1,
        conduct="Alleged by the resident: looked through her shopping bag after she had said no.",
    )
    morgan = yield "06-03 18:30", "morgan"
    write(
        morgan,
        number,
        "I was sent to Mill Row and met a resident and an agent there.\n"
        "The resident said that the agent had asked to look into her bag, that she had said no, "
        "and that he had looked all the same. The agent said that she had held the bag open for "
        "him. I did not see it. I asked twice who he was; the second time he gave a badge number. "
        "Nothing was taken from the bag, the resident said.\n",
    )
    ellis = yield "06-05 09:55", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CIVIL,
        offence="il-bivens-act",
    )


def foundry_avenue() -> Story:
    """Play an attempt to steer, and an elected office that asks for more than it receives."""
    avery = yield "06-11 15:02", "avery"
    number = open_incident(
        actor=avery,
        origin=Origin.SEEN,
        district="District 4",
        place="Foundry Avenue between 6th and 8th Street",
        occurred_at=at("06-11 14:38"),
        summary="An agency car went against the direction of a one-way street; persons stepped "
        "back.",
        force_used=ForceUsed.NONE,
        answers=answers(
            yes="member_on_scene agents_on_scene camera_on",
            no="dispatched injured death great_bodily_harm shooting detention local_force "
            "misconduct_investigation warrant_shown",
        ),
        accounts={
            "stated_federal_purpose": "The driver said that he followed a car that had not "
            "stopped for him.",
            "warnings_given": "Blue lights behind the windscreen were on.",
        },
    ).reference
    yield "+60", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(
            capacity="agent, driver",
            agency_given=SERVICE,
            name_given="Corin Abels",
            badge_given="3871",
            vehicle="black four-door pickup",
            plate_on_duty="FX 08 552",
        ),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
        is_scene_supervisor=True,
    )
    yield "+45", "avery"
    record_identification(
        actor=avery,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.CREDENTIAL,
        party=1,
        agency_given=SERVICE,
        name_given="Corin Abels",
        badge_given="3871",
        at=at("06-11 14:46:30"),
    )
    yield "+70", "avery"
    add_allegation(
        actor=avery,
        number=number,
        party=1,
        conduct="Alleged: drove a car against the direction of a one-way street while persons "
        "were crossing it.",
        basis=EvidentialBasis.OBSERVED,
    )
    avery = yield "06-12 09:10", "avery"
    save_draft(
        actor=avery,
        number=number,
        text="I stood at the corner of Foundry Avenue and 7th Street. A black pickup with blue "
        "lights came from 8th Street, against the arrows.",
    )
    avery = yield "06-12 11:33", "avery"
    record_steering(
        actor=avery,
        number=number,
        office="Office of the Deputy Mayor (fictional)",
        words="A caller who gave that office's name asked me to leave the blue lights out of the "
        "report. I said that I write what I saw.",
    )
    blake = yield "06-12 13:20", "blake"
    record_contact(
        actor=blake,
        number=number,
        office="Office of the Deputy Mayor (fictional)",
        way="telephone",
        words="Asked when figures appear. Was told the day that the directive's calendar fixes.",
        at=at("06-12 13:12"),
    )
    jordan = yield "06-12 16:48", "jordan"
    with suppress(Refused):  # the wall around elected offices holds, and the attempt is recorded
        read(incident_rows, actor=jordan)
    hollis = yield "06-15 10:07", "hollis"
    note_access(actor=hollis, number=number, purpose="inquiry into an attempt to steer")
    ellis = yield "06-16 09:41", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence="il-720-5-12-5",
        felony=False,
    )


def north_quay() -> Story:
    """Play an identity in doubt: dispatch knows nobody of that name."""
    morgan = yield "06-23 11:40", "morgan"
    number = open_incident(
        actor=morgan,
        origin=Origin.REPORTED,
        district="District 5",
        place="North Quay, shop 4",
        occurred_at=at("06-23 11:05"),
        dispatch_number="LK-26-174-0437",
        summary="A shop owner reported that a person had said that he was an agent and had asked "
        "to see the back room.",
        force_used=ForceUsed.NONE,
        answers=answers(
            yes="dispatched member_on_scene agents_on_scene camera_on",
            no="injured death great_bodily_harm shooting detention local_force "
            "misconduct_investigation warrant_shown",
        ),
        accounts={"stated_federal_purpose": "The person said that he was checking the street."},
    ).reference
    yield "+50", "morgan"
    state_event(actor=morgan, number=number, stated=EventStatus.ON_SCENE)
    yield "+45", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.UNKNOWN,
        described=Description(
            capacity="person who said that he was an agent",
            agency_given=SERVICE,
            name_given="Rourke",
            markings="black vest without letters, card on a cord",
            clothing="black trousers",
        ),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
        is_scene_supervisor=True,
    )
    yield "+50", "morgan"
    add_party(
        actor=morgan,
        number=number,
        kind=SubjectKind.CIVILIAN,
        described=Description(capacity="owner of the shop"),
        believed_minor=Answer.NO,
        affected=True,
    )
    yield "+55", "morgan"
    record_identification(
        actor=morgan,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.IN_DOUBT,
        party=1,
        agency_given=SERVICE,
        name_given="Rourke",
        reason="The card bore no name of an agency that I could read.",
        at=at("06-23 11:24:50"),
    )
    yield "+80", "morgan"
    add_allegation(
        actor=morgan,
        number=number,
        party=1,
        conduct="Alleged by the owner: said that he was an agent, showed a card that she could "
        "not read, and asked to see the back room of the shop.",
    )
    morgan = yield "06-23 12:18", "morgan"
    confirm_identity(
        actor=morgan,
        number=number,
        party=1,
        attempt=1,
        with_whom="Duty desk of the Service (fictional)",
        result=ConfirmationResult.NOT_CONFIRMED,
        agency_stated=SERVICE,
        note="The desk finds nobody of that name on duty in Lakemont, and will look again.",
    )
    morgan = yield "06-23 13:25", "morgan"
    write(
        morgan,
        number,
        "I was sent to North Quay and met a person in a black vest in front of shop 4.\n"
        "He said that his name was Rourke and that he was an agent. I asked for a badge number. "
        "He held up a card on a cord; I could read no agency on it. He said that he had to go and "
        "went towards the ferry. The owner said that he had asked to see her back room, and that "
        "she had said no. He did not go in. The duty desk had nobody of that name on its list.\n",
    )
    yield "+130", "morgan"
    submit_report(actor=morgan, number=number, signature_name=morgan.name)
    drew = yield "06-24 08:58", "drew"
    approve_report(actor=drew, number=number)
    ellis = yield "06-25 10:22", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence="il-720-5-17-2",
    )
