"""The author's answers to the reasons for which a report was returned."""

from onrecord.authority import Actor, HandlingClass, Permission
from onrecord.incidents.actions import Choices, Receipt, settle_text
from onrecord.incidents.actions.within import NO_CHOICES
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now
from onrecord.reports.actions.within import facts_within, locked, person
from onrecord.reports.errors import InvalidReport
from onrecord.reports.models import ReasonAnswer
from onrecord.reports.queries.returned import names_of_reasons, of_duties, returned_last
from onrecord.reports.states import ReportAction, ReportState, next_state

REASON_ANSWERED = declare_for(
    ReasonAnswer,
    "report.reason_answered",
    1,
    "The author said what was done about a reviewer's reason.",
)


@act(Permission.REPORT_WRITE, facts=facts_within)
def answer_reason(
    act: Act,
    *,
    actor: Actor,
    number: str,
    reason: str,
    words: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Say what was done about one reason of the last return; the next version ticks it off.

    `reason` is its name, such as `reason-1`. Words about a reason at duties go into the oversight
    class, as the reason did (G16). A later answer to the same reason stands beside the earlier.
    Raises InvalidReport.
    """
    report = locked(number)
    next_state(ReportState(report.state), ReportAction.ANSWER)
    decision = returned_last(report)
    if decision is None:
        raise InvalidReport("reason", "reason: this report was not returned.")
    names = names_of_reasons(decision)
    if reason not in names:
        raise InvalidReport("reason", f"reason: the last return has {', '.join(names)}.")
    if not words.strip():
        raise InvalidReport("words", "words: enter what you did about it, or why you did not.")
    oversight = of_duties(reason)
    row = ReasonAnswer(
        incident_id=report.incident_id,
        handling_class=(HandlingClass.OVERSIGHT if oversight else HandlingClass.ORDINARY).value,
        decision=decision,
        reason=reason,
        words=settle_text(
            act,
            report.incident_id,
            "answer.words",
            words,
            choices.get("words", ()),
            handling_class=HandlingClass.OVERSIGHT if oversight else HandlingClass.WALLED,
        ),
        answered_by_id=person(actor),
        answered_at=now(),
    )
    return Receipt(act.save(REASON_ANSWERED, row).pk, f"answer to {reason}")
