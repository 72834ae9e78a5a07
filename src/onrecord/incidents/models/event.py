"""Acts of the scene with their time, and statements about the event."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.directive import ActKind
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.states import CLOSING, STATEABLE, EventStatus
from onrecord.ledger.models import Record

SCENE_ACTS = (
    ActKind.CAMERA_ON,
    ActKind.SUPERVISOR_NOTIFIED,
    ActKind.SCENE_SECURED,
    ActKind.LOCAL_CONDUCT_RECORDED,
    ActKind.COMMUNICATIONS_CONSULTED,
    ActKind.OFFICE_NOTIFIED,
)
"""Acts that are recorded as such; aid and confirmed identity have rows of their own."""


class SceneAct(Record):
    """Something that the department's own members did, with its time and words."""

    SUBJECT = "scene-act"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="scene_acts")
    act_kind = word(SCENE_ACTS)
    happened_at = models.DateTimeField()
    words = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["happened_at"]
        constraints = [one_of("scene_act_kind_word", "act_kind", SCENE_ACTS)]

    def __str__(self) -> str:
        return self.act_kind


class EventStatement(Record):
    """What somebody states of the event, with sources and a reason.

    A statement that would close the incident takes effect when a second person confirms it (G13).
    `sources` is a list of {"words", "authenticated"}; the counts are what the database checks.
    """

    SUBJECT = "event-statement"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="event_statements")
    stated = word(STATEABLE)
    sources = models.JSONField(blank=True, default=list)
    source_count = models.PositiveSmallIntegerField(default=0)
    authenticated_count = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    stated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["stated_at"]
        constraints = [
            one_of("event_statement_stated_word", "stated", STATEABLE),
            models.CheckConstraint(
                condition=~models.Q(stated=EventStatus.CORROBORATED.value)
                | models.Q(source_count__gte=2)
                | models.Q(authenticated_count__gte=1),
                name="event_corroborated_by_more_than_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(stated__in=CLOSING) | ~models.Q(reason=""),
                name="event_closing_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | (
                    ~models.Q(confirmed_by=models.F("stated_by"))
                    & models.Q(confirmed_at__isnull=False)
                    & ~models.Q(confirmed_reason="")
                ),
                name="event_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.stated
