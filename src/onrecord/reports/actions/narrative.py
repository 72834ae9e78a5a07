"""The narrative: drafts, locking in versions, amending."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from onrecord.authority import Actor, Permission, Refused
from onrecord.directive import Answer, Directive
from onrecord.directive.terms import Drafts
from onrecord.incidents.actions import Choices, Receipt, lock_account, settle_text
from onrecord.incidents.actions.within import NO_CHOICES, keep_apart
from onrecord.incidents.models import Incident
from onrecord.incidents.queries import authority_facts, incident_id
from onrecord.incidents.status_text import Passage, keep_all, settle
from onrecord.ledger.act import Act, act, demand, record_refusal, telling_nothing
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now, utc_text
from onrecord.reports.actions.within import begin, facts_within, locked, move
from onrecord.reports.errors import InvalidReport, StaleDraft
from onrecord.reports.models import KeptDrafts, Report, ReportDraft, ReportVersion
from onrecord.reports.states import DraftsFate, ReportAction, ReportState, next_state
from onrecord.storage.directives import load_directive

VERSION_LOCKED = declare_for(
    ReportVersion, "report.locked", 1, "A narrative was locked, with every prompt shown for it."
)
DRAFTS_KEPT = declare_for(
    KeptDrafts, "report.drafts_kept", 1, "A locked version took its drafts into the record."
)

NARRATIVE_BYTES = 60_000
"""A narrative's UTF-8 bytes at most; a field of an entry holds 64 KiB of JSON."""
PART = 30_000
"""ASCII characters of one part of kept drafts; doubled by escaping it still fits a field."""


@dataclass(frozen=True)
class DraftSaved:
    """Where a draft stands: its number, to be sent with the next save, and when it was saved."""

    id: int
    saved_at: datetime


def save_draft(*, actor: Actor, number: str, text: str, after: int | None = None) -> DraftSaved:
    """Save the narrative so far, for its author alone; the first draft begins the report.

    `after` is the draft that this text goes on from: another window's later save raises StaleDraft
    with both texts. A returned report is amended by its first draft. Raises Refused.
    """
    try:
        with telling_nothing(actor, Permission.REPORT_WRITE):
            incident = incident_id(number)
        demand(actor, Permission.REPORT_WRITE, authority_facts(incident, actor))
    except Refused as refusal:
        record_refusal(actor, Permission.REPORT_WRITE, refusal)
        raise
    report = Report.objects.filter(incident_id=incident).first()
    if report is None:
        begin_report(actor=actor, number=number)
        report = Report.objects.get(incident_id=incident)
    elif report.state == ReportState.RETURNED:
        try:
            amend_report(actor=actor, number=number, reason="returned by the reviewer")
        except Refused:
            report.refresh_from_db()
            if report.state != ReportState.DRAFT:  # another save of this author was first
                raise
    elif report.state != ReportState.DRAFT:
        next_state(ReportState(report.state), ReportAction.LOCK)
    last = ReportDraft.objects.filter(report=report).last()
    if last is not None and last.text == text:
        return DraftSaved(last.pk, last.saved_at)
    if after is not None and last is not None and last.pk != after:
        raise StaleDraft(stored=last.text, yours=text)
    draft = ReportDraft.objects.create(report=report, text=text, saved_at=now())
    return DraftSaved(draft.pk, draft.saved_at)


@act(Permission.REPORT_WRITE, facts=facts_within)
def begin_report(act: Act, *, actor: Actor, number: str) -> None:
    """Begin an incident's report; from now on the actor is its author."""
    begin(act, actor, number)


@act(Permission.REPORT_WRITE, facts=facts_within)
def amend_report(
    act: Act, *, actor: Actor, number: str, reason: str, choices: Choices = NO_CHOICES
) -> None:
    """Open the narrative again; locking it makes a new version, and earlier ones stand."""
    report = locked(number)
    if not reason.strip():
        raise InvalidReport("reason", "reason: enter why the account is amended.")
    report.amending_reason = settle_text(
        act, report.incident_id, "report.reason", reason, choices.get("reason", ())
    )
    move(act, report, ReportAction.AMEND)


@act(Permission.REPORT_LOCK, facts=facts_within)
def lock_narrative(
    act: Act,
    *,
    actor: Actor,
    number: str,
    text: str,
    prompts_shown: Sequence[str],
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Lock the author's own words as the next version; the reference reads `version 1`.

    `prompts_shown` are ids of the directive's prompts, each that stood beside the text. Choices
    are for the field `narrative`. Duties open to the author only after this (G6). Raises
    InvalidReport, StatusTextFound, Refused.
    """
    report = begin(act, actor, number)
    incident = Incident.objects.get(id=report.incident_id)
    directive = load_directive(incident.directive)
    if not text.strip():
        raise InvalidReport("narrative", "Narrative: enter what you saw, or state why not.")
    if len(text.encode()) > NARRATIVE_BYTES:
        raise InvalidReport(
            "narrative",
            f"Narrative: {len(text.encode())} bytes; at most {NARRATIVE_BYTES} fit. "
            "Take in the rest as a document. The draft is kept.",
        )
    next_state(ReportState(report.state), ReportAction.LOCK)
    narrative = settle_text(
        act, incident.id, "report.narrative", text, choices.get("narrative", ())
    )
    number_of = ReportVersion.objects.filter(report=report).count() + 1
    drafts = list(ReportDraft.objects.filter(report=report))
    kept = _drafts_text(drafts) if drafts and drafts_are_kept(directive, incident) else ""
    version = ReportVersion(
        incident=incident,
        report=report,
        number=number_of,
        narrative=narrative,
        prompts=_prompts(directive, prompts_shown),
        reason=report.amending_reason,
        locked_at=now(),
        drafts=(
            DraftsFate.KEPT if kept else DraftsFate.PURGED if drafts else DraftsFate.NONE
        ).value,
        drafts_digest=hashlib.sha256(kept.encode()).hexdigest() if kept else "",
    )
    entry = act.save(VERSION_LOCKED, version)
    for part, piece in zip(count(1), _pieces(kept), strict=False):
        act.save(
            DRAFTS_KEPT,
            KeptDrafts(incident=incident, version=version, part=part, text=piece),
        )
    if kept:
        keep_apart(act, incident.id, "report", _passages(drafts))
    ReportDraft.objects.filter(report=report).delete()
    report.amending_reason = ""
    move(act, report, ReportAction.LOCK)
    if incident.account_locked_at is None:
        lock_account(actor=actor, number=number)
    return Receipt(entry_id=entry.pk, reference=str(version))


def drafts_are_kept(directive: Directive, incident: Incident) -> bool:
    """Ask the directive's rule; where a death is not ruled out, drafts that a death keeps stay."""
    rule = directive.drafts
    ruled_out = incident.death == Answer.NO or (
        incident.death == Answer.UNKNOWN and incident.injured == Answer.NO
    )
    if ruled_out:
        return rule.autosaved is Drafts.KEPT
    if incident.death == Answer.YES:
        return rule.in_death is Drafts.KEPT
    return Drafts.KEPT in (rule.in_death, rule.autosaved)


def _prompts(directive: Directive, shown: Sequence[str]) -> list[dict[str, str]]:
    texts = {prompt.id: prompt.text for prompt in directive.narrative.prompts}
    unknown = [prompt for prompt in shown if prompt not in texts]
    if unknown:
        raise InvalidReport(
            "prompts_shown",
            f"prompts_shown: {', '.join(unknown)}: {directive.id} has no such prompt; "
            f"it has {', '.join(texts)}.",
        )
    return [{"id": prompt, "text": texts[prompt]} for prompt in shown]


def _drafts_text(drafts: Sequence[ReportDraft]) -> str:
    """Return the drafts as one ASCII JSON text; passages on status are kept apart in it (G7)."""
    listed = [
        {"saved_at": utc_text(d.saved_at), "text": settle(d.text, keep_all(d.text)).clean}
        for d in drafts
    ]
    return json.dumps(listed, separators=(",", ":"))


def _passages(drafts: Sequence[ReportDraft]) -> list[tuple[str, Passage]]:
    """Return each passage of the drafts once; autosaved drafts repeat one another."""
    found = [p for d in drafts for p in settle(d.text, keep_all(d.text)).passages]
    return [("drafts", passage) for passage in dict.fromkeys(found)]


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), PART):
        yield text[start : start + PART]
