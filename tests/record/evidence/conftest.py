"""A set-up home with one incident that avery opened."""

import pytest

from conftest import People
from onrecord.directive import Answer, Origin
from onrecord.incidents.actions import open_incident
from onrecord.incidents.states import ForceUsed
from onrecord.storage.home import Home
from onrecord.storage.local import blob_store
from record.evidence.scene_for_tests import Scene


@pytest.fixture
def scene(people: People, home: Home) -> Scene:  # noqa: ARG001 - the home is asked for by name
    """Open an incident under the home's directive: force, perhaps great bodily harm."""
    opened = open_incident(
        actor=people.avery,
        origin=Origin.SEEN,
        district="District 1",
        summary="A person was held on the pavement.",
        force_used=ForceUsed.FORCE,
        answers={
            "shooting": Answer.NO,
            "great_bodily_harm": Answer.UNKNOWN,
            "misconduct_investigation": Answer.NO,
        },
    )
    return Scene(number=opened.reference, people=people, store=blob_store())
