"""The report by its state: written, gone through, reviewed or read; and on paper."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onrecord.authority import Decision, Permission, Role, decide
from onrecord.incidents.queries import IncidentView, authority_facts
from onrecord.reports import queries
from onrecord.reports.errors import UnknownReport
from onrecord.reports.queries import ReportView
from onrecord.reports.states import ReportState
from onrecord.web.incidents.opening import duties_of, opened, strip_of
from onrecord.web.receipts.given import shown
from onrecord.web.reports.addresses import report_url
from onrecord.web.reports.duties import task_list
from onrecord.web.reports.duty_rows import groups
from onrecord.web.reports.parts import parts_of
from onrecord.web.reports.returned import ANSWERABLE, tasks_of
from onrecord.web.reports.review import review
from onrecord.web.reports.writing import WRITABLE
from onrecord.web.rule import StaffRequest, needs


def _decision(request: StaffRequest, incident: IncidentView, permission: Permission) -> Decision:
    return decide(request.actor, permission, authority_facts(incident.id, request.actor))


@needs(Permission.REPORT_READ)
@require_safe
def report_page(request: StaffRequest, number: str) -> HttpResponse:
    """Lead each reader to what the report asks of them now."""
    incident = opened(request, number)
    may_write = _decision(request, incident, Permission.REPORT_WRITE).allowed
    try:
        whole = queries.report(actor=request.actor, number=number)
    except UnknownReport:
        if may_write:
            return HttpResponseRedirect(report_url(number, "narrative/"))
        context = {"strip": strip_of(request.actor, incident), "title": "Report"}
        return render(request, "onrecord/reports/none.html", context)
    found = duties_of(request.actor, incident)
    if may_write and whole.state in WRITABLE and "read" not in request.GET:
        return HttpResponseRedirect(report_url(number, "narrative/"))
    if may_write and whole.state == ReportState.LOCKED and found is not None:
        return task_list(request, incident, whole, found)
    if whole.state == ReportState.SUBMITTED and Role.SUPERVISOR in request.actor.roles:
        return review(request, incident, whole)
    return render(
        request,
        "onrecord/reports/report.html",
        _read(request, incident, whole, may_write=may_write),
    )


def _read(
    request: StaffRequest, incident: IncidentView, whole: ReportView, *, may_write: bool
) -> dict[str, object]:
    found = duties_of(request.actor, incident)
    return {
        "strip": strip_of(request.actor, incident),
        "title": "Report",
        "number": incident.number,
        "incident": incident,
        "whole": whole,
        "newest_first": whole.versions[::-1],
        "reasons": tasks_of(
            incident.number, whole.asked, open_here=may_write and whole.state in ANSWERABLE
        ),
        "parts": parts_of(request.actor, incident),
        "groups": groups(found, "") if found else [],
        "may_amend": may_write and whole.state in {ReportState.LOCKED, ReportState.APPROVED},
        "receipt_given": shown(request),
    }


@needs(Permission.REPORT_READ)
@require_safe
def paper_page(request: StaffRequest, number: str) -> HttpResponse:
    """Lay the whole report out for paper, without the directive's evaluation (G16)."""
    incident = opened(request, number)
    try:
        whole = queries.report(actor=request.actor, number=number)
    except UnknownReport:
        return HttpResponseRedirect(report_url(number))
    context = _read(request, incident, whole, may_write=False) | {"groups": []}
    return render(request, "onrecord/reports/paper.html", context)
