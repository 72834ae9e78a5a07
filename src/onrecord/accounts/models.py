"""People and assignments are records; users and tokens are working tables (credentials)."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from onrecord.authority import Role
from onrecord.ledger.models import Record


class Person(Record):
    """A person who may act here. Nothing of a life outside duty is kept (G9)."""

    SUBJECT = "person"

    username = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    agency = models.CharField(max_length=120)
    unit = models.CharField(max_length=120, blank=True)
    rank = models.CharField(max_length=60, blank=True)
    badge_number = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name


class Assignment(Record):
    """A role held from a date, until another; the superior in it makes the person's chain."""

    SUBJECT = "assignment"

    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    held_role = models.CharField(max_length=32, choices=[(r.value, r.value) for r in Role])
    superior = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="subordinate_assignments"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                name="assignment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.held_role}"


class Grant(Record):
    """What an office outside may open here: one subject, such as `incident/<uuid>`, from a date.

    Written in the lower app what a higher one knows: a packet was sealed for this office. An
    account belongs to the office whose title is its agency.
    """

    SUBJECT = "grant"

    office = models.CharField(max_length=80)
    office_title = models.CharField(max_length=200)
    about = models.CharField(max_length=120, db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                name="grant_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_title}, {self.about}"


class UserManager(BaseUserManager["User"]):
    """Finds users by their name."""


class User(AbstractBaseUser):
    """A credential of one person: a working table, never in an entry."""

    last_login = None  # signing in is an entry, not a column

    username = models.SlugField(max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)

    objects = UserManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username


class Token(models.Model):
    """A bearer token for commands, kept as its SHA-256 alone."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.label


class OperatingAccount(models.Model):
    """An operating-system account that may act as a person on the command line: a credential."""

    account = models.CharField(max_length=120)
    user = models.ForeignKey(User, models.CASCADE, related_name="operating_accounts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "user"], name="operating_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account} as {self.user}"


class FailedSignIn(models.Model):
    """Failures that slow down guessing; kept for an hour, without an address."""

    username = models.CharField(max_length=60, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.username
