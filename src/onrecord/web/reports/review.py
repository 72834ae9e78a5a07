"""A supervisor's review: the report as it will stand, its changes, and the decision on it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from onrecord.authority import Permission, decide
from onrecord.incidents.actions import Choices
from onrecord.incidents.errors import IncidentError, StatusTextFound
from onrecord.incidents.queries import IncidentView, authority_facts
from onrecord.incidents.status_text import settle
from onrecord.ledger.act import demand
from onrecord.reports import actions, queries
from onrecord.reports.errors import ReportError, UnknownReport
from onrecord.reports.queries import ReportView
from onrecord.reports.states import ReportState, ReviewField
from onrecord.web.acting import place_fault
from onrecord.web.incidents.opening import duties_of, opened, strip_of
from onrecord.web.incidents.views.page import form_page
from onrecord.web.receipts.given import done_before, remember, shown
from onrecord.web.reports.addresses import report_url
from onrecord.web.reports.changes import changes
from onrecord.web.reports.duty_rows import counted, groups
from onrecord.web.reports.fields import FIELDS
from onrecord.web.reports.forms import AmendForm, ReasonsForm
from onrecord.web.reports.parts import parts_of
from onrecord.web.reports.returned import Changed, by_field, tasks_of
from onrecord.web.rule import StaffRequest, needs
from onrecord.web.status_text import ask, choices_in, wants_to_change


def review(
    request: StaffRequest,
    incident: IncidentView,
    whole: ReportView,
    form: ReasonsForm | None = None,
) -> HttpResponse:
    """Show the report as it will stand, with a place for a reason at every field."""
    form = form or ReasonsForm()
    first, last = whole.versions[0], whole.versions[-1]
    facts = authority_facts(incident.id, request.actor)
    decision = decide(request.actor, Permission.REPORT_DECIDE, facts)
    found = duties_of(request.actor, incident)
    context = {
        "strip": strip_of(request.actor, incident),
        "title": f"Review: version {last.number} by {whole.author}",
        "number": incident.number,
        "whole": whole,
        "version": last,
        "first": first,
        "changes": changes(first.narrative, last.narrative)
        if first.narrative != last.narrative
        else [],
        "fields": _changed_fields(request, incident, whole),
        "reasons": tasks_of(incident.number, whole.asked, open_here=False),
        "notes": {name: form[f"note-{name}"] for name in FIELDS},
        "part_names": [words for name, words in FIELDS.items() if found or name != "duties"],
        "form": form,
        "may_decide": decision.allowed,
        "rule": "" if decision.allowed else decision.reason,
        "parts": parts_of(request.actor, incident),
        "groups": groups(found, "") if found else [],
        "counted": counted(found) if found else "",
        "return_url": report_url(incident.number, "return/"),
        "approve_url": report_url(incident.number, "approve/"),
        "receipt_given": shown(request),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "onrecord/reports/review.html", context, status=status)


def _changed_fields(
    request: StaffRequest, incident: IncidentView, whole: ReportView
) -> list[tuple[str, list[Changed]]]:
    """Return what was recorded of the other fields since version 1, beside the narrative."""
    last = whole.versions[-1].number
    if last == 1:
        return []
    found = queries.compare_versions(
        actor=request.actor, number=incident.number, older=1, newer=last
    )
    return by_field([c for c in found.changes if c.field != ReviewField.NARRATIVE])


@needs(Permission.REPORT_DECIDE)
@require_POST
def return_page(request: StaffRequest, number: str) -> HttpResponse:
    """Return the report with its reasons."""
    incident = opened(request, number)
    whole = _to_decide_on(request, incident)
    if earlier := done_before(request):
        return HttpResponseRedirect(earlier)
    if whole is None or whole.state != ReportState.SUBMITTED:
        return HttpResponseRedirect(report_url(number))
    form = ReasonsForm(request.POST)
    if not form.is_valid() or wants_to_change(request):
        return review(request, incident, whole, form)
    choices = choices_in(request.POST)
    try:
        receipt = actions.return_report(
            actor=request.actor, number=number, reasons=form.reasons(), choices=choices
        )
    except StatusTextFound:
        return _ask_at_the_reason(request, form, choices)
    except (IncidentError, ReportError) as error:
        place_fault(form, error)
        return review(request, incident, whole, form)
    return HttpResponseRedirect(remember(request, receipt, report_url(number)))


def _to_decide_on(request: StaffRequest, incident: IncidentView) -> ReportView | None:
    """Return the report, to those who may decide on it; others are refused."""
    facts = authority_facts(incident.id, request.actor)
    demand(request.actor, Permission.REPORT_DECIDE, facts)
    try:
        return queries.report(actor=request.actor, number=incident.number)
    except UnknownReport:
        return None


def _ask_at_the_reason(request: StaffRequest, form: ReasonsForm, choices: Choices) -> HttpResponse:
    """Ask for the choices of the first reason that lacks them (G7)."""
    for place, reason in enumerate(form.reasons()):
        field = f"reasons.{place}"
        try:
            settle(reason.words, choices.get(field, ()), field=field)
        except StatusTextFound as found:
            label = f"Reason at {FIELDS[reason.field].lower()}"
            return ask(request, found, text=reason.words, label=label)
    raise AssertionError("an act asked for a choice that no reason lacks")


@needs(Permission.REPORT_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def approve_page(request: StaffRequest, number: str) -> HttpResponse:
    """Say what approving does and does not show; approve."""
    incident = opened(request, number)
    whole = _to_decide_on(request, incident)
    if earlier := done_before(request):
        return HttpResponseRedirect(earlier)
    if whole is None or (request.method != "POST" and whole.state != ReportState.SUBMITTED):
        return HttpResponseRedirect(report_url(number))
    if request.method == "POST":
        receipt = actions.approve_report(actor=request.actor, number=number)
        return HttpResponseRedirect(remember(request, receipt, report_url(number)))
    context = {
        "strip": strip_of(request.actor, incident),
        "number": number,
        "whole": whole,
        "version": whole.versions[-1],
        "act": {
            "title": f"Approve version {whole.versions[-1].number} by {whole.author}",
            "button": f"Approve version {whole.versions[-1].number}",
            "happens": [
                "The version stands as the approved account, under your name and the time.",
                "What you had viewed before this is stated with it, from the custody entries.",
                "Referrals of this incident may rest on it.",
            ],
            "stays_possible": [
                "Its author may amend it, as a further version that is reviewed again.",
                "Approved does not show that an allegation is true.",
            ],
            "readers": "The author, investigators and, in a packet, the prosecutor see it.",
            "cancel_url": report_url(number),
        },
    }
    return render(request, "onrecord/reports/approve.html", context)


@needs(Permission.REPORT_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def amend_page(request: StaffRequest, number: str) -> HttpResponse:
    """Open the account again for a further version, with a reason."""
    incident = opened(request, number)
    try:
        whole = queries.report(actor=request.actor, number=number)
    except UnknownReport:
        return HttpResponseRedirect(report_url(number))
    form = AmendForm(request.POST or None)
    if form.is_valid() and not wants_to_change(request):
        reason = form.cleaned_data["reason"]
        try:
            actions.amend_report(
                actor=request.actor,
                number=number,
                reason=reason,
                choices=choices_in(request.POST),
            )
        except StatusTextFound as found:
            return ask(request, found, text=reason, label="Why you amend it")
        except (IncidentError, ReportError) as error:
            place_fault(form, error)
        else:
            return HttpResponseRedirect(report_url(number, "narrative/"))
    return form_page(
        request,
        incident,
        form,
        title="Amend the account",
        button="Open a further version",
        template="onrecord/reports/amend.html",
        back_url=report_url(number),
        whole=whole,
        guide=["Earlier versions stand as they are. The reason stands with the new one."],
    )
