"""Everything that a directive may rest on, gathered from incidents, evidence and reports."""

from dataclasses import replace
from uuid import UUID

from django.utils import timezone

from onrecord.authority import Actor, Permission
from onrecord.directive import Evaluation, FactRef, Facts, GapFact, ReferralFact, ReportFacts
from onrecord.directive.evaluate import evaluate
from onrecord.evidence.queries import recordings
from onrecord.incidents.models import Incident
from onrecord.incidents.queries import authority_facts, incident_id, scene_facts
from onrecord.ledger.act import demand, telling_nothing
from onrecord.ledger.times import now
from onrecord.reports.models import GapStatement, ReportVersion
from onrecord.reports.states import Decided
from onrecord.storage.directives import load_directive


def facts_of(incident: UUID, referrals: tuple[ReferralFact, ...] = ()) -> Facts:
    """Return the facts of an incident, by its id; callers above add the referrals they know."""
    return replace(
        scene_facts(incident),
        recordings=recordings(incident),
        report=_report(incident),
        referrals=referrals,
        gaps=tuple(
            GapFact(
                ref=FactRef("gap", gap.subject, "gap stated", gap.stated_at),
                duty=gap.duty,
                reason=gap.reason,
            )
            for gap in GapStatement.objects.filter(incident_id=incident)
        ),
    )


def evaluate_incident(incident: UUID, referrals: tuple[ReferralFact, ...] = ()) -> Evaluation:
    """Return the directive's answer as of now; for acts, which authority decided on."""
    directive = load_directive(Incident.objects.get(id=incident).directive)
    return evaluate(directive, facts_of(incident, referrals), now())


def evaluation(
    *, actor: Actor, number: str, referrals: tuple[ReferralFact, ...] = ()
) -> Evaluation:
    """Return which duties are met, unmet or excused, and each clock.

    Refused `narrative-first` to somebody who has a narrative to lock (G6).
    """
    with telling_nothing(actor, Permission.DUTIES_READ):
        incident = incident_id(number)
    demand(actor, Permission.DUTIES_READ, authority_facts(incident, actor))
    return evaluate_incident(incident, referrals)


def _report(incident: UUID) -> ReportFacts:
    versions = list(ReportVersion.objects.filter(incident_id=incident).select_related("decision"))
    if not versions:
        return ReportFacts()
    first = versions[0]
    signed = next((v for v in reversed(versions) if v.submitted_at is not None), None)
    approved = next((v for v in reversed(versions) if _decided(v) == Decided.APPROVED), None)
    return ReportFacts(
        locked=_step(first, "narrative locked", first.locked_at),
        submitted=_step(signed, "report submitted", signed.submitted_at) if signed else None,
        approved=_step(approved, "report approved", approved.decision.decided_at)
        if approved
        else None,
    )


def _decided(version: ReportVersion) -> str:
    return version.decision.decided if hasattr(version, "decision") else ""


def _step(version: ReportVersion, words: str, at: object) -> FactRef:
    moment = timezone.localtime(at)  # type: ignore[arg-type]  # a time, by every caller
    label = f"{words} {moment:%H:%M}, {version}"
    return FactRef("report-version", version.subject, label, moment)
