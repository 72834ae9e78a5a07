"""Reports, their versions and what was decided on them; drafts are working rows."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.authority import HandlingClass
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models import Incident
from onrecord.ledger.models import Record
from onrecord.reports.states import Decided, DraftsFate, ReportState


class Report(Record):
    """The account of one incident by one author, in versions."""

    SUBJECT = "report"

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="report")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = word(ReportState, default=ReportState.DRAFT)
    begun_at = models.DateTimeField()
    amending_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "begun_at", "id"], name="report_by_state")]
        constraints = [one_of("report_state_word", "state", ReportState)]

    def __str__(self) -> str:
        return f"report on {self.incident}"


class ReportVersion(Record):
    """The narrative as locked, with every prompt that was shown for it.

    `prompts` is a list of {"id", "text"}. `drafts_digest` is SHA-256 (hex) over the JSON text that
    `KeptDrafts` holds in parts, empty where none was kept. The signature comes with submission.
    """

    SUBJECT = "report-version"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    narrative = models.TextField()
    prompts = models.JSONField(blank=True, default=list)
    reason = models.TextField(blank=True)
    locked_at = models.DateTimeField()
    drafts = word(DraftsFate, default=DraftsFate.NONE)
    drafts_digest = models.CharField(max_length=64, blank=True)
    signature_name = models.CharField(max_length=120, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once"),
            one_of("report_version_drafts_word", "drafts", DraftsFate),
            models.CheckConstraint(
                condition=~models.Q(narrative=""), name="report_version_has_narrative"
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True, signature_name="")
                | (models.Q(submitted_at__isnull=False) & ~models.Q(signature_name="")),
                name="report_version_submitted_is_signed",
            ),
            models.CheckConstraint(
                condition=(models.Q(drafts=DraftsFate.KEPT.value) & ~models.Q(drafts_digest=""))
                | (~models.Q(drafts=DraftsFate.KEPT.value) & models.Q(drafts_digest="")),
                name="report_version_kept_drafts_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class KeptDrafts(Record):
    """A part of the drafts that a locked version took with it; the parts in order are one text."""

    SUBJECT = "kept-drafts"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="kept_drafts")
    part = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["part"]
        verbose_name_plural = "kept drafts"
        constraints = [
            models.UniqueConstraint(fields=["version", "part"], name="kept_drafts_part_once"),
        ]

    def __str__(self) -> str:
        return f"drafts of {self.version}, part {self.part}"


REASONS_APART = {"field": "report", "words": "Reasons were given."}
"""Stands in a decision whose reasons all concern duties: those are kept for oversight (G16)."""


class ReportDecision(Record):
    """A supervisor's decision on one version; `reasons` is a list of {"field", "words"}."""

    SUBJECT = "report-decision"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    version = models.OneToOneField(ReportVersion, models.PROTECT, related_name="decision")
    decided = word(Decided)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    reasons = models.JSONField(blank=True, default=list)

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            one_of("report_decision_word", "decided", Decided),
            models.CheckConstraint(
                condition=models.Q(decided=Decided.APPROVED.value) | ~models.Q(reasons=[]),
                name="report_returned_with_reasons",
            ),
        ]

    def __str__(self) -> str:
        return self.decided


class DutyNote(Record):
    """A reviewer's reason about duties or gaps; of the oversight class, in no packet (G16)."""

    SUBJECT = "duty-note"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    decision = models.ForeignKey(ReportDecision, models.PROTECT, related_name="duty_notes")
    words = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(handling_class=HandlingClass.OVERSIGHT.value),
                name="duty_note_is_oversight",
            ),
        ]

    def __str__(self) -> str:
        return f"note on duties of {self.decision_id}"


class ReasonAnswer(Record):
    """What the author did about one reason of a return; the amended version ticks the reason off.

    `reason` names it within its decision: `reason-1`, or `duty-1` for a reviewer's note on duties,
    whose answer is of the oversight class like the note (G16).
    """

    SUBJECT = "reason-answer"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    decision = models.ForeignKey(ReportDecision, models.PROTECT, related_name="answers")
    reason = models.CharField(max_length=16)
    words = models.TextField()
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(words=""), name="reason_answer_has_words"),
            models.CheckConstraint(
                condition=models.Q(handling_class=HandlingClass.OVERSIGHT.value)
                | ~models.Q(reason__startswith="duty-"),
                name="reason_answer_on_duties_is_oversight",
            ),
        ]

    def __str__(self) -> str:
        return f"answer to {self.reason}"


class GapStatement(Record):
    """Why a duty stays unmet, in its author's words; of the oversight class, in no packet (G16)."""

    SUBJECT = "gap"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="gaps")
    duty = models.CharField(max_length=80)
    reason = models.TextField()
    stated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ["stated_at"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="gap_has_reason"),
            models.CheckConstraint(
                condition=models.Q(handling_class=HandlingClass.OVERSIGHT.value),
                name="gap_is_oversight",
            ),
        ]

    def __str__(self) -> str:
        return f"gap: {self.duty}"


class ReportEvaluation(Record):
    """The directive's answer at submission, of the oversight class, in no packet (G16).

    `duties` is a list of {"duty", "status", "because", "fact", "gap", "late"}.
    """

    SUBJECT = "report-evaluation"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    version = models.OneToOneField(ReportVersion, models.PROTECT, related_name="evaluation")
    directive = models.CharField(max_length=60)
    directive_digest = models.CharField(max_length=64)
    evaluated_at = models.DateTimeField()
    duties = models.JSONField(blank=True, default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(handling_class=HandlingClass.OVERSIGHT.value),
                name="report_evaluation_is_oversight",
            ),
        ]

    def __str__(self) -> str:
        return f"evaluation of {self.version}"


class ReportDraft(models.Model):
    """One autosaved text of the narrative: a working row, seen by its author alone."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="drafts")
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"draft of {self.saved_at:%H:%M:%S}"
