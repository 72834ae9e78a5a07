"""Where a complaint about an account stands on its form."""

from django import forms

from onrecord.accounts.errors import InvalidAccount


def place(form: forms.Form, error: InvalidAccount) -> None:
    """Put a complaint at the field that it names, without the label that stands there already."""
    words = str(error)
    if error.field not in form.fields:
        form.add_error(None, words)
        return
    for label in ("User name", "Password:", "Superior:", "Roles:"):
        words = words.removeprefix(label)
    form.add_error(error.field, words.strip().removeprefix(": "))
