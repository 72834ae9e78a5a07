"""Forms of accounts and tokens."""

from collections.abc import Mapping

from django import forms
from django.core.validators import RegexValidator

from onrecord.accounts.queries import PersonView
from onrecord.authority import Role
from onrecord.web.accounts.set_up import role_words

WORDS: Mapping[Role, str] = {
    Role.SUPERVISOR: "Approves or returns reports of their chain, approves referrals",
    Role.OFFICER: "Opens incidents, writes reports",
    Role.CUSTODIAN: "Takes in body-camera video, keeps exhibits, seals packets",
    Role.INVESTIGATOR: "Names offences, asks agencies to reply, prepares packets",
    Role.RECORDS: "Publishes figures",
    Role.PROSECUTOR: "Outside: receives packets",
    Role.AUDITOR: "Checks the ledger, sees refused attempts",
    Role.INSPECTOR_GENERAL: "Outside the department: reads, sees refusals and attempts to steer",
    Role.ADMINISTRATOR: "Gives accounts; opens no record",
    Role.ELECTED_OFFICE: "Sees published data only",
}
PLAIN_TYPING = {"autocapitalize": "none", "spellcheck": "false"}
USERNAME_HINT = "Small letters, digits and hyphens, beginning with a letter."
PASSWORD_HINT = "At least 12 characters; a few words in a row are good."  # noqa: S105 - a hint


class UsernameField(forms.CharField):
    """A user name of the one form that accounts take."""

    def __init__(self, autocomplete: str = "off") -> None:
        super().__init__(
            label="User name",
            max_length=60,
            help_text=USERNAME_HINT,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": autocomplete,
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
            validators=[
                RegexValidator(
                    r"\A[a-z][a-z0-9-]{1,59}\Z",
                    "use 2 to 60 small letters, digits and hyphens, beginning with a letter.",
                )
            ],
            error_messages={"required": "enter one, such as avery."},
        )


class AccountForm(forms.Form):
    """A new account. `people` are those who may stand above it."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[(role.value, role_words(role)) for role in WORDS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "choose at least one."},
    )
    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "enter the person's name."}
    )
    username = UsernameField()
    agency = forms.CharField(
        label="Agency", max_length=120, error_messages={"required": "enter whom they serve."}
    )
    unit = forms.CharField(label="Unit", max_length=120, required=False)
    rank = forms.CharField(label="Rank", max_length=60, required=False)
    badge_number = forms.CharField(label="Badge number", max_length=30, required=False)
    superior = forms.ChoiceField(
        label="Superior",
        required=False,
        help_text="Who stands above them. An officer's report goes to a supervisor in this chain.",
        error_messages={"invalid_choice": "choose somebody of the list."},
    )
    password = forms.CharField(
        label="First password",
        strip=False,
        help_text=f"{PASSWORD_HINT} Hand it over in person.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "enter one of at least 12 characters."},
    )

    def __init__(self, *args: object, people: tuple[PersonView, ...], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type] # handed on as they came
        superior = self.fields["superior"]
        if isinstance(superior, forms.ChoiceField):
            superior.choices = [
                ("", "Nobody"),
                *((p.username, f"{p.name} ({roles_of(p)})") for p in people),
            ]

    def clean(self) -> None:
        """Ask for an officer's superior: without one nobody may decide on the reports."""
        roles = self.cleaned_data.get("roles") or []
        if Role.OFFICER.value in roles and not self.cleaned_data.get("superior"):
            self.add_error(
                "superior",
                "choose the supervisor who decides on this officer's reports. Is there none yet, "
                "give that account first.",
            )


def roles_of(person: PersonView) -> str:
    """Return a person's roles in words."""
    return ", ".join(role_words(Role(role)) for role in person.roles) or "no role"


class TokenForm(forms.Form):
    """A token for commands."""

    label = forms.CharField(
        label="What it is for",
        max_length=80,
        help_text="So that you know it again, such as: the laptop at the evidence desk.",
        error_messages={"required": "enter a few words."},
    )


class AppForm(forms.Form):
    """The first code of a new authenticator app."""

    code = forms.CharField(
        label="Code that the app shows",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "enter the six digits that your app shows now."},
    )


REASON_FAULT = {"required": "say why, in a sentence."}


class ReasonForm(forms.Form):
    """Why an account is disabled or restored."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        help_text="It is recorded with your name.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=REASON_FAULT,
    )


class AgencyForm(ReasonForm):
    """Which agency is revoked, and why."""

    field_order = ("agency", "reason")
    agency = forms.CharField(
        label="Agency",
        max_length=120,
        help_text="As it stands at its people's accounts.",
        error_messages={"required": "enter its name."},
    )


class EndRoleForm(ReasonForm):
    """When a role ends, and why."""

    field_order = ("until", "reason")
    until = forms.DateTimeField(
        label="Ends",
        required=False,
        help_text="Empty: now.",
        widget=forms.DateTimeInput,
        error_messages={"invalid": "enter a date and a time."},
    )


class RoleForm(forms.Form):
    """A role from a date, until another or without end."""

    role = forms.ChoiceField(
        label="Role",
        choices=[(role.value, role_words(role)) for role in WORDS],
        widget=forms.RadioSelect,
        error_messages={"required": "choose one."},
    )
    since = forms.DateTimeField(
        label="From",
        required=False,
        help_text="Empty: now.",
        widget=forms.DateTimeInput,
        error_messages={"invalid": "enter a date and a time."},
    )
    until = forms.DateTimeField(
        label="Until",
        required=False,
        help_text="Empty: until it is ended.",
        widget=forms.DateTimeInput,
        error_messages={"invalid": "enter a date and a time."},
    )
    superior = forms.ChoiceField(
        label="Superior",
        required=False,
        help_text="Who stands above them in this role.",
        error_messages={"invalid_choice": "choose somebody of the list."},
    )

    def __init__(self, *args: object, people: tuple[PersonView, ...], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type] # handed on as they came
        superior = self.fields["superior"]
        if isinstance(superior, forms.ChoiceField):
            superior.choices = [
                ("", "Nobody"),
                *((p.username, f"{p.name} ({roles_of(p)})") for p in people),
            ]
