"""Gaps, submission, and a supervisor's decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.authority import Actor, HandlingClass, Permission
from onrecord.directive import Evaluation, Status
from onrecord.incidents.actions import Choices, Receipt, settle_text
from onrecord.incidents.actions.within import NO_CHOICES
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.models import Entry, Json
from onrecord.ledger.times import now
from onrecord.reports.actions.within import facts_within, latest_version, locked, move, person
from onrecord.reports.errors import InvalidReport, SignatureMissing
from onrecord.reports.models import (
    REASONS_APART,
    DutyNote,
    GapStatement,
    Report,
    ReportDecision,
    ReportEvaluation,
    ReportVersion,
)
from onrecord.reports.queries.facts import evaluate_incident
from onrecord.reports.states import Decided, ReportAction, ReportState, ReviewField, next_state

GAP_STATED = declare_for(GapStatement, "report.gap_stated", 1, "Why a duty stays unmet was stated.")
REPORT_SUBMITTED = declare_for(
    ReportVersion, "report.submitted", 1, "The author signed and submitted a version."
)
REPORT_EVALUATED = declare_for(
    ReportEvaluation, "report.evaluated", 1, "The directive's answer at submission, for oversight."
)
REPORT_APPROVED = declare_for(
    ReportDecision,
    "report.approved",
    1,
    "A supervisor approved a version; its digest is the leaf of what was submitted.",
    "version_digest",
    "approval_signature",
)
REPORT_RETURNED = declare_for(
    ReportDecision, "report.returned", 1, "A supervisor returned a version, with reasons."
)
DUTY_NOTED = declare_for(
    DutyNote, "report.duty_noted", 1, "A reviewer's reason about duties was kept for oversight."
)


@dataclass(frozen=True)
class ReasonAt:
    """A reason to return a report, anchored to a ReviewField, such as `narrative` or `aid`."""

    field: str
    words: str


@act(Permission.REPORT_STATE_GAP, facts=facts_within)
def state_gap(
    act: Act,
    *,
    actor: Actor,
    number: str,
    duty: str,
    reason: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """State why a duty stays unmet; a stated gap never stops submission.

    Raises InvalidReport for a duty that the directive lacks, or that is not unmet.
    """
    report = locked(number)
    next_state(ReportState(report.state), ReportAction.STATE_GAP)
    found = evaluate_incident(report.incident_id)
    if duty not in {outcome.duty.id for outcome in found.duties}:
        raise InvalidReport("duty", f"duty: {found.directive.id} has no duty {duty!r}.")
    if found.of(duty).status is not Status.UNMET:
        raise InvalidReport("duty", f"duty: {found.of(duty).display}. There is no gap to state.")
    if not reason.strip():
        raise InvalidReport("reason", "reason: enter why the duty stays unmet.")
    gap = GapStatement(
        incident_id=report.incident_id,
        handling_class=HandlingClass.OVERSIGHT.value,
        report=report,
        duty=duty,
        reason=settle_text(
            act,
            report.incident_id,
            "gap.reason",
            reason,
            choices.get("reason", ()),
            handling_class=HandlingClass.OVERSIGHT,
        ),
        stated_by_id=person(actor),
        stated_at=now(),
    )
    return Receipt(act.save(GAP_STATED, gap).pk, f"gap: {duty}")


@act(Permission.REPORT_SUBMIT, facts=facts_within)
def submit_report(act: Act, *, actor: Actor, number: str, signature_name: str) -> Receipt:
    """Sign and submit the locked version; unmet duties and gaps stop nothing, a missing name does.

    The directive's answer at this moment goes into the oversight class, and into no packet (G16).
    """
    report = locked(number)
    if _plain(signature_name) != _plain(actor.name):
        raise SignatureMissing(
            f"Signature: enter your name as the record has it, {actor.name}. Nothing is lost."
        )
    move(act, report, ReportAction.SUBMIT)
    version = latest_version(report)
    version.signature_name = actor.name
    version.submitted_at = now()
    entry = act.save(REPORT_SUBMITTED, version)
    answer = evaluate_incident(report.incident_id)
    act.save(
        REPORT_EVALUATED,
        ReportEvaluation(
            incident_id=report.incident_id,
            handling_class=HandlingClass.OVERSIGHT.value,
            version=version,
            directive=answer.directive.id,
            directive_digest=answer.directive.digest,
            evaluated_at=answer.at,
            duties=_duties(answer),
        ),
    )
    return Receipt(entry.pk, str(version))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _duties(answer: Evaluation) -> list[Json]:
    return [
        {
            "duty": outcome.duty.id,
            "status": outcome.status.value,
            "because": outcome.because,
            "fact": outcome.fact.id if outcome.fact else None,
            "gap": outcome.gap,
            "late": outcome.late,
        }
        for outcome in answer.duties
    ]


@act(Permission.REPORT_DECIDE, facts=facts_within)
def approve_report(act: Act, *, actor: Actor, number: str) -> Receipt:
    """Approve the submitted version, as a supervisor of its author's chain and not its author."""
    report = locked(number)
    move(act, report, ReportAction.APPROVE)
    version = latest_version(report)
    submitted = Entry.objects.filter(subject=version.subject).latest("subject_version")
    decision = ReportDecision(
        incident_id=report.incident_id,
        version=version,
        decided=Decided.APPROVED.value,
        decided_by_id=person(actor),
        decided_at=now(),
        reasons=[],
    )
    entry = act.save(
        REPORT_APPROVED,
        decision,
        version_digest=bytes(submitted.leaf_hash).hex(),
        approval_signature=None,
    )
    return Receipt(entry.pk, str(version))


@act(Permission.REPORT_DECIDE, facts=facts_within)
def return_report(
    act: Act,
    *,
    actor: Actor,
    number: str,
    reasons: Sequence[ReasonAt],
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Return the submitted version with reasons, each anchored to a ReviewField.

    Reasons at duties go into the oversight class, and into no packet (G16). Choices are for the
    fields `reasons.0`, `reasons.1` and so on.
    """
    report = locked(number)
    if not reasons or any(not r.field.strip() or not r.words.strip() for r in reasons):
        raise InvalidReport(
            "reasons", "Reasons: enter at least one, each with the field that it concerns."
        )
    if not {r.field for r in reasons} <= {*ReviewField}:
        raise InvalidReport("reasons", f"Reasons: choose fields of {', '.join(ReviewField)}.")
    move(act, report, ReportAction.RETURN)
    version = latest_version(report)
    settled = [_settled(act, report, *numbered, choices) for numbered in enumerate(reasons)]
    of_duties = [reason.words for reason in settled if reason.field == ReviewField.DUTIES]
    others = [
        {"field": reason.field, "words": reason.words}
        for reason in settled
        if reason.field != ReviewField.DUTIES
    ]
    decision = ReportDecision(
        incident_id=report.incident_id,
        version=version,
        decided=Decided.RETURNED.value,
        decided_by_id=person(actor),
        decided_at=now(),
        reasons=others or [REASONS_APART],
    )
    entry = act.save(REPORT_RETURNED, decision)
    for words in of_duties:
        act.save(
            DUTY_NOTED,
            DutyNote(
                incident_id=report.incident_id,
                handling_class=HandlingClass.OVERSIGHT.value,
                decision=decision,
                words=words,
            ),
        )
    return Receipt(entry.pk, str(version))


def _settled(act: Act, report: Report, index: int, reason: ReasonAt, choices: Choices) -> ReasonAt:
    of_duties = reason.field == ReviewField.DUTIES
    words = settle_text(
        act,
        report.incident_id,
        "return.reason",
        reason.words,
        choices.get(f"reasons.{index}", ()),
        handling_class=HandlingClass.OVERSIGHT if of_duties else HandlingClass.WALLED,
    )
    return ReasonAt(reason.field, words)
