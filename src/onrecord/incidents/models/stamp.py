"""Stamps of a scene, made on a phone."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models.incident import Incident
from onrecord.incidents.stamping import StampKind
from onrecord.ledger.models import Record


class SceneStamp(Record):
    """One stamp, once: its id is the phone's own, so that what is sent twice is one row.

    `device_time` is what the phone's clock said, and stays. `received_at` is the server's;
    `skew_ms` is how far the phone was ahead of it then, `happened_at` the stamp's time by it.
    `monotonic_ms` counts from the start of the page that `page_started` names. `corrects` is the
    stamp that a note speaks of: nothing stamped is changed. `became` names what it recorded.
    """

    SUBJECT = "scene-stamp"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="stamps")
    scene = models.UUIDField(db_index=True)
    position = models.PositiveIntegerField()
    what = word(StampKind)
    answer = models.CharField(max_length=32, blank=True)
    words = models.TextField(blank=True)
    corrects = models.UUIDField(null=True, blank=True)
    device_time = models.DateTimeField()
    zone_minutes = models.SmallIntegerField()
    monotonic_ms = models.PositiveBigIntegerField()
    page_started = models.UUIDField()
    skew_seen_ms = models.BigIntegerField(null=True, blank=True)
    sent_device_time = models.DateTimeField()
    sent_monotonic_ms = models.PositiveBigIntegerField()
    sent_page_started = models.UUIDField()
    received_at = models.DateTimeField()
    skew_ms = models.BigIntegerField()
    happened_at = models.DateTimeField()
    became = models.CharField(max_length=80, blank=True)
    stamped_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["happened_at", "position"]
        constraints = [
            one_of("scene_stamp_what_word", "what", StampKind),
            models.CheckConstraint(
                condition=models.Q(happened_at__lte=models.F("received_at")),
                name="scene_stamp_happened_before_received",
            ),
        ]

    def __str__(self) -> str:
        return f"scene stamp {self.what}"
