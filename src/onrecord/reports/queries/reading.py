"""Reading reports: one with its versions, and what an author needs."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from onrecord.authority import Actor, Permission, decide
from onrecord.evidence.queries import ViewingFact
from onrecord.incidents.models import Incident
from onrecord.incidents.queries import authority_facts, incident_id
from onrecord.ledger.act import demand, telling_nothing
from onrecord.reports.errors import UnknownReport
from onrecord.reports.models import (
    GapStatement,
    Report,
    ReportDecision,
    ReportDraft,
    ReportVersion,
)
from onrecord.reports.queries.returned import reasons_of, returned_last
from onrecord.reports.queries.viewed import footage_seen_by, viewed_before, viewed_since
from onrecord.reports.queries.views import (
    DecisionView,
    GapView,
    PromptView,
    ReportView,
    VersionView,
    WritingView,
)
from onrecord.reports.states import Decided, ReportState
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
    found = list(
        ReportVersion.objects.filter(report=row)
        .select_related("decision__decided_by")
        .prefetch_related(
            "decision__duty_notes", "decision__answers__answered_by", "report__versions"
        )
    )
    seen = footage_seen_by(row.incident_id)
    versions = tuple(
        _version(row, version, seen, found[:place], found[place + 1 :], duties_shown=duties_shown)
        for place, version in enumerate(found)
    )
    approved = [v.number for v in versions if v.decision and v.decision.decided == "approved"]
    returned = returned_last(row)
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
        supplement_due=bool(versions) and versions[-1].viewed_since is not None,
        asked=reasons_of(returned, duties_shown=duties_shown) if returned else (),
        gaps=gaps,
    )


def _version(
    row: Report,
    version: ReportVersion,
    footage: Mapping[UUID, Sequence[ViewingFact]],
    earlier: Sequence[ReportVersion],
    later: Sequence[ReportVersion],
    *,
    duties_shown: bool,
) -> VersionView:
    decision = version.decision if hasattr(version, "decision") else None
    seen = footage.get(row.author_id, ())
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
        viewed=viewed_before(row.author.name, seen, version.locked_at, f"{version} was locked"),
        viewed_since=viewed_since(
            row.author.name,
            seen,
            (version.locked_at, later[0].locked_at if later else None),
            str(version),
        ),
        supplement=any(_decided(one) == Decided.APPROVED for one in earlier),
        decision=_decision(version, decision, footage, duties_shown=duties_shown)
        if decision
        else None,
        reference=version.subject,
    )


def _decided(version: ReportVersion) -> str:
    return version.decision.decided if hasattr(version, "decision") else ""


def _decision(
    version: ReportVersion,
    row: ReportDecision,
    footage: Mapping[UUID, Sequence[ViewingFact]],
    *,
    duties_shown: bool,
) -> DecisionView:
    return DecisionView(
        decided=row.decided,
        by=row.decided_by.name,
        at=row.decided_at,
        reasons=reasons_of(row, duties_shown=duties_shown),
        viewed=viewed_before(
            row.decided_by.name,
            footage.get(row.decided_by_id, ()),
            row.decided_at,
            f"deciding on {version}",
        ),
    )


def writing(*, actor: Actor, number: str) -> WritingView:
    """Return what the author needs to write; nobody else sees a draft."""
    with telling_nothing(actor, Permission.REPORT_WRITE):
        incident = incident_id(number)
    demand(actor, Permission.REPORT_WRITE, authority_facts(incident, actor))
    directive = load_directive(Incident.objects.get(id=incident).directive)
    row = Report.objects.filter(incident_id=incident).first()
    draft = ReportDraft.objects.filter(report=row).last() if row else None
    last = ReportVersion.objects.filter(report=row).last() if row else None
    returned = returned_last(row)
    text = draft.text if draft else last.narrative if last else ""
    return WritingView(
        prompts=tuple(PromptView(p.id, p.text) for p in directive.narrative.prompts),
        drafts_rule=directive.drafts.text,
        draft=draft.pk if draft else None,
        draft_text=text,
        draft_saved_at=draft.saved_at if draft else None,
        returned_with=reasons_of(returned, duties_shown=True) if returned else (),
        state=row.state if row else ReportState.DRAFT.value,
    )
