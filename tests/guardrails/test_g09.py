"""G9: no dossier on agents, and none on protesters or residents.

No field of any table, kind or form: `record/incidents/test_no_dossier.py`. No plate of a civilian:
`record/incidents/test_party.py`.
"""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from django.test import Client
from django.urls import get_resolver

from guardrails.census import CALLED, OTHERS
from guardrails.conftest import AGENT, World
from guardrails.test_g15 import urls
from onrecord.web.rule import rule_of

REPOSITORY = Path(__file__).parents[2]
OF_A_PERSON = {"name_given", "badge_given", "plate_on_duty", "name_stated", "badge_stated",
               "agency_given", "party", "parties", "person"}  # fmt: skip
BY_NAME = {"name", "person", "person_name", "badge", "badge_number", "plate", "search", "query",
           "q", "text", "words", "term", "like"}  # fmt: skip


def shown(kind: object) -> set[str]:
    """Return the names of everything that an answer of this type holds, views within views too."""
    found: set[str] = set()
    for part in (kind, *get_args(kind)):
        if part is not kind:
            found |= shown(part)
        elif is_dataclass(part) and isinstance(part, type):
            hints = get_type_hints(part)
            found |= {field.name for field in fields(part)}
            for name in hints:
                found |= shown(hints[name])
    return found


def test_what_reaches_over_incidents_holds_nobody_of_a_scene() -> None:
    """A query that names no incident gathers none: its rows say nothing of whom it concerned."""
    over_all = [
        c
        for c in OTHERS
        if ".queries" in c.name and not c.keywords.keys() & {"number", "exhibit_number"}
    ]
    assert "incidents.queries.listing.incident_rows" in {c.name for c in over_all}
    for query in over_all:
        answer = get_type_hints(query.function)["return"]
        of_staff = query.app == "accounts" or query.name.endswith("steering_attempts")
        assert of_staff or not shown(answer) & OF_A_PERSON, query.name


def test_nobody_is_looked_for_by_name() -> None:
    """Search by a person's name needs an incident and a reason; there is none at all yet."""
    reading = [c for c in CALLED if not c.is_act and ".queries" in c.name]
    assert len(reading) > 20
    assert {c.name for c in reading if c.keywords.keys() & BY_NAME} == set()
    addresses = [text for text, _ in urls(get_resolver()) if text != "log/<path:name>"]
    # `<int:person>` is the number of a person within the incident that stands before it.
    converters = {n for text in addresses for n in re.findall(r"<(?:(?!int:)\w+:)?(\w+)>", text)}
    assert not converters & (BY_NAME | {"username"})


def test_no_face_is_matched_and_no_plate_read() -> None:
    wanted = "\n".join(
        path.read_text("utf-8") for path in (REPOSITORY / "requirements").iterdir()
    ).casefold()
    for library in ("face", "dlib", "opencv", "torch", "tensorflow", "onnx", "openalpr", "keras",
                    "faiss", "embedding", "easyocr", "tesseract", "mediapipe"):  # fmt: skip
        assert not re.search(rf"^{library}|[-_]{library}", wanted, re.MULTILINE), library


@pytest.mark.django_db
def test_no_public_page_names_anybody_of_a_scene(world: World) -> None:
    world.report()
    client = Client()
    public = [
        f"/{text}"
        for text, pattern in urls(get_resolver())
        if (rule := rule_of(pattern.callback)) and rule.public and "<" not in text
    ]
    assert {"/", "/data/", "/log/", "/order/", "/verify/"} <= set(public)
    named = {v for k, v in AGENT.items() if k in {"name_given", "badge_given", "plate_on_duty"}}
    named |= {"Avery Example", world.number, "District 4", "knelt on his neck"}
    public.remove("/sign-in/")  # names the demo's people, to sign in as
    for url in public:
        answer = client.get(url)
        body = b"".join(answer) if answer.streaming else answer.content
        assert not [n for n in named if n.encode() in body], url
