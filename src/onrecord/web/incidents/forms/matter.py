"""Statements, notes and documents in their handling class, and their dated lists (G17)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from onrecord.authority import HandlingClass
from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import line, long_text, moment, one_of
from onrecord.web.incidents.words import HANDLING, MATTER_FORM


class MatterForm(ActForm):
    """What is taken in, and the class that decides who will open it."""

    handling_class = one_of("In which handling class?", {})
    form = one_of("What is it?", MATTER_FORM)
    title = line(
        "What it is, in a few words",
        200,
        missing="Enter what it is.",
        help_text="Whoever may know that it exists reads this.",
    )
    words = long_text("Its words", rows=8, missing="Enter its words.")
    came_from = line("From whom it came", 200, required=False)

    def __init__(self, data: Any, classes: Iterable[HandlingClass]) -> None:  # noqa: ANN401 - a QueryDict or None
        super().__init__(data)
        field = self.fields["handling_class"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(c.value, HANDLING[c]) for c in classes]


class PurposeForm(forms.Form):
    """Why somebody opens a matter."""

    purpose = line(
        "Why do you open it?",
        200,
        missing="Enter why you open it.",
        help_text="Recorded with your name and the time, before the words are shown.",
    )


class ReaderForm(ActForm):
    """A person who is put on a matter's dated list."""

    username = line("User name", 60, missing="Enter the person's user name.")
    until = moment("Until when?", "Local time of the city. Empty: until somebody ends it.")
