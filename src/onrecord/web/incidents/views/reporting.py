"""Who told us: added by whoever is told, read by few, for a purpose (G20)."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.accounts.errors import ContactsUnfit
from onrecord.authority import Facts, Permission, decide
from onrecord.incidents.actions import add_reporter, forget_reporter, use_contact
from onrecord.incidents.errors import IncidentError, StatusTextFound, UnknownIncident
from onrecord.incidents.queries import ReporterRow, may_add_reporter, reporters
from onrecord.web import pieces
from onrecord.web.acting import ActForm, perform
from onrecord.web.incidents.forms.matter import PurposeForm
from onrecord.web.incidents.forms.reporting import ReporterForm
from onrecord.web.incidents.views.incident import FORM_METHODS
from onrecord.web.receipts.given import shown as receipt_shown
from onrecord.web.rule import StaffRequest, needs

FAULTS = (IncidentError, ContactsUnfit)
LABELS = {
    "name": "Name",
    "telephone": "Telephone",
    "email": "E-mail",
    "address": "Address",
    "note": "When and how to reach them",
    "kept_apart": "Kept apart from the note",
}


@needs(Permission.REPORTER_LIST)
@require_safe
def reporters_page(request: StaffRequest, number: str) -> HttpResponse:
    """List reporting persons by number, with what their contact data served."""
    rows = _rows(request, number)
    may_use = decide(request.actor, Permission.REPORTER_CONTACT, Facts()).allowed
    context = {
        "number": number,
        "title": "Who told us",
        "receipt_given": receipt_shown(request),
        "columns": ("Reporting person", "How", ("Recorded", "time"), "By", "Contact", "Used"),
        "rows": [
            (
                pieces.link(f"/incidents/{number}/reporting/{r.number}/", f"Person {r.number}")
                if may_use
                else f"Person {r.number}",
                r.way,
                pieces.moment(r.recorded_at),
                r.recorded_by,
                f"Deleted on request, {r.contact_deleted_at:%Y-%m-%d}"
                if r.contact_deleted_at
                else "Kept apart",
                "; ".join(r.uses) or "Never",
            )
            for r in rows
        ],
    }
    return _private(render(request, "onrecord/incidents/reporters.html", context))


@needs(Permission.REPORTER_ADD)
@require_http_methods(FORM_METHODS)
def new_page(request: StaffRequest, number: str) -> HttpResponse:
    """Keep the contact data of somebody who told us; the page says who will see them."""
    try:
        may_add_reporter(actor=request.actor, number=number)
    except UnknownIncident as unknown:
        raise Http404(str(unknown)) from unknown
    form = ReporterForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: add_reporter(
            actor=request.actor,
            number=number,
            choices=choices,
            **{name: form.cleaned_data[name] for name in ReporterForm.TEXTS},
        ),
        done=f"/incidents/{number}/reporting/new/",
        errors=FAULTS,
    )
    return answer or _form(
        request,
        number,
        form,
        template="onrecord/incidents/reporter_new.html",
        title="Somebody told us",
        guide="Kept in a store of its own, under a key of its own. The record holds a random "
        "reference. Nobody who was there, and no officer's chain, can see who it was; records and "
        "the investigator can, for a purpose that is recorded. Ask first whether they agree.",
        button="Keep it apart",
        back_url="/desk/",
        receipt_given=receipt_shown(request),
    )


@needs(Permission.REPORTER_CONTACT)
@require_http_methods(FORM_METHODS)
def contact_page(request: StaffRequest, number: str, reporter: int) -> HttpResponse:
    """Ask why, record it, and only then show the contact data."""
    row = _one(request, number, reporter, Permission.REPORTER_CONTACT)
    form = PurposeForm(request.POST or None)
    title = f"Reporting person {row.number}"
    back = f"/incidents/{number}/reporting/"
    if request.method == "POST" and form.is_valid():
        try:
            contact = use_contact(
                actor=request.actor,
                number=number,
                reporter=reporter,
                purpose=form.cleaned_data["purpose"],
            )
        except (StatusTextFound, ContactsUnfit) as fault:
            form.add_error("purpose", str(fault))
        else:
            context = {
                "number": number,
                "title": title,
                "row": row,
                "facts": [(LABELS.get(name, name), words) for name, words in contact.items()],
                "may_forget": decide(request.actor, Permission.REPORTER_FORGET, Facts()).allowed,
            }
            return _private(render(request, "onrecord/incidents/reporter.html", context))
    return _form(
        request,
        number,
        form,
        title=title,
        lead="The purpose is recorded before anything is shown.",
        button="Show how to reach them",
        kept="Nothing was shown yet.",
        back_url=back,
    )


@needs(Permission.REPORTER_FORGET)
@require_http_methods(FORM_METHODS)
def forget_page(request: StaffRequest, number: str, reporter: int) -> HttpResponse:
    """Delete contact data because the person asked for it."""
    row = _one(request, number, reporter, Permission.REPORTER_FORGET)
    form = ActForm(request.POST or None)
    back = f"/incidents/{number}/reporting/"
    answer = perform(
        request,
        form,
        lambda _choices: forget_reporter(actor=request.actor, number=number, reporter=reporter),
        done=back,
        errors=FAULTS,
    )
    return answer or _form(
        request,
        number,
        form,
        title=f"Delete how to reach person {row.number}",
        guide="Only because the person asked for it. The reference stays, and that it was used. "
        "Backups hold the data until they are removed by their own terms.",
        button="Delete the contact data",
        back_url=back,
    )


def _rows(
    request: StaffRequest, number: str, permission: Permission = Permission.REPORTER_LIST
) -> tuple[ReporterRow, ...]:
    try:
        return reporters(actor=request.actor, number=number, permission=permission)
    except UnknownIncident as unknown:
        raise Http404(str(unknown)) from unknown


def _one(request: StaffRequest, number: str, reporter: int, permission: Permission) -> ReporterRow:
    found = next(
        (row for row in _rows(request, number, permission) if row.number == reporter), None
    )
    if found is None:
        raise Http404
    return found


def _form(
    request: StaffRequest,
    number: str,
    form: forms.Form,
    *,
    template: str = "onrecord/incidents/reporter_form.html",
    **more: Any,  # noqa: ANN401 - what a template takes
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return _private(
        render(request, template, {"form": form, "number": number, **more}, status=status)
    )


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
