"""Having evidence kept where it lies: requests, answers, confirmations, ends (G3, G4)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from onrecord.directive import EvidenceSource
from onrecord.incidents.states import PreservationStep
from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import fill, line, long_text, moment, one_of
from onrecord.web.incidents.words import PRESERVATION_ENDS

_WHEN = "Local time of the city. Empty: this moment."


class TaskForm(ActForm):
    """A further source that may hold evidence."""

    evidence_source = forms.ChoiceField(
        label="What kind of source is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    holder = line(
        "Who holds it?",
        200,
        required=False,
        help_text="Such as a shop at the corner. Empty: the holder that the directive names.",
    )

    def __init__(self, data: Any, sources: Sequence[EvidenceSource]) -> None:  # noqa: ANN401 - a QueryDict or None
        super().__init__(data)
        fill(self.fields["evidence_source"], [(s.id, s.title) for s in sources])


class AskHolderForm(ActForm):
    """That a holder was asked."""

    with_whom = line("Who was asked?", 160, missing="Enter who was asked.")
    way = line(
        "How?",
        80,
        missing="Enter how, such as the hold request by e-mail.",
        help_text="Such as: hold request by e-mail, by telephone, in person.",
    )
    at = moment("When?", _WHEN)
    words = long_text("What was asked for", rows=3, required=False)


class HolderAnswerForm(ActForm):
    """What the holder said; it keeps nothing by itself."""

    words = long_text("The answer, word for word", missing="Enter what was answered.")
    with_whom = line("Who answered?", 160, required=False)
    way = line("How?", 80, required=False)
    at = moment("When?", _WHEN)


class HolderConfirmsForm(ActForm):
    """The holder's confirmation: without one of its parts no clock stops."""

    holder_evidence_number = line(
        "The holder's evidence number",
        60,
        missing="Enter the holder's own evidence number; without it nothing is confirmed.",
    )
    new_expiry_on = forms.DateField(
        label="Kept until",
        error_messages={
            "required": "Enter the day until which the holder keeps it.",
            "invalid": "Enter a date, such as 2028-03-03.",
        },
    )
    with_whom = line("Who confirmed it, for the holder?", 160, missing="Enter the holder's person.")
    at = moment("When?", _WHEN)
    words = long_text("In what words?", rows=3, required=False)


class CopyHeldForm(ActForm):
    """Which exhibit is the recording, bit for bit."""

    exhibit_number = forms.ChoiceField(
        label="Which exhibit is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the exhibit. If it is not here, take it in first."},
    )

    def __init__(self, data: Any, exhibits: Sequence[tuple[str, str]]) -> None:  # noqa: ANN401 - a QueryDict or None
        super().__init__(data)
        fill(self.fields["exhibit_number"], exhibits)


class EndTaskForm(ActForm):
    """How a task ended without anything kept."""

    ended = one_of("How did it end?", PRESERVATION_ENDS)
    words = long_text("How is it known?", missing="Enter how it is known, and from whom.")
    with_whom = line("Who said so?", 160, required=False)
    at = moment("When?", _WHEN)

    def __init__(self, data: Any, offered: Sequence[PreservationStep]) -> None:  # noqa: ANN401 - a QueryDict or None
        super().__init__(data)
        fill(
            self.fields["ended"],
            [(step.value, PRESERVATION_ENDS[step]) for step in offered],
        )
