"""Shapes in which nothing is alleged, or nothing could be seen."""

from collections.abc import Generator

from onrecord.authority import Actor
from onrecord.cli.city.playing import Story, Turn
from onrecord.cli.city.year.case import (
    Case,
    Cast,
    agent,
    approved,
    asked,
    civilian,
    closed,
    opened,
    sent,
    written,
)
from onrecord.directive import ActKind, Asked, Origin, Outcome
from onrecord.incidents.actions import record_scene_act, reopen_incident, state_event
from onrecord.incidents.states import WITHOUT_ALLEGATION, EventSource, EventStatus


def reported_only(case: Case, _cast: Cast) -> Story:
    """Play a report that nobody could follow yet."""
    yield from opened(case, origin=Origin.REPORTED)


def sent_there(case: Case, _cast: Cast) -> Story:
    """Play a call to which officers are on their way."""
    number = yield from opened(case, origin=Origin.REPORTED, yes="dispatched")
    yield from sent(case, number, EventStatus.DISPATCHED)


def gone_on_arrival(case: Case, cast: Cast) -> Story:
    """Play a call at whose place nobody was left; not corroborated, by two persons."""
    yield from _gone(case, cast)


def _gone(case: Case, cast: Cast) -> Generator[Turn, Actor, str]:
    number = yield from opened(
        case, origin=Origin.REPORTED, yes="dispatched member_on_scene", no="agents_on_scene"
    )
    yield from sent(case, number, EventStatus.GONE_ON_ARRIVAL)
    yield from asked(
        case, number, None, Asked.NOT_FEASIBLE, "Nobody was there who could have been asked."
    )
    yield from written(case, number)
    yield from approved(case, cast, number)
    reasons = (
        "Two shops and the caller were asked; nobody else saw it, and no camera faces the place.",
        "I read the report and called the caller back; nothing further is to be had.",
    )
    yield from closed(case, cast, number, EventStatus.NOT_CORROBORATED.value, reasons)
    return number


def gone_and_waiting(case: Case, _cast: Cast) -> Story:
    """Play the same, where the second person has not read it yet."""
    number = yield from opened(
        case, origin=Origin.REPORTED, yes="dispatched member_on_scene", no="agents_on_scene"
    )
    yield from sent(case, number, EventStatus.GONE_ON_ARRIVAL)
    officer = yield case.later(2, "15:20"), case.officer
    state_event(
        actor=officer,
        number=number,
        stated=EventStatus.NOT_CORROBORATED.value,
        reason="Nobody at the place had seen anything, and no camera faces it.",
    )


def unfounded(case: Case, cast: Cast) -> Story:
    """Play a report that turned out to be of something else."""
    number = yield from opened(
        case, origin=Origin.REPORTED, yes="dispatched member_on_scene", no="agents_on_scene injured"
    )
    yield from sent(case, number, EventStatus.ON_SCENE)
    yield from written(case, number)
    yield from approved(case, cast, number)
    reasons = (
        "What was reported was seen by us, and was something else; the report says what.",
        "I asked the firm that was at work there; it names the same day, hour and vehicle.",
    )
    yield from closed(case, cast, number, EventStatus.UNFOUNDED.value, reasons)


def without_allegation(case: Case, cast: Cast) -> Story:
    """Play activity that was seen and documented, and in which nothing is alleged."""
    number = yield from opened(
        case,
        origin=Origin.SEEN,
        yes="member_on_scene agents_on_scene camera_on",
        no="dispatched injured death great_bodily_harm shooting detention local_force",
        accounts={"stated_federal_purpose": "Two papers were to be handed over, they said."},
    )
    yield from agent(case, cast, number, name="Alwin Thorne", badge="5512")
    yield from asked(case, number, Outcome.NAME_AND_BADGE, name="Alwin Thorne", badge="5512")
    officer = yield "+50", case.officer
    record_scene_act(actor=officer, number=number, act_kind=ActKind.CAMERA_ON, at=case.happened)
    yield "+45", case.officer
    record_scene_act(
        actor=officer,
        number=number,
        act_kind=ActKind.SUPERVISOR_NOTIFIED,
        words="By radio, with place and number of persons.",
    )
    yield from written(case, number)
    yield from approved(case, cast, number)
    reasons = (
        "Nobody at the place said that anything wrong was done, and I saw nothing of the kind.",
        "I read the report and saw the list of persons spoken to; nothing is alleged.",
    )
    yield from closed(case, cast, number, WITHOUT_ALLEGATION, reasons)


def opened_again(case: Case, cast: Cast) -> Story:
    """Play a closing that the inspector general looked at, and opened again."""
    number = yield from _gone(case, cast)
    hollis = yield case.later(16, "11:05"), cast.inspector_general
    reopen_incident(
        actor=hollis,
        number=number,
        reason="A second caller named the same corner and hour; nobody had called that number.",
    )


def two_sources(case: Case, cast: Cast) -> Story:
    """Play activity that two sources saw; the event is corroborated, and nothing is alleged."""
    number = yield from opened(
        case, origin=Origin.REPORTED, yes="dispatched member_on_scene agents_on_scene camera_on"
    )
    yield from sent(case, number, EventStatus.ON_SCENE)
    yield from agent(case, cast, number, covered="yes")
    yield from civilian(case, number, "person who was asked for papers")
    yield from asked(case, number, Outcome.NO_ANSWER)
    officer = yield "+300", case.officer
    state_event(
        actor=officer,
        number=number,
        stated=EventStatus.CORROBORATED.value,
        sources=[
            EventSource("the caller, at the corner"),
            EventSource("what I saw on arrival", authenticated=True),
        ],
    )
    yield from written(case, number)
