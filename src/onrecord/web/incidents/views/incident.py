"""Opening an incident, correcting it, opening it again, and the legal authority claimed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from onrecord.authority import Facts, Permission
from onrecord.directive import ActKind, Answer, Origin
from onrecord.incidents.actions import (
    Choices,
    Receipt,
    correct_incident,
    open_incident,
    record_legal_authority,
    record_scene_act,
    reopen_incident,
)
from onrecord.incidents.errors import UnknownDispatchEvent
from onrecord.incidents.queries import DispatchEventView, dispatch_event
from onrecord.incidents.states import ForceUsed
from onrecord.ledger.act import demand
from onrecord.web.acting import perform
from onrecord.web.incidents.forms.incident import (
    CorrectForm,
    LegalAuthorityForm,
    OpenForm,
    ReopenForm,
    prefilled,
)
from onrecord.web.incidents.opening import opened
from onrecord.web.incidents.views.page import form_page
from onrecord.web.incidents.words import ACCOUNTS, QUESTIONS
from onrecord.web.rule import StaffRequest, needs

FORM_METHODS = ["GET", "HEAD", "POST"]


@needs(Permission.INCIDENT_OPEN)
@require_http_methods(FORM_METHODS)
def open_page(request: StaffRequest) -> HttpResponse:
    """Open an incident from what is known; nothing else is asked now."""
    demand(request.actor, Permission.INCIDENT_OPEN, Facts())
    event = _event_named(request)
    form = OpenForm(request.POST or None, initial=prefilled(event))

    def act(choices: Choices) -> Receipt:
        data = form.cleaned_data
        receipt = open_incident(
            actor=request.actor,
            origin=Origin(data["origin"]),
            district=data["district"],
            summary=data["summary"],
            place=data["place"],
            occurred_at=data["occurred_at"],
            dispatch_number=data["dispatch_number"],
            force_used=ForceUsed(data["force_used"]),
            answers={
                **{name: Answer(data[name]) for name in ("injured", "camera_on")},
                **({"dispatched": Answer.YES} if event and event.dispatched_at else {}),
            },
            choices=choices,
        )
        if data["supervisor_notified"] == "yes":
            record_scene_act(
                actor=request.actor,
                number=receipt.reference,
                act_kind=ActKind.SUPERVISOR_NOTIFIED,
                at=data["supervisor_notified_at"],
            )
        return receipt

    answer = perform(request, form, act, done=lambda made: f"/incidents/{made.reference}/")
    if answer:
        return answer
    context = {
        "form": form,
        "title": "New incident",
        "event": event,
        "first": [form[name] for name in
                  ("origin", "injured", "force_used", "camera_on", "supervisor_notified",
                   "supervisor_notified_at")],
        "then": [form[name] for name in
                 ("occurred_at", "district", "place", "dispatch_number", "summary")],
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "onrecord/incidents/new.html", context, status=status)


def _event_named(request: StaffRequest) -> DispatchEventView | None:
    """Return the dispatch event from which the incident is opened, where the address names one."""
    number = request.GET.get("dispatch", "")
    if not number:
        return None
    try:
        return dispatch_event(actor=request.actor, number=number)
    except UnknownDispatchEvent:
        raise Http404 from None


@needs(Permission.INCIDENT_CORRECT)
@require_http_methods(FORM_METHODS)
def correct_page(request: StaffRequest, number: str) -> HttpResponse:
    """Correct or complete what is recorded of the incident itself, with a reason."""
    view = opened(request, number, Permission.INCIDENT_CORRECT)
    form = CorrectForm(request.POST or None, view)
    answer = perform(
        request,
        form,
        lambda choices: correct_incident(
            actor=request.actor,
            number=number,
            changes=form.changes(),
            reason=form.cleaned_data["reason"],
            choices=choices,
        ),
        done=f"/incidents/{number}/",
    )
    return answer or form_page(
        request,
        view,
        form,
        template="onrecord/incidents/correct.html",
        title="Correct or complete",
        lead="What stood before stays in the record; this adds what it reads now, and why.",
        button="Record the correction",
        event=[form[name] for name in
               ("origin", "occurred_at", "district", "place", "dispatch_number", "summary")],
        questions=[form[name] for name in ("force_used", *QUESTIONS)],
        accounts=[form[name] for name in ACCOUNTS],
        reason=form["reason"],
    )  # fmt: skip


@needs(Permission.INCIDENT_REOPEN)
@require_http_methods(FORM_METHODS)
def reopen_page(request: StaffRequest, number: str) -> HttpResponse:
    """Open a closed incident again, with a reason."""
    view = opened(request, number, Permission.INCIDENT_REOPEN)
    form = ReopenForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: reopen_incident(
            actor=request.actor,
            number=number,
            reason=form.cleaned_data["reason"],
            choices=choices,
        ),
        done=f"/incidents/{number}/",
    )
    return answer or form_page(
        request, view, form, title="Open this incident again", button="Open it again"
    )


@needs(Permission.INCIDENT_CORRECT)
@require_http_methods(FORM_METHODS)
def legal_authority_page(request: StaffRequest, number: str) -> HttpResponse:
    """Record the warrant or order that somebody claimed or showed; it is kept apart."""
    view = opened(request, number, Permission.INCIDENT_CORRECT)
    form = LegalAuthorityForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda _choices: record_legal_authority(
            actor=request.actor,
            number=number,
            authority_kind=form.cleaned_data["authority_kind"],
            authority_number=form.cleaned_data["authority_number"],
            words=form.cleaned_data["words"],
        ),
        done=f"/incidents/{number}/",
    )
    return answer or form_page(
        request,
        view,
        form,
        title="Legal authority claimed",
        button="Record and keep apart",
        guide=(
            "Kept apart from the record that others open: counsel and the prosecutor's packet"
            " alone open it. Record what was claimed, not whether it holds."
        ),
    )
