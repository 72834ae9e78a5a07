"""How every act on a report begins: the incident, the report locked, the state asked."""

from uuid import UUID

from onrecord.authority import Actor
from onrecord.incidents.actions import begin_account
from onrecord.incidents.actions.within import facts_within
from onrecord.incidents.queries import incident_id
from onrecord.ledger.act import Act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now
from onrecord.reports.errors import InvalidReport, UnknownReport
from onrecord.reports.models import Report, ReportVersion
from onrecord.reports.states import ReportAction, ReportState, next_state

REPORT_BEGUN = declare_for(Report, "report.begun", 1, "Somebody began an incident's report.")
REPORT_MOVED = declare_for(Report, "report.moved", 1, "A report took a step.")

__all__ = ["begin", "facts_within", "latest_version", "locked", "move", "person"]


def person(actor: Actor) -> UUID:
    """Return the person behind an actor; the system writes and decides on no report."""
    if actor.id is None:
        raise InvalidReport("actor", "A person must act here; the system writes no report.")
    return actor.id


def begin(act: Act, actor: Actor, number: str) -> Report:
    """Return the incident's report, locked until the act ends; begin it where there is none."""
    found = Report.objects.select_for_update().filter(incident__number=number.strip()).first()
    if found is not None:
        return found
    begin_account(actor=actor, number=number)
    report = Report(
        incident_id=incident_id(number),
        author_id=person(actor),
        state=ReportState.DRAFT.value,
        begun_at=now(),
    )
    act.save(REPORT_BEGUN, report)
    return report


def locked(number: str) -> Report:
    """Lock an incident's report until the act ends; raise UnknownReport where there is none."""
    incident = incident_id(number)
    report = Report.objects.select_for_update().filter(incident_id=incident).first()
    if report is None:
        raise UnknownReport(f"Incident {number} has no report yet. Write the narrative first.")
    return report


def move(act: Act, report: Report, action: ReportAction) -> None:
    """Take a step, if the states allow it, and record it."""
    report.state = next_state(ReportState(report.state), action).value
    act.save(REPORT_MOVED, report)


def latest_version(report: Report) -> ReportVersion:
    """Return the version that was locked last."""
    return ReportVersion.objects.filter(report=report).latest("number")
