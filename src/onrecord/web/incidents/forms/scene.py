"""What was done at the scene: asking for a name, aid, acts; and what an agency said later."""

import re
from typing import Any

from django import forms

from onrecord.evidence.queries import ExhibitRow
from onrecord.incidents.queries import IncidentView
from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import (
    fill,
    line,
    long_text,
    moment,
    one_of,
    person_choices,
)
from onrecord.web.incidents.words import ACT, ASKED, OUTCOME, RESULT

_SECOND = re.compile(r"(?:(?:(\d{1,2}):)?([0-5]?\d):)?([0-5]?\d)(?:\.(\d{1,3}))?")


def milliseconds(text: str) -> int | None:
    """Return "00:04:31" or "4:31.5" in milliseconds; None where it is no such time."""
    found = _SECOND.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, part = found.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole * 1000 + int((part or "0").ljust(3, "0"))


class AttemptForm(ActForm):
    """An identification attempt in its three steps."""

    asked = one_of(
        "Did you ask the on-scene supervisor for name and badge?",
        ASKED,
        missing="Choose one answer; each is as good as another.",
    )
    at = moment("When?", "Local time of the city, with seconds. Empty: this moment.")
    outcome = one_of("What came of it?", OUTCOME, required=False)
    party = forms.ChoiceField(label="Who was it?", required=False)
    agency_given = line("Agency, as given or shown", 120, required=False)
    name_given = line("Name, as given", 120, required=False)
    badge_given = line("Badge number, as given", 40, required=False)
    reason = long_text(
        "Reason, or what was said",
        rows=2,
        required=False,
        help_text="Needed where it was not feasible, or where the identity is in doubt.",
    )
    asked_by = line(
        "Who asked, if not you",
        60,
        required=False,
        help_text="The user name of the member who asked.",
    )
    exhibit_number = forms.ChoiceField(label="Which recording shows it?", required=False)
    video_at = line("At which second of it?", 12, required=False, help_text="Such as 00:04:31.")

    def __init__(self, data: Any, view: IncidentView, exhibits: tuple[ExhibitRow, ...]) -> None:  # noqa: ANN401 - a QueryDict or None
        super().__init__(data)
        fill(self.fields["party"], [("", "Not recorded"), *person_choices(view)])
        shown = [(e.number, f"{e.number} {e.title}") for e in exhibits]
        fill(self.fields["exhibit_number"], [("", "None here yet"), *shown])

    def clean_video_at(self) -> int | None:
        """Return the second in milliseconds."""
        given = self.cleaned_data["video_at"]
        if not given:
            return None
        found = milliseconds(given)
        if found is None:
            raise forms.ValidationError("Enter hours, minutes and seconds, such as 00:04:31.")
        return found


class IdentityForm(ActForm):
    """Who answered later for an identity."""

    with_whom = line(
        "Who answered?",
        160,
        missing="Enter the agency or dispatch that answered.",
        help_text="The agency, its office, or the dispatch centre; not a rumour.",
    )
    result = one_of("What did they answer?", RESULT)
    attempt = forms.ChoiceField(label="Of which attempt?", required=False)
    agency_stated = line("Agency, as they stated it", 120, required=False)
    name_stated = line("Name, as they stated it", 120, required=False)
    badge_stated = line("Badge number, as they stated it", 40, required=False)
    note = long_text("Note", rows=2, required=False)
    at = moment("When did they answer?", "Local time of the city. Empty: this moment.")

    def __init__(self, data: Any, view: IncidentView, person: int) -> None:  # noqa: ANN401 - a QueryDict or None
        super().__init__(data)
        of_person = [a for a in view.attempts if a.party in (None, person)]
        fill(
            self.fields["attempt"],
            [("", "None of them"), *((str(a.number), f"Attempt {a.number}") for a in of_person)],
        )


class AidForm(ActForm):
    """Aid to one person: what was seen and done, in the order in which it happens."""

    party = forms.ChoiceField(label="Who was hurt?", required=False)
    person_described = line(
        "If not listed: describe the person",
        200,
        required=False,
        help_text="Anybody: resident, agent or member of the department.",
    )
    injury_seen_at = moment("Injury seen", "")
    ems_asked_at = moment("EMS asked", "")
    ems_arrived_at = moment("EMS here", "")
    aid_given_at = moment("Aid given", "")
    aid_given_by = line("Aid given by", 160, required=False)
    aid_refused_at = moment("Aid refused by that person", "")
    note = long_text("Note", rows=2, required=False)

    def __init__(self, data: Any, view: IncidentView) -> None:  # noqa: ANN401 - a QueryDict or None
        super().__init__(data)
        fill(self.fields["party"], [("", "Not listed"), *person_choices(view)])


class SceneActForm(ActForm):
    """Something that members of the department did."""

    act_kind = one_of("What was done?", ACT)
    at = moment("When?", "Local time of the city. Empty: this moment.")
    words = long_text("In words", rows=2, required=False)
