"""Preservation tasks: the list, one task, its steps, and the hold request to print (G3, G4)."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.authority import Permission, Refused, decide
from onrecord.directive import Preservation
from onrecord.evidence.actions import record_copy_held
from onrecord.evidence.errors import EvidenceError
from onrecord.evidence.queries import exhibits, pointers
from onrecord.incidents.actions import (
    Choices,
    Receipt,
    ask_holder,
    confirm_preservation,
    end_preservation,
    open_preservation,
    record_holder_answer,
)
from onrecord.incidents.errors import IncidentError
from onrecord.incidents.queries import IncidentView, TaskView, authority_facts, preservation
from onrecord.incidents.states import ENDS, PreservationStep, next_preservation
from onrecord.ledger.times import now
from onrecord.storage.directives import load_directive
from onrecord.web import pieces
from onrecord.web.acting import perform
from onrecord.web.incidents.forms.preservation import (
    AskHolderForm,
    CopyHeldForm,
    EndTaskForm,
    HolderAnswerForm,
    HolderConfirmsForm,
    TaskForm,
)
from onrecord.web.incidents.opening import left, opened, strip_of
from onrecord.web.incidents.views.incident import FORM_METHODS
from onrecord.web.incidents.views.page import form_page
from onrecord.web.receipts.given import shown as receipt_shown
from onrecord.web.rule import StaffRequest, needs

P = Permission
STEP_COLUMNS = (("When", "time"), "Step", "Words", "Recorded by")


@dataclass(frozen=True, slots=True)
class Shown:
    """A task as its page and the list show it."""

    task: TaskView
    url: str
    heading: str
    state: str
    due: str
    facts: list[tuple[str, object]]
    rows: list[tuple[object, ...]]
    ways: list[tuple[str, str]]


@needs(P.PRESERVATION_READ)
@require_safe
def tasks_page(request: StaffRequest, number: str) -> HttpResponse:
    """List the tasks of an incident, those that nobody answered for first."""
    view = opened(request, number)
    tasks = preservation(actor=request.actor, number=number)
    may_record = _may_record(request, view)
    listed = [_shown(view, task, may_record=may_record) for task in tasks]
    context = {
        "strip": strip_of(request.actor, view),
        "title": "Evidence to keep",
        "receipt_given": receipt_shown(request),
        "waiting": [each for each in listed if each.task.state == "open"],
        "ended": [each for each in listed if each.task.state != "open"],
        "may_record": may_record,
    }
    return render(request, "onrecord/incidents/preservation.html", context)


@needs(P.PRESERVATION_READ)
@require_safe
def task_page(request: StaffRequest, number: str, task: int) -> HttpResponse:
    """Show one task with every step, and what can be recorded of it now."""
    view = opened(request, number)
    found = _task(request, number, task)
    shown = _shown(view, found, may_record=_may_record(request, view))
    context = {
        "strip": strip_of(request.actor, view),
        "title": found.title,
        "receipt_given": receipt_shown(request),
        "each": shown,
        "step_columns": STEP_COLUMNS,
    }
    return render(request, "onrecord/incidents/preservation_task.html", context)


@needs(P.PRESERVATION_READ)
@require_safe
def request_page(request: StaffRequest, number: str, task: int) -> HttpResponse:
    """Show the department's hold request, filled in, to print: no person, nothing alleged."""
    view = opened(request, number)
    found = _task(request, number, task)
    pointed = [
        p
        for p in pointers(actor=request.actor, number=number)
        if p.evidence_source == found.evidence_source
    ]
    context = {
        "strip": strip_of(request.actor, view),
        "title": "Request to keep recordings",
        "task": found,
        "incident": view,
        "today": now(),
        "facts": [
            ("To", found.holder),
            ("What is asked for", found.title),
            ("Incident", view.number),
            ("Dispatch number", view.dispatch_number),
            ("Happened", view.occurred_at),
            ("District", view.district),
            ("Place", view.place),
            (
                "Recordings known",
                "; ".join(f"{p.holder} {p.holder_evidence_number}".strip() for p in pointed),
            ),
            ("Asked by", f"{request.actor.name}, {request.actor.agency}".strip(", ")),
        ],
    }
    return render(request, "onrecord/incidents/hold_request.html", context)


@needs(P.PRESERVATION_RECORD)
@require_http_methods(FORM_METHODS)
def new_task_page(request: StaffRequest, number: str) -> HttpResponse:
    """Open a task for a further source, such as a shop's camera."""
    view = opened(request, number, P.PRESERVATION_RECORD)
    form = TaskForm(request.POST or None, load_directive(view.directive).evidence)
    answer = perform(
        request,
        form,
        lambda choices: open_preservation(
            actor=request.actor,
            number=number,
            evidence_source=form.cleaned_data["evidence_source"],
            holder=form.cleaned_data["holder"],
            choices=choices,
        ),
        done=f"/incidents/{number}/preservation/",
    )
    return answer or form_page(
        request,
        view,
        form,
        title="Another source of evidence",
        button="Open this task",
        back_url=f"/incidents/{number}/preservation/",
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """One thing that can be recorded of a task: its words, its form, its act."""

    label: str
    button: str
    guide: str
    steps: tuple[PreservationStep, ...]
    form: Callable[[QueryDict | None, StaffRequest, str, TaskView], forms.Form]
    act: Callable[..., Receipt]
    taken: tuple[str, ...]


def _exhibit_choices(request: StaffRequest, number: str) -> list[tuple[str, str]]:
    rows = exhibits(actor=request.actor, number=number)
    return [(row.number, f"{row.number} {row.title}") for row in rows]


def _ends(task: TaskView) -> list[PreservationStep]:
    return [step for step in ENDS if _follows(task, step)]


WAYS = {
    "ask": _Way(
        "Record that the holder was asked",
        "Record the request",
        "A request alone keeps nothing: the holder's term runs until it confirms.",
        (PreservationStep.ASKED,),
        lambda data, _request, _number, _task: AskHolderForm(data),
        ask_holder,
        ("with_whom", "way", "words", "at"),
    ),
    "answer": _Way(
        "Record an answer",
        "Record the answer",
        "An answer in which the holder names no evidence number and no new expiry keeps nothing.",
        (PreservationStep.ANSWERED,),
        lambda data, _request, _number, _task: HolderAnswerForm(data),
        record_holder_answer,
        ("words", "with_whom", "way", "at"),
    ),
    "confirm": _Way(
        "Record the holder's confirmation",
        "Record the confirmation",
        "One confirmation for each recording: the holder's number, the new expiry, who and when.",
        (PreservationStep.CONFIRMED,),
        lambda data, _request, _number, _task: HolderConfirmsForm(data),
        confirm_preservation,
        ("holder_evidence_number", "new_expiry_on", "with_whom", "words", "at"),
    ),
    "copy": _Way(
        "A copy is held here",
        "Record that it is held",
        "An original exhibit whose bytes the store has stops the clock, as a confirmation does.",
        (PreservationStep.COPIED,),
        lambda data, request, number, _task: CopyHeldForm(data, _exhibit_choices(request, number)),
        record_copy_held,
        ("exhibit_number",),
    ),
    "end": _Way(
        "Refused, none existed, or lost",
        "Record how it ended",
        "Each is a fact like the others, with who said so and how it is known.",
        ENDS,
        lambda data, _request, _number, task: EndTaskForm(data, _ends(task)),
        end_preservation,
        ("ended", "words", "with_whom", "at"),
    ),
}  # fmt: skip


@needs(P.PRESERVATION_RECORD)
@require_http_methods(FORM_METHODS)
def step_page(request: StaffRequest, number: str, task: int, way: str) -> HttpResponse:
    """Record one step of a task."""
    view = opened(request, number, P.PRESERVATION_RECORD)
    found = _task(request, number, task)
    chosen = WAYS.get(way)
    if chosen is None:
        raise Http404
    form = chosen.form(request.POST or None, request, number, found)

    def act(choices: Choices) -> Receipt:
        given = {name: form.cleaned_data[name] for name in chosen.taken}
        if "ended" in given:
            given["ended"] = PreservationStep(given["ended"])
        if way != "copy":
            given["choices"] = choices
        return chosen.act(actor=request.actor, number=number, task=task, **given)

    back = f"/incidents/{number}/preservation/{task}/"
    answer = perform(request, form, act, done=back, errors=(IncidentError, EvidenceError))
    return answer or form_page(
        request,
        view,
        form,
        title=chosen.label,
        lead=f"{found.title}: {found.holder}",
        guide=chosen.guide,
        button=chosen.button,
        back_url=back,
    )


def _task(request: StaffRequest, number: str, task: int) -> TaskView:
    tasks = preservation(actor=request.actor, number=number)
    found = next((each for each in tasks if each.number == task), None)
    if found is None:
        raise Http404
    return found


def _may_record(request: StaffRequest, view: IncidentView) -> bool:
    facts = authority_facts(view.id, request.actor)
    return decide(request.actor, P.PRESERVATION_RECORD, facts).allowed


def _follows(task: TaskView, step: PreservationStep) -> bool:
    try:
        next_preservation(Preservation(task.state.replace(" ", "-")), step)
    except Refused:
        return False
    return True


def _shown(view: IncidentView, task: TaskView, *, may_record: bool) -> Shown:
    url = f"/incidents/{view.number}/preservation/{task.number}/"
    return Shown(
        task=task,
        url=url,
        heading=task.title,
        state=task.state.capitalize(),
        due=_due(task),
        facts=[
            ("Holder", task.holder),
            ("Stands as", task.state.capitalize()),
            ("Holder's term", f"{task.term_days} days" if task.term_days else "Unknown"),
            ("Due", _due(task)),
            ("Kept until", f"{task.kept_until:%Y-%m-%d}" if task.kept_until else ""),
            ("Opened", pieces.moment(task.opened_at)),
            ("What the directive says of asking", task.hint),
        ],
        rows=[(pieces.moment(s.at), s.line.partition(": ")[2], s.words, s.recorded_by)
              for s in task.steps],
        ways=[(way.label, f"{url}{name}/") for name, way in WAYS.items()
              if may_record and any(_follows(task, step) for step in way.steps)],
    )  # fmt: skip


def _due(task: TaskView) -> str:
    if task.due_at is None:
        return task.due
    return f"{left(task.due_at)}, {task.due} {task.due_at:%Y-%m-%d}"
