"""Events of the dispatch centre, as imported, and the files that brought them."""

from django.db import models
from django.utils import timezone

from onrecord.accounts.models import Person
from onrecord.incidents.models.incident import Incident
from onrecord.ledger.models import Record


class DispatchImport(Record):
    """One file of dispatch events, taken in whole: its digest, and what it brought.

    The file's name is not kept: it can say anything.
    """

    SUBJECT = "dispatch-import"

    file_sha256 = models.CharField(max_length=64)
    events = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    imported_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    events=models.F("added") + models.F("changed") + models.F("unchanged")
                ),
                name="dispatch_import_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"import of {self.events} dispatch events"


class DispatchEvent(Record):
    """One event of the dispatch centre, as its system states it in the file imported last.

    `members` is a list of names, badges or call signs, as that system writes them. `version`
    counts the states that imports brought; each stands whole in an entry. `incident` is where the
    event is recorded here, once somebody has matched it; so a destruction of the incident reaches
    the event.
    """

    SUBJECT = "dispatch-event"

    number = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=40)
    district = models.CharField(max_length=80)
    place = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    on_scene_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    members = models.JSONField(blank=True, default=list)
    version = models.PositiveIntegerField(default=1)
    file_sha256 = models.CharField(max_length=64)
    imported_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="dispatch_events"
    )
    matched_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    matched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["code", "received_at"], name="dispatch_event_code")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    incident__isnull=True, matched_by__isnull=True, matched_at__isnull=True
                )
                | models.Q(
                    incident__isnull=False, matched_by__isnull=False, matched_at__isnull=False
                ),
                name="dispatch_event_matched_by_somebody",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__isnull": True})
                    | models.Q(**{f"{name}__gte": models.F("received_at")}),
                    name=f"dispatch_event_{name}_after_receipt",
                )
                for name in ("dispatched_at", "on_scene_at", "cleared_at")
            ),
        ]

    def __str__(self) -> str:
        return f"dispatch event {self.number}"

    def chain_root(self) -> str:
        """Return its own chain: the event stood before any incident, and one chain holds it all."""
        return self.subject

    def month_and_area(self) -> tuple[str | None, str | None]:
        """Return the city's month in which it was received, and its district."""
        return f"{timezone.localtime(self.received_at):%Y-%m}", self.district


class DispatchExplanation(Record):
    """Why an event that its code picks has no incident; it counts once a second person agrees."""

    SUBJECT = "dispatch-explanation"

    event = models.ForeignKey(DispatchEvent, models.PROTECT, related_name="explanations")
    reason = models.TextField()
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
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="dispatch_explanation_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | (
                    ~models.Q(confirmed_by=models.F("stated_by"))
                    & models.Q(confirmed_at__isnull=False)
                    & ~models.Q(confirmed_reason="")
                ),
                name="dispatch_explanation_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"explanation of {self.event}"
