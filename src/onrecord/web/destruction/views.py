"""Lawful destruction: the list, a request, and the decision of a second person (G26)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.accounts.queries import names_of
from onrecord.authority import Facts, Permission, decide
from onrecord.ledger import destructions
from onrecord.ledger.act import demand
from onrecord.ledger.actions.destruction import (
    approve_destruction,
    refuse_destruction,
    request_destruction,
)
from onrecord.ledger.destructions import DestructionView
from onrecord.ledger.errors import DestructionError, UnknownDestruction
from onrecord.web.acting import perform
from onrecord.web.destruction.forms import ReasonForm, RequestForm
from onrecord.web.pieces import entry_number, link, moment
from onrecord.web.receipts.given import shown as receipt_shown
from onrecord.web.rule import StaffRequest, needs

LIST = "/destructions/"
SCOPES = {"incident": "An incident", "exhibit": "An exhibit", "field": "One field"}
NEXT = {
    "requested": "Waits for another person's decision.",
    "approved": "The worker carries it out.",
    "begun": "Tombstones are written; the worker goes on.",
    "emptied": "Rows and bytes are gone; the database is written anew.",
    "carried-out": "Complete.",
    "refused": "Refused; everything stands.",
}


@dataclass(frozen=True)
class Done:
    """The receipt of an act, as pages remember it."""

    entry_id: int
    reference: str


@needs(Permission.DESTRUCTION_READ)
@require_safe
def destructions_page(request: StaffRequest) -> HttpResponse:
    """List every destruction with its authority, its entry, and how far it has come."""
    actor = request.actor
    listed = destructions.destructions(actor=actor)
    context = {
        "may_request": decide(actor, Permission.DESTRUCTION_REQUEST, Facts()).allowed,
        "columns": ("Number", "What", "Authority", "Document", "State", "Approved in entry"),
        "rows": [
            (
                link(f"{LIST}{d.number}/", d.number),
                _what(d),
                d.authority,
                d.document_number,
                d.state.replace("-", " "),
                entry_number(d.approved_in) if d.approved_in is not None else None,
            )
            for d in listed
        ],
    }
    return render(request, "onrecord/destruction/list.html", context)


@needs(Permission.DESTRUCTION_REQUEST)
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: StaffRequest) -> HttpResponse:
    """Ask for a destruction."""
    actor = request.actor
    demand(actor, Permission.DESTRUCTION_REQUEST, Facts())
    known = destructions.authorities()
    form = RequestForm(request.POST or None, authorities=known)

    def act() -> Done:
        data = form.cleaned_data
        entry = request_destruction(
            actor=actor,
            scope=data["scope"],
            reference=data["reference"],
            field=data["field"],
            authority=data["authority"],
            document_number=data["document_number"],
            reason=data["reason"],
        )
        return Done(entry.id, destructions.number_of(entry.id))

    answer = perform(
        request,
        form,
        lambda _choices: act(),
        done=lambda done: f"{LIST}{done.reference}/",
        errors=(DestructionError,),
    )
    context = {
        "form": form,
        "title": "Ask for a destruction",
        "lead": "By the authority that the law names. Another person decides.",
        "button": "Ask for this destruction",
        "back_url": LIST,
        "hints": {item.id: item.document for item in known},
    }
    return answer or render(request, "onrecord/destruction/form.html", context)


@needs(Permission.DESTRUCTION_READ)
@require_safe
def destruction_page(request: StaffRequest, destruction: str) -> HttpResponse:
    """Show one destruction, and to whom may decide the way to do so."""
    found = _found(request, destruction)
    decides = decide(
        request.actor, Permission.DESTRUCTION_APPROVE, Facts(requester=found.requested_by)
    )
    context = {
        "destruction": found,
        "what": _what(found),
        "next": NEXT[found.state],
        "facts": _facts(found),
        "receipt_given": receipt_shown(request),
        "may_decide": found.state == "requested" and decides.allowed,
    }
    return render(request, "onrecord/destruction/page.html", context)


@needs(Permission.DESTRUCTION_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def approve_page(request: StaffRequest, destruction: str) -> HttpResponse:
    """Approve a destruction that another person asked for."""
    return _decision(request, destruction, approve_destruction, "Approve")


@needs(Permission.DESTRUCTION_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse_page(request: StaffRequest, destruction: str) -> HttpResponse:
    """Refuse a destruction that another person asked for."""
    return _decision(request, destruction, refuse_destruction, "Refuse")


def _decision(
    request: StaffRequest, number: str, act: Callable[..., object], verb: str
) -> HttpResponse:
    found = _found(request, number)
    demand(request.actor, Permission.DESTRUCTION_APPROVE, Facts(requester=found.requested_by))
    form = ReasonForm(request.POST or None)

    def decided() -> Done:
        entry = act(actor=request.actor, number=found.number, reason=form.cleaned_data["reason"])
        return Done(entry.id, found.number)  # type: ignore[attr-defined] # both return an entry

    answer = perform(
        request,
        form,
        lambda _choices: decided(),
        done=f"{LIST}{found.number}/",
        errors=(DestructionError,),
    )
    guide = (
        "Once it has begun nothing brings it back. Hold the document in your hand, and compare its "
        "number and what it names."
    )
    context = {
        "form": form,
        "title": f"{verb} destruction {found.number}",
        "lead": f"{_what(found)}, by {found.authority}, {found.document_number}.",
        "guide": guide if verb == "Approve" else "",
        "button": f"{verb} it",
        "back_url": f"{LIST}{found.number}/",
    }
    return answer or render(request, "onrecord/destruction/form.html", context)


def _found(request: StaffRequest, number: str) -> DestructionView:
    try:
        return destructions.destruction(actor=request.actor, number=number)
    except UnknownDestruction:
        raise Http404 from None


def _what(found: DestructionView) -> str:
    """Return "An exhibit, 2026-0003 E-1"; once it is gone, what tells two random subjects apart."""
    named = found.reference or found.target.rpartition("/")[2][:8]
    return f"{SCOPES[found.scope]}, {named}{f', {found.field}' if found.field else ''}"


def _facts(found: DestructionView) -> tuple[tuple[str, object], ...]:
    people = [person for person in (found.requested_by, found.decided_by) if person]
    names = names_of(people)
    shown: list[tuple[str, object]] = [
        ("Authority", found.authority),
        ("Document", found.document_number),
        ("Asked for by", names.get(found.requested_by, "")),
        ("Asked for", moment(found.requested_at)),
        ("Reason", found.reason),
    ]
    if found.decided_by is not None and found.decided_at is not None:
        shown += [
            ("Decided by", names.get(found.decided_by, "")),
            ("Decided", moment(found.decided_at)),
            ("Reason of the decision", found.decided_reason),
        ]
    if found.approved_in is not None:
        shown.append(("Approved in entry", entry_number(found.approved_in)))
    if found.counts:
        counted = ", ".join(f"{count} {name}" for name, count in found.counts.items())
        shown.append(("Destroyed", counted))
    if found.carried_out_at is not None:
        shown.append(("Carried out", moment(found.carried_out_at)))
    if found.backups_until is not None:
        shown.append(("Backups may hold it until", f"{found.backups_until:%d %b %Y}"))
    return tuple(shown)
