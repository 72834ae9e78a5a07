"""Writing the account: the narrative on neutral prompts, its drafts, and locking it (G6).

No page here names a duty, an offence or a clock: its author has not locked a narrative yet.
"""

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from onrecord.authority import Permission, Refused
from onrecord.incidents.actions import Choices, Receipt
from onrecord.incidents.errors import IncidentError
from onrecord.incidents.queries import IncidentView
from onrecord.ledger.act import record_refusal
from onrecord.reports import actions, queries
from onrecord.reports.errors import InvalidReport, StaleDraft
from onrecord.reports.queries import WritingView
from onrecord.reports.states import ReportState
from onrecord.web.acting import perform
from onrecord.web.incidents.opening import opened, strip_of
from onrecord.web.receipts.given import shown
from onrecord.web.reports.addresses import report_url
from onrecord.web.reports.forms import LockForm, NarrativeForm
from onrecord.web.reports.returned import tasks_of
from onrecord.web.rule import StaffRequest, needs
from onrecord.web.status_text import wants_to_change

WRITABLE = {ReportState.DRAFT, ReportState.RETURNED}


@needs(Permission.REPORT_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def narrative_page(request: StaffRequest, number: str) -> HttpResponse:
    """Write the account in one's own words; a post saves the draft, and may go on to lock it."""
    incident = opened(request, number)
    writing = queries.writing(actor=request.actor, number=number)
    if writing.state not in WRITABLE:
        return HttpResponseRedirect(report_url(number))
    if request.method != "POST":
        initial = {"narrative": writing.draft_text, "after": writing.draft or 0}
        return _narrative(request, incident, writing, NarrativeForm(initial=initial))
    form = NarrativeForm(request.POST)
    if not form.is_valid():
        return _narrative(request, incident, writing, form, status=422)
    text = form.cleaned_data["narrative"]
    if "lock" in request.POST and not text:
        form.add_error("narrative", "enter what you saw, or state why not.")
        return _narrative(request, incident, writing, form, status=422)
    try:
        _save(request, number, form)
    except StaleDraft as stale:
        return _both(request, incident, stale, number)
    following = "lock/" if "lock" in request.POST else "narrative/"
    return HttpResponseRedirect(report_url(number, following))


def _save(request: StaffRequest, number: str, form: NarrativeForm) -> actions.DraftSaved:
    return actions.save_draft(
        actor=request.actor,
        number=number,
        text=form.cleaned_data["narrative"],
        after=form.cleaned_data["after"],
    )


def _narrative(
    request: StaffRequest,
    incident: IncidentView,
    writing: WritingView,
    form: NarrativeForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "strip": strip_of(request.actor, incident),
        "title": "Report: your account",
        "number": incident.number,
        "form": form,
        "writing": writing,
        "is_first": incident.account_locked_at is None,
        "reasons": tasks_of(incident.number, writing.returned_with, open_here=True),
        "saved": _clock(writing),
        "receipt_given": shown(request),
    }
    return render(request, "onrecord/reports/narrative.html", context, status=status)


def _clock(writing: WritingView) -> str:
    saved = writing.draft_saved_at
    return f"{timezone.localtime(saved):%H:%M}" if saved else ""


def _both(
    request: StaffRequest, incident: IncidentView, stale: StaleDraft, number: str
) -> HttpResponse:
    """Show both texts of a draft that two windows changed; nothing is lost (status 409)."""
    writing = queries.writing(actor=request.actor, number=number)
    initial = {"narrative": stale.yours, "after": writing.draft or 0}
    context = {
        "strip": strip_of(request.actor, incident),
        "title": "Two windows changed this draft",
        "number": number,
        "stored": stale.stored,
        "stored_at": writing.draft_saved_at,
        "form": NarrativeForm(initial=initial),
    }
    return render(request, "onrecord/reports/both.html", context, status=409)


@needs(Permission.REPORT_WRITE)
@require_POST
def draft(request: StaffRequest, number: str) -> HttpResponse:
    """Save a draft for the script that asks every ten seconds; answers are JSON."""
    form = NarrativeForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "Draft not saved: the text cannot be read."}, status=422)
    try:
        saved = _save(request, number, form)
    except StaleDraft:
        return JsonResponse({"compare_url": report_url(number, "narrative/")}, status=409)
    except Refused as refusal:
        if not refusal.recorded:
            record_refusal(request.actor, Permission.REPORT_WRITE, refusal)
        return JsonResponse({"error": f"Draft not saved: {refusal.reason}"}, status=403)
    clock = f"{timezone.localtime(saved.saved_at):%H:%M}"
    return JsonResponse({"saved": clock, "after": saved.id})


@needs(Permission.REPORT_LOCK)
@require_http_methods(["GET", "HEAD", "POST"])
def lock_page(request: StaffRequest, number: str) -> HttpResponse:
    """Show the text as it will stand, say what locking does, and lock it."""
    incident = opened(request, number)
    writing = queries.writing(actor=request.actor, number=number)
    if writing.state not in WRITABLE:
        return HttpResponseRedirect(report_url(number))
    if writing.draft is None or not writing.draft_text.strip():
        return HttpResponseRedirect(report_url(number, "narrative/"))
    posted = request.method == "POST"
    initial = {"narrative": writing.draft_text, "draft": writing.draft}
    form = LockForm(request.POST) if posted else LockForm(initial=initial)
    if posted and wants_to_change(request):
        return HttpResponseRedirect(report_url(number, "narrative/"))
    if posted and form.is_valid() and form.cleaned_data["draft"] != writing.draft:
        stale = StaleDraft(stored=writing.draft_text, yours=form.cleaned_data["narrative"])
        return _both(request, incident, stale, number)

    def lock(choices: Choices) -> Receipt:
        return actions.lock_narrative(
            actor=request.actor,
            number=number,
            text=form.cleaned_data["narrative"],
            prompts_shown=[prompt.id for prompt in writing.prompts],
            choices=choices,
        )

    answer = perform(
        request,
        form,
        lock,
        done=report_url(number),
        errors=(IncidentError, InvalidReport),
    )
    version = len(_versions(request, number)) + 1
    context = {
        "strip": strip_of(request.actor, incident),
        "number": number,
        "text": form.cleaned_data["narrative"] if posted else writing.draft_text,
        "form": form,
        "act": {
            "title": f"Lock your narrative as version {version}",
            "button": f"Lock as version {version}",
            "happens": [
                "These words enter the record as they stand, with the prompts that were shown.",
                writing.drafts_rule,
                "The tasks of this report open to you.",
            ],
            "stays_possible": [
                "Amending: a further version, with your reason. Earlier versions stand.",
                "Adding facts, people and exhibits to the incident.",
            ],
            "readers": "Your supervisors, investigators and, in a packet, the prosecutor read it.",
            "cancel_url": report_url(number, "narrative/"),
        },
    }
    return answer or render(
        request, "onrecord/reports/lock.html", context, status=422 if form.errors else 200
    )


def _versions(request: StaffRequest, number: str) -> Sequence[object]:
    return queries.report(actor=request.actor, number=number).versions
