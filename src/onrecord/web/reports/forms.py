"""Forms of reports: the narrative, its lock, a gap, the signature, reasons, an amendment."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from onrecord.reports.actions import ReasonAt
from onrecord.web.acting import ActForm
from onrecord.web.reports.fields import FIELDS


def plain_lines(text: object) -> str:
    """Return a posted text with line ends as typed; browsers send CR LF."""
    return str(text or "").replace("\r\n", "\n").strip()


class NarrativeForm(forms.Form):
    """The narrative so far, and the draft that it goes on from (0: none)."""

    narrative = forms.CharField(
        label="What happened, in your own words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean_narrative(self) -> str:
        """Return the text with its own line ends."""
        return plain_lines(self.cleaned_data["narrative"])

    def clean_after(self) -> int:
        """Return the draft that the text goes on from."""
        return self.cleaned_data["after"] or 0


class LockForm(ActForm):
    """The text as the page showed it, and the draft from which it came."""

    narrative = forms.CharField(label="Narrative", required=False, widget=forms.HiddenInput)
    draft = forms.IntegerField(widget=forms.HiddenInput)

    def clean_narrative(self) -> str:
        """Return the text with its own line ends."""
        return plain_lines(self.cleaned_data["narrative"])


class GapForm(ActForm):
    """Why a duty stays unmet."""

    reason = forms.CharField(
        label="Why it stays unmet",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What kept you from it, as a fact. Not safe and not feasible are answers.",
        error_messages={"required": "Enter why the duty stays unmet."},
    )


class AnswerForm(ActForm):
    """What the author did about one reason of a return."""

    words = forms.CharField(
        label="What you did about it",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as: the time stands in the account now. Or why it stays as it was.",
        error_messages={"required": "Enter what you did about it, or why it stays as it was."},
    )


class SignatureForm(ActForm):
    """The author's name, typed."""

    signature_name = forms.CharField(
        label="Your name, as your signature",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter your name as the record has it."},
    )


class AmendForm(ActForm):
    """Why the account is opened again."""

    reason = forms.CharField(
        label="Why you amend it",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: viewed E-4 after signing; a name came later.",
        error_messages={"required": "Enter why you amend the account."},
    )


class ReasonsForm(ActForm):
    """Notes on a report, one a field of it; those that hold words are the reasons to return it."""

    def __init__(self, data: Any = None) -> None:  # noqa: ANN401 - Django's own argument
        super().__init__(data)
        for name, label in FIELDS.items():
            self.fields[f"note-{name}"] = forms.CharField(
                label=f"Reason at {label.lower()}",
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> None:
        """Ask for one reason at least."""
        if not self.reasons():
            raise forms.ValidationError(
                "Reasons: enter at least one, at the field that it concerns. Nothing was returned."
            )

    def reasons(self) -> Sequence[ReasonAt]:
        """Return the reasons, in the order of the report."""
        return tuple(self._reasons())

    def _reasons(self) -> Iterator[ReasonAt]:
        for name in FIELDS:
            words = plain_lines(self.cleaned_data.get(f"note-{name}"))
            if words:
                yield ReasonAt(name, words)
