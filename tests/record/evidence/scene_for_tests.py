"""The incident at hand, and ways to take exhibits in."""

from dataclasses import dataclass
from typing import Any

from conftest import People
from onrecord.authority import Actor
from onrecord.evidence.actions import add_exhibit
from onrecord.evidence.models import Exhibit
from onrecord.storage.blobs import BlobStore

VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * 64


@dataclass(frozen=True)
class Scene:
    """The incident at hand, its people, and the store of the home."""

    number: str
    people: People
    store: BlobStore

    def take_in(self, actor: Actor, data: bytes = VIDEO, **said: Any) -> str:  # noqa: ANN401 - as add_exhibit
        """Take bytes in, by default a fixed camera's video, and return the exhibit's number."""
        given: dict[str, Any] = {
            "kind": "fixed-camera-video",
            "title": "Camera at the corner",
            "source": "Example City Transit",
            **said,
        }
        if "staged" not in given:
            given["staged"] = self.store.stage([data])
        return add_exhibit(actor=actor, number=self.number, **given).reference

    def row(self, exhibit_number: str) -> Exhibit:
        """Return an exhibit's row."""
        return Exhibit.objects.get(incident__number=self.number, number=exhibit_number)
