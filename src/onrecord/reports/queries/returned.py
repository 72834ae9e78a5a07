"""The reasons for which a report was returned, each with what its author did about it."""

from collections import defaultdict

from onrecord.reports.models import (
    REASONS_APART,
    Report,
    ReportDecision,
)
from onrecord.reports.queries.views import AnswerView, ReasonView
from onrecord.reports.states import Decided, ReportState, ReviewField

DUTY = "duty-"
OTHER = "reason-"


def of_duties(name: str) -> bool:
    """Whether a reason is a note on duties, which oversight alone keeps (G16)."""
    return name.startswith(DUTY)


def returned_last(report: Report | None) -> ReportDecision | None:
    """Return the decision whose reasons are the author's tasks; none after an approval."""
    if report is None or report.state == ReportState.APPROVED:
        return None
    last = ReportDecision.objects.filter(version__report=report).order_by("version__number").last()
    return last if last is not None and last.decided == Decided.RETURNED else None


def names_of_reasons(decision: ReportDecision) -> tuple[str, ...]:
    """Return the names of a decision's reasons, in order."""
    return tuple(reason.name for reason in reasons_of(decision, duties_shown=True))


def reasons_of(decision: ReportDecision, *, duties_shown: bool) -> tuple[ReasonView, ...]:
    """Return why a version was returned; reasons at duties to those who may see duties."""
    kept = decision.duty_notes.all() if duties_shown else ()  # prefetched, where many are read
    notes = sorted(kept, key=lambda note: note.pk)
    at_duties = [(f"{DUTY}{n}", note.words) for n, note in enumerate(notes, start=1)]
    others = [
        (f"{OTHER}{n}", reason["field"], reason["words"])
        for n, reason in enumerate(decision.reasons, start=1)
        if reason != REASONS_APART or not at_duties
    ]
    answers = _answers(decision)
    return (
        *(ReasonView(field, words, name, answers[name]) for name, field, words in others),
        *(
            ReasonView(ReviewField.DUTIES.value, words, name, answers[name])
            for name, words in at_duties
        ),
    )


def _answers(decision: ReportDecision) -> defaultdict[str, tuple[AnswerView, ...]]:
    found: defaultdict[str, tuple[AnswerView, ...]] = defaultdict(tuple)
    rows = decision.answers.all()
    if not rows:
        return found
    later = [
        (version.number, version.submitted_at)
        for version in decision.version.report.versions.all()
        if version.number > decision.version.number
    ]
    for row in rows:
        holds = [n for n, at in later if at is None or at > row.answered_at]
        answer = AnswerView(
            words=row.words,
            by=row.answered_by.name,
            at=row.answered_at,
            version=holds[0] if holds else None,
        )
        found[row.reason] = (*found[row.reason], answer)
    return found
