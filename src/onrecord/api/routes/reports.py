"""Reports: written and locked, duties after that, signed, decided on."""

from dataclasses import dataclass
from datetime import datetime

from onrecord.api.route import Rows
from onrecord.authority import Actor, Permission
from onrecord.directive import ClockReading
from onrecord.reports import actions, queries
from onrecord.reports.queries import evaluation, waiting

rows = Rows("reports")
REPORT = "incidents/{number}/report"


@dataclass(frozen=True)
class ClockShown:
    """A clock: when it began and ends, how it stands, and why it has no end where it has none."""

    id: str
    title: str
    state: str
    starts: datetime | None
    ends: datetime | None
    cannot: str | None
    late: bool


@dataclass(frozen=True)
class DutyShown:
    """A duty: its reason first, then whether it is met, unmet, excused, or does not apply."""

    id: str
    because: str
    status: str
    display: str
    title: str
    provision: str
    deadline: str | None
    gap: str | None
    late: bool
    checked: bool
    clock: ClockShown | None


@dataclass(frozen=True)
class DutiesShown:
    """What a directive asks in an incident, as of `at`; `checked`: somebody read the official text.

    An unmet duty is no breach by itself: its reason, or its stated gap, stands with it.
    """

    directive: str
    version: str
    at: datetime
    reached: str
    because: str
    duties: tuple[DutyShown, ...]
    clocks: tuple[ClockShown, ...]


def duties(*, actor: Actor, number: str) -> DutiesShown:
    """Return which duties are met, unmet or excused, and each clock (after the narrative: G6)."""
    found = evaluation(actor=actor, number=number)
    return DutiesShown(
        directive=found.directive.id,
        version=found.directive.head.version,
        at=found.at,
        reached=found.trigger.answer.value,
        because=found.trigger.because,
        duties=tuple(
            DutyShown(
                id=outcome.duty.id,
                because=outcome.because,
                status=outcome.status.value,
                display=outcome.display,
                title=outcome.duty.title,
                provision=outcome.duty.provision,
                deadline=outcome.duty.deadline,
                gap=outcome.gap,
                late=outcome.late,
                checked=outcome.checked,
                clock=_clock(outcome.clock) if outcome.clock else None,
            )
            for outcome in found.duties
        ),
        clocks=tuple(_clock(reading) for reading in found.clocks),
    )


def _clock(reading: ClockReading) -> ClockShown:
    return ClockShown(
        id=reading.clock.id,
        title=reading.clock.title,
        state=reading.state.value,
        starts=reading.starts,
        ends=reading.ends,
        cannot=reading.cannot,
        late=reading.late,
    )


ROUTES = (
    rows.query("reports/own", waiting.own_reports, Permission.INCIDENT_LIST),
    rows.query("reports/to-review", waiting.reports_to_review, Permission.INCIDENT_LIST),
    rows.query(REPORT, queries.report, Permission.REPORT_READ),
    rows.act(REPORT, actions.begin_report),
    rows.query(f"{REPORT}/writing", queries.writing, Permission.REPORT_WRITE),
    rows.act(f"{REPORT}/drafts", actions.save_draft, permission=Permission.REPORT_WRITE),
    rows.act(f"{REPORT}/versions", actions.lock_narrative),
    rows.act(f"{REPORT}/amendments", actions.amend_report),
    rows.query(f"{REPORT}/duties", duties, Permission.DUTIES_READ, covers=(evaluation,)),
    rows.act(f"{REPORT}/gaps", actions.state_gap),
    rows.act(f"{REPORT}/submissions", actions.submit_report),
    rows.act(f"{REPORT}/approvals", actions.approve_report),
    rows.act(f"{REPORT}/returns", actions.return_report),
    rows.act(f"{REPORT}/answers", actions.answer_reason),
    rows.query(f"{REPORT}/comparison", queries.compare_versions, Permission.REPORT_READ),
    rows.query(f"{REPORT}/export", queries.export_report, Permission.REPORT_READ),
)
