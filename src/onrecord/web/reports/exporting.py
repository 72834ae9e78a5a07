"""The report in its department's narrative layout: to copy, and as text, PDF and JSON."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onrecord.authority import Permission
from onrecord.reports import queries
from onrecord.reports.errors import InvalidReport, UnknownReport
from onrecord.reports.queries import Exported
from onrecord.reports.rendering import as_json, as_pdf, as_text
from onrecord.web.incidents.opening import opened, strip_of
from onrecord.web.reports.addresses import report_url
from onrecord.web.rule import StaffRequest, needs


@needs(Permission.REPORT_READ)
@require_safe
def export_page(request: StaffRequest, number: str) -> HttpResponse:
    """Show the text as it is pasted elsewhere, and the three files."""
    incident = opened(request, number)
    try:
        whole = queries.report(actor=request.actor, number=number)
        if not whole.versions:
            return HttpResponseRedirect(report_url(number))
        found = _exported(request, number)
    except UnknownReport:
        return HttpResponseRedirect(report_url(number))
    context = {
        "strip": strip_of(request.actor, incident),
        "title": "Export the report",
        "number": number,
        "whole": whole,
        "exported": found,
        "text": as_text(found),
        "asked": f"?version={found.version}",
    }
    return render(request, "onrecord/reports/export.html", context)


@needs(Permission.REPORT_READ)
@require_safe
def export_text(request: StaffRequest, number: str) -> HttpResponse:
    """Send the text as a file."""
    found = _asked(request, number)
    return _file(found, as_text(found).encode(), "text/plain; charset=utf-8", "txt")


@needs(Permission.REPORT_READ)
@require_safe
def export_pdf(request: StaffRequest, number: str) -> HttpResponse:
    """Send the PDF."""
    found = _asked(request, number)
    return _file(found, as_pdf(found), "application/pdf", "pdf")


@needs(Permission.REPORT_READ)
@require_safe
def export_json(request: StaffRequest, number: str) -> HttpResponse:
    """Send the sections as JSON."""
    found = _asked(request, number)
    return _file(found, as_json(found), "application/json", "json")


def _asked(request: StaffRequest, number: str) -> Exported:
    opened(request, number)
    try:
        return _exported(request, number)
    except UnknownReport as unknown:
        raise Http404(str(unknown)) from unknown


def _exported(request: StaffRequest, number: str) -> Exported:
    given = request.GET.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < len("10000") else None
    try:
        return queries.export_report(actor=request.actor, number=number, version=version)
    except InvalidReport as invalid:
        raise Http404(str(invalid)) from invalid


def _file(found: Exported, data: bytes, media_type: str, ending: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    name = f"report-{found.number}-version-{found.version}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
