"""A browser per person, and an incident that avery opened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from onrecord.accounts.models import User
from onrecord.directive import Answer, EvidentialBasis, Origin, SubjectKind
from onrecord.incidents.actions import add_allegation, add_party, open_incident
from onrecord.ledger.times import now
from onrecord.storage.home import Home

SignedIn = Callable[[str], Client]


@dataclass(frozen=True)
class Scene:
    """An open incident with an agent, a resident, and an allegation against the agent."""

    number: str
    people: Any

    def url(self, rest: str = "") -> str:
        """Return an address below the incident."""
        return f"/incidents/{self.number}/{rest}"


@pytest.fixture
def signed_in(people: Any, home: Home) -> SignedIn:  # noqa: ANN401, ARG001 - conftest's People; a home to write in
    def browser(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return browser


@pytest.fixture
def scene(people: Any, home: Home) -> Scene:  # noqa: ANN401, ARG001 - likewise
    number = open_incident(
        actor=people.avery,
        origin=Origin.SEEN,
        district="District 3",
        summary="A van stopped; one person was put into it.",
        occurred_at=now() - timedelta(hours=1),
        answers={"agents_on_scene": Answer.YES, "injured": Answer.YES},
    ).reference
    add_party(actor=people.avery, number=number, kind=SubjectKind.FEDERAL)
    add_party(actor=people.avery, number=number, kind=SubjectKind.CIVILIAN)
    add_allegation(
        actor=people.avery,
        number=number,
        party=1,
        conduct="It is alleged that person 1 pushed person 2.",
        basis=EvidentialBasis.OBSERVED,
    )
    return Scene(number, people)
