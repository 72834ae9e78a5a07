"""Involved parties, as seen on duty that day, and what is alleged of them."""

from django.db import models

from onrecord.accounts.models import Person
from onrecord.directive import Answer, EvidentialBasis, SubjectKind, Track
from onrecord.incidents.constraints import one_of, word
from onrecord.incidents.models.incident import Incident
from onrecord.ledger.models import Record


class InvolvedParty(Record):
    """A person of the incident, described; never changed once recorded.

    Nothing of a life outside duty, no belief, no affiliation (G9). Who somebody turns out to be is
    an `IdentityConfirmation`, beside this description.
    """

    SUBJECT = "party"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="parties")
    number = models.PositiveSmallIntegerField()
    kind = word(SubjectKind)
    capacity = models.CharField(max_length=120, blank=True)
    agency_given = models.CharField(max_length=120, blank=True)
    unit_given = models.CharField(max_length=120, blank=True)
    rank_given = models.CharField(max_length=60, blank=True)
    name_given = models.CharField(max_length=120, blank=True)
    badge_given = models.CharField(max_length=40, blank=True)
    markings = models.CharField(max_length=300, blank=True)
    clothing = models.CharField(max_length=300, blank=True)
    vehicle = models.CharField(max_length=200, blank=True)
    plate_on_duty = models.CharField(max_length=20, blank=True)
    face_covered = word(Answer, default=Answer.UNKNOWN)
    believed_minor = word(Answer, default=Answer.UNKNOWN)
    is_scene_supervisor = models.BooleanField(default=False)
    affected = models.BooleanField(default=False)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="party_number_once"),
            one_of("party_kind_word", "kind", SubjectKind),
            one_of("party_face_covered_word", "face_covered", Answer),
            one_of("party_believed_minor_word", "believed_minor", Answer),
            # A plate is of a vehicle used on duty; a civilian's is never kept.
            models.CheckConstraint(
                condition=models.Q(plate_on_duty="") | ~models.Q(kind=SubjectKind.CIVILIAN.value),
                name="party_civilian_has_no_plate",
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.number}"


class Allegation(Record):
    """What is claimed of one party, and on what basis; never a finding.

    Track and offence are the investigator's classification. `felony` is null where it is unknown.
    """

    SUBJECT = "allegation"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="allegations")
    number = models.CharField(max_length=8)
    subject_party = models.ForeignKey(InvolvedParty, models.PROTECT, related_name="allegations")
    conduct = models.TextField()
    basis = word(EvidentialBasis, default=EvidentialBasis.ALLEGED)
    track = word(Track, blank=True)
    offence = models.CharField(max_length=80, blank=True)
    felony = models.BooleanField(null=True, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    classified_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    classified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at"]
        indexes = [
            models.Index(fields=["track", "added_at", "id"], name="allegation_by_track"),
            models.Index(fields=["felony", "incident"], name="allegation_by_felony"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="allegation_number_once"),
            one_of("allegation_basis_word", "basis", EvidentialBasis),
            one_of("allegation_track_word", "track", ("", *Track)),
            models.CheckConstraint(
                condition=~models.Q(conduct=""), name="allegation_states_conduct"
            ),
            # Tracks never mix: only a crime is a felony or not.
            models.CheckConstraint(
                condition=models.Q(felony__isnull=True) | models.Q(track=Track.CRIMINAL.value),
                name="allegation_felony_is_criminal",
            ),
            models.CheckConstraint(
                condition=models.Q(track="", classified_at__isnull=True, offence="")
                | (~models.Q(track="") & models.Q(classified_at__isnull=False)),
                name="allegation_track_was_classified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: alleged, no finding"
