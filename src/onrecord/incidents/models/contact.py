"""The contact register, words kept apart, and who opened the incident."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.authority import HandlingClass
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.states import KeepAs
from onrecord.ledger.models import Record


class ContactRecord(Record):
    """A communication with an elected office, its staff or the law department (G16).

    An attempt to steer is of the oversight class: the inspector general sees it, the chain of
    command and the packet do not.
    """

    SUBJECT = "contact"

    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    contact_at = models.DateTimeField()
    office = models.CharField(max_length=160)
    person_named = models.CharField(max_length=160, blank=True)
    way = models.CharField(max_length=80, blank=True)
    words = models.TextField(blank=True)
    steering = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["contact_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(steering=False, handling_class=HandlingClass.ORDINARY.value)
                | models.Q(steering=True, handling_class=HandlingClass.OVERSIGHT.value),
                name="contact_steering_is_oversight",
            ),
            models.CheckConstraint(
                condition=models.Q(steering=True) | models.Q(incident__isnull=False),
                name="contact_is_about_an_incident",
            ),
        ]

    def __str__(self) -> str:
        return f"contact with {self.office}"


class WalledPassage(Record):
    """Words taken out of a text and kept apart: a quotation, or a legal authority claimed (G7).

    `found_in` names the field, such as `report.narrative`. Only counsel and the prosecutor's
    packet open these; what was found in a text of the oversight class, or in matter of another
    class, stays in it, and in no packet (G16, G17).
    """

    SUBJECT = "walled"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="walled_passages")
    found_in = models.CharField(max_length=120)
    keep_as = word((KeepAs.QUOTATION, KeepAs.LEGAL_AUTHORITY))
    words = models.TextField(blank=True)
    authority_kind = models.CharField(max_length=200, blank=True)
    authority_number = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            one_of("walled_keep_as_word", "keep_as", (KeepAs.QUOTATION, KeepAs.LEGAL_AUTHORITY)),
            models.CheckConstraint(
                condition=~models.Q(handling_class=HandlingClass.ORDINARY.value),
                name="walled_is_walled",
            ),
        ]

    def __str__(self) -> str:
        return "passage kept apart"


class IncidentAccess(Record):
    """Somebody opened the incident for a purpose: once a person, incident, purpose and day."""

    SUBJECT = "access"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="accesses")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=120)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person", "purpose", "day"], name="access_once_a_day"
            ),
        ]
        verbose_name_plural = "incident accesses"

    def __str__(self) -> str:
        return f"opened by {self.person}"
