"""Shapes in which something is alleged, of whomever; never more than alleged."""

from collections.abc import Generator
from datetime import timedelta

from onrecord.authority import Actor
from onrecord.cli.city.playing import Story, Turn, at
from onrecord.cli.city.stories.given import PROMPTS
from onrecord.cli.city.year.case import (
    Case,
    Cast,
    agent,
    alleged,
    approved,
    asked,
    civilian,
    opened,
    written,
)
from onrecord.directive import (
    ActKind,
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
    add_party,
    classify_allegation,
    confirm_identity,
    record_aid,
    record_reply,
    record_scene_act,
    record_steering,
    request_reply,
)
from onrecord.incidents.states import ConfirmationResult, ForceUsed, ReplyState
from onrecord.reports.actions import (
    ReasonAt,
    lock_narrative,
    return_report,
    save_draft,
    submit_report,
)
from onrecord.reports.states import ReviewField

SEEN = "member_on_scene agents_on_scene camera_on"


def refused(case: Case, cast: Cast) -> Story:
    """Play a refusal to give a name, and a misdemeanour alleged; the report is approved."""
    number = yield from opened(case, origin=Origin.SEEN, yes=f"{SEEN} detention")
    yield from agent(case, cast, number, covered="yes", vehicle="dark grey van")
    yield from civilian(case, number, "passer-by")
    yield from asked(case, number, Outcome.REFUSED)
    yield from alleged(case, number)
    yield from written(case, number)
    yield from approved(case, cast, number)
    ellis = yield case.later(3, "10:12"), cast.investigator
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence=cast.misdemeanour,
        felony=False,
    )


def waits_for_review(case: Case, cast: Cast) -> Story:
    """Play a report that its supervisor has not read yet."""
    number = yield from opened(case, origin=Origin.SEEN, yes=SEEN)
    yield from agent(case, cast, number)
    yield from civilian(case, number, "person at the door", Answer.UNKNOWN)
    yield from asked(case, number, Outcome.CLAIMED)
    yield from alleged(case, number)
    yield from written(case, number)


def draft_only(case: Case, cast: Cast) -> Story:
    """Play a narrative that is begun and not locked."""
    number = yield from opened(case, origin=Origin.REPORTED, yes="dispatched member_on_scene")
    yield from agent(case, cast, number)
    yield from asked(case, number, None, Asked.NOT_SAFE, "A crowd pressed in; nobody went nearer.")
    yield from alleged(case, number)
    officer = yield "+1800", case.officer
    save_draft(actor=officer, number=number, text=case.said[: len(case.said) // 2])


def returned(case: Case, cast: Cast) -> Story:
    """Play a report that went back with a reason, and waits for its author."""
    number = yield from opened(case, origin=Origin.SEEN, yes=SEEN)
    yield from agent(case, cast, number, badge="2207")
    yield from asked(case, number, Outcome.PART, badge="2207")
    yield from alleged(case, number)
    yield from written(case, number)
    blake = yield case.later(1, "08:50"), cast.supervisor(case.officer)
    return_report(
        actor=blake,
        number=number,
        reasons=[ReasonAt(ReviewField.NARRATIVE, "Say from where you saw it, and how far off.")],
    )


def amended(case: Case, cast: Cast) -> Story:
    """Play a report that went back, was written again, and was approved."""
    number = yield from opened(case, origin=Origin.SEEN, yes=SEEN)
    yield from agent(case, cast, number)
    yield from asked(case, number, Outcome.CREDENTIAL)
    yield from alleged(case, number, basis=EvidentialBasis.OBSERVED)
    yield from written(case, number)
    blake = yield case.later(1, "08:50"), cast.supervisor(case.officer)
    return_report(
        actor=blake,
        number=number,
        reasons=[ReasonAt(ReviewField.IDENTIFICATION, "Which hand held the card up?")],
    )
    officer = yield case.later(1, "16:10"), case.officer
    text = f"I wrote this after {case.place}.\n{case.said}\nThe card was in the left hand.\n"
    save_draft(actor=officer, number=number, text=text)
    lock_narrative(actor=officer, number=number, text=text, prompts_shown=PROMPTS)
    yield "+90", case.officer
    submit_report(actor=officer, number=number, signature_name=officer.name)
    yield from approved(case, cast, number, days=2)


def civil_matter(case: Case, cast: Cast) -> Story:
    """Play an allegation of the civil track, which is no offence."""
    number = yield from opened(case, origin=Origin.SEEN, yes=SEEN)
    yield from agent(case, cast, number, covered="yes")
    yield from civilian(case, number, "person stopped")
    yield from asked(case, number, Outcome.REFUSED)
    yield from alleged(case, number)
    yield from written(case, number)
    yield from approved(case, cast, number)
    ellis = yield case.later(2, "14:30"), cast.investigator
    classify_allegation(
        actor=ellis, number=number, allegation="A1", track=Track.CIVIL, offence=cast.civil
    )


def hurt(case: Case, cast: Cast) -> Story:
    """Play an injury, aid in its order, and a felony alleged that is not referred yet."""
    yield from injury(case, cast)


def injury(case: Case, cast: Cast) -> Generator[Turn, Actor, str]:
    """Play `hurt`, and give the incident's number."""
    number = yield from opened(
        case,
        origin=Origin.SEEN,
        yes=f"{SEEN} injured detention",
        no="death great_bodily_harm shooting local_force misconduct_investigation",
        force=ForceUsed.FORCE,
    )
    yield from agent(case, cast, number, covered="yes")
    yield from civilian(case, number, "person who was taken to the ground")
    officer = yield "+40", case.officer
    seen = case.happened
    record_aid(
        actor=officer,
        number=number,
        party=2,
        injury_seen_at=seen,
        ems_asked_at=seen + timedelta(minutes=1),
        ems_arrived_at=seen + timedelta(minutes=9),
        aid_given_at=seen + timedelta(minutes=3),
        aid_given_by="the recording officer",
    )
    yield from asked(case, number, Outcome.REFUSED)
    yield from alleged(case, number, basis=EvidentialBasis.OBSERVED)
    yield from written(case, number)
    yield from approved(case, cast, number)
    ellis = yield case.later(3, "11:20"), cast.investigator
    classify_allegation(
        actor=ellis, number=number, allegation="A1", track=Track.CRIMINAL, offence=cast.felony
    )
    return number


def agent_hurt(case: Case, cast: Cast) -> Story:
    """Play a civilian as subject: an agent says that he was struck."""
    number = yield from opened(
        case, origin=Origin.SEEN, yes=f"{SEEN} injured", force=ForceUsed.FORCE
    )
    yield from agent(case, cast, number, name="Alwin Thorne", badge="5512")
    yield from civilian(case, number, "person with a bicycle")
    officer = yield "+40", case.officer
    record_aid(
        actor=officer,
        number=number,
        party=1,
        injury_seen_at=case.happened,
        aid_refused_at=case.happened + timedelta(minutes=2),
        note="A graze on the hand; wanted no help.",
    )
    yield from asked(case, number, Outcome.NAME_AND_BADGE, name="Alwin Thorne", badge="5512")
    yield from alleged(case, number, party=2)
    yield from written(case, number)
    yield from approved(case, cast, number)
    ellis = yield case.later(2, "09:35"), cast.investigator
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence=cast.against_agent,
        felony=False,
    )


def local_officer(case: Case, cast: Cast) -> Story:
    """Play a local officer as subject of a local duty; nobody asks that officer here."""
    number = yield from opened(case, origin=Origin.REPORTED, yes="agents_on_scene", no="dispatched")
    officer = yield "+60", case.officer
    add_party(
        actor=officer,
        number=number,
        kind=SubjectKind.LOCAL,
        described=Description(
            capacity="officer at the barrier, as reported",
            agency_given=cast.police,
            markings="city uniform; no number read",
        ),
        believed_minor=Answer.NO,
    )
    yield from asked(case, number, None, Asked.COULD_NOT_TELL, "Reported the day after.")
    yield "+50", case.officer
    record_scene_act(
        actor=officer,
        number=number,
        act_kind=ActKind.LOCAL_CONDUCT_RECORDED,
        words="As told by the caller. Dispatch lists a lane closed for a burst main.",
    )
    yield from alleged(case, number)
    yield from written(case, number)
    ellis = yield case.later(2, "10:05"), cast.investigator
    classify_allegation(
        actor=ellis,
        number=number,
        allegation="A1",
        track=Track.LOCAL_DUTY,
        offence=cast.local_duty,
    )


def answered(case: Case, cast: Cast) -> Story:
    """Play an agency that replies; its letter was checked."""
    yield from _replied(case, cast, ReplyState.REPLIED, "its counsel's letter, checked by a call")


def answered_by_nobody_known(case: Case, cast: Cast) -> Story:
    """Play a reply whose sender nobody could check."""
    yield from _replied(case, cast, ReplyState.REPLIED, "")


def silence(case: Case, cast: Cast) -> Story:
    """Play a request for reply whose day went by."""
    yield from _replied(case, cast, ReplyState.NO_REPLY, "")


def doubted(case: Case, cast: Cast) -> Story:
    """Play somebody whom no agency knows."""
    number = yield from opened(case, origin=Origin.REPORTED, yes=f"dispatched {SEEN}")
    yield from agent(case, cast, number, markings="black vest without letters")
    yield from asked(case, number, Outcome.IN_DOUBT, reason="The card bore no agency's name.")
    yield from alleged(case, number)
    officer = yield "+1500", case.officer
    confirm_identity(
        actor=officer,
        number=number,
        party=1,
        attempt=1,
        with_whom="duty desk of the Service (fictional)",
        result=ConfirmationResult.NOT_CONFIRMED,
        agency_stated=cast.service,
        note="Nobody of that description was on duty in the city.",
    )
    yield from written(case, number)
    yield from approved(case, cast, number)


def confirmed_later(case: Case, cast: Cast) -> Story:
    """Play the ladder: reported, amended on the way, claimed, and confirmed a day later."""
    number = yield from opened(
        case, origin=Origin.REPORTED, yes=f"dispatched {SEEN} detention", no="injured death"
    )
    yield from agent(case, cast, number, vehicle="white van", covered="yes")
    yield from asked(case, number, Outcome.CLAIMED, reason="The driver said the name of an agency.")
    yield from written(case, number)
    yield from approved(case, cast, number)
    blake = yield case.later(1, "10:30"), cast.supervisor(case.officer)
    confirm_identity(
        actor=blake,
        number=number,
        party=1,
        attempt=1,
        with_whom="duty desk of the Service (fictional)",
        result=ConfirmationResult.CONFIRMED,
        agency_stated=cast.service,
    )


def steered(case: Case, cast: Cast) -> Story:
    """Play an attempt to steer, which the chain of command does not see."""
    number = yield from opened(case, origin=Origin.SEEN, yes=SEEN)
    yield from agent(case, cast, number)
    yield from asked(case, number, Outcome.LEFT)
    yield from alleged(case, number)
    officer = yield case.later(1, "11:40"), case.officer
    record_steering(
        actor=officer,
        number=number,
        office="A member of the city's council (fictional)",
        words="Asked me on the telephone to write that nothing was alleged. I said no.",
    )
    yield from written(case, number)


def _replied(case: Case, cast: Cast, state: ReplyState, checked: str) -> Story:
    number = yield from opened(case, origin=Origin.SEEN, yes=SEEN)
    yield from agent(case, cast, number, badge="3140")
    yield from asked(case, number, Outcome.PART, badge="3140")
    yield from alleged(case, number)
    yield from written(case, number)
    yield from approved(case, cast, number)
    ellis = yield case.later(3, "09:50"), cast.investigator
    classify_allegation(
        actor=ellis, number=number, allegation="A1", track=Track.CIVIL, offence=cast.civil
    )
    yield "+400", cast.investigator
    due = at(case.opened) + timedelta(days=18)
    request_reply(
        actor=ellis,
        number=number,
        agency=cast.service,
        asked_by_way="letter to its counsel",
        allegations=["A1"],
        reply_due_on=due.date(),
        no_objection_on=(at(case.opened) + timedelta(days=2)).date(),
    )
    ellis = yield case.later(19, "10:15"), cast.investigator
    is_answer = state is ReplyState.REPLIED
    record_reply(
        actor=ellis,
        number=number,
        reply=1,
        state=state,
        words="The Service states that its agents acted as they are taught, and that the person "
        "had been told why."
        if is_answer
        else "",
        replied_at=due if is_answer else None,
        authenticated_how=checked,
    )
