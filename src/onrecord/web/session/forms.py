"""Forms of signing in and of the first administrator."""

from django import forms

from onrecord.web.accounts.forms import PASSWORD_HINT, PLAIN_TYPING, UsernameField


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label="User name",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username"} | PLAIN_TYPING),
        error_messages={"required": "enter yours."},
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "enter yours."},
    )


class UnlockForm(forms.Form):
    """The password of whoever the session is."""

    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "enter yours."},
    )


class FirstAdministratorForm(forms.Form):
    """The one person who gives accounts to all others, and opens no record."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "enter it as the record shall show it."},
    )
    agency = forms.CharField(
        label="Agency",
        max_length=120,
        help_text="A trial holds no real data: invent one.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": "enter one; in a trial, invent it."},
    )
    username = UsernameField(autocomplete="username")
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "enter one of at least 12 characters."},
    )


class SecondFactorForm(forms.Form):
    """The code of an authenticator app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="Six digits of your authenticator app, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "enter the code that your app shows now."},
    )
