"""Tables of the ledger, and `Record`, the base of every row that acts write.

`Entry` and `Disclosure` are frozen tables: a new meaning is a new statement version.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models.functions import Length

from onrecord.authority import HandlingClass
from onrecord.ledger.times import utc_text

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

models.BinaryField.register_lookup(Length)


class Entry(models.Model):
    """One statement of the log, with what is needed to find and order it.

    `index` is null until the sequencer assigns it, once, for good.
    """

    id = models.BigAutoField(primary_key=True)
    act = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    subject_version = models.PositiveIntegerField()
    chain = models.CharField(max_length=120)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    statement = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    recorded_at = models.DateTimeField()
    index = models.PositiveBigIntegerField(null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "subject", "subject_version"], name="entry_subject_version"
            ),
            models.CheckConstraint(
                condition=models.Q(leaf_hash__length=32), name="entry_leaf_hash_length"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(index__isnull=True), name="entry_unsequenced"
            ),
            models.Index(fields=["subject", "id"], name="entry_subject"),
            models.Index(fields=["chain", "id"], name="entry_chain"),
            models.Index(
                fields=["id"],
                condition=models.Q(kind="act.refused/1"),
                name="entry_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} v{self.subject_version}"


class Disclosure(models.Model):
    """The exact disclosure string (RFC 9901) that opens one field of one entry."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="disclosures")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "name"], name="disclosure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of entry {self.entry_id}"


class Chain(models.Model):
    """The head of one chain: one handling class of one incident, locked while it grows."""

    key = models.CharField(max_length=120, primary_key=True)
    head = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.key


class Tombstone(models.Model):
    """Says by which authority a disclosure was destroyed; written before the row goes (G26)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="tombstones")
    name = models.CharField(max_length=80)
    authority = models.TextField()
    decided_in = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "name"], name="tombstone_once"),
            models.CheckConstraint(
                condition=~models.Q(authority=""), name="tombstone_has_authority"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of entry {self.entry_id}"


class LostLeaf(models.Model):
    """A leaf that the published log has and the database lost: 33 bytes, and who confessed it.

    A restored backup can be older than the log. The log goes on from its own tree all the same,
    and keeps the leaves whose statements nobody has any more.
    """

    index = models.PositiveBigIntegerField(primary_key=True)
    leaf = models.BinaryField(max_length=33)
    confessed_in = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"lost leaf {self.index}"


class AuditRun(models.Model):
    """An audit that was asked for on a page: a working table; `result` is null until it ended."""

    task = models.CharField(max_length=64, blank=True)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    step = models.CharField(max_length=120)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"Audit of {self.asked_at:%Y-%m-%d %H:%M}"


LEDGER_TABLES = (Entry, Disclosure, Chain, Tombstone, LostLeaf)


class Record(models.Model):
    """A row that only acts write; each write appends an entry that holds the whole row.

    So the current row must equal its latest entry, which the audit checks.
    SUBJECT names the row in the ledger: `<SUBJECT>/<id>`.
    """

    SUBJECT: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handling_class = models.CharField(
        max_length=32,
        choices=[(c.value, c.value) for c in HandlingClass],
        default=HandlingClass.ORDINARY,
    )

    class Meta:
        abstract = True

    @property
    def subject(self) -> str:
        """The row's name in the ledger."""
        return f"{self.SUBJECT}/{self.id}"

    def chain_root(self) -> str:
        """Return whose chain this row's entries belong to: its incident's, else its own."""
        incident_id = getattr(self, "incident_id", None)
        return f"incident/{incident_id}" if incident_id else self.subject

    def month_and_area(self) -> tuple[str | None, str | None]:
        """Return the month (`2026-03`) and area of the incident, as hidden values, where any."""
        incident = getattr(self, "incident", None)
        if isinstance(incident, Record):
            return incident.month_and_area()
        return None, None

    @classmethod
    def fields(cls) -> tuple[str, ...]:
        """Return the names of the row's fields as entries hold them, in order."""
        return tuple(f.name for f in cls._meta.concrete_fields if f.name != "id")

    def values(self) -> dict[str, Json]:
        """Return the row's fields as JSON values, null included."""
        return {
            field.name: json_value(field.value_from_object(self))
            for field in self._meta.concrete_fields
            if field.name != "id"
        }


class Destruction(Record):
    """A lawful destruction: asked for by one person, decided on by another, then carried out.

    It names what is destroyed by its random ledger subject alone, for it stays for ever (G26).
    `counts` is {what: how many}; `recipients` is a list of {"recipient", "packet_digest"}: who
    holds a packet that we handed over, and is to be told.
    """

    SUBJECT: ClassVar[str] = "destruction"

    number = models.CharField(max_length=12, unique=True)  # D-1
    scope = models.CharField(max_length=8)
    target = models.CharField(max_length=120)
    field = models.CharField(max_length=80, blank=True)
    directive = models.CharField(max_length=60)
    authority = models.CharField(max_length=80)
    authority_title = models.CharField(max_length=200)
    of_court = models.BooleanField(default=False)
    document_number = models.CharField(max_length=120)
    reason = models.TextField()
    state = models.CharField(max_length=12)
    requested_by = models.UUIDField()
    requested_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_reason = models.TextField(blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    backups_until = models.DateField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    recipients = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(authority="") & ~models.Q(document_number=""),
                name="destruction_has_authority",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="destruction_has_reason"),
            models.CheckConstraint(
                condition=models.Q(state="requested", decided_by__isnull=True)
                | (
                    models.Q(
                        state__in=["refused", "approved", "begun", "emptied", "carried-out"],
                        decided_by__isnull=False,
                    )
                    & ~models.Q(decided_by=models.F("requested_by"))
                ),
                name="destruction_decided_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(state="carried-out", carried_out_at__isnull=False)
                | (~models.Q(state="carried-out") & models.Q(carried_out_at__isnull=True)),
                name="destruction_carried_out_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number


def json_value(value: object) -> Json:  # noqa: PLR0911 - one return for each type
    """Return a value as entries hold it: times in UTC with microseconds, identifiers as text."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)  # an enumeration's member becomes its plain text
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    raise TypeError(f"{type(value).__name__} has no form in an entry; use text or an integer.")
