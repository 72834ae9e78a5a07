"""Fields that several forms of incidents share."""

from collections.abc import Sequence
from datetime import datetime

from django import forms

from onrecord.incidents.queries import IncidentView
from onrecord.web.incidents.words import ANSWER, Words, choices

LONG = 20_000
"""Characters of a long text; in any script it fits an entry's field of 64 KiB."""
LOCAL_TIME = "Local time of the city."


def one_of(
    label: str,
    words: Words,
    *,
    missing: str = "Choose one.",
    required: bool = True,
    help_text: str = "",
) -> forms.ChoiceField:
    """Ask for one of several equal tiles, none of them preselected."""
    return forms.ChoiceField(
        label=label,
        required=required,
        help_text=help_text,
        choices=choices(words),
        widget=forms.RadioSelect,
        error_messages={"required": missing},
    )


def answer(label: str, help_text: str = "") -> forms.ChoiceField:
    """Ask a question that is answered yes, no or not known."""
    return one_of(label, ANSWER, missing="Choose one; not known is an answer.", help_text=help_text)


def line(
    label: str,
    length: int,
    *,
    missing: str = "Enter it.",
    required: bool = True,
    help_text: str = "",
) -> forms.CharField:
    """Ask for a line of text."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=help_text,
        error_messages={"required": missing},
    )


def long_text(
    label: str,
    *,
    rows: int = 4,
    missing: str = "Enter it.",
    required: bool = True,
    help_text: str = "",
) -> forms.CharField:
    """Ask for a text of any length that an entry holds."""
    return forms.CharField(
        label=label,
        max_length=LONG,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def moment(label: str, help_text: str = LOCAL_TIME) -> forms.DateTimeField:
    """Ask for a moment in the city's time; it may be left out."""
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=help_text,
        error_messages={"invalid": "Enter date and time, such as 2026-03-03 21:16."},
    )


def person_choices(view: IncidentView) -> list[tuple[str, str]]:
    """Return the people of an incident as choices, each with what tells them apart."""
    return [
        (str(party.number), f"{party.label}, {told}" if told else party.label)
        for party in view.parties
        for told in [party.capacity or party.markings or party.agency_given]
    ]


def whole(value: object) -> int | None:
    """Return a number that a select gave as text; none where nothing was chosen."""
    return int(str(value)) if value else None


def when(value: object) -> datetime | None:
    """Return a moment that a form gave."""
    return value if isinstance(value, datetime) else None


def fill(field: forms.Field, options: Sequence[tuple[str, str]]) -> None:
    """Give a field of choice its choices."""
    if isinstance(field, forms.ChoiceField):
        field.choices = options
