"""People of an incident and what is alleged of them."""

from typing import Any

from django import forms

from onrecord.directive import Directive, Offence
from onrecord.incidents.queries import IncidentView
from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import (
    answer,
    fill,
    line,
    long_text,
    one_of,
    person_choices,
)
from onrecord.web.incidents.words import BASIS, KIND, TRACK

DESCRIBED = (
    "capacity", "agency_given", "unit_given", "rank_given", "name_given", "badge_given",
    "markings", "clothing", "vehicle", "plate_on_duty",
)  # fmt: skip


class PersonForm(ActForm):
    """A person as seen on duty that day; there is no field for anything else (G9)."""

    kind = one_of("Who is this?", KIND)
    capacity = line(
        "In what capacity?",
        120,
        required=False,
        help_text="Such as agent, on-scene supervisor, driver, resident.",
    )
    is_scene_supervisor = forms.BooleanField(
        label="Seemed to be in charge at the scene", required=False
    )
    affected = forms.BooleanField(label="An affected person", required=False)
    believed_minor = answer(
        "Known or believed to be under 18?", help_text="Not known counts as yes."
    )
    agency_given = line("Agency, as given or shown", 120, required=False)
    unit_given = line("Unit, as given", 120, required=False)
    rank_given = line("Rank, as given", 60, required=False)
    name_given = line("Name, as given", 120, required=False)
    badge_given = line("Badge number, as given", 40, required=False)
    face_covered = answer("Was the face covered?")
    markings = line("Markings", 300, required=False)
    clothing = line("Clothing", 300, required=False)
    vehicle = line("Vehicle used on duty", 200, required=False)
    plate_on_duty = line(
        "Its plate",
        40,
        required=False,
        help_text="Only of a vehicle used on duty; never a civilian's.",
    )


class AllegationForm(ActForm):
    """What is alleged of one person, and on what basis."""

    party = forms.ChoiceField(
        label="Of whom?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the person whom the allegation concerns."},
    )
    conduct = long_text(
        "What is alleged?",
        missing="Enter the conduct alleged, in neutral words.",
        help_text="Say what was done, when and to whom, and who says so; not what it was, in law.",
    )
    basis = one_of("On what does it rest?", BASIS)

    def __init__(self, data: Any, view: IncidentView) -> None:  # noqa: ANN401 - a QueryDict or None
        super().__init__(data)
        fill(self.fields["party"], person_choices(view))


class ClassifyForm(ActForm):
    """An allegation's track and, from that track's own table, its offence or rule."""

    track = one_of("On which track?", TRACK)
    criminal = forms.ChoiceField(label="Offence suggested", required=False)
    felony = one_of(
        "Is it a felony?",
        {"yes": "Yes", "no": "No", "unknown": "Not decided"},
        required=False,
        help_text="Only where the table says that the class depends on the circumstances.",
    )
    civil = forms.ChoiceField(label="Civil or regulatory rule", required=False)
    local_duty = forms.ChoiceField(label="Rule for the department's own members", required=False)

    def __init__(
        self,
        data: Any,  # noqa: ANN401 - a QueryDict or None
        offences: tuple[Offence, ...],
        directive: Directive,
        initial: dict[str, str],
    ) -> None:
        super().__init__(data, initial=initial)
        none = ("", "None suggested yet")
        listed = [(o.id, f"{o.title}: {o.statute}, {o.grade}") for o in offences]
        fill(self.fields["criminal"], [none, *listed])
        fill(
            self.fields["civil"],
            [none, *((r.id, f"{r.title}: {r.citation}") for r in directive.civil_rules)],
        )
        fill(
            self.fields["local_duty"],
            [none, *((r.id, f"{r.title}: {r.citation}") for r in directive.local_rules)],
        )

    @property
    def offence(self) -> str:
        """The rule chosen in the track's own list."""
        return str(self.cleaned_data.get(self.cleaned_data["track"].replace("-", "_"), ""))

    def clean(self) -> None:
        """Refuse a rule chosen in a list of another track; it would be lost in silence."""
        track = str(self.cleaned_data.get("track", "")).replace("-", "_")
        for other in ("criminal", "civil", "local_duty"):
            if track and other != track and self.cleaned_data.get(other):
                self.add_error(
                    other, "This list belongs to another track. Choose “None suggested yet”."
                )
