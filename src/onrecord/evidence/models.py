"""Exhibits, pointers to recordings, and viewings.

`ViewingProgress` and `HeldUpload` are working tables: they go when the viewing closes, or when the
upload is taken in.
"""

from typing import ClassVar

from django.db import models

from onrecord.accounts.models import Person
from onrecord.evidence.states import ExhibitKind, Playable, ViewingState
from onrecord.incidents.models import Incident
from onrecord.ledger.models import Record

HEX_64 = models.Q(sha256__regex=r"^[0-9a-f]{64}$")


class Exhibit(Record):
    """One item of evidence with a number, and the blob that holds its bytes as they came.

    `probe` is what the media process read, or why it could not; `location` is where the file says
    that it was made, which few roles may see. Both are null until the worker has looked.
    """

    SUBJECT: ClassVar[str] = "exhibit"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="exhibits")
    number = models.CharField(max_length=12)  # E-1, counted within the incident
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=32, choices=[(k.value, k.value) for k in ExhibitKind])
    source = models.CharField(max_length=200)  # who handed it over, or which device
    holder_evidence_number = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="recorded_exhibits"
    )
    received_at = models.DateTimeField()
    taken_in_by = models.ForeignKey(Person, models.PROTECT, related_name="taken_in_exhibits")
    original_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    blob = models.CharField(max_length=64, unique=True)
    derived_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="derivatives"
    )
    probe = models.JSONField(null=True, blank=True)
    location = models.JSONField(null=True, blank=True)
    playable = models.CharField(
        max_length=8, choices=[(p.value, p.value) for p in Playable], default=Playable.UNKNOWN
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["incident", "holder_evidence_number"], name="exhibit_by_holder_number"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="exhibit_number_once"),
            models.CheckConstraint(condition=HEX_64, name="exhibit_sha256_is_hex"),
            models.CheckConstraint(
                condition=~models.Q(kind=ExhibitKind.BODY_WORN.value)
                | models.Q(recorded_by__isnull=False),
                name="exhibit_body_worn_names_its_officer",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ExhibitPointer(Record):
    """A recording that is known to exist, pointed to where it lies (G1, G3)."""

    SUBJECT: ClassVar[str] = "pointer"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="pointers")
    evidence_source = models.CharField(max_length=60)  # an id of the directive's evidence sources
    holder = models.CharField(max_length=200)
    holder_evidence_number = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    position_ms = models.PositiveBigIntegerField(null=True, blank=True)
    shows = models.TextField(blank=True)
    pointed_at = models.DateTimeField()
    pointed_by = models.ForeignKey(Person, models.PROTECT, related_name="pointers")

    class Meta:
        indexes = [models.Index(fields=["pointed_at", "id"], name="pointer_by_time")]

    def __str__(self) -> str:
        return f"{self.holder} {self.holder_evidence_number}".strip()


class Viewing(Record):
    """One person's viewing of one exhibit, from opening to close.

    `bytes_served` counts what was handed to the viewer's connection, at most that was received.
    """

    SUBJECT: ClassVar[str] = "viewing"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="viewings")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="viewings")
    viewer = models.ForeignKey(Person, models.PROTECT, related_name="viewings")
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in ViewingState])
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    bytes_served = models.PositiveBigIntegerField(default=0)
    ranges_served = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)  # from the first range to the last

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ViewingState.OPEN.value, closed_at__isnull=True)
                | models.Q(state=ViewingState.CLOSED.value, closed_at__isnull=False),
                name="viewing_closed_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"viewing of {self.exhibit_id}"


class ViewingProgress(models.Model):
    """What an open viewing has been sent so far, and until when its token serves."""

    viewing = models.OneToOneField(Viewing, models.CASCADE, related_name="progress")
    token_digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)
    bytes_served = models.PositiveBigIntegerField(default=0)
    ranges_served = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"progress of {self.viewing_id}"


class HeldUpload(models.Model):
    """Bytes that are staged while their form waits to be mended, so that none is sent twice."""

    staged_name = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    original_name = models.CharField(max_length=255, blank=True)
    held_for = models.ForeignKey(Person, models.CASCADE, related_name="held_uploads")
    held_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.staged_name
