"""The incident itself."""

from django.db import models
from django.utils import timezone

from onrecord.accounts.models import Person
from onrecord.directive import Answer, Origin
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.states import EventStatus, ForceUsed, IncidentState
from onrecord.ledger.models import Record

ANSWERS = (
    "dispatched",
    "member_on_scene",
    "agents_on_scene",
    "injured",
    "death",
    "great_bodily_harm",
    "shooting",
    "detention",
    "local_force",
    "misconduct_investigation",
    "camera_on",
    "warrant_shown",
    "arrest_explained",
)
"""Questions of an incident, each answered yes, no or unknown."""
ACCOUNTS = (
    "stated_federal_purpose",
    "threat_faced",
    "warnings_given",
    "resistance",
    "agent_injury",
)
"""What bears on immunity and for the accused, in words; empty reads "Not recorded"."""


class Incident(Record):
    """What happened, when and where, as first recorded and as corrected since.

    `account_by` writes the report; `account_locked_at` is when that person's own narrative was
    first locked, before which its author sees no duty and no offence (G6).
    """

    SUBJECT = "incident"

    number = models.CharField(max_length=12, unique=True)
    state = word(IncidentState, default=IncidentState.OPEN)
    event_status = word(EventStatus, default=EventStatus.REPORTED)
    origin = word(Origin)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    occurred_at = models.DateTimeField(null=True, blank=True)
    district = models.CharField(max_length=80)
    place = models.CharField(max_length=300, blank=True)
    dispatch_number = models.CharField(max_length=40, blank=True)
    summary = models.TextField()
    directive = models.CharField(max_length=60)
    directive_version = models.CharField(max_length=40)

    dispatched = word(Answer, default=Answer.UNKNOWN)
    member_on_scene = word(Answer, default=Answer.UNKNOWN)
    agents_on_scene = word(Answer, default=Answer.UNKNOWN)
    injured = word(Answer, default=Answer.UNKNOWN)
    death = word(Answer, default=Answer.UNKNOWN)
    great_bodily_harm = word(Answer, default=Answer.UNKNOWN)
    force_used = word(ForceUsed, default=ForceUsed.UNKNOWN)
    shooting = word(Answer, default=Answer.UNKNOWN)
    detention = word(Answer, default=Answer.UNKNOWN)
    local_force = word(Answer, default=Answer.UNKNOWN)
    misconduct_investigation = word(Answer, default=Answer.UNKNOWN)
    camera_on = word(Answer, default=Answer.UNKNOWN)
    warrant_shown = word(Answer, default=Answer.UNKNOWN)
    # Whether the person arrested was told by whom and why: that duty is the agents' (G8).
    arrest_explained = word(Answer, default=Answer.UNKNOWN)

    stated_federal_purpose = models.TextField(blank=True)
    threat_faced = models.TextField(blank=True)
    warnings_given = models.TextField(blank=True)
    resistance = models.TextField(blank=True)
    agent_injury = models.TextField(blank=True)

    account_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    account_locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        indexes = [
            # Lists go by time and id, all of them or those of a state or a district.
            models.Index(fields=["opened_at", "id"], name="incident_by_time"),
            models.Index(fields=["state", "opened_at", "id"], name="incident_by_state"),
            models.Index(fields=["district", "opened_at", "id"], name="incident_by_district"),
        ]
        constraints = [
            one_of("incident_state_word", "state", IncidentState),
            one_of("incident_event_status_word", "event_status", EventStatus),
            one_of("incident_origin_word", "origin", Origin),
            one_of("incident_force_used_word", "force_used", ForceUsed),
            *(one_of(f"incident_{name}_word", name, Answer) for name in ANSWERS),
            models.CheckConstraint(
                condition=models.Q(account_locked_at__isnull=True)
                | models.Q(account_by__isnull=False),
                name="incident_locked_account_has_author",
            ),
        ]

    def __str__(self) -> str:
        return f"Incident {self.number}"

    def month_and_area(self) -> tuple[str | None, str | None]:
        """Return the city's month in which it occurred, else was opened, and its district."""
        return f"{timezone.localtime(self.occurred_at or self.opened_at):%Y-%m}", self.district


class NumberSeries(models.Model):
    """The last number given in a year: a working table, locked while a number is given."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04}"
