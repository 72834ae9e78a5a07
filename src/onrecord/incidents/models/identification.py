"""Asking for name and badge, what came of it, and what an agency said later."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.directive import Asked, Outcome
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.models.party import InvolvedParty
from onrecord.incidents.states import ConfirmationResult
from onrecord.ledger.models import Record


class IdentificationAttempt(Record):
    """One attempt: asked or not, what came of it, and the second of a recording that shows it.

    A refusal is an outcome like the others (G8).
    """

    SUBJECT = "identification"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    party = models.ForeignKey(
        InvolvedParty, models.PROTECT, null=True, blank=True, related_name="attempts"
    )
    asked = word(Asked)
    outcome = word(Outcome, blank=True)
    agency_given = models.CharField(max_length=120, blank=True)
    name_given = models.CharField(max_length=120, blank=True)
    badge_given = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    attempted_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    exhibit_number = models.CharField(max_length=12, blank=True)
    video_ms = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="attempt_number_once"),
            one_of("attempt_asked_word", "asked", Asked),
            one_of("attempt_outcome_word", "outcome", ("", *Outcome)),
            # What came of it belongs to having asked, and only to that.
            models.CheckConstraint(
                condition=(models.Q(asked=Asked.ASKED.value) & ~models.Q(outcome=""))
                | (~models.Q(asked=Asked.ASKED.value) & models.Q(outcome="")),
                name="attempt_outcome_where_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(video_ms__isnull=True) | ~models.Q(exhibit_number=""),
                name="attempt_second_of_an_exhibit",
            ),
        ]

    def __str__(self) -> str:
        return f"identification attempt {self.number}"


class IdentityConfirmation(Record):
    """Who a party was said to be, by whom, later: a sourced row that overwrites nothing."""

    SUBJECT = "identity"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="confirmations")
    party = models.ForeignKey(InvolvedParty, models.PROTECT, related_name="confirmations")
    attempt = models.ForeignKey(
        IdentificationAttempt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmations",
    )
    with_whom = models.CharField(max_length=160)
    result = word(ConfirmationResult)
    agency_stated = models.CharField(max_length=120, blank=True)
    name_stated = models.CharField(max_length=120, blank=True)
    badge_stated = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    confirmed_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["confirmed_at"]
        constraints = [
            one_of("identity_result_word", "result", ConfirmationResult),
            models.CheckConstraint(condition=~models.Q(with_whom=""), name="identity_has_source"),
        ]

    def __str__(self) -> str:
        return f"identity {self.result}"
