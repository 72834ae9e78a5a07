"""Forms of signing in and of the first administrator."""

from django import forms


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label="User name",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "username"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "usa-input", "autocomplete": "current-password"}
        ),
    )


class FirstAdministratorForm(forms.Form):
    """The one person who gives accounts to all others, and opens no record."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "name"}),
    )
    agency = forms.CharField(
        label="Agency",
        max_length=120,
        help_text="A trial holds no real data: invent one.",
        widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "organization"}),
    )
    username = forms.CharField(
        label="User name",
        max_length=60,
        help_text="Small letters, digits and hyphens, beginning with a letter.",
        widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "username"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text="At least 12 characters; a few words in a row are good.",
        widget=forms.PasswordInput(attrs={"class": "usa-input", "autocomplete": "new-password"}),
    )
