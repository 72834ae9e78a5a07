"""Why a dispatch event has no incident: one person says it, another agrees (G13)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from onrecord.authority import Facts, Permission, barred
from onrecord.incidents.actions import confirm_dispatch, explain_dispatch
from onrecord.incidents.queries import explanations
from onrecord.ledger.act import demand
from onrecord.web.acting import perform
from onrecord.web.dispatch.finding import LIST, found
from onrecord.web.dispatch.forms import ReasonForm
from onrecord.web.rule import StaffRequest, needs

FORM = "onrecord/dispatch/form.html"


@needs(Permission.DISPATCH_EXPLAIN)
@require_http_methods(["GET", "HEAD", "POST"])
def explain_page(request: StaffRequest, event: str) -> HttpResponse:
    """State why an event is not of the kind that its code says."""
    demand(request.actor, Permission.DISPATCH_EXPLAIN, Facts())
    view = found(request, event)
    form = ReasonForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: explain_dispatch(
            actor=request.actor,
            event=view.number,
            reason=form.cleaned_data["reason"],
            choices=choices,
        ),
        done=f"{LIST}{view.number}/",
    )
    context = {
        "form": form,
        "title": f"Why has event {view.number} no incident?",
        "lead": f"{view.code}, {view.district}. It stands open until another person agrees.",
        "guide": "Say what was there, and how you know it. An incident that was not recorded yet "
        "is opened, not explained.",
        "button": "State this reason",
        "back_url": f"{LIST}{view.number}/",
    }
    status = 422 if form.is_bound and form.errors else 200
    return answer or render(request, FORM, context, status=status)


@needs(Permission.DISPATCH_EXPLAIN_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: StaffRequest, event: str, statement: str) -> HttpResponse:
    """Agree, with an own reason, that an event has no incident."""
    if barred(request.actor, Permission.DISPATCH_EXPLAIN_CONFIRM) is not None:
        demand(request.actor, Permission.DISPATCH_EXPLAIN_CONFIRM, Facts())
    view = found(request, event)
    stated = next(
        (
            one
            for one in explanations(actor=request.actor, number=view.number)
            if one.reference == statement
        ),
        None,
    )
    if stated is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: confirm_dispatch(
            actor=request.actor,
            event=view.number,
            explanation=statement,
            reason=form.cleaned_data["reason"],
            choices=choices,
        ),
        done=f"{LIST}{view.number}/",
    )
    context = {
        "form": form,
        "title": f"Agree that event {view.number} has no incident",
        "lead": f"{stated.stated_by} stated: {stated.reason}",
        "guide": "Look for yourself before you agree. If you do not, leave it: the event stands "
        "open.",
        "button": "Agree",
        "back_url": f"{LIST}{view.number}/",
    }
    status = 422 if form.is_bound and form.errors else 200
    return answer or render(request, FORM, context, status=status)
