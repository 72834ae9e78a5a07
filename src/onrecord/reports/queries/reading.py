"""Reading reports: one with its versions, what an author needs, and the queues."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from onrecord.accounts.queries import chains_at
from onrecord.authority import Actor, Facts, Permission, Role, decide
from onrecord.evidence.queries import viewings_of
from onrecord.incidents.models import Incident
from onrecord.incidents.queries import authority_facts, incident_id
from onrecord.ledger.act import demand, telling_nothing
from onrecord.ledger.times import now
from onrecord.reports.errors import UnknownReport
from onrecord.reports.models import (
    REASONS_APART,
    DutyNote,
    GapStatement,
    Report,
    ReportDecision,
    ReportDraft,
    ReportVersion,
)
from onrecord.reports.queries.views import (
    DecisionView,
    GapView,
    PromptView,
    QueueRow,
    ReasonView,
    ReportView,
    VersionView,
    ViewedStatement,
    WritingView,
)
from onrecord.reports.states import Decided, ReportState, ReviewField
from onrecord.storage.directives import load_directive

_STATE_WORDS = {
    ReportState.DRAFT: "Draft; the narrative is not locked.",
    ReportState.LOCKED: "Narrative locked; not submitted.",
    ReportState.SUBMITTED: "Submitted; waits for a supervisor's decision.",
    ReportState.RETURNED: "Returned with reasons.",
    ReportState.APPROVED: (
        "Approved as an account of what its author states; "
        "that does not show that an allegation is true."
    ),
}


def report(*, actor: Actor, number: str) -> ReportView:
    """Return the report of an incident; raise UnknownReport or Refused."""
    with telling_nothing(actor, Permission.REPORT_READ):
        incident = incident_id(number)
    facts = authority_facts(incident, actor)
    demand(actor, Permission.REPORT_READ, facts)
    row = Report.objects.select_related("author").filter(incident_id=incident).first()
    if row is None:
        raise UnknownReport(f"Incident {number} has no report yet.")
    duties_shown = decide(actor, Permission.DUTIES_READ, facts).allowed
    versions = tuple(
        _version(row, version, duties_shown=duties_shown)
        for version in ReportVersion.objects.filter(report=row).select_related(
            "decision__decided_by"
        )
    )
    approved = [v.number for v in versions if v.decision and v.decision.decided == "approved"]
    gaps: tuple[GapView, ...] = ()
    if duties_shown:
        gaps = tuple(
            GapView(duty=gap.duty, reason=gap.reason, stated_at=gap.stated_at)
            for gap in GapStatement.objects.filter(report=row)
        )
    return ReportView(
        number=number,
        state=row.state,
        state_words=_STATE_WORDS[ReportState(row.state)],
        author=row.author.name,
        author_username=row.author.username,
        amending_reason=row.amending_reason,
        versions=versions,
        approved_version=approved[-1] if approved else None,
        supplement_due=_supplement_due(row, versions),
        gaps=gaps,
    )


def _version(row: Report, version: ReportVersion, *, duties_shown: bool) -> VersionView:
    decision = version.decision if hasattr(version, "decision") else None
    return VersionView(
        number=version.number,
        narrative=version.narrative,
        prompts=tuple(prompt["text"] for prompt in version.prompts),
        reason=version.reason,
        locked_at=version.locked_at,
        drafts=version.drafts,
        drafts_digest=version.drafts_digest,
        signature_name=version.signature_name,
        submitted_at=version.submitted_at,
        viewed=_viewed(
            row.author_id,
            row.author.name,
            row.incident_id,
            version.locked_at,
            f"{version} was locked",
        ),
        decision=_decision(version, decision, duties_shown=duties_shown) if decision else None,
        reference=version.subject,
    )


def _decision(version: ReportVersion, row: ReportDecision, *, duties_shown: bool) -> DecisionView:
    return DecisionView(
        decided=row.decided,
        by=row.decided_by.name,
        at=row.decided_at,
        reasons=_reasons(row, duties_shown=duties_shown),
        viewed=_viewed(
            row.decided_by_id,
            row.decided_by.name,
            row.incident_id,
            row.decided_at,
            f"deciding on {version}",
        ),
    )


def _reasons(row: ReportDecision, *, duties_shown: bool) -> tuple[ReasonView, ...]:
    """Return why a version was returned; reasons at duties to those who may see duties."""
    notes = DutyNote.objects.filter(decision=row) if duties_shown else ()
    of_duties = tuple(ReasonView(ReviewField.DUTIES.value, note.words) for note in notes)
    shown = [reason for reason in row.reasons if reason != REASONS_APART or not of_duties]
    return (*(ReasonView(r["field"], r["words"]) for r in shown), *of_duties)


def _viewed(
    person: UUID, name: str, incident: UUID, before: datetime, step: str
) -> ViewedStatement:
    """State, from the custody entries, what a person had viewed here before a step (G2)."""
    seen = [v for v in viewings_of(person, incident) if v.footage and v.opened_at < before]
    if not seen:
        words = f"{name} had viewed no footage of this incident here before {step}."
        return ViewedStatement(person=name, viewed=False, words=words)
    listed = "; ".join(
        f"{v.exhibit_number} on {timezone.localtime(v.opened_at):%Y-%m-%d %H:%M:%S %Z}"
        f"{', a copy handed out' if v.copied else ''}"
        for v in seen
    )
    words = f"{name} had viewed footage before {step}: {listed}."
    return ViewedStatement(person=name, viewed=True, words=words)


def _supplement_due(row: Report, versions: Iterable[VersionView]) -> bool:
    """Say whether the author viewed footage after signing the newest version (G2)."""
    signed = [v.submitted_at for v in versions if v.submitted_at is not None]
    if not signed:
        return False
    seen = viewings_of(row.author_id, row.incident_id)
    return any(v.footage and v.opened_at > max(signed) for v in seen)


def writing(*, actor: Actor, number: str) -> WritingView:
    """Return what the author needs to write; nobody else sees a draft."""
    with telling_nothing(actor, Permission.REPORT_WRITE):
        incident = incident_id(number)
    demand(actor, Permission.REPORT_WRITE, authority_facts(incident, actor))
    directive = load_directive(Incident.objects.get(id=incident).directive)
    row = Report.objects.filter(incident_id=incident).first()
    draft = ReportDraft.objects.filter(report=row).last() if row else None
    last = ReportVersion.objects.filter(report=row).last() if row else None
    returned = ReportDecision.objects.filter(version=last, decided=Decided.RETURNED).first()
    text = draft.text if draft else last.narrative if last else ""
    return WritingView(
        prompts=tuple(PromptView(p.id, p.text) for p in directive.narrative.prompts),
        drafts_rule=directive.drafts.text,
        draft=draft.pk if draft else None,
        draft_text=text,
        draft_saved_at=draft.saved_at if draft else None,
        returned_with=_reasons(returned, duties_shown=True) if returned else (),
        state=row.state if row else ReportState.DRAFT.value,
    )


def review_queue(*, actor: Actor) -> tuple[QueueRow, ...]:
    """Return the submitted reports that wait for this supervisor, oldest first."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    if Role.SUPERVISOR not in actor.roles:
        return ()
    rows = list(_rows(ReportState.SUBMITTED))
    chains = chains_at({row.author_id for row in rows}, now())
    return _queue(row for row in rows if actor.id in chains[row.author_id])


def own_reports(*, actor: Actor) -> tuple[QueueRow, ...]:
    """Return the actor's own reports that wait: returned first, then locked, then drafts."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    order = (ReportState.RETURNED, ReportState.LOCKED, ReportState.DRAFT)
    return _queue(row for state in order for row in _rows(state) if row.author_id == actor.id)


def _rows(state: ReportState) -> Iterable[Report]:
    return (
        Report.objects.filter(state=state.value)
        .select_related("incident", "author")
        .order_by("begun_at")
    )


def _queue(rows: Iterable[Report]) -> tuple[QueueRow, ...]:
    return tuple(
        QueueRow(
            number=row.incident.number,
            district=row.incident.district,
            summary=row.incident.summary,
            author=row.author.name,
            state=row.state,
            since=_since(row),
        )
        for row in rows
    )


def _since(row: Report) -> datetime:
    """Return when the report came to where it is."""
    last = ReportVersion.objects.filter(report=row).select_related("decision").last()
    if last is None:
        return row.begun_at
    if hasattr(last, "decision"):
        return last.decision.decided_at
    return last.submitted_at or last.locked_at
