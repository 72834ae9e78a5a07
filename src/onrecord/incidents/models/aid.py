"""Aid to any person hurt, timed."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.models.party import InvolvedParty
from onrecord.ledger.models import Record

TIMES = (
    "injury_seen_at",
    "ems_asked_at",
    "ems_arrived_at",
    "aid_given_at",
    "aid_refused_at",
)


class AidRecord(Record):
    """What was seen and done for one person hurt, whoever that is; a later note is a new row."""

    SUBJECT = "aid"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="aid")
    number = models.PositiveSmallIntegerField()
    party = models.ForeignKey(
        InvolvedParty, models.PROTECT, null=True, blank=True, related_name="aid"
    )
    person_described = models.CharField(max_length=200, blank=True)
    injury_seen_at = models.DateTimeField(null=True, blank=True)
    ems_asked_at = models.DateTimeField(null=True, blank=True)
    ems_arrived_at = models.DateTimeField(null=True, blank=True)
    aid_given_at = models.DateTimeField(null=True, blank=True)
    aid_given_by = models.CharField(max_length=160, blank=True)
    aid_refused_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="aid_number_once"),
            models.CheckConstraint(
                condition=models.Q(party__isnull=False) | ~models.Q(person_described=""),
                name="aid_is_to_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(ems_arrived_at__isnull=True)
                | models.Q(ems_asked_at__isnull=True)
                | models.Q(ems_arrived_at__gte=models.F("ems_asked_at")),
                name="aid_ems_arrives_after_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"aid {self.number}"
