"""A referral and what its packet became."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.incidents.models import Incident
from onrecord.ledger.models import Record
from onrecord.referrals.states import ReferralState


class Referral(Record):
    """A felony matter on its way to the prosecutor.

    Its basis is the offence, the department's ordinary duty and the receiving office's protocol,
    never an elected office's order (G16).
    """

    SUBJECT = "referral"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="referrals")
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in ReferralState], default="prepared"
    )
    office = models.CharField(max_length=80)
    office_title = models.CharField(max_length=200)
    allegations = models.JSONField()  # numbers, such as ["A1"]
    basis = models.TextField()
    summary = models.TextField()  # in brief, for the receiving prosecutor
    contacts_known = models.TextField(
        blank=True
    )  # G16: the register, or "none known to the undersigned"
    evidence_not_held = models.TextField(blank=True)
    checks = models.JSONField()  # as they stood: [{check, state, words}]
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    packet = models.UUIDField(unique=True)
    packet_digest = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["prepared_at", "id"], name="referral_by_time"),
            models.Index(fields=["state", "prepared_at", "id"], name="referral_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sealed", sealed_at__isnull=False)
                & ~models.Q(packet_digest="")
                | ~models.Q(state="sealed") & models.Q(packet_digest=""),
                name="referral_sealed_with_digest",
            ),
            models.CheckConstraint(
                condition=models.Q(state="prepared") | models.Q(approved_by__isnull=False),
                name="referral_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(approved_by=models.F("prepared_by")),
                name="referral_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SealingProgress(models.Model):
    """How far the sealing of a packet has come: a working table, for the page that waits.

    `task` is the worker's; whether it still runs is asked there, for a crash writes nothing here.
    """

    referral = models.OneToOneField(Referral, models.CASCADE, primary_key=True, related_name="+")
    task = models.CharField(max_length=64, blank=True)
    asked_by = models.CharField(max_length=60)  # the user name
    asked_at = models.DateTimeField()
    step = models.CharField(max_length=200)
    fault = models.TextField(blank=True)
    bytes_total = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.referral}: {self.step}"
