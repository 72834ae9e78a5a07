"""Snapshots: figures as they were published, frozen."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.ledger.models import Record


class Snapshot(Record):
    """One publication of the figures; `table` is what the public page shows, never recounted.

    Only one may exist until suppression remembers what was published before (G22).
    """

    SUBJECT = "snapshot"

    number = models.PositiveIntegerField(unique=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    directive = models.CharField(max_length=80)
    directive_version = models.CharField(max_length=40)
    smallest_cell = models.PositiveIntegerField()
    # [{period, first, last, due, received, outcomes: {name: count or mark}}]
    table = models.JSONField()
    table_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(number=1), name="snapshot_only_one"),
        ]

    def __str__(self) -> str:
        return f"Figures {self.number}"


class DispatchFigures(Record):
    """Dispatch events that should have an incident, and how many have none: frozen once (G13).

    `codes` is a list of {"code", "title"}: what picked the events. Only one may exist until
    suppression remembers what was published before (G22).
    """

    SUBJECT = "dispatch-figures"

    number = models.PositiveIntegerField(unique=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    directive = models.CharField(max_length=80)
    directive_version = models.CharField(max_length=40)
    codes = models.JSONField()
    smallest_cell = models.PositiveIntegerField()
    # [{period, first, last, due, received, outcomes: {name: count or mark}}]
    table = models.JSONField()
    table_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(number=1), name="dispatch_figures_only_one"),
        ]

    def __str__(self) -> str:
        return f"Figures of dispatch events {self.number}"
