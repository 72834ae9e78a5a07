"""How incidents hang together: links and duplicates, made and undone by rows."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.states import Relation
from onrecord.ledger.models import Record


class IncidentLink(Record):
    """One statement that two incidents hang together, or no longer do; the latest one stands.

    For a duplicate, `incident` is the duplicate and `other` the one that is kept. Nothing moves
    from one to the other: both stay as they were recorded, with their own sources.
    """

    SUBJECT = "incident-link"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="links")
    other = models.ForeignKey(Incident, models.PROTECT, related_name="links_from")
    relation = word(Relation)
    standing = models.BooleanField()
    reason = models.TextField()
    stated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone"
    )

    class Meta:
        ordering = ["stated_at"]
        constraints = [
            one_of("incident_link_relation_word", "relation", Relation),
            models.CheckConstraint(condition=~models.Q(reason=""), name="incident_link_reason"),
            models.CheckConstraint(
                condition=~models.Q(incident=models.F("other")), name="incident_link_of_two"
            ),
            models.CheckConstraint(
                condition=models.Q(standing=True, undoes__isnull=True)
                | models.Q(standing=False, undoes__isnull=False),
                name="incident_link_undone_by_a_row",
            ),
        ]

    def __str__(self) -> str:
        return self.relation
