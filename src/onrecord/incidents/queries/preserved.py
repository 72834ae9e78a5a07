"""What the steps of preservation tasks come to: for directives and for evidence (G3, G4)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from onrecord.directive import FactRef, Preservation, PreservationFact
from onrecord.incidents.models import Incident, PreservationRecord, PreservationTask
from onrecord.incidents.states import PreservationStep, preservation_of

STATE_WORDS = {
    Preservation.OPEN: "open",
    Preservation.PRESERVED: "preserved",
    Preservation.REFUSED: "refused",
    Preservation.NONE_EXISTED: "none existed",
    Preservation.LOST: "lost",
}

STEP_WORDS = {
    PreservationStep.ASKED: "asked to keep it",
    PreservationStep.ANSWERED: "answered",
    PreservationStep.CONFIRMED: "confirmed, as holder, that it keeps it",
    PreservationStep.COPIED: "bit-exact copy held here",
    PreservationStep.REFUSED: "refused",
    PreservationStep.NONE_EXISTED: "none existed",
    PreservationStep.LOST: "lost",
}


def preservation_facts(row: Incident) -> Iterator[PreservationFact]:
    """Yield the tasks of an incident as a directive reads them; for this app alone."""
    tasks = list(PreservationTask.objects.filter(incident=row))
    steps = steps_of(tasks)
    for task in tasks:
        taken = steps[task.id]
        state = preservation_of(PreservationStep(step.step) for step in taken)
        at = taken[-1].happened_at if taken else task.opened_at
        label = f"{task.title}: {STATE_WORDS[state]}"
        ref = FactRef("preservation", task.subject, label, at)
        yield PreservationFact(ref=ref, source=task.evidence_source, state=state)


def confirmed_recordings(incident: UUID) -> dict[tuple[str, str], FactRef]:
    """Return the holders' confirmations that stand, by source and evidence number (G3).

    One that the holder lost afterwards stands no more. For evidence; no edge calls this.
    """
    found: dict[tuple[str, str], FactRef] = {}
    tasks = list(PreservationTask.objects.filter(incident_id=incident))
    steps = steps_of(tasks)
    for task in tasks:
        standing: dict[tuple[str, str], FactRef] = {}
        for row in steps[task.id]:
            if row.step == PreservationStep.CONFIRMED:
                label = f"confirmed by its holder until {row.new_expiry_on}"
                ref = FactRef("preservation-step", row.subject, label, row.happened_at)
                standing[task.evidence_source, row.holder_evidence_number.casefold()] = ref
            elif row.step == PreservationStep.LOST:
                standing.clear()
        found |= standing
    return found


def steps_of(tasks: Iterable[PreservationTask]) -> dict[UUID, list[PreservationRecord]]:
    """Return the steps of tasks in order, by the id of their task; for this app alone."""
    found: dict[UUID, list[PreservationRecord]] = defaultdict(list)
    ids = [task.id for task in tasks]
    for step in PreservationRecord.objects.filter(task__in=ids).order_by("number"):
        found[step.task_id].append(step)
    return found
