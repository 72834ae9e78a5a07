"""Preservation tasks as pages, desks and directives see them (G3, G4)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from onrecord.accounts.queries import names_of
from onrecord.authority import Actor, Facts, Permission, barred
from onrecord.directive import Directive, Preservation, StartEvent, clock_end
from onrecord.incidents.models import Incident, PreservationRecord, PreservationTask
from onrecord.incidents.queries.facts import readable
from onrecord.incidents.queries.listing import open_to, own_and_unlocked
from onrecord.incidents.queries.preserved import STATE_WORDS, STEP_WORDS, steps_of
from onrecord.incidents.states import ENDING, PreservationStep, preservation_of
from onrecord.ledger.act import demand
from onrecord.ledger.paging import PAGE, Page, keyed
from onrecord.ledger.times import now
from onrecord.storage.directives import load_directive

UNKNOWN_TERM = "Term unknown: act today"


@dataclass(frozen=True)
class StepView:
    """One step of a task; `line` says it in one sentence."""

    number: int
    step: str
    at: datetime
    with_whom: str
    way: str
    words: str
    holder_evidence_number: str
    new_expiry_on: date | None
    exhibit_number: str
    recorded_by: str
    line: str


@dataclass(frozen=True)
class TaskView:
    """One task: `due_at` None where the term or its start is unknown; `due` says it in words.

    `runs` while the holder's term still runs: nothing is kept, and nobody said that none exists.
    """

    number: int
    label: str
    evidence_source: str
    title: str
    holder: str
    term_days: int | None
    hint: str
    opened_at: datetime
    state: str
    runs: bool
    due_at: datetime | None
    due: str
    kept_until: date | None
    steps: tuple[StepView, ...]


@dataclass(frozen=True)
class DueTasks:
    """An incident with open tasks, for a desk: how many, and the one that is due first."""

    incident_number: str
    summary: str
    waiting: int
    first: TaskView


def preservation(*, actor: Actor, number: str) -> tuple[TaskView, ...]:
    """Return the tasks of an incident in order, each with its steps; Refused `narrative-first`."""
    row, _ = readable(number, actor, Permission.PRESERVATION_READ)
    tasks = list(PreservationTask.objects.filter(incident=row))
    steps = steps_of(tasks)
    names = names_of(step.recorded_by_id for taken in steps.values() for step in taken)
    directive = load_directive(row.directive)
    return tuple(_view(task, row, steps[task.id], directive, names) for task in tasks)


def due_preservation(*, actor: Actor, after: str = "", limit: int = PAGE) -> Page[DueTasks]:
    """Return a page of the incidents with open tasks that the actor may act on, oldest first.

    Those of a page are sorted by due time, an unknown term first. Until one's own narrative is
    locked, those of its incident are left out (G6).
    """
    demand(actor, Permission.INCIDENT_LIST, Facts())
    if barred(actor, Permission.PRESERVATION_RECORD):
        return Page((), "")
    waiting = Exists(_open_tasks().filter(incident=OuterRef("pk")))
    due = open_to(actor).filter(waiting).exclude(id__in=own_and_unlocked(actor).values("id"))
    rows, following = keyed(due, "opened_at", after=after, limit=limit)
    by_incident: dict[UUID, list[PreservationTask]] = defaultdict(list)
    for task in _open_tasks().filter(incident__in=[row.id for row in rows]):
        by_incident[task.incident_id].append(task)
    steps = steps_of(task for tasks in by_incident.values() for task in tasks)
    found = []
    for row in rows:
        directive = load_directive(row.directive)
        views = [_view(task, row, steps[task.id], directive, {}) for task in by_incident[row.id]]
        found.append(DueTasks(row.number, row.summary, len(views), min(views, key=_by_due)))
    return Page(tuple(sorted(found, key=lambda each: _by_due(each.first))), following)


def _open_tasks() -> QuerySet[PreservationTask]:
    """Return the tasks without a step that ends one."""
    return PreservationTask.objects.exclude(steps__step__in=[step.value for step in ENDING])


def _by_due(task: TaskView) -> tuple[bool, float, int]:
    return task.due_at is not None, task.due_at.timestamp() if task.due_at else 0.0, task.number


def _view(
    task: PreservationTask,
    incident: Incident,
    steps: list[PreservationRecord],
    directive: Directive,
    names: dict[UUID, str],
) -> TaskView:
    state = preservation_of(PreservationStep(step.step) for step in steps)
    runs = state in {Preservation.OPEN, Preservation.REFUSED}
    due_at = due_of(directive, task.evidence_source, task.term_days, incident.occurred_at)
    kept = [s.new_expiry_on for s in steps if s.step == PreservationStep.CONFIRMED]
    return TaskView(
        number=task.number,
        label=str(task),
        evidence_source=task.evidence_source,
        title=task.title,
        holder=task.holder,
        term_days=task.term_days,
        hint=task.hint,
        opened_at=task.opened_at,
        state=STATE_WORDS[state],
        runs=runs,
        due_at=due_at if runs else None,
        due=_due_words(task, due_at) if runs else "",
        kept_until=min(filter(None, kept), default=None)
        if state is Preservation.PRESERVED
        else None,
        steps=tuple(_step_view(step, names) for step in steps),
    )


def due_of(
    directive: Directive, source: str, term_days: int | None, occurred_at: datetime | None
) -> datetime | None:
    """Return when a source's recordings may be gone: by its clock, as from the incident.

    None where no term is known, or no time at which anything was recorded: act today.
    """
    if term_days is None or occurred_at is None:
        return None
    for clock in directive.clocks:
        if clock.starts is StartEvent.RECORDING_MADE and clock.of == source:
            return clock_end(directive, clock.id, occurred_at)
    return None


def _due_words(task: PreservationTask, due_at: datetime | None) -> str:
    if task.term_days is None:
        return UNKNOWN_TERM
    if due_at is None:
        return "No time to count from: act today"
    return "overdue" if due_at < now() else "may be gone after"


def _step_view(step: PreservationRecord, names: dict[UUID, str]) -> StepView:
    kept = f"until {step.new_expiry_on:%Y-%m-%d}" if step.new_expiry_on else ""
    as_exhibit = f"as {step.exhibit_number}" if step.exhibit_number else ""
    told = " ".join(
        part
        for part in (
            f"{timezone.localtime(step.happened_at):%Y-%m-%d %H:%M}:",
            step.with_whom,
            STEP_WORDS[PreservationStep(step.step)],
            as_exhibit,
            f"as {step.holder_evidence_number}" if step.holder_evidence_number else "",
            kept,
            f"({step.way})" if step.way else "",
        )
        if part
    )
    return StepView(
        number=step.number,
        step=step.step,
        at=step.happened_at,
        with_whom=step.with_whom,
        way=step.way,
        words=step.words,
        holder_evidence_number=step.holder_evidence_number,
        new_expiry_on=step.new_expiry_on,
        exhibit_number=step.exhibit_number,
        recorded_by=names.get(step.recorded_by_id, ""),
        line=told,
    )
