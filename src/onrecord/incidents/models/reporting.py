"""Who told us, by a random reference alone, and who used what lies behind it (G20)."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.authority import HandlingClass
from onrecord.incidents.models.incident import Incident
from onrecord.ledger.models import Record

OVERSIGHT = models.Q(handling_class=HandlingClass.OVERSIGHT.value)


class ReportingPerson(Record):
    """Somebody who told us of the incident. Name and address lie in the contact store.

    Of the oversight class: it enters no packet, and no one on the incident reads it.
    """

    SUBJECT = "reporting-person"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reporting_persons")
    number = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=32, unique=True)
    way = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    contact_deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "number"], name="reporting_person_number_once"
            ),
            models.CheckConstraint(condition=OVERSIGHT, name="reporting_person_is_oversight"),
        ]

    def __str__(self) -> str:
        return f"reporting person {self.number}"


class ContactUse(Record):
    """Somebody read a reporting person's contact data, for a purpose."""

    SUBJECT = "contact-use"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    reporting_person = models.ForeignKey(ReportingPerson, models.PROTECT, related_name="uses")
    purpose = models.CharField(max_length=200)
    used_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["used_at"]
        constraints = [
            models.CheckConstraint(condition=OVERSIGHT, name="contact_use_is_oversight"),
        ]

    def __str__(self) -> str:
        return "use of contact data"
