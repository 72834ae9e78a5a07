"""After the lock: duties as a task list, gaps, and signing."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from onrecord.authority import Permission
from onrecord.directive import DutyOutcome, Evaluation, Status
from onrecord.evidence.queries import exhibits
from onrecord.incidents.actions import Choices, Receipt
from onrecord.incidents.errors import IncidentError
from onrecord.incidents.queries import IncidentView
from onrecord.incidents.queries.views import AidView
from onrecord.reports import actions, queries
from onrecord.reports.errors import InvalidReport, ReportError, SignatureMissing, UnknownReport
from onrecord.reports.queries import ReportView
from onrecord.reports.states import ReportState
from onrecord.web import moments, pieces
from onrecord.web.acting import perform
from onrecord.web.incidents.opening import opened, strip_of
from onrecord.web.incidents.views.page import form_page
from onrecord.web.receipts.given import shown
from onrecord.web.reports.addresses import report_url
from onrecord.web.reports.duty_rows import (
    counted,
    groups,
    row,
    steps_of_the_report,
    ways_to_meet,
)
from onrecord.web.reports.forms import GapForm, SignatureForm
from onrecord.web.reports.returned import tasks_of
from onrecord.web.rule import StaffRequest, needs


def task_list(
    request: StaffRequest, incident: IncidentView, whole: ReportView, found: Evaluation
) -> HttpResponse:
    """Show the author what the directive asks, and by which fact it is met."""
    number = incident.number
    context = {
        "strip": strip_of(request.actor, incident),
        "title": "Report: duties",
        "number": number,
        "whole": whole,
        "version": whole.versions[-1],
        "counted": counted(found),
        "trigger": found.trigger.because.rstrip("."),
        "groups": groups(found, report_url(number)),
        "directive": found.directive.head,
        "fact_rows": _facts(request, incident),
        "reasons": tasks_of(number, whole.asked, open_here=True),
        "receipt_given": shown(request),
    }
    return render(request, "onrecord/reports/duties.html", context)


def _facts(request: StaffRequest, incident: IncidentView) -> list[tuple[str, object]]:
    """Return what is recorded so far, in short, beside the duties that it meets."""
    held = exhibits(actor=request.actor, number=incident.number)
    return [
        *((f"Attempt {attempt.number}", attempt.words) for attempt in incident.attempts),
        *((f"Aid to {aid.person}", _aid(aid)) for aid in incident.aid),
        *((exhibit.number, exhibit.title) for exhibit in held),
    ]


def _aid(aid: AidView) -> str:
    zone = timezone.get_current_timezone()
    times = (
        ("injury seen", aid.injury_seen_at),
        ("EMS asked", aid.ems_asked_at),
        ("EMS here", aid.ems_arrived_at),
        ("aid given", aid.aid_given_at),
        ("aid refused", aid.aid_refused_at),
    )
    return "; ".join(f"{words} {moments.clock(at, zone)}" for words, at in times if at)


@needs(Permission.REPORT_STATE_GAP)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_page(request: StaffRequest, number: str, duty: str) -> HttpResponse:
    """Show one unmet duty: its source, where to record what meets it, or why it stays unmet."""
    incident = opened(request, number)
    found = queries.evaluation(actor=request.actor, number=number)
    outcome = _outcome(found, duty)
    form = GapForm(request.POST or None)

    def state(choices: Choices) -> Receipt:
        return actions.state_gap(
            actor=request.actor,
            number=number,
            duty=duty,
            reason=form.cleaned_data["reason"],
            choices=choices,
        )

    answer = perform(
        request,
        form,
        state,
        done=report_url(number),
        errors=(IncidentError, ReportError),
    )
    provision = next(p for p in found.directive.provisions if p.id == outcome.duty.provision)
    return answer or form_page(
        request,
        incident,
        form,
        title=outcome.duty.title,
        button="State this gap",
        template="onrecord/reports/duty.html",
        back_url=report_url(number),
        text=outcome.duty.text,
        fact_rows=_duty_facts(outcome, f"{provision.title}: {provision.text}"),
        open_here=outcome.status is Status.UNMET,
        ways=list(ways_to_meet(outcome, number)),
    )


def _duty_facts(outcome: DutyOutcome, provision: str) -> list[tuple[str, object]]:
    drawn = row(outcome, "")
    state = pieces.tag("To do", "work") if drawn.state == "todo" else outcome.display
    links = format_html_join(
        mark_safe("<br>"),
        '<a href="{0}" rel="noreferrer">{0}</a>',
        ((source.address,) for source in outcome.duty.source),
    )
    ground = f"{capfirst(outcome.duty.kind)}. {'Checked' if outcome.checked else 'Unchecked'}"
    return [
        ("Status", state),
        ("Because", drawn.fact),
        ("By when", drawn.clock),
        ("Provision", provision),
        ("Ground", ground if outcome.checked else f"{ground}: nobody named has read the text"),
        ("Source", links),
    ]


def _outcome(found: Evaluation, duty: str) -> DutyOutcome:
    try:
        return found.of(duty)
    except KeyError as unknown:
        raise Http404(f"The directive has no duty {duty!r}.") from unknown


@needs(Permission.REPORT_SUBMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def submit_page(request: StaffRequest, number: str) -> HttpResponse:
    """Check, sign and submit; gaps and unmet duties stop nothing, a missing name does."""
    incident = opened(request, number)
    try:
        whole = queries.report(actor=request.actor, number=number)
    except UnknownReport:
        return HttpResponseRedirect(report_url(number))
    found = queries.evaluation(actor=request.actor, number=number)
    if whole.state != ReportState.LOCKED:
        return HttpResponseRedirect(report_url(number))
    form = SignatureForm(request.POST or None)

    def submit(_choices: Choices) -> Receipt:
        return actions.submit_report(
            actor=request.actor,
            number=number,
            signature_name=form.cleaned_data["signature_name"],
        )

    answer = perform(
        request,
        form,
        submit,
        done=report_url(number),
        errors=(IncidentError, InvalidReport, SignatureMissing),
    )
    version = whole.versions[-1]
    context = {
        "strip": strip_of(request.actor, incident),
        "number": number,
        "form": form,
        "whole": whole,
        "version": version,
        "locked_at": pieces.moment(version.locked_at),
        "to_do": [
            row(outcome, report_url(number))
            for outcome in found.to_do
            if not steps_of_the_report(outcome)
        ],
        "gaps": [row(outcome, "") for outcome in found.gaps],
        "reasons": tasks_of(number, whole.asked, open_here=True),
        "act": {
            "title": f"Sign and submit version {version.number}",
            "button": "Sign and submit",
            "happens": [
                "A supervisor of your chain, who is not you, is asked to approve or return it.",
                "What is still to do and each stated gap go with it; none of them stops it.",
                "How the directive reads at this moment is kept for oversight, in no packet.",
            ],
            "stays_possible": [
                "Amending, as a further version, after the decision.",
                "Adding facts, people and exhibits to the incident.",
            ],
            "readers": "Your name stands under the account as your signature.",
            "cancel_url": report_url(number),
        },
    }
    return answer or render(
        request, "onrecord/reports/submit.html", context, status=422 if form.errors else 200
    )
