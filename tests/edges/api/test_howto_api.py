"""`docs/howto/use-the-api.md`, its Python followed block by block against the interface."""

import io
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message

import pytest

from conftest import People
from edges.api.conftest import Program
from onrecord.config.reference import REPOSITORY
from onrecord.evidence.queries import exhibits
from onrecord.incidents.queries import incident

PAGE = (REPOSITORY / "docs/howto/use-the-api.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


class Answer(io.BytesIO):
    """What urlopen returns: a status, and a body to read."""

    status: int


def test_the_page_is_followed_to_its_end(
    program: Callable[[str], Program], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    avery = program("avery")

    def urlopen(request: urllib.request.Request) -> Answer:
        """Hand a request to the application instead of a socket."""
        headers = dict(request.header_items())
        response = avery.client.generic(
            request.get_method(),
            request.selector,
            request.data or b"",
            content_type=headers.pop("Content-type", ""),
            headers=headers,
        )
        answer = Answer(response.content)
        answer.status = response.status_code
        if response.status_code >= 400:
            raise urllib.error.HTTPError(
                request.full_url, response.status_code, "", Message(), answer
            )
        return answer

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    monkeypatch.setenv("ONRECORD_ADDRESS", "http://127.0.0.1:8000")
    monkeypatch.setenv("ONRECORD_TOKEN", avery.token)
    names: dict[str, object] = {}
    for block in BLOCKS:
        exec(block, names)  # noqa: S102 - the page's own lines are what is tested
    assert len(BLOCKS) == 6
    number = str(names["number"])
    shown = incident(actor=people.avery, number=number)
    assert "undocumented" not in shown.allegations[0].conduct
    (row,) = exhibits(actor=people.avery, number=number)
    assert row.title == "A note"
