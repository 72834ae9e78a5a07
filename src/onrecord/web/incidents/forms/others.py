"""What others say: an agency's reply, contacts with offices, statements about the event."""

from typing import Any

from django import forms

from onrecord.incidents.queries import IncidentView
from onrecord.incidents.states import CLOSING, STATEABLE, EventSource
from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import fill, line, long_text, moment, one_of
from onrecord.web.incidents.words import EVENT, REPLY

SOURCES = (1, 2, 3)


class AskReplyForm(ActForm):
    """That an agency was asked to reply: date, area and conduct only, to its counsel (G24)."""

    agency = line("Agency", 160, missing="Enter the agency.")
    asked_by_way = line(
        "How was it asked?",
        80,
        missing="Enter how it was asked, such as by letter to its counsel.",
        help_text="Such as: letter to its counsel.",
    )
    allegations = forms.MultipleChoiceField(
        label="About which allegations?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: about all of them.",
    )
    no_objection_on = forms.DateField(
        label="Prosecutor's no-objection, dated",
        required=False,
        help_text="Needed wherever a felony may lie, before anybody is asked.",
    )
    asked_at = moment("When was it asked?", "Local time of the city. Empty: this moment.")
    reply_due_on = forms.DateField(label="Reply asked for by", required=False)

    def __init__(self, data: Any, view: IncidentView) -> None:  # noqa: ANN401 - a QueryDict or None
        super().__init__(data)
        fill(
            self.fields["allegations"],
            [(a.number, f"{a.number}, of {a.party_label}") for a in view.allegations],
        )


class ReplyForm(ActForm):
    """What came back, word for word; or that nothing did."""

    state = one_of("What came of the request?", REPLY)
    words = long_text("The reply, word for word", rows=6, required=False)
    replied_at = moment("When did it come?", "Local time of the city. Empty: this moment.")
    authenticated_how = line(
        "How is its origin proven?",
        300,
        required=False,
        help_text="Such as: signed letter, called back at the published number. Empty: shown as "
        "unauthenticated.",
    )


class ContactForm(ActForm):
    """A communication with an elected office, its staff or the law department (G16)."""

    office = line("Office", 160, missing="Enter the office.")
    person_named = line("Person, as they named themselves", 160, required=False)
    way = line("How", 80, required=False, help_text="Such as: by telephone.")
    words = long_text(
        "What was said or written", missing="Enter what was said or written, word for word."
    )
    at = moment("When?", "Local time of the city. Empty: this moment.")


class SteeringForm(ActForm):
    """An attempt to steer; every field may be left empty."""

    office = line("Who tried?", 160, required=False)
    words = long_text("In what words?", rows=3, required=False)


class EventForm(ActForm):
    """What is known of the event, with sources."""

    stated = one_of("What is known of the event?", {key: EVENT[key] for key in STATEABLE})
    reason = long_text(
        "Reason",
        rows=3,
        required=False,
        help_text="Needed for what closes the incident; a second person reads it and countersigns.",
    )

    def __init__(self, data: Any) -> None:  # noqa: ANN401 - a QueryDict or None
        super().__init__(data)
        for place in SOURCES:
            self.fields[f"source_{place}"] = line(f"Source {place}", 300, required=False)
            self.fields[f"source_{place}_authenticated"] = forms.BooleanField(
                label=f"Source {place} was authenticated", required=False
            )

    def given(self) -> list[int]:
        """Return the places of the sources that were entered."""
        return [place for place in SOURCES if self.cleaned_data[f"source_{place}"]]

    def sources(self) -> list[EventSource]:
        """Return the sources entered, in order."""
        return [
            EventSource(
                words=self.cleaned_data[f"source_{place}"],
                authenticated=self.cleaned_data[f"source_{place}_authenticated"],
            )
            for place in self.given()
        ]

    def clean(self) -> None:
        """Ask for the reason of what would close the incident."""
        if self.cleaned_data.get("stated") in CLOSING and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Enter why; a second person will read it.")


class ConfirmEventForm(ActForm):
    """A second person's own reason."""

    reason = long_text(
        "Your own reason",
        missing="Enter your own reason; the inspector general reads it.",
        help_text="It is never filled in for you.",
    )
