"""Opening and correcting an incident, and finding one in the list."""

from typing import Any

from django import forms

from onrecord.incidents.queries import DispatchEventView, IncidentView
from onrecord.ledger.times import now
from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import answer, line, long_text, moment, one_of, when
from onrecord.web.incidents.words import ACCOUNTS, FORCE, ORIGIN, QUESTIONS, STATE, choices

NOTIFIED = {"yes": "Yes", "no": "Not yet"}


class OpenForm(ActForm):
    """What is known as an incident is opened; everything else comes later."""

    origin = one_of("How did it come to you?", ORIGIN)
    injured = answer(QUESTIONS["injured"])
    force_used = one_of("Was force used, by anyone?", FORCE)
    camera_on = answer(QUESTIONS["camera_on"])
    supervisor_notified = one_of("Was a supervisor notified?", NOTIFIED)
    supervisor_notified_at = moment(
        "When was the supervisor notified?", "Leave it empty for this moment."
    )
    occurred_at = moment("When did it happen?", "Local time of the city; empty if not known.")
    district = line("District", 80, missing="Enter the district.")
    place = line(
        "Place",
        300,
        required=False,
        help_text="Restricted: staff who open this incident see it, nobody else.",
    )
    dispatch_number = line("Dispatch number", 40, required=False)
    summary = long_text(
        "In short, neutral words: what was seen or reported",
        missing="Enter what was seen or reported, in short, neutral words.",
        help_text="Two or three sentences. Your own account comes with the report.",
    )

    def clean_supervisor_notified_at(self) -> object:
        """Refuse a moment that has not come yet, before anything is recorded."""
        at = when(self.cleaned_data["supervisor_notified_at"])
        if at is not None and at > now():
            raise forms.ValidationError("This has not come yet. Check date and clock.")
        return at


def prefilled(event: DispatchEventView | None) -> dict[str, object]:
    """Return what a dispatch event states already, so that nobody types it again (G12)."""
    if event is None:
        return {}
    return {
        "occurred_at": event.received_at,
        "district": event.district,
        "place": event.place,
        "dispatch_number": event.number,
    }


class CorrectForm(ActForm):
    """What was recorded of the incident itself, with what it reads now; and why it changes."""

    def __init__(self, data: Any, view: IncidentView) -> None:  # noqa: ANN401 - a QueryDict or None
        recorded = {
            "origin": view.origin,
            "occurred_at": view.occurred_at,
            "district": view.district,
            "place": view.place,
            "dispatch_number": view.dispatch_number,
            "summary": view.summary,
            "force_used": view.force_used,
            **view.answers,
            **view.accounts,
        }
        super().__init__(data, initial=recorded)
        self.recorded = recorded
        fields: dict[str, forms.Field] = {
            "origin": one_of("How did it come to the department?", ORIGIN),
            "occurred_at": moment("When did it happen?"),
            "district": line("District", 80, missing="Enter the district."),
            "place": line("Place", 300, required=False, help_text="Restricted."),
            "dispatch_number": line("Dispatch number", 40, required=False),
            "summary": long_text("Summary", missing="Enter a summary; it cannot be emptied."),
            "force_used": one_of("Was force used, by anyone?", FORCE),
            **{name: answer(question) for name, question in QUESTIONS.items()},
            **{name: long_text(label, rows=2, required=False) for name, label in ACCOUNTS.items()},
            "reason": long_text(
                "Why is it corrected?",
                rows=2,
                missing="Enter why it is corrected; what stood before stays in the record.",
            ),
        }
        self.fields.update(fields)

    def changes(self) -> dict[str, Any]:
        """Return what differs from what is recorded, by the act's names."""
        return {
            name: self.cleaned_data[name]
            for name, before in self.recorded.items()
            if _plain(self.cleaned_data[name]) != _plain(before)
        }

    def clean(self) -> None:
        """Ask for at least one change."""
        if not self.errors and not self.changes():
            self.add_error(None, "Nothing differs from what is recorded. Change what is wrong.")


def _plain(value: object) -> str:
    """Compare texts whatever a browser made of their line ends, and times to the second."""
    at = when(value)
    if at is not None:
        return (
            at.replace(microsecond=0).isoformat()
            if at.utcoffset() is None
            else str(int(at.timestamp()))
        )
    return str(value or "").replace("\r\n", "\n").strip()


class FilterForm(forms.Form):
    """Filters of the list; they sit in the address."""

    q = forms.CharField(
        label="Words",
        required=False,
        max_length=200,
        help_text="Of summary, place, numbers, exhibits. Nobody's name or badge is searched.",
    )
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), *choices(STATE)])
    district = forms.ChoiceField(label="District", required=False)


class ReopenForm(ActForm):
    """Why a closed incident is opened again."""

    reason = long_text(
        "Why is it opened again?", missing="Enter why; the inspector general reads it."
    )


class LegalAuthorityForm(ActForm):
    """The warrant or order that somebody claimed or showed; kept apart (G7)."""

    authority_kind = line(
        "Kind of warrant or order",
        200,
        missing="Enter its kind.",
        help_text="Who signed it and what it orders, as far as it was shown.",
    )
    authority_number = line("Its number", 80, required=False)
    words = long_text("What was said of it, word for word", required=False)
