"""An incident whose report avery writes, and a browser per person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from onrecord.accounts.models import User
from onrecord.directive import Answer, Asked, EvidentialBasis, Origin, Outcome, SubjectKind
from onrecord.incidents.actions import (
    add_allegation,
    add_party,
    open_incident,
    record_identification,
)
from onrecord.reports.actions import ReasonAt, lock_narrative, return_report, submit_report
from onrecord.storage.home import Home

NARRATIVE = "I saw a van stop. Two persons in green vests stepped out of it."


@dataclass(frozen=True)
class Desk:
    """The incident at hand, its people, and ways through the states of its report."""

    number: str
    people: Any
    signed_in: Callable[[str], Client]

    def url(self, rest: str = "") -> str:
        """Return an address below the report."""
        return f"/incidents/{self.number}/report/{rest}"

    def lock(self, text: str = NARRATIVE) -> None:
        """Lock a narrative as avery."""
        lock_narrative(
            actor=self.people.avery, number=self.number, text=text, prompts_shown=["who"]
        )

    def submit(self) -> None:
        """Sign and submit as avery."""
        submit_report(actor=self.people.avery, number=self.number, signature_name="Avery Example")

    def give_back(self) -> None:
        """Return as blake, with one reason."""
        reasons = [ReasonAt("identification", "State the time before arrival.")]
        return_report(actor=self.people.blake, number=self.number, reasons=reasons)


@pytest.fixture
def desk(people: Any, home: Home) -> Desk:  # noqa: ANN401, ARG001 - conftest's People; a home to write in
    opened = open_incident(
        actor=people.avery,
        origin=Origin.SEEN,
        district="District 3",
        summary="A van stopped; one person was put into it.",
        answers={"agents_on_scene": Answer.YES, "injured": Answer.YES},
    )
    number = opened.reference
    add_party(actor=people.avery, number=number, kind=SubjectKind.FEDERAL)
    add_allegation(
        actor=people.avery,
        number=number,
        party=1,
        conduct="It is alleged that person 1 pushed a bystander.",
        basis=EvidentialBasis.OBSERVED,
    )
    record_identification(
        actor=people.avery, number=number, asked=Asked.ASKED, outcome=Outcome.REFUSED, party=1
    )

    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return Desk(number=number, people=people, signed_in=signed_in)
