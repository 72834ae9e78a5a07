"""Having evidence kept where it lies: one task a likely source, and every step of it (G3, G4)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from onrecord.authority import Actor, Permission
from onrecord.directive import Directive, EvidenceSource
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    check_time,
    facts_within,
    keep_apart,
    locked,
    next_number,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.models import Incident, PreservationRecord, PreservationTask
from onrecord.incidents.states import (
    ENDS,
    IncidentAction,
    PreservationStep,
    next_preservation,
    preservation_of,
)
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import Kind, declare_for
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.storage.directives import load_directive

TASK_OPENED = declare_for(
    PreservationTask,
    "preservation.opened",
    1,
    "Evidence may lie with a holder; a task to have it kept was opened.",
)
ASKED = declare_for(
    PreservationRecord,
    "preservation.asked",
    1,
    "A holder was asked to keep a recording; that keeps nothing yet.",
)
ANSWERED = declare_for(
    PreservationRecord, "preservation.answered", 1, "A holder answered; that keeps nothing yet."
)
CONFIRMED = declare_for(
    PreservationRecord,
    "preservation.confirmed",
    1,
    "A holder confirmed that it keeps a recording, and until when.",
)
COPIED = declare_for(
    PreservationRecord, "preservation.copied", 1, "A bit-exact copy is held here as an exhibit."
)
ENDED = declare_for(
    PreservationRecord,
    "preservation.ended",
    1,
    "A task ended: the holder refused, nothing existed, or it was lost.",
)


def open_likely_tasks(act: Act, incident: Incident, directive: Directive) -> None:
    """Open one task for each source that the directive calls likely; within the opening act."""
    likely = (source for source in directive.evidence if source.likely)
    for number, source in enumerate(likely, 1):
        _open(act, incident, number, source, source.holder)


def _open(
    act: Act, incident: Incident, number: int, source: EvidenceSource, holder: str
) -> tuple[Entry, PreservationTask]:
    task = PreservationTask(
        incident=incident,
        number=number,
        evidence_source=source.id,
        title=source.title,
        holder=holder,
        term_days=source.term,
        hint=source.request or "",
        opened_by_id=person_id(act.actor),
        opened_at=now(),
    )
    return act.save(TASK_OPENED, task), task


@act(Permission.PRESERVATION_RECORD, facts=facts_within)
def open_preservation(
    act: Act,
    *,
    actor: Actor,
    number: str,
    evidence_source: str,
    holder: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Open a further task, such as for a shop's camera; the reference reads `preservation task 7`.

    `evidence_source` is an id of the directive's evidence sources; without `holder`, its own.
    """
    incident = locked(number, IncidentAction.PRESERVE)
    directive = load_directive(incident.directive)
    source = next((s for s in directive.evidence if s.id == evidence_source.strip()), None)
    if source is None:
        known = ", ".join(s.id for s in directive.evidence)
        raise InvalidIncident("evidence_source", f"evidence_source: choose one of {known}.")
    clean, passages = settled({"holder": holder}, choices)
    following = next_number(PreservationTask.objects.filter(incident=incident))
    entry, task = _open(act, incident, following, source, clean["holder"] or source.holder)
    keep_apart(act, incident.id, "preservation", passages)
    return receipt(entry, task)


@act(Permission.PRESERVATION_RECORD, facts=facts_within)
def ask_holder(
    act: Act,
    *,
    actor: Actor,
    number: str,
    task: int,
    with_whom: str,
    way: str,
    words: str = "",
    at: datetime | None = None,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record that a holder was asked to keep a recording: when, whom, and by which way."""
    texts = {
        "with_whom": required("with_whom", with_whom, "who was asked"),
        "way": required("way", way, "how it was asked, e.g. by the hold request, by e-mail"),
        "words": words,
    }
    taken = Taken(PreservationStep.ASKED, ASKED, texts, at, choices)
    return take_step(act, actor, number, task, taken)


@act(Permission.PRESERVATION_RECORD, facts=facts_within)
def record_holder_answer(
    act: Act,
    *,
    actor: Actor,
    number: str,
    task: int,
    words: str,
    with_whom: str = "",
    way: str = "",
    at: datetime | None = None,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record what a holder answered, word for word; the task stays as it stands."""
    texts = {
        "words": required("words", words, "the answer, word for word"),
        "with_whom": with_whom,
        "way": way,
    }
    taken = Taken(PreservationStep.ANSWERED, ANSWERED, texts, at, choices)
    return take_step(act, actor, number, task, taken)


@act(Permission.PRESERVATION_RECORD, facts=facts_within)
def confirm_preservation(
    act: Act,
    *,
    actor: Actor,
    number: str,
    task: int,
    holder_evidence_number: str,
    new_expiry_on: date | None,
    with_whom: str,
    words: str = "",
    at: datetime | None = None,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record the holder's confirmation (G3): its number, the new expiry, the person, the time.

    Each recording has a confirmation of its own. Raises InvalidIncident.
    """
    if new_expiry_on is None:
        raise InvalidIncident(
            "new_expiry_on", "new_expiry_on: enter the day until which the holder keeps it."
        )
    if new_expiry_on < timezone.localtime(at or now()).date():
        raise InvalidIncident(
            "new_expiry_on", "new_expiry_on: this day lies before the confirmation itself."
        )
    texts = {
        "holder_evidence_number": required(
            "holder_evidence_number", holder_evidence_number, "the holder's own evidence number"
        ),
        "with_whom": required("with_whom", with_whom, "the holder's person who confirmed it"),
        "words": words,
    }
    taken = Taken(PreservationStep.CONFIRMED, CONFIRMED, texts, at, choices, new_expiry_on)
    return take_step(act, actor, number, task, taken)


@act(Permission.PRESERVATION_RECORD, facts=facts_within)
def end_preservation(
    act: Act,
    *,
    actor: Actor,
    number: str,
    task: int,
    ended: PreservationStep,
    words: str,
    with_whom: str = "",
    at: datetime | None = None,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record that the holder refused, that none existed, or that it was lost, with words and time.

    `ended` is one of ENDS. What is kept ends by `confirm_preservation`, or as a copy held here.
    """
    if ended not in ENDS:
        raise InvalidIncident("ended", f"ended: choose one of {', '.join(ENDS)}.")
    texts = {"words": required("words", words, "how it is known"), "with_whom": with_whom}
    return take_step(act, actor, number, task, Taken(ended, ENDED, texts, at, choices))


@dataclass(frozen=True)
class Taken:
    """A step as it was given, before its texts are settled."""

    step: PreservationStep
    kind: Kind
    texts: dict[str, str]
    at: datetime | None = None
    choices: Choices = field(default_factory=dict)
    new_expiry_on: date | None = None


def take_step(act: Act, actor: Actor, number: str, task: int, taken: Taken) -> Receipt:
    """Record a step within an act that authority decided on; evidence states copies by it."""
    incident = locked(number, IncidentAction.PRESERVE)
    row = PreservationTask.objects.filter(incident=incident, number=task).first()
    if row is None:
        raise UnknownPart(f"Task {task}: incident {incident.number} has no such task.")
    moment = taken.at or now()
    check_time("at", moment)
    before = PreservationRecord.objects.filter(task=row)
    standing = preservation_of(PreservationStep(step.step) for step in before)
    next_preservation(standing, taken.step)
    clean, passages = settled(taken.texts, taken.choices)
    record = PreservationRecord(
        incident=incident,
        task=row,
        number=next_number(before),
        step=taken.step.value,
        happened_at=moment,
        new_expiry_on=taken.new_expiry_on,
        recorded_by_id=person_id(actor),
        recorded_at=now(),
        **clean,
    )
    entry = act.save(taken.kind, record)
    keep_apart(act, incident.id, "preservation", passages)
    return receipt(entry, f"{row}: {taken.step.value.replace('-', ' ')}")
