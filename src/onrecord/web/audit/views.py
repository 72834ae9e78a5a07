"""The audit: the log's health, the last result, refused attempts, attempts to steer."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from onrecord.accounts.queries import names_of
from onrecord.authority import Facts, Permission, decide
from onrecord.incidents.queries import steering_attempts
from onrecord.ledger import oversight
from onrecord.ledger.oversight import AuditView, RefusedAttempt, Skew, WitnessView
from onrecord.web.pieces import entry_number, moment
from onrecord.web.rule import StaffRequest, needs


@needs(Permission.AUDIT_RUN)
@require_safe
def audit_page(request: StaffRequest) -> HttpResponse:
    """Show what whoever watches the ledger needs; who sees which list is authority's."""
    actor = request.actor
    health = oversight.log_health(actor=actor)
    context: dict[str, Any] = {
        "health": health,
        "skews": [(_skew(skew), skew.at) for skew in health.skews],
        "health_facts": (
            ("Origin", health.origin),
            ("Entries in the checkpoint", f"{health.size:,}"),
            ("Published", health.published_at),
            ("Next checkpoint", health.next_at),
            ("Recorded since", f"{health.waiting:,}"),
        ),
        "witness_facts": [(w.name, w.at or "Never", _cosigned(w)) for w in health.witnesses],
    }
    context |= _audit(request)
    context["can_go_on"] = oversight.can_go_on(actor=actor)
    if decide(actor, Permission.REFUSALS_READ, Facts()).allowed:
        context["refusals"] = True
        context["refused_columns"] = ("When", "Who", "What was asked", "About", "Why", "Entry")
        context["refused_rows"] = _refused(oversight.refused_attempts(actor=actor))
    if decide(actor, Permission.STEERING_READ, Facts()).allowed:
        context["steering"] = True
        context["steering_columns"] = ("When", "Office", "Person", "Way", "Words", "Recorded by")
        context["steering_rows"] = [
            (moment(c.at), c.office, c.person_named, c.way, c.words, c.recorded_by)
            for c in steering_attempts(actor=actor)
        ]
    return render(request, "onrecord/audit/page.html", context)


def _audit(request: StaffRequest) -> dict[str, Any]:
    audit = oversight.latest_audit(actor=request.actor)
    if audit is None:
        return {"audit": None}
    return {
        "audit": audit,
        "holds": audit.ended_at is not None and not audit.differences,
        "percent": 100 * audit.done // audit.total if audit.total else 0,
        "audit_facts": (
            ("Asked by", audit.asked_by),
            ("Ended", audit.ended_at),
            ("Covers", _covered(audit)),
            ("Entries recomputed", f"{audit.counts['entries']:,}"),
            ("Of these under the checkpoint", f"{audit.counts['in_checkpoint']:,}"),
            ("Rows compared", f"{audit.counts['rows']:,}"),
            ("Exhibits hashed again", f"{audit.counts['blobs']:,}"),
            ("Sealed packets verified", f"{audit.counts['packets']:,}"),
            ("Fields lawfully destroyed", f"{audit.counts['destroyed']:,}"),
            ("Entries without any field left", f"{audit.counts['statements_destroyed']:,}"),
            ("Entries lost and confessed", f"{audit.counts['lost']:,}"),
        ),
        "destroyed_columns": ("Month", "Authority", "Fields", "Entries left empty", "Decided in"),
        "destroyed_rows": [
            (d.month, d.authority, f"{d.fields:,}", f"{d.statements:,}", f"entry {d.decided_in}")
            for d in audit.destructions
        ],
        "lost_columns": ("Indices", "Entries", "Confessed in"),
        "lost_rows": [
            (
                f"{lost.first}" if lost.first == lost.last else f"{lost.first} to {lost.last}",
                f"{lost.leaves:,}",
                f"entry {lost.confessed_in}",
            )
            for lost in audit.losses
        ],
    }


def _cosigned(witness: WitnessView) -> str:
    """Say what a witness last cosigned, and why it has not since."""
    if witness.size is None:
        return (
            f"Not asked with success: {witness.trouble}." if witness.trouble else "Not asked yet."
        )
    since = f" Since then: {witness.trouble}." if witness.trouble else ""
    return f"Cosigned {witness.size:,} entries.{since}"


def _skew(skew: Skew) -> str:
    side = "ahead of" if skew.offset_ms > 0 else "behind"
    return f"{abs(skew.offset_ms) / 1000:,.1f} s {side} {skew.reference}"


def _covered(audit: AuditView) -> str:
    """Say what the audit covered."""
    covered = "everything" if audit.scope == "full" else f"what came after entry {audit.since:,}"
    return f"{covered}; it broke off and was taken up" if audit.resumed else covered


def _refused(attempts: tuple[RefusedAttempt, ...]) -> list[tuple[object, ...]]:
    people = [person for a in attempts if (person := _person(a.actor)) is not None]
    names = names_of(people)
    return [
        (
            moment(a.at),
            _name(a.actor, names),
            a.permission,
            _about(a.about),
            a.code.replace("-", " "),
            entry_number(a.index),
        )
        for a in attempts
    ]


def _person(actor: str) -> UUID | None:
    try:
        return UUID(actor)
    except ValueError:
        return None


def _name(actor: str, names: dict[UUID, str]) -> str:
    person = _person(actor)
    return names.get(person, actor) if person else actor


def _about(subject: str) -> str:
    """Return "incident 1f2e3d4c": enough to tell two apart, and no more than the ledger's name."""
    noun, _, identifier = subject.partition("/")
    return f"{noun} {identifier[:8]}".strip()


@needs(Permission.AUDIT_RUN)
@require_POST
def run_audit(request: StaffRequest) -> HttpResponse:
    """Have the worker audit the record: all of it, what is new, or on from where it broke off."""
    scope = request.POST.get("scope")
    if scope == "resume":
        oversight.take_up_audit(actor=request.actor)
    else:
        oversight.ask_for_audit(actor=request.actor, incremental=scope == "incremental")
    return HttpResponseRedirect("/audit/")


@needs(Permission.AUDIT_RUN)
@require_safe
def progress_fragment(request: StaffRequest) -> HttpResponse:
    """Answer the page that waits: the progress, or word that the page is to be loaded anew."""
    context = _audit(request)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect("/audit/")
    response = render(request, "onrecord/audit/progress.html", context)
    response["Cache-Control"] = "no-store"
    if context["audit"] is None or not context["audit"].under_way:
        response["HX-Refresh"] = "true"
    return response
