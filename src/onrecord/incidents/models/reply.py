"""The responding agency's reply."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.states import ReplyState
from onrecord.ledger.models import Record


class AgencyReply(Record):
    """A request for reply and, verbatim, what came back; it stands beside the allegations named.

    `allegation_numbers` is a list such as ["A1"]. A reply without proof of origin stays
    unauthenticated (G24).
    """

    SUBJECT = "reply"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="replies")
    number = models.PositiveSmallIntegerField()
    agency = models.CharField(max_length=160)
    allegation_numbers = models.JSONField(blank=True, default=list)
    asked_at = models.DateTimeField()
    asked_by_way = models.CharField(max_length=80)
    reply_due_on = models.DateField(null=True, blank=True)
    no_objection_on = models.DateField(null=True, blank=True)
    state = word(ReplyState, default=ReplyState.ASKED)
    replied_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)
    authenticated = models.BooleanField(default=False)
    authenticated_how = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "agency replies"
        indexes = [models.Index(fields=["state", "reply_due_on"], name="reply_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="reply_number_once"),
            one_of("reply_state_word", "state", ReplyState),
            models.CheckConstraint(
                condition=(
                    models.Q(state=ReplyState.REPLIED.value, replied_at__isnull=False)
                    & ~models.Q(words="")
                )
                | (~models.Q(state=ReplyState.REPLIED.value) & models.Q(words="")),
                name="reply_words_where_replied",
            ),
            models.CheckConstraint(
                condition=models.Q(authenticated=False) | ~models.Q(authenticated_how=""),
                name="reply_authenticated_how",
            ),
        ]

    def __str__(self) -> str:
        return f"reply {self.number}"
