"""The pages of dispatch events: import, one event, its incident, and what differs."""

import json
import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from conftest import People
from onrecord.accounts.models import User
from onrecord.incidents.models import DispatchEvent, Incident

pytestmark = pytest.mark.usefixtures("home", "db")
EVENT = {
    "number": "26-014411",
    "code": "FX-21",
    "district": "District 4",
    "place": "Linden St and 9th",
    "received_at": "2026-03-03T21:12:40-06:00",
    "dispatched_at": "2026-03-03T21:13:05-06:00",
    "members": ["4471"],
}


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def upload(client: Client, *events: object, name: str = "events.json") -> object:
    file = SimpleUploadedFile(name, json.dumps(events).encode())
    return client.post("/dispatch/import/", {"file": file})


def words(response: object) -> str:
    text = response.content.decode()  # type: ignore[attr-defined] # a response
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_file_is_imported_and_an_incident_opened_from_its_event(people: People) -> None:
    frankie, avery = signed_in("frankie"), signed_in("avery")
    assert upload(frankie, EVENT).status_code == 302  # type: ignore[attr-defined] # a response
    assert "26-014411" in words(frankie.get("/dispatch/"))
    assert avery.get("/dispatch/").status_code == 403  # an officer asks for one event by its number
    assert "Open an incident from it" in words(avery.get("/dispatch/26-014411/"))
    form = avery.get("/incidents/new/?dispatch=26-014411")
    assert 'value="26-014411"' in form.content.decode()
    assert "Linden St and 9th" in form.content.decode()
    received = datetime.fromisoformat(str(EVENT["received_at"]))
    posted = avery.post(
        "/incidents/new/?dispatch=26-014411",
        {
            "origin": "reported",
            "injured": "unknown",
            "force_used": "unknown",
            "camera_on": "unknown",
            "supervisor_notified": "no",
            "occurred_at": f"{timezone.localtime(received):%Y-%m-%d %H:%M:%S}",
            "district": "District 4",
            "place": "Linden St and 10th",
            "dispatch_number": "26-014411",
            "summary": "A van stopped.",
        },
    )
    assert posted.status_code == 302
    incident = Incident.objects.get()
    assert incident.dispatched == "yes"
    assert DispatchEvent.objects.get().incident == incident
    page = words(avery.get(f"/incidents/{incident.number}/"))
    assert "Differs from what is recorded here: place (restricted)." in page
    assert "Linden St and 10th (differs)" in page
    assert people.avery.name in page


def test_a_faulty_file_names_each_row_and_nothing_is_kept(people: People) -> None:  # noqa: ARG001 - asked for by name
    frankie = signed_in("frankie")
    answer = upload(frankie, EVENT, {**EVENT, "number": "26-2", "received_at": "yesterday"})
    assert answer.status_code == 422  # type: ignore[attr-defined] # a response
    said = words(answer)
    assert "Nothing was imported." in said
    assert "is no time with its zone." in said
    assert not DispatchEvent.objects.exists()
    assert "neither .csv nor .json" in words(upload(frankie, EVENT, name="events.xls"))
    assert "choose the file" in words(frankie.post("/dispatch/import/", {}))
    assert signed_in("avery").post("/dispatch/import/", {}).status_code == 403


def test_an_investigator_matches_an_event(people: People) -> None:  # noqa: ARG001 - asked for by name
    frankie, ellis = signed_in("frankie"), signed_in("ellis")
    upload(frankie, EVENT)
    signed_in("avery").post(
        "/incidents/new/",
        {
            **dict.fromkeys(("injured", "force_used", "camera_on"), "unknown"),
            "origin": "seen",
            "supervisor_notified": "no",
            "district": "4",
            "summary": "A van.",
        },
    )
    address = "/dispatch/26-014411/match/"
    unknown = ellis.post(address, {"number": "2020-0001", "reason": "the same van"})
    assert unknown.status_code == 422
    assert "no incident has this number" in words(unknown)
    number = Incident.objects.get().number
    assert ellis.post(address, {"number": number, "reason": "the same"}).status_code == 302
    assert f"Recorded as incident {number}." in words(ellis.get("/dispatch/26-014411/"))
    assert ellis.get("/dispatch/26-9/").status_code == 404
    assert frankie.get(address).status_code == 403


def test_two_persons_explain_an_event_on_pages(people: People) -> None:
    frankie, ellis = signed_in("frankie"), signed_in("ellis")
    upload(frankie, EVENT)
    assert "26-014411, Federal activity reported (fictional)" in words(frankie.get("/desk/"))
    assert "26-014411" in words(signed_in("hollis").get("/desk/"))
    assert "Say why it has none" in words(frankie.get("/dispatch/26-014411/"))
    stated = frankie.post("/dispatch/26-014411/explain/", {"reason": "A delivery van."})
    assert stated.status_code == 302
    page = ellis.get("/dispatch/26-014411/")
    assert "Waits for a second person" in words(page)
    found = re.search(r'href="(/dispatch/26-014411/explanations/[^"]+)"', page.content.decode())
    assert found is not None
    assert "explanations/" not in frankie.get("/dispatch/26-014411/").content.decode()
    assert frankie.get(found[1]).status_code == 403
    assert people.frankie.name in words(ellis.get(found[1]))
    assert ellis.post(found[1], {"reason": ""}).status_code == 422
    assert ellis.post(found[1], {"reason": "I saw the video."}).status_code == 302
    assert f"{people.ellis.name} agreed: I saw the video." in words(
        frankie.get("/dispatch/26-014411/")
    )
    assert "or is explained." in words(frankie.get("/dispatch/"))
    assert ellis.get("/dispatch/26-014411/explanations/none/").status_code == 404
