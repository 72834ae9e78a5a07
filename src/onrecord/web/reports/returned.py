"""A report that came back, or goes on: its reasons as tasks, and what changed between versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.authority import Permission
from onrecord.incidents.actions import Choices, Receipt
from onrecord.incidents.errors import IncidentError
from onrecord.reports import actions, queries
from onrecord.reports.errors import ReportError, UnknownReport
from onrecord.reports.queries import FieldChange, ReasonView, VersionView
from onrecord.reports.states import ReportState
from onrecord.web import moments
from onrecord.web.acting import perform
from onrecord.web.incidents.opening import opened, strip_of
from onrecord.web.incidents.views.page import form_page
from onrecord.web.receipts.given import shown
from onrecord.web.reports.addresses import report_url
from onrecord.web.reports.changes import Piece, changes
from onrecord.web.reports.fields import label
from onrecord.web.reports.forms import AnswerForm
from onrecord.web.rule import StaffRequest, needs

ANSWERABLE = {ReportState.RETURNED, ReportState.DRAFT, ReportState.LOCKED}


@dataclass(frozen=True, slots=True)
class ReasonTask:
    """A reason as its author's task: where it is answered, and what was answered."""

    field: str
    words: str
    answers: Sequence[str]
    url: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that differs, word by word; `came` where the older version had no such row."""

    of: str
    name: str
    came: bool
    pieces: Sequence[Piece]


def tasks_of(number: str, reasons: Sequence[ReasonView], *, open_here: bool) -> list[ReasonTask]:
    """Return the reasons of the last return; their author answers each at its own address."""
    return [
        ReasonTask(
            field=label(reason.field),
            words=reason.words,
            answers=[
                f"{answer.by}, {moments.staff(answer.at, timezone.get_current_timezone())}"
                f"{f', before version {answer.version}' if answer.version else ''}: {answer.words}"
                for answer in reason.answers
            ],
            url=report_url(number, f"reasons/{reason.name}/") if open_here else "",
        )
        for reason in reasons
    ]


@needs(Permission.REPORT_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: StaffRequest, number: str, reason: str) -> HttpResponse:
    """Say what was done about one reason of the return."""
    incident = opened(request, number)
    asked = queries.writing(actor=request.actor, number=number).returned_with
    found = next((one for one in asked if one.name == reason), None)
    if found is None:
        raise Http404(f"The last return has no reason {reason!r}.")
    form = AnswerForm(request.POST or None)

    def answer(choices: Choices) -> Receipt:
        return actions.answer_reason(
            actor=request.actor,
            number=number,
            reason=reason,
            words=form.cleaned_data["words"],
            choices=choices,
        )

    done = perform(
        request, form, answer, done=report_url(number), errors=(IncidentError, ReportError)
    )
    return done or form_page(
        request,
        incident,
        form,
        title=f"Returned for: {label(found.field).lower()}",
        button="Tick it off with these words",
        template="onrecord/reports/answer.html",
        back_url=report_url(number),
        task=tasks_of(number, [found], open_here=False)[0],
    )


@needs(Permission.REPORT_READ)
@require_safe
def changes_page(request: StaffRequest, number: str) -> HttpResponse:
    """Compare two versions, by default the newest with the one before it."""
    incident = opened(request, number)
    try:
        whole = queries.report(actor=request.actor, number=number)
    except UnknownReport:
        return HttpResponseRedirect(report_url(number))
    older, newer = _asked(request, whole.versions)
    context = {
        "strip": strip_of(request.actor, incident),
        "title": "What changed between versions",
        "number": number,
        "whole": whole,
        "older": older,
        "newer": newer,
        "receipt_given": shown(request),
    }
    if older < newer <= len(whole.versions):
        found = queries.compare_versions(
            actor=request.actor, number=number, older=older, newer=newer
        )
        context |= {"comparison": found, "fields": by_field(found.changes)}
    return render(request, "onrecord/reports/changes.html", context)


def _asked(request: StaffRequest, versions: Sequence[VersionView]) -> tuple[int, int]:
    last = len(versions)
    given = [request.GET.get(name, "") for name in ("from", "to")]
    older, newer = (int(v) if v.isdecimal() and len(v) < len("10000") else 0 for v in given)
    newer = newer or last
    return older or max(newer - 1, 1), newer


def by_field(found: Sequence[FieldChange]) -> list[tuple[str, list[Changed]]]:
    """Return the changes under the fields of the report, in its order."""
    fields: dict[str, list[Changed]] = {}
    for change in found:
        changed = Changed(
            of=change.of,
            name=change.name,
            came=change.before is None,
            pieces=changes(change.before or "", change.after or ""),
        )
        fields.setdefault(label(change.field), []).append(changed)
    return list(fields.items())
