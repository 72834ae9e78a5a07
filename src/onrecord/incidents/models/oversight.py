"""The inspector general's draws of closures, and what came of each review (G13)."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.authority import HandlingClass
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models.event import EventStatement
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.states import ReviewResult
from onrecord.ledger.models import Record


class ClosureDraw(Record):
    """A sample of the closures of a period, drawn by a published checkpoint's root.

    `candidates` and `drawn` are lists of the closing statements' random ids; whoever has the list
    and the checkpoint draws the same. A period is drawn once.
    """

    SUBJECT = "closure-draw"

    number = models.PositiveIntegerField(unique=True)
    first = models.DateField()
    last = models.DateField()
    size = models.PositiveSmallIntegerField()
    checkpoint_size = models.PositiveBigIntegerField()
    checkpoint_root = models.CharField(max_length=64)
    candidates = models.JSONField()
    drawn = models.JSONField()
    drawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["first", "last"], name="closure_draw_once_a_period"),
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last")), name="closure_draw_period"
            ),
        ]

    def __str__(self) -> str:
        return f"C-{self.number}"


class ClosureReview(Record):
    """What a review of a drawn closure came to; of the oversight class, as steering is."""

    SUBJECT = "closure-review"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="closure_reviews")
    statement = models.ForeignKey(EventStatement, models.PROTECT, related_name="closure_reviews")
    draw = models.ForeignKey(ClosureDraw, models.PROTECT, related_name="reviews")
    result = word(ReviewResult)
    reason = models.TextField()
    reviewed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "statement"], name="closure_reviewed_once"),
            one_of("closure_review_result_word", "result", ReviewResult),
            models.CheckConstraint(condition=~models.Q(reason=""), name="closure_review_reason"),
            models.CheckConstraint(
                condition=models.Q(handling_class=HandlingClass.OVERSIGHT.value),
                name="closure_review_is_oversight",
            ),
        ]

    def __str__(self) -> str:
        return self.result
