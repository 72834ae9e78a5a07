"""One preservation task for each likely source of evidence, and every step that was taken (G4)."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.states import ENDS, PreservationStep
from onrecord.ledger.models import Record


class PreservationTask(Record):
    """Evidence that may lie somewhere: with which holder, and for how long; never changed.

    Source, title, holder, term and hint are the directive's as they were when the task was made.
    `term_days` null reads "unknown: act today". How the task stands follows from its steps.
    """

    SUBJECT = "preservation"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="preservation")
    number = models.PositiveSmallIntegerField()
    evidence_source = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    holder = models.CharField(max_length=200)
    term_days = models.PositiveIntegerField(null=True, blank=True)
    hint = models.TextField(blank=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="preservation_number_once"),
            models.CheckConstraint(
                condition=~models.Q(holder=""), name="preservation_names_a_holder"
            ),
        ]

    def __str__(self) -> str:
        return f"preservation task {self.number}"


class PreservationRecord(Record):
    """One step of a task: a request, an answer, a confirmation, a copy held here, or an end.

    A request keeps nothing. A holder's confirmation names its own evidence number, the new expiry,
    the person and the time; only it, or a bit-exact copy held here, stops the clock (G3).
    """

    SUBJECT = "preservation-step"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="preservation_steps")
    task = models.ForeignKey(PreservationTask, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    step = word(PreservationStep)
    happened_at = models.DateTimeField()
    with_whom = models.CharField(max_length=160, blank=True)
    way = models.CharField(max_length=80, blank=True)
    words = models.TextField(blank=True)
    holder_evidence_number = models.CharField(max_length=60, blank=True)
    new_expiry_on = models.DateField(null=True, blank=True)
    exhibit_number = models.CharField(max_length=12, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="preservation_step_once"),
            one_of("preservation_step_word", "step", PreservationStep),
            models.CheckConstraint(
                condition=~models.Q(step=PreservationStep.ASKED.value)
                | (~models.Q(with_whom="") & ~models.Q(way="")),
                name="preservation_asked_whom_and_how",
            ),
            models.CheckConstraint(
                condition=~models.Q(step=PreservationStep.CONFIRMED.value)
                | (
                    ~models.Q(holder_evidence_number="")
                    & ~models.Q(with_whom="")
                    & models.Q(new_expiry_on__isnull=False)
                ),
                name="preservation_confirmation_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(step=PreservationStep.COPIED.value)
                | ~models.Q(exhibit_number=""),
                name="preservation_copy_is_an_exhibit",
            ),
            models.CheckConstraint(
                condition=~models.Q(step__in=[s.value for s in ENDS]) | ~models.Q(words=""),
                name="preservation_end_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.number}: {self.step}"
