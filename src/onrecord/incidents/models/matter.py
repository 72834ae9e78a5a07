"""Matter of an incident in its handling class, who stands on its list, and who opened it (G17).

Rows and entries of one class lie in that class's chain. A matter is named by its random id alone:
numbers would tell, by their gaps, of what is not shown.
"""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.authority.classes import CLASSES
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.states import MatterForm
from onrecord.ledger.models import Record


class Matter(Record):
    """A statement, a note or a document's text, never changed once taken in.

    What derives from another matter names it as `source`, and is of its class.
    """

    SUBJECT = "matter"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="matters")
    form = word(MatterForm)
    title = models.CharField(max_length=200)
    words = models.TextField()
    came_from = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="derived"
    )
    taken_in_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken_in_at = models.DateTimeField()

    class Meta:
        ordering = ["taken_in_at"]
        constraints = [
            one_of("matter_form_word", "form", MatterForm),
            one_of("matter_class_word", "handling_class", CLASSES),
            models.CheckConstraint(condition=~models.Q(words=""), name="matter_has_words"),
        ]

    def __str__(self) -> str:
        return "matter"


class MatterReader(Record):
    """A line of a matter's dated list: this person may open it, and what derives from it."""

    SUBJECT = "matter-reader"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="readers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    listed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="matter_reader_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return "line of a list"


class MatterOpening(Record):
    """Somebody opened a matter, for a purpose."""

    SUBJECT = "matter-opening"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="openings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return "opening of a matter"
