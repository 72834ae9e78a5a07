"""Forms of evidence: an exhibit, a recording held elsewhere, the purpose of a viewing or copy."""

from collections.abc import Sequence
from typing import Any

from django import forms

from onrecord.evidence.states import ExhibitKind
from onrecord.web.acting import ActForm
from onrecord.web.evidence.words import KIND_WORDS, milliseconds_in

Pairs = Sequence[tuple[str, str]]
NOBODY = ("", "Not recorded")


class ExhibitForm(ActForm):
    """What is said of an exhibit; its file comes beside the form, streamed."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[(kind.value, KIND_WORDS[kind]) for kind in ExhibitKind],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is."},
    )
    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="A few neutral words: what it shows, from where.",
        error_messages={"required": "Enter a few neutral words."},
    )
    source = forms.CharField(
        label="Source",
        max_length=200,
        help_text="Who handed it over, or which device it came from.",
        error_messages={"required": "Enter who handed it over, or which device it came from."},
    )
    recorded_at = forms.DateTimeField(
        label="Recorded at",
        required=False,
        help_text="Local time of the city, as the recording's own clock or its holder says.",
        error_messages={"invalid": "Enter a date and a time, such as 2026-03-03 21:16:31."},
    )
    recorded_by = forms.ChoiceField(
        label="Recorded by",
        required=False,
        help_text="The officer whose camera it was. Needed for body-worn video.",
        error_messages={"invalid_choice": "Choose an officer of the list."},
    )
    holder_evidence_number = forms.CharField(
        label="Holder's evidence number", required=False, max_length=60
    )
    derived_from = forms.ChoiceField(
        label="Made from exhibit",
        required=False,
        help_text="Only for a copy in another format, a still or a clip.",
        error_messages={"invalid_choice": "Choose an exhibit of this incident."},
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 - Django's own argument
        *,
        officers: Pairs,
        exhibits: Pairs,
    ) -> None:
        super().__init__(data)
        for name, pairs in (("recorded_by", officers), ("derived_from", exhibits)):
            choice = self.fields[name]
            if isinstance(choice, forms.ChoiceField):
                choice.choices = [NOBODY, *pairs]


class PointerForm(ActForm):
    """A recording that is known to exist, with its holder."""

    evidence_source = forms.ChoiceField(
        label="What kind of recording?",
        error_messages={"required": "Choose the kind that comes closest."},
    )
    holder = forms.CharField(
        label="Holder",
        max_length=200,
        help_text="The unit, agency, company or person that holds it.",
        error_messages={"required": "Enter who holds the recording."},
    )
    holder_evidence_number = forms.CharField(
        label="Holder's evidence number", required=False, max_length=60
    )
    recorded_at = forms.DateTimeField(
        label="Recorded at",
        required=False,
        help_text="Local time of the city. Clocks on the recording count from here.",
        error_messages={"invalid": "Enter a date and a time, such as 2026-03-03 21:16:31."},
    )
    position = forms.CharField(
        label="Moment in the recording",
        required=False,
        max_length=16,
        help_text="From its start, such as 00:04:31.",
    )
    shows = forms.CharField(
        label="What it shows",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Neutral words. You may point to footage that you have not seen.",
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 - Django's own argument
        *,
        sources: Pairs,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        source = self.fields["evidence_source"]
        if isinstance(source, forms.ChoiceField):
            source.choices = [("", "Choose one"), *sources]

    def clean_position(self) -> int | None:
        """Return milliseconds from the recording's start, or None where nothing was entered."""
        text = self.cleaned_data["position"]
        if not text:
            return None
        read = milliseconds_in(text)
        if read is None:
            raise forms.ValidationError("Enter hours, minutes and seconds, such as 00:04:31.")
        return read


class PurposeForm(ActForm):
    """Why somebody views an exhibit or takes a copy of it."""

    purpose = forms.CharField(
        label="Purpose",
        max_length=200,
        help_text="In a few words. It stands in the custody list, with your name and the time.",
        error_messages={"required": "Enter why, in a few words."},
    )
