"""A set-up home with one incident that avery opened, exhibits in it, and a browser per person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from onrecord.accounts.models import User
from onrecord.authority import Actor
from onrecord.directive import Answer, Origin
from onrecord.evidence.actions import add_exhibit, record_probe
from onrecord.evidence.media.result import ProbeResult
from onrecord.evidence.models import Exhibit
from onrecord.incidents.actions import open_incident
from onrecord.incidents.states import ForceUsed
from onrecord.storage.home import Home
from onrecord.storage.local import blob_store

VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * 64


@dataclass(frozen=True)
class Scene:
    """One incident, its people, and ways to sign in and to take exhibits in."""

    number: str
    people: Any
    signed_in: Callable[[str], Client]

    def url(self, rest: str = "") -> str:
        """Return an address below the incident's exhibits."""
        return f"/incidents/{self.number}/exhibits/{rest}"

    def take_in(self, actor: Actor, data: bytes = VIDEO, **said: Any) -> str:  # noqa: ANN401 - as add_exhibit
        """Take bytes in as a fixed camera's video, and return the exhibit's number."""
        given: dict[str, Any] = {
            "kind": "fixed-camera-video",
            "title": "Camera at the corner",
            "source": "Example City Transit",
            "staged": blob_store().stage([data]),
            **said,
        }
        return add_exhibit(actor=actor, number=self.number, **given).reference

    def read(self, exhibit_number: str, **told: Any) -> None:  # noqa: ANN401 - as ProbeResult
        """Record what the media process would have read."""
        from onrecord.authority import SYSTEM  # noqa: PLC0415 - of this method alone

        given: dict[str, Any] = {"media": {}, "location": None, "playable": "yes", **told}
        row = Exhibit.objects.get(incident__number=self.number, number=exhibit_number)
        record_probe(actor=SYSTEM.WORKER, exhibit_id=str(row.id), result=ProbeResult(**given))


@pytest.fixture
def scene(people: Any, home: Home) -> Scene:  # noqa: ANN401, ARG001 - conftest's People; a home to write in
    opened = open_incident(
        actor=people.avery,
        origin=Origin.SEEN,
        district="District 1",
        summary="A person was held on the pavement.",
        force_used=ForceUsed.FORCE,
        answers={
            "shooting": Answer.NO,
            "great_bodily_harm": Answer.NO,
            "misconduct_investigation": Answer.NO,
        },
    )

    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return Scene(number=opened.reference, people=people, signed_in=signed_in)
