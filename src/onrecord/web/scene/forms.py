"""The minimum of a scene record as a plain form, for a browser without script."""

from datetime import datetime
from typing import Any
from uuid import uuid4, uuid5

from django import forms

from onrecord.incidents.stamping import NOT_NOW, Moment, Stamp, StampKind
from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import line, one_of
from onrecord.web.incidents.words import ASKED, ORIGIN, OUTCOME

_NOT_NOW = {NOT_NOW: "Not now"}
_YES = {"yes": "Yes"} | _NOT_NOW
_ASKED = {
    **{value: label for value, label in ASKED.items() if value != "asked"},
    **{value: f"Asked: {label[:1].lower()}{label[1:]}" for value, label in OUTCOME.items()},
    **_NOT_NOW,
}


class SceneForm(ActForm):
    """Aid first, then what a scene record must say; "Not now" is an answer.

    Each answer becomes a stamp. Their ids are drawn as the form is shown, so that a second post
    records nothing twice.
    """

    seed = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    hurt = one_of("Anyone hurt?", {"yes": "Yes", "no": "No"} | _NOT_NOW)
    ems = one_of("EMS asked?", _YES)
    camera = one_of("Camera on?", {"on": "Yes, on"} | _NOT_NOW)
    supervisor = one_of("Supervisor called?", _YES)
    origin = one_of("How did it come to you?", ORIGIN)
    place = line(
        "Place", 300, required=False, help_text="Such as a corner. Empty is an answer: not now."
    )
    asked = one_of("Name and badge of the on-scene supervisor", _ASKED)
    name_given = line("Name, as given", 120, required=False)
    badge_given = line("Badge number, as given", 40, required=False)

    def stamps(self, at: datetime) -> tuple[Stamp, ...]:
        """Return the stamps that the answers are, in their order."""
        told = self.cleaned_data
        moment = Moment(at=at, monotonic_ms=0, started=told["seed"])
        said: list[tuple[StampKind, str, dict[str, Any]]] = [
            (StampKind.HURT, told["hurt"], {}),
            (StampKind.CAMERA, told["camera"], {}),
            (StampKind.ORIGIN, told["origin"], {}),
            (StampKind.PLACE, "words" if told["place"] else NOT_NOW, {"words": told["place"]}),
            (
                StampKind.ASKED,
                told["asked"],
                {"name_given": told["name_given"], "badge_given": told["badge_given"]},
            ),
        ]
        if told["supervisor"] == "yes":
            said.insert(2, (StampKind.SUPERVISOR, "", {}))
        if told["ems"] == "yes":
            said.insert(1, (StampKind.EMS_ASKED, "", {}))
        return tuple(
            Stamp(
                id=uuid5(told["seed"], what.value),
                position=position,
                what=what,
                answer=answer,
                moment=moment,
                zone_minutes=_offset_minutes(at),
                **texts,
            )
            for position, (what, answer, texts) in enumerate(said)
        )


def _offset_minutes(at: datetime) -> int:
    offset = at.utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0
