"""Referrals: the list, preparing one, the packet builder, approval, sealing."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.authority import Permission, Refused
from onrecord.evidence.queries import exhibits
from onrecord.incidents.queries import IncidentView, contact_register
from onrecord.referrals import queries, waiting
from onrecord.referrals.actions import BASIS, approve_referral, prepare_referral
from onrecord.referrals.checks import State
from onrecord.referrals.errors import ReferralError, UnknownReferral
from onrecord.referrals.queries import ReferralView
from onrecord.referrals.states import ReferralAction, ReferralState, after
from onrecord.storage.directives import load_directive
from onrecord.web.acting import ActForm, perform
from onrecord.web.incidents.opening import opened, strip_of
from onrecord.web.incidents.shown import pairs, size
from onrecord.web.page import following_url
from onrecord.web.pieces import link, moment
from onrecord.web.receipts.given import shown as receipt_shown
from onrecord.web.referrals.forms import ReferralForm
from onrecord.web.referrals.shown import STATES, checks_shown, groups_of, index_rows, sum_words
from onrecord.web.rule import StaffRequest, needs

FORM_METHODS = ["GET", "HEAD", "POST"]


@needs(Permission.REFERRAL_READ)
@require_safe
def referrals_page(request: StaffRequest) -> HttpResponse:
    """List the referrals, newest first."""
    page = queries.referral_list(actor=request.actor, after=request.GET.get("after", ""))
    context = {
        "more_url": following_url("/referrals/", page.following),
        "columns": ("Packet", "Incident", "To", "Allegations", "State", "Prepared", "Sealed"),
        "rows": [
            (
                link(f"/referrals/{row.number}/", row.number),
                link(f"/incidents/{row.incident_number}/?for=referral", row.incident_number),
                row.office_title,
                ", ".join(row.allegations),
                STATES[row.state],
                moment(row.prepared_at),
                moment(row.sealed_at) if row.sealed_at else "Not sealed",
            )
            for row in page.rows
        ],
    }
    return render(request, "onrecord/referrals/list.html", context)


@needs(Permission.REFERRAL_PREPARE)
@require_http_methods(FORM_METHODS)
def new_referral_page(request: StaffRequest, number: str) -> HttpResponse:
    """Prepare a referral of an incident's felony allegations."""
    view = opened(request, number, Permission.REFERRAL_PREPARE)
    felonies = queries.referable(actor=request.actor, number=number)
    form = ReferralForm(
        request.POST or None,
        [a for a in view.allegations if a.number in felonies],
        queries.destinations(actor=request.actor, number=number),
    )
    answer = perform(
        request,
        form,
        lambda choices: prepare_referral(
            actor=request.actor,
            number=number,
            office=form.cleaned_data["office"],
            allegations=form.cleaned_data["allegations"],
            summary=form.cleaned_data["summary"],
            contacts_known=form.cleaned_data["contacts_known"],
            evidence_not_held=form.cleaned_data["evidence_not_held"],
            choices=choices,
        ),
        done=lambda receipt: f"/referrals/{receipt.reference}/",
        errors=(ReferralError,),
    )
    context = {
        "strip": strip_of(request.actor, view),
        "title": "Prepare a referral",
        "form": form,
        "felonies": felonies,
        "basis": BASIS,
        "register": contact_register(actor=request.actor, number=number),
    }
    status = 422 if form.is_bound and form.errors else 200
    return answer or render(request, "onrecord/referrals/new.html", context, status=status)


@needs(Permission.REFERRAL_READ)
@require_safe
def referral_page(request: StaffRequest, number: str) -> HttpResponse:
    """Show the packet builder: what holds, what is a gap, what stops sealing; then the packet."""
    view = _referral(request, number)
    context: dict[str, Any] = {
        "title": view.row.number,
        "view": view,
        "state": STATES[view.row.state],
        "is_sealed": view.row.state == ReferralState.SEALED,
        "digest_groups": groups_of(view.packet_digest),
        "facts": _facts(view),
        "receipt_given": receipt_shown(request),
    }
    context |= _sealing(request, number)
    incident = opened(request, view.row.incident_number)
    context |= _packet(request, view, incident)
    found = [(c["check"], c["state"], c["words"]) for c in view.checks]
    if not context["is_sealed"]:
        now = queries.findings(actor=request.actor, number=number)
        found = [(f.check, f.state.value, f.words) for f in now]
    states = [state for _, state, _ in found]
    context |= {
        "checks": checks_shown(found, view.row.incident_number),
        "sum": sum_words(states),
        "stops": State.STOPS.value in states,
    }
    context |= _next_act(request, view)
    return render(request, "onrecord/referrals/page.html", context)


def _referral(request: StaffRequest, number: str) -> ReferralView:
    try:
        return queries.referral(actor=request.actor, number=number)
    except UnknownReferral as unknown:
        raise Http404(str(unknown)) from unknown


def _facts(view: ReferralView) -> list[tuple[str, object]]:
    return [
        ("To", view.row.office_title),
        ("Allegations, no finding", ", ".join(view.row.allegations)),
        ("In brief", view.summary),
        ("Basis", view.basis),
        ("Contacts with elected offices", view.contacts_known),
        ("Evidence known to exist and not held", view.evidence_not_held or "None known"),
        ("Prepared by", view.prepared_by_name),
        ("Prepared", view.row.prepared_at),
        ("Approved by", view.approved_by_name or "Not approved yet"),
        *([("Approved", view.approved_at)] if view.approved_at else []),
    ]


def _packet(request: StaffRequest, view: ReferralView, incident: IncidentView) -> dict[str, Any]:
    number = incident.number
    referred = [
        pair
        for pair in pairs(incident, load_directive(incident.directive), with_cautions=False)
        if pair.number in view.row.allegations
    ]
    held = exhibits(actor=request.actor, number=number)
    return {
        "strip": strip_of(request.actor, incident),
        "pairs": referred,
        "index_columns": ("Exhibit", "Title", ("Size", "number")),
        "index_rows": index_rows(number, held),
        "index_size": size(sum(row.size for row in held)),
        "contacts": len(contact_register(actor=request.actor, number=number)),
    }


def _next_act(request: StaffRequest, view: ReferralView) -> dict[str, Any]:
    """Return what this reader may do next with the referral, or the rule that bars it."""
    number = view.row.number
    approval, sealing = (
        queries.decision(actor=request.actor, permission=permission, number=number)
        for permission in (Permission.REFERRAL_APPROVE, Permission.REFERRAL_SEAL)
    )
    waits = view.row.state == ReferralState.PREPARED
    to_seal = not waits and view.folder is None
    return {
        "may_approve": waits and approval.allowed,
        "waits_for_another": waits and not approval.allowed,
        "may_seal": to_seal and sealing.allowed,
        "waits_for_seal": to_seal and not sealing.allowed,
        "why_not_seal": sealing.reason if sealing.code != "role" else "",
    }


def _sealing(request: StaffRequest, number: str) -> dict[str, Any]:
    """Return how far a sealing has come, for the page and for the fragment that it polls."""
    progress = waiting.sealing(actor=request.actor, number=number)
    if progress is None:
        return {"progress": None}
    total = progress.bytes_total
    return {
        "number": number,
        "progress": progress,
        "percent": min(100, 100 * progress.bytes_written // total) if total else 0,
        "written": size(progress.bytes_written),
        "total": size(total),
    }


@needs(Permission.REFERRAL_READ)
@require_safe
def sealing_fragment(request: StaffRequest, number: str) -> HttpResponse:
    """Answer the page that waits: the progress, or word that the page is to be loaded anew."""
    _referral(request, number)
    context = _sealing(request, number)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"/referrals/{number}/")
    response = render(request, "onrecord/referrals/progress.html", context)
    response["Cache-Control"] = "no-store"
    if context["progress"] is None or not context["progress"].under_way:
        response["HX-Refresh"] = "true"
    return response


@needs(Permission.REFERRAL_APPROVE)
@require_http_methods(FORM_METHODS)
def approve_page(request: StaffRequest, number: str) -> HttpResponse:
    """Approve a referral as a supervisor who did not prepare it; a page of its own."""
    view = _referral(request, number)
    _require(request, Permission.REFERRAL_APPROVE, view)
    form = ActForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda _: approve_referral(actor=request.actor, number=number),
        done=f"/referrals/{number}/",
        errors=(ReferralError,),
    )
    allegations = ", ".join(view.row.allegations)
    act = {
        "title": f"Approve referral {number}",
        "button": f"Approve {number}",
        "happens": [
            (
                f"{view.row.office_title} may be given the packet of {allegations}, alleged, "
                "no finding."
            ),
            "An evidence custodian can seal the packet from then on.",
            f"Its basis stays as it is: {view.basis}",
            "Your name stands as the police supervisor who approved it.",
        ],
        "stays_possible": [
            "A further referral with what is found later, under its own number.",
            "The prosecutor decides whether to charge; nothing is decided by this.",
            "Anybody can record an attempt to steer; only the inspector general sees it.",
        ],
        "cancel_url": f"/referrals/{number}/",
    }
    return answer or _interruption(request, form, act)


@needs(Permission.REFERRAL_SEAL)
@require_http_methods(FORM_METHODS)
def seal_page(request: StaffRequest, number: str) -> HttpResponse:
    """Seal a packet, by the worker; a page of its own."""
    view = _referral(request, number)
    if request.method == "POST":
        waiting.ask_to_seal(actor=request.actor, number=number)
        return HttpResponseRedirect(f"/referrals/{number}/")
    _require(request, Permission.REFERRAL_SEAL, view)
    act = {
        "title": f"Seal packet {number}",
        "button": f"Seal {number}",
        "happens": [
            "Every exhibit is read once more and must equal its intake.",
            (
                "Originals, documents, custody and proofs are written as one packet, and verified "
                "as its recipient would."
            ),
            "Its digest becomes an entry of the log. Changing any byte afterwards would show.",
        ],
        "stays_possible": [
            "A supplement with further evidence, as a further referral.",
            "Stopping half-way does no harm: sealing goes on from there.",
        ],
        "cancel_url": f"/referrals/{number}/",
    }
    return _interruption(request, ActForm(), act)


def _require(request: StaffRequest, permission: Permission, view: ReferralView) -> None:
    """Refuse at once what the act behind a page would refuse: nobody reads it in vain."""
    decision = queries.decision(actor=request.actor, permission=permission, number=view.row.number)
    if not decision.allowed:
        raise Refused(
            decision.code, decision.reason, permission=permission.value, about=view.subject
        )
    is_half_sealed = view.row.state == ReferralState.SEALED and view.folder is None
    if permission is Permission.REFERRAL_APPROVE:
        after(view.row.state, ReferralAction.APPROVE)
    elif not is_half_sealed:
        after(view.row.state, ReferralAction.BEGIN_SEALING)


def _interruption(request: StaffRequest, form: ActForm, act: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = {"act": act, "form": form}
    return render(request, "onrecord/interruption.html", context, status=status)
