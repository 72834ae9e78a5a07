"""An incident of the fictional city whose report avery writes, and ways through its states."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from conftest import People
from onrecord.directive import Answer, Origin
from onrecord.incidents.actions import open_incident
from onrecord.reports.actions import ReasonAt, lock_narrative, return_report, submit_report
from onrecord.storage.home import Home

NARRATIVE = "I saw a van stop. Two persons in green vests stepped out of it."


@dataclass(frozen=True)
class Desk:
    """The incident at hand and its people."""

    number: str
    people: People

    def lock(self, text: str = NARRATIVE, prompts: Sequence[str] = ("who", "what")) -> None:
        """Lock a narrative as avery."""
        lock_narrative(
            actor=self.people.avery, number=self.number, text=text, prompts_shown=prompts
        )

    def submit(self) -> None:
        """Sign and submit as avery."""
        submit_report(actor=self.people.avery, number=self.number, signature_name="Avery Example")

    def give_back(self) -> None:
        """Return as blake, with one reason."""
        reasons = [ReasonAt("identification", "State the time before arrival.")]
        return_report(actor=self.people.blake, number=self.number, reasons=reasons)


@pytest.fixture
def desk(people: People, home: Home) -> Desk:  # noqa: ARG001 - the home is asked for by name
    opened = open_incident(
        actor=people.avery,
        origin=Origin.SEEN,
        district="District 3",
        summary="A van stopped; one person was put into it.",
        answers={"agents_on_scene": Answer.YES, "injured": Answer.NO},
    )
    return Desk(number=opened.reference, people=people)
