"""Forms of a draw and of a review."""

from django import forms

from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import long_text, one_of

RESULTS = {
    "stands": "The closure stands",
    "reopened": "The incident is opened again",
}


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput,
        error_messages={
            "required": "enter a day.",
            "invalid": "enter a day, such as 2026-03-31.",
        },
    )


class DrawForm(ActForm):
    """The period and how many."""

    first = _day("First day of the period")
    last = _day("Last day of the period")
    size = forms.IntegerField(
        label="How many closures",
        min_value=1,
        max_value=1_000,
        help_text="A larger draw holds the smaller one.",
        error_messages={"required": "enter a number.", "invalid": "enter a whole number."},
    )


class ReviewForm(ActForm):
    """What the review came to, and why."""

    result = one_of("What did the review come to?", RESULTS)
    reason = long_text(
        "Why?", rows=3, missing="Enter why; of an incident opened again, it is read there too."
    )
