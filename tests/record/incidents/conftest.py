"""An incident of the fictional city, opened by the officer avery."""

import pytest

from conftest import People
from onrecord.directive import Answer, Origin, SubjectKind
from onrecord.incidents.actions import Description, add_party, open_incident
from onrecord.storage.home import Home


@pytest.fixture
def number(people: People, home: Home) -> str:  # noqa: ARG001 - the home is asked for by name
    """Open an incident; return its number."""
    return open_incident(
        actor=people.avery,
        origin=Origin.SEEN,
        district="District 3",
        summary="A van stopped; one person was put into it.",
        answers={"injured": Answer.YES, "agents_on_scene": Answer.YES},
    ).reference


@pytest.fixture
def with_party(people: People, number: str) -> str:
    """Add one federal agent to the incident; return the incident's number."""
    add_party(
        actor=people.avery,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(capacity="on-scene supervisor", clothing="green vest"),
        face_covered=Answer.YES,
        is_scene_supervisor=True,
    )
    return number
