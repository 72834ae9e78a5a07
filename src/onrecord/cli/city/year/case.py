"""What every incident of a year has in common: a case, its cast, and the steps that many share."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta

from onrecord.authority import Actor
from onrecord.cli.city.playing import Story, Turn, at
from onrecord.cli.city.stories.given import answers, write
from onrecord.directive import Answer, Asked, EvidentialBasis, Origin, Outcome, SubjectKind
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_party,
    confirm_event,
    open_incident,
    record_identification,
    state_event,
)
from onrecord.incidents.states import EventStatus, ForceUsed
from onrecord.reports.actions import approve_report, submit_report

Steps = Generator[Turn, Actor, None]


@dataclass(frozen=True)
class Cast:
    """Who plays which part in a city, by user name, and what its stories cite."""

    investigator: str
    custodian: str
    inspector_general: str
    supervisors: dict[str, str]  # of each officer
    service: str
    police: str
    felony: str
    misdemeanour: str
    civil: str
    local_duty: str
    against_agent: str
    prosecutor: str

    def supervisor(self, officer: str) -> str:
        """Return the supervisor above an officer."""
        return self.supervisors[officer]


@dataclass(frozen=True)
class Case:
    """One incident of the year: when and where, whose, and which shape it takes.

    `opened` is `MM-DD HH:MM` in the city's time; what happened lies half an hour before.
    """

    opened: str
    officer: str
    district: str
    place: str
    shape: "Shape"
    summary: str
    said: str = ""
    conduct: str = ""
    dispatch_number: str = ""

    @property
    def happened(self) -> datetime:
        """When it happened."""
        return at(self.opened) - timedelta(minutes=30)

    def later(self, days: int, time: str) -> str:
        """Return a turn's moment so many days after the opening."""
        return f"{at(self.opened) + timedelta(days=days):%m-%d} {time}"


Shape = Callable[[Case, Cast], Story]


def opened(
    case: Case,
    *,
    origin: Origin,
    yes: str = "",
    no: str = "death great_bodily_harm shooting local_force misconduct_investigation",
    force: ForceUsed = ForceUsed.NONE,
    accounts: dict[str, str] | None = None,
) -> Generator[Turn, Actor, str]:
    """Open the case's incident as its officer; give its number."""
    officer = yield case.opened, case.officer
    return open_incident(
        actor=officer,
        origin=origin,
        district=case.district,
        place=case.place,
        occurred_at=case.happened,
        dispatch_number=case.dispatch_number,
        summary=case.summary,
        force_used=force,
        answers=answers(yes=yes, no=no),
        accounts=accounts,
    ).reference


def agent(case: Case, cast: Cast, number: str, **said: str) -> Steps:
    """Add the agent who seemed to lead, as described."""
    officer = yield "+60", case.officer
    add_party(
        actor=officer,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(
            capacity="agent who seemed to lead",
            agency_given=cast.service,
            markings=said.get("markings", "green vest, AGENT"),
            vehicle=said.get("vehicle", ""),
            name_given=said.get("name", ""),
            badge_given=said.get("badge", ""),
        ),
        face_covered=Answer.YES if said.get("covered") else Answer.NO,
        believed_minor=Answer.NO,
        is_scene_supervisor=True,
    )


def civilian(case: Case, number: str, capacity: str, minor: Answer = Answer.NO) -> Steps:
    """Add a person affected."""
    officer = yield "+50", case.officer
    add_party(
        actor=officer,
        number=number,
        kind=SubjectKind.CIVILIAN,
        described=Description(capacity=capacity),
        believed_minor=minor,
        affected=True,
    )


def asked(  # noqa: PLR0917 - a step reads in the order in which it happened
    case: Case,
    number: str,
    outcome: Outcome | None,
    how: Asked = Asked.ASKED,
    reason: str = "",
    name: str = "",
    badge: str = "",
) -> Steps:
    """Record an attempt to learn the name and badge number, and what came of it."""
    officer = yield "+45", case.officer
    record_identification(
        actor=officer,
        number=number,
        asked=how,
        outcome=outcome,
        party=1 if outcome else None,
        reason=reason,
        name_given=name,
        badge_given=badge,
        at=case.happened + timedelta(minutes=12),
    )


def alleged(
    case: Case, number: str, *, party: int = 1, basis: EvidentialBasis = EvidentialBasis.ALLEGED
) -> Steps:
    """Add what is alleged, in the case's words."""
    officer = yield "+70", case.officer
    add_allegation(actor=officer, number=number, party=party, conduct=case.conduct, basis=basis)


def written(case: Case, number: str) -> Steps:
    """Write, lock and submit the report an hour and a half later."""
    officer = yield "+5400", case.officer
    write(officer, number, f"I wrote this after {case.place}.\n{case.said}\n")
    yield "+160", case.officer
    submit_report(actor=officer, number=number, signature_name=officer.name)


def approved(case: Case, cast: Cast, number: str, days: int = 1) -> Steps:
    """Let the supervisor of the officer approve the report."""
    supervisor = yield case.later(days, "09:14"), cast.supervisor(case.officer)
    approve_report(actor=supervisor, number=number)


def closed(case: Case, cast: Cast, number: str, stated: str, reasons: tuple[str, str]) -> Steps:
    """Close by two persons, each with a reason (G13)."""
    officer = yield case.later(2, "15:20"), case.officer
    statement = state_event(actor=officer, number=number, stated=stated, reason=reasons[0])
    supervisor = yield case.later(4, "10:40"), cast.supervisor(case.officer)
    confirm_event(actor=supervisor, number=number, statement=statement.reference, reason=reasons[1])


def sent(case: Case, number: str, status: EventStatus) -> Steps:
    """State how far the event is known."""
    officer = yield "+40", case.officer
    state_event(actor=officer, number=number, stated=status)
