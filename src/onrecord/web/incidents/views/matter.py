"""Statements, notes and documents of an incident, each in its handling class (G17).

These pages show no other part of the incident: some who open them open nothing else of it.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.authority import HandlingClass, Permission
from onrecord.incidents.actions import (
    Choices,
    Receipt,
    add_matter,
    admit_reader,
    end_reader,
    open_matter,
)
from onrecord.incidents.errors import StatusTextFound, UnknownIncident, UnknownPart
from onrecord.incidents.queries import MatterRow, matter_readers, matters, takes_in
from onrecord.incidents.states import MatterForm as Form
from onrecord.web import pieces
from onrecord.web.acting import perform
from onrecord.web.incidents.forms.matter import MatterForm, PurposeForm, ReaderForm
from onrecord.web.incidents.views.incident import FORM_METHODS
from onrecord.web.incidents.words import HANDLING, HANDLING_HINT, MATTER_FORM, word
from onrecord.web.receipts.given import shown as receipt_shown
from onrecord.web.rule import StaffRequest, needs


@needs(Permission.MATTER_REGISTER)
@require_safe
def matters_page(request: StaffRequest, number: str) -> HttpResponse:
    """List what this reader may know of; what they may not is not counted either."""
    known = _known(request, number)
    context = {
        "number": number,
        "title": "Statements, notes and documents",
        "receipt_given": receipt_shown(request),
        "may_take_in": bool(takes_in(actor=request.actor, number=number)),
        "columns": ("What", "Handling class", "Form", "From", "Taken in by", ("When", "time")),
        "rows": [
            (
                pieces.link(_address(number, row), row.title) if row.may_open else row.title,
                word(HANDLING, row.handling_class),
                word(MATTER_FORM, row.form),
                row.came_from,
                row.taken_in_by,
                pieces.moment(row.taken_in_at),
            )
            for row in known
        ],
    }
    return _private(render(request, "onrecord/incidents/matters.html", context))


@needs(Permission.MATTER_TAKE_IN)
@require_http_methods(FORM_METHODS)
def new_page(request: StaffRequest, number: str) -> HttpResponse:
    """Take matter in; one that derives from another is of its class."""
    actor = request.actor
    known = _known(request, number)
    source = next((r for r in known if r.reference == request.GET.get("source", "")), None)
    if request.GET.get("source") and source is None:
        raise Http404
    classes = (
        (HandlingClass(source.handling_class),) if source else takes_in(actor=actor, number=number)
    )
    form = MatterForm(request.POST or None, classes)
    if source:
        form.fields["handling_class"].initial = source.handling_class

    def act(choices: Choices) -> Receipt:
        data = form.cleaned_data
        return add_matter(
            actor=actor,
            number=number,
            handling_class=HandlingClass(data["handling_class"]),
            form=Form(data["form"]),
            title=data["title"],
            words=data["words"],
            came_from=data["came_from"],
            source=source.reference if source else "",
            choices=choices,
        )

    answer = perform(request, form, act, done=f"/incidents/{number}/matter/")
    return answer or _form(
        request,
        number,
        form,
        title="Take matter in",
        lead=f"Derived from: {source.title}." if source else "",
        guide="The class decides who will ever open this, and cannot be changed afterwards.",
        button="Take it in",
        hints={c.value: HANDLING_HINT[c] for c in classes},
        back_url=f"/incidents/{number}/matter/",
    )


@needs(Permission.MATTER_OPEN)
@require_http_methods(FORM_METHODS)
def open_page(request: StaffRequest, number: str, matter: UUID) -> HttpResponse:
    """Ask why it is opened, then show its words; the opening is recorded first."""
    row = _one(request, number, matter)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            view = open_matter(
                actor=request.actor,
                number=number,
                matter=row.reference,
                purpose=form.cleaned_data["purpose"],
            )
        except StatusTextFound as found:
            form.add_error("purpose", str(found))
        else:
            facts = [
                ("Handling class", word(HANDLING, view.handling_class)),
                ("Form", word(MATTER_FORM, view.form)),
                ("From", pieces.recorded(view.came_from)),
                ("Taken in by", row.taken_in_by),
                ("Taken in", pieces.moment(row.taken_in_at)),
            ]
            context = {
                "number": number,
                "title": view.title,
                "matter": view,
                "row": row,
                "facts": facts,
            }
            return _private(render(request, "onrecord/incidents/matter.html", context))
    warning = HANDLING_HINT.get(row.handling_class, "")
    return _form(
        request,
        number,
        form,
        title=row.title,
        lead=f"{word(HANDLING, row.handling_class)}. Opening it is recorded.",
        guide=warning if row.handling_class == HandlingClass.COMPELLED else "",
        button="Open it",
        kept="Nothing was opened yet.",
        back_url=f"/incidents/{number}/matter/",
    )


@needs(Permission.MATTER_ADMIT)
@require_http_methods(FORM_METHODS)
def readers_page(request: StaffRequest, number: str, matter: UUID) -> HttpResponse:
    """Show a matter's dated list; put a person on it, or end their time."""
    row = _one(request, number, matter)
    listed = matter_readers(actor=request.actor, number=number, matter=row.reference)
    ending = request.POST.get("end", "")
    form = ReaderForm(request.POST or None)
    if ending:
        form = ReaderForm({"username": ending, "once": request.POST.get("once", "")})
    actor, named = request.actor, row.reference
    here = f"/incidents/{number}/matter/{matter}/readers/"

    def act(_choices: Choices) -> Receipt:
        name = form.cleaned_data["username"]
        if ending:
            return end_reader(actor=actor, number=number, matter=named, username=name)
        until = form.cleaned_data["until"]
        return admit_reader(actor=actor, number=number, matter=named, username=name, until=until)

    answer = perform(request, form, act, done=here)
    context = {
        "columns": ("Person", "User name", ("Since", "time"), ("Until", "time")),
        "rows": [
            (x.name, x.username, pieces.moment(x.since), pieces.moment(x.until)) for x in listed
        ],
        "standing": [x for x in listed if x.until is None],
        "receipt_given": receipt_shown(request),
    }
    return answer or _form(
        request,
        number,
        form,
        template="onrecord/incidents/matter_readers.html",
        title="Who may open it",
        lead=row.title,
        button="Put this person on the list",
        back_url=f"/incidents/{number}/matter/",
        **context,
    )


def _known(request: StaffRequest, number: str) -> tuple[MatterRow, ...]:
    try:
        return matters(actor=request.actor, number=number)
    except UnknownIncident as unknown:
        raise Http404(str(unknown)) from unknown


def _one(request: StaffRequest, number: str, matter: UUID) -> MatterRow:
    """Return a matter that the reader knows of; alike for none such and for none of theirs."""
    found = next((row for row in _known(request, number) if row.reference == str(matter)), None)
    if found is None:
        raise Http404(str(UnknownPart("No such matter.")))
    return found


def _address(number: str, row: MatterRow) -> str:
    return f"/incidents/{number}/matter/{row.reference}/"


def _form(
    request: StaffRequest,
    number: str,
    form: forms.Form,
    *,
    template: str = "onrecord/incidents/matter_form.html",
    **more: Any,  # noqa: ANN401 - what a template takes
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "number": number, **more}
    return _private(render(request, template, context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
