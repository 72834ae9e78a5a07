"""Later assertions of an incident: each page shows what stands already, and takes one more."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from onrecord.authority import Permission
from onrecord.directive import Answer, EvidentialBasis
from onrecord.incidents.actions import assert_age, assert_basis, record_decision
from onrecord.incidents.findings import DecisionStep, Reason, Result
from onrecord.incidents.queries import AllegationView, IncidentView, later_assertions
from onrecord.web import pieces
from onrecord.web.acting import perform
from onrecord.web.incidents.forms.later import AgeForm, BasisForm, DecisionForm
from onrecord.web.incidents.opening import opened
from onrecord.web.incidents.views.incident import FORM_METHODS
from onrecord.web.incidents.views.page import form_page
from onrecord.web.rule import StaffRequest, needs

TEMPLATE = "onrecord/incidents/later.html"


@needs(Permission.ALLEGATION_ADD)
@require_http_methods(FORM_METHODS)
def basis_page(request: StaffRequest, number: str, allegation: str) -> HttpResponse:
    """Name a further basis of an allegation; the first one stays."""
    view = opened(request, number, Permission.ALLEGATION_ADD)
    found = _allegation(view, allegation)
    form = BasisForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: assert_basis(
            actor=request.actor,
            number=number,
            allegation=found.number,
            basis=EvidentialBasis(form.cleaned_data["basis"]),
            source=form.cleaned_data["source"],
            choices=choices,
        ),
        done=f"/incidents/{number}/#allegations",
    )
    later = later_assertions(actor=request.actor, number=number)
    return answer or form_page(
        request,
        view,
        form,
        template=TEMPLATE,
        title=f"Basis of {found.number}",
        lead=f"{found.no_finding} First recorded: {found.basis_words}.",
        button="Record this basis",
        columns=("Basis", "Source", ("When", "time"), "Recorded by"),
        rows=[
            (b.basis_words, b.source, pieces.moment(b.at), b.by)
            for b in later.bases
            if b.allegation == found.number
        ],
        caption="Named later",
    )


@needs(Permission.DECISION_RECORD)
@require_http_methods(FORM_METHODS)
def decision_page(request: StaffRequest, number: str, allegation: str) -> HttpResponse:
    """Record what a body recommended, found or did about an allegation."""
    view = opened(request, number, Permission.DECISION_RECORD)
    found = _allegation(view, allegation)
    form = DecisionForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: record_decision(
            actor=request.actor,
            number=number,
            allegation=found.number,
            step=DecisionStep(form.cleaned_data["step"]),
            body=form.cleaned_data["body"],
            decided_by=form.cleaned_data["decided_by"],
            decided_on=form.cleaned_data["decided_on"],
            result=Result(form.cleaned_data["result"]),
            reason=Reason(form.cleaned_data["reason"]) if form.cleaned_data["reason"] else None,
            words=form.cleaned_data["words"],
            choices=choices,
        ),
        done=f"/incidents/{number}/#allegations",
    )
    later = later_assertions(actor=request.actor, number=number)
    return answer or form_page(
        request,
        view,
        form,
        template=TEMPLATE,
        title=f"Decision about {found.number}",
        lead=found.no_finding,
        guide="A decision is the body's that made it, never this record's. A later one stands "
        "below an earlier one; none is replaced.",
        button="Record the decision",
        columns=("Decision", "By whom", "In its words", "Recorded by"),
        rows=[
            (d.line, d.decided_by, d.words, d.recorded_by)
            for d in later.decisions
            if d.allegation == found.number
        ],
        caption="Decisions on record",
    )


@needs(Permission.PARTY_ADD)
@require_http_methods(FORM_METHODS)
def age_page(request: StaffRequest, number: str, person: int) -> HttpResponse:
    """Record what a source says of a person's being under 18."""
    view = opened(request, number, Permission.PARTY_ADD)
    party = next((p for p in view.parties if p.number == person), None)
    if party is None:
        raise Http404
    form = AgeForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: assert_age(
            actor=request.actor,
            number=number,
            party=person,
            under_18=Answer(form.cleaned_data["under_18"]),
            source=form.cleaned_data["source"],
            choices=choices,
        ),
        done=f"/incidents/{number}/#people",
    )
    later = later_assertions(actor=request.actor, number=number)
    return answer or form_page(
        request,
        view,
        form,
        template=TEMPLATE,
        title=f"Age of {party.label}",
        lead="Whoever counts as under 18 appears in no release and no count that could single "
        "them out.",
        button="Record this",
        columns=("Under 18", "Source", ("When", "time"), "Recorded by"),
        rows=[
            (a.under_18.capitalize(), a.source, pieces.moment(a.at), a.by)
            for a in later.ages
            if a.party == person
        ],
        caption="Said later",
    )


def _allegation(view: IncidentView, number: str) -> AllegationView:
    found = next((a for a in view.allegations if a.number == number.upper()), None)
    if found is None:
        raise Http404
    return found
