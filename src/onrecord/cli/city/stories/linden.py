"""Linden Street: an alleged felony, from the street to the sealed packet."""

from collections.abc import Generator
from datetime import date

from onrecord.authority import Actor
from onrecord.cli.city.footage import Footage, copy_out, take_in, watch
from onrecord.cli.city.playing import Story, Turn, at
from onrecord.cli.city.stories.given import SERVICE, answers, write
from onrecord.cli.city.stories.linden_keeping import asking, copied
from onrecord.cli.city.stories.linden_texts import CLAIMED, NARRATIVE, REPLY, STATEMENT
from onrecord.directive import ActKind, Answer, Asked, Origin, Outcome, SubjectKind, Track
from onrecord.evidence.actions import point_to_recording
from onrecord.evidence.states import ExhibitKind
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_party,
    classify_allegation,
    confirm_identity,
    note_access,
    open_incident,
    record_aid,
    record_contact,
    record_identification,
    record_reply,
    record_scene_act,
    request_reply,
    state_event,
)
from onrecord.incidents.states import (
    ConfirmationResult,
    EventStatus,
    ForceUsed,
    KeepAs,
    ReplyState,
)
from onrecord.incidents.status_text import PassageChoice
from onrecord.referrals.actions import approve_referral, prepare_referral
from onrecord.referrals.sealing import seal_referral
from onrecord.reports.actions import approve_report, state_gap, submit_report


def linden_street(footage: Footage) -> Story:
    """Play a federal agent as subject: refusal, aid, exhibits, reply, referral, sealed packet."""
    number = yield from _opening()
    yield from _people(number)
    yield from _request_for_name(footage, number)
    yield from _report(number)
    yield from asking(number)
    yield from _evidence(footage, number)
    yield from copied(number)
    yield from _both_sides(number)
    yield from _packet(number)


def _opening() -> Generator[Turn, Actor, str]:
    avery = yield "04-22 17:49", "avery"
    number = open_incident(
        actor=avery,
        origin=Origin.SEEN,
        district="District 4",
        place="Pavement in front of 412 Linden Street",
        occurred_at=at("04-22 17:43"),
        dispatch_number="LK-26-112-0871",
        summary="Two persons in vests marked AGENT held a man on the pavement; the man's wrist was "
        "hurt.",
        force_used=ForceUsed.FORCE,
        answers=answers(
            yes="member_on_scene agents_on_scene injured detention camera_on",
            no="dispatched death great_bodily_harm shooting local_force misconduct_investigation "
            "warrant_shown",
        ),
        accounts={
            "stated_federal_purpose": "One of them said that they were to hold one named man.",
            "threat_faced": 'The agent said: "He swung the bag at me."',
            "warnings_given": "None heard after arrival; what was said before is not known.",
            "resistance": "The agent said that the man pulled his arm away. Not seen on arrival.",
            "agent_injury": "A red line on the back of the left hand, shown at 17:47.",
        },
    ).reference
    yield "+35", "avery"
    record_scene_act(
        actor=avery,
        number=number,
        act_kind=ActKind.CAMERA_ON,
        at=at("04-22 17:42:10"),
        words="Turned on when shouting was heard.",
    )
    yield "+80", "avery"
    record_scene_act(
        actor=avery,
        number=number,
        act_kind=ActKind.SUPERVISOR_NOTIFIED,
        at=at("04-22 17:50:20"),
        words="Blake Ferris, by radio.",
    )
    yield "+30", "avery"
    state_event(actor=avery, number=number, stated=EventStatus.ON_SCENE)
    return number


def _people(number: str) -> Story:
    avery = yield "04-22 18:22", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(
            capacity="agent",
            agency_given=SERVICE,
            markings="green vest, AGENT in white letters, no name or number seen",
            clothing="dark trousers, boots, grey cap",
            vehicle="dark blue van, two side windows",
            plate_on_duty="FX 20 418",
        ),
        face_covered=Answer.YES,
        believed_minor=Answer.NO,
    )
    yield "+70", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(
            capacity="on-scene supervisor, by the directions he gave",
            agency_given=SERVICE,
            markings="green vest, AGENT in white letters",
            clothing="grey hair, tan jacket under the vest",
        ),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
        is_scene_supervisor=True,
    )
    yield "+55", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.CIVILIAN,
        described=Description(capacity="man who was held", clothing="brown jacket"),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
        affected=True,
    )
    yield "+48", "avery"
    add_party(
        actor=avery,
        number=number,
        kind=SubjectKind.CIVILIAN,
        described=Description(capacity="bystander who filmed"),
        face_covered=Answer.NO,
        believed_minor=Answer.NO,
        affected=True,
    )
    yield "+95", "avery"
    record_aid(
        actor=avery,
        number=number,
        party=3,
        injury_seen_at=at("04-22 17:44:50"),
        ems_asked_at=at("04-22 17:45:40"),
        aid_given_at=at("04-22 17:46:30"),
        ems_arrived_at=at("04-22 17:54:15"),
        aid_given_by="Avery Lindqvist",
        note="Right wrist; a bandage. Taken to hospital by ambulance.",
    )
    yield "+40", "avery"
    record_aid(
        actor=avery,
        number=number,
        party=1,
        injury_seen_at=at("04-22 17:47:05"),
        aid_refused_at=at("04-22 17:47:20"),
        note="A bandage was offered for the left hand; the agent said that he needed none.",
    )
    yield "+75", "avery"
    add_allegation(
        actor=avery,
        number=number,
        party=1,
        conduct="Alleged by the man who was held and by a bystander: pulled the man's arm behind "
        "his back and pushed him to the pavement while his hands were raised; his wrist was hurt.",
    )
    yield "+50", "avery"
    add_allegation(
        actor=avery,
        number=number,
        party=1,
        conduct="Alleged by a bystander: struck a telephone out of her hand; its glass broke.",
    )


def _request_for_name(footage: Footage, number: str) -> Story:
    casey = yield "04-22 19:41", "casey"
    take_in(
        casey,
        number,
        footage.read("linden-body-worn.webm"),
        kind=ExhibitKind.BODY_WORN,
        title="Body-worn camera, arrival and request for name",
        source="Docking station, District 4",
        name="BWC-4471-20260422-1744.webm",
        recorded="04-22 17:44:20",
        recorded_by="avery",
        holder_number="LKPD-BWC-26-04417",
    )
    avery = yield "04-22 20:06", "avery"
    record_identification(
        actor=avery,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.REFUSED,
        party=2,
        agency_given=SERVICE,
        reason='Said: "You will get that from our office."',
        at=at("04-22 17:44:26"),
        exhibit_number="E-1",
        video_ms=6_000,
    )
    yield "+140", "avery"
    take_in(
        avery,
        number,
        footage.read("linden-pavement.jpg"),
        kind=ExhibitKind.PHOTO,
        title="Pavement with the cloth bag, after the van had left",
        source="Department telephone of Avery Lindqvist",
        name="IMG_0422_1758.jpg",
        recorded="04-22 17:58:12",
    )


def _report(number: str) -> Story:
    avery = yield "04-22 21:12", "avery"
    start = NARRATIVE.index(CLAIMED)
    kept = PassageChoice(
        start,
        start + len(CLAIMED),
        KeepAs.LEGAL_AUTHORITY,
        authority_kind="warrant signed by an agency's officer, as claimed; not shown",
    )
    write(avery, number, NARRATIVE, {"narrative": [kept]})
    avery = yield "04-22 21:20", "avery"
    watch(avery, number, "E-1", "time of the request for name", seconds=41)
    avery = yield "04-22 21:34", "avery"
    state_gap(
        actor=avery,
        number=number,
        duty="ask-every-source",
        reason="The owner of the camera at the bakery was not there any more. Asked for tomorrow.",
    )
    yield "+160", "avery"
    submit_report(actor=avery, number=number, signature_name=avery.name)
    blake = yield "04-23 09:08", "blake"
    note_access(actor=blake, number=number, purpose="review of the report")
    yield "+150", "blake"
    watch(blake, number, "E-1", "review of the report", seconds=34)
    blake = yield "04-23 09:31", "blake"
    approve_report(actor=blake, number=number)


def _evidence(footage: Footage, number: str) -> Story:
    casey = yield "04-23 11:05", "casey"
    take_in(
        casey,
        number,
        footage.read("linden-telephone.webm"),
        kind=ExhibitKind.PHONE,
        title="Bystander's telephone, from the bakery's door",
        source="Handed over by the bystander, copied from her telephone in her presence",
        name="VID_20260422_174258.webm",
        recorded="04-22 17:42:58",
    )
    ellis = yield "04-24 14:20", "ellis"
    take_in(
        ellis,
        number,
        STATEMENT.encode(),
        kind=ExhibitKind.DOCUMENT,
        title="Statement typed by the bystander",
        source="Handed over by the bystander",
        name="statement.txt",
    )
    ellis = yield "04-24 14:31", "ellis"
    note_access(actor=ellis, number=number, purpose="investigation")
    yield "+90", "ellis"
    watch(ellis, number, "E-1", "investigation", seconds=62)
    ellis = yield "04-24 14:38", "ellis"
    watch(ellis, number, "E-3", "investigation", seconds=55)


def _both_sides(number: str) -> Story:
    ellis = yield "04-24 15:02", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence="il-720-5-12-3.05",
    )
    yield "+75", "ellis"
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A2",
        track=Track.CRIMINAL,
        offence="il-720-5-21-1",
        felony=False,
    )
    yield "+200", "ellis"
    point_to_recording(
        actor=ellis,
        number=number,
        evidence_source="fixed-camera-video",
        holder="Linden Street Bakery (fictional)",
        recorded_at=at("04-22 17:40"),
        shows="The pavement in front of numbers 408 to 416.",
    )
    ellis = yield "05-06 10:14", "ellis"
    request_reply(
        actor=ellis,
        number=number,
        agency=SERVICE,
        asked_by_way="letter to its counsel",
        reply_due_on=date(2026, 5, 27),
        no_objection_on=date(2026, 5, 5),
    )
    ellis = yield "05-07 16:41", "ellis"
    record_contact(
        actor=ellis,
        number=number,
        office="Office of the Alderman of the 4th Ward (fictional)",
        person_named="a member of the staff; no name given",
        way="telephone",
        words="Asked whether a report had been written. Was told that published figures are what "
        "that office receives. Nothing else was said.",
        at=at("05-07 16:35"),
    )
    ellis = yield "05-20 11:27", "ellis"
    record_reply(
        actor=ellis,
        number=number,
        reply=1,
        state=ReplyState.REPLIED,
        words=REPLY,
        replied_at=at("05-19 15:00"),
        authenticated_how="letter of its counsel, checked by a call to the number on file",
    )
    yield "+240", "ellis"
    confirm_identity(
        actor=ellis,
        number=number,
        party=2,
        attempt=1,
        with_whom="Counsel of the Service (fictional)",
        result=ConfirmationResult.CONFIRMED,
        agency_stated=SERVICE,
        name_stated="Harlan Pryce-Doyle",
        badge_stated="S-0417",
        note="In the covering letter of the reply.",
    )


def _packet(number: str) -> Story:
    ellis = yield "06-01 10:02", "ellis"
    packet = prepare_referral(
        actor=ellis,
        number=number,
        office="ccsao",
        allegations=["A1"],
        summary="A federal agent is alleged to have pulled a man's arm behind his back and pushed "
        "him to the pavement on Linden Street on 22 April 2026; the man's wrist was hurt. The "
        "agency replies that the man swung a bag towards an officer's head. By what "
        "their makers state, body-worn video and the bystander's video begin after the fall.",
        contacts_known="Beyond this register none known to the undersigned, who asked Avery "
        "Lindqvist, Blake Ferris and Casey Brandt.",
        evidence_not_held="The bakery's camera: its owner was asked on 24 April, no answer yet. "
        "Recordings of the agency: asked for in the letter to its counsel, not received.",
    ).reference
    blake = yield "06-02 08:47", "blake"
    approve_referral(actor=blake, number=packet)
    casey = yield "06-03 13:16", "casey"
    copy_out(casey, number, "E-1", "compare with the holder's original before sealing")
    casey = yield "06-03 13:40", "casey"
    seal_referral(actor=casey, number=packet)
