"""Forms of accounts and tokens."""

from django import forms

from onrecord.authority import Role

WORDS = {
    Role.OFFICER: "Opens incidents, writes reports",
    Role.SUPERVISOR: "Approves or returns reports of their chain, approves referrals",
    Role.INVESTIGATOR: "Names offences, asks agencies to reply, prepares packets",
    Role.CUSTODIAN: "Takes in body-camera video, keeps exhibits",
    Role.RECORDS: "Publishes figures",
    Role.PROSECUTOR: "Outside: receives packets",
    Role.AUDITOR: "Checks the ledger",
    Role.INSPECTOR_GENERAL: "Outside the department: sees refusals, reads",
    Role.ADMINISTRATOR: "Gives accounts; opens no record",
    Role.ELECTED_OFFICE: "Sees published data only",
}


class AccountForm(forms.Form):
    """A new account."""

    name = forms.CharField(label="Name", max_length=120)
    username = forms.CharField(
        label="User name",
        max_length=60,
        help_text="Small letters, digits and hyphens, beginning with a letter.",
    )
    agency = forms.CharField(label="Agency", max_length=120)
    unit = forms.CharField(label="Unit", max_length=120, required=False)
    rank = forms.CharField(label="Rank", max_length=60, required=False)
    badge_number = forms.CharField(label="Badge number", max_length=30, required=False)
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[(role.value, role.value.replace("-", " ").capitalize()) for role in WORDS],
        widget=forms.CheckboxSelectMultiple,
    )
    superior = forms.ChoiceField(label="Superior", required=False)
    password = forms.CharField(
        label="First password",
        strip=False,
        help_text="At least 12 characters. Hand it over in person.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, people: list[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type] # handed on as they came
        superior = self.fields["superior"]
        if isinstance(superior, forms.ChoiceField):
            superior.choices = [("", "Nobody"), *people]
        for bound in self.fields.values():
            if isinstance(bound.widget, forms.TextInput):
                bound.widget.attrs.setdefault("class", "usa-input")
            elif isinstance(bound.widget, forms.Select):
                bound.widget.attrs.setdefault("class", "usa-select")


class TokenForm(forms.Form):
    """A token for commands."""

    label = forms.CharField(
        label="What it is for",
        max_length=80,
        widget=forms.TextInput(attrs={"class": "usa-input"}),
    )
