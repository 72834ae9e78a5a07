"""What is asserted later beside what was first recorded: sourced rows that overwrite nothing."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.directive import Answer, EvidentialBasis
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.findings import REASONED, DecisionStep, Reason, Result
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.models.party import Allegation, InvolvedParty
from onrecord.ledger.models import Record


class BasisAssertion(Record):
    """On what an allegation rests as well, by a source that is named."""

    SUBJECT = "basis"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="basis_assertions")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="basis_assertions")
    number = models.PositiveSmallIntegerField()
    basis = word(EvidentialBasis)
    source = models.TextField()
    asserted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asserted_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["allegation", "number"], name="basis_number_once"),
            one_of("basis_assertion_word", "basis", EvidentialBasis),
            models.CheckConstraint(condition=~models.Q(source=""), name="basis_has_source"),
        ]

    def __str__(self) -> str:
        return f"basis {self.number}"


class BodyDecision(Record):
    """What a body recommended, found or did about one allegation: that body's, never ours."""

    SUBJECT = "decision-of-body"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="body_decisions")
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="body_decisions")
    number = models.PositiveSmallIntegerField()
    step = word(DecisionStep)
    body = models.CharField(max_length=160)
    decided_by = models.CharField(max_length=160, blank=True)
    decided_on = models.DateField()
    result = word(Result)
    reason = word(Reason, blank=True)
    words = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["allegation", "number"], name="decision_number_once"),
            one_of("body_decision_step_word", "step", DecisionStep),
            one_of("body_decision_result_word", "result", Result),
            one_of("body_decision_reason_word", "reason", ("", *Reason)),
            models.CheckConstraint(condition=~models.Q(body=""), name="decision_names_its_body"),
            # Why nothing was charged is stated, or stated to be unknown.
            models.CheckConstraint(
                condition=(
                    models.Q(result__in=[result.value for result in REASONED])
                    & ~models.Q(reason="")
                )
                | (
                    ~models.Q(result__in=[result.value for result in REASONED])
                    & models.Q(reason="")
                ),
                name="decision_reason_where_declined",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.number}"


class AgeAssertion(Record):
    """Whether somebody is known or believed under 18, as a later source says (G10)."""

    SUBJECT = "age"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="age_assertions")
    party = models.ForeignKey(InvolvedParty, models.PROTECT, related_name="age_assertions")
    number = models.PositiveSmallIntegerField()
    under_18 = word(Answer)
    source = models.TextField()
    asserted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asserted_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["party", "number"], name="age_number_once"),
            one_of("age_under_18_word", "under_18", Answer),
            models.CheckConstraint(condition=~models.Q(source=""), name="age_has_source"),
        ]

    def __str__(self) -> str:
        return f"age of {self.party}"
