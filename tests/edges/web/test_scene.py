"""The scene record at the server: the app's files, a phone's key, stamps one by one, the form."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from edges.web.conftest import Scene, SignedIn
from onrecord.incidents.models import AidRecord, Incident, SceneStamp
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.web.scene.app import APP

PAGE = str(uuid4())


def clocks() -> dict[str, Any]:
    at = int(now().timestamp() * 1000)
    return {"device_ms": at, "monotonic_ms": 5_000, "started": PAGE}


def stamp(what: str, answer: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as sent
    made = {"id": str(uuid4()), "position": 1, "what": what, "answer": answer, "zone_minutes": 0}
    return made | clocks() | more


def batch(*stamps: Mapping[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as sent
    sent = {"scene": str(uuid4()), "incident": "", "origin": "seen", "sent": clocks()}
    return sent | {"stamps": list(stamps)} | more


def post(client: Client, address: str, said: object) -> Any:  # noqa: ANN401 - what Django's client returns
    return client.post(address, json.dumps(said), content_type="application/json")


def results(client: Client, said: object) -> list[dict[str, Any]]:
    answer = post(client, "/scene/stamps/", said)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_stamps_are_recorded_one_by_one_and_a_refused_one_stops_none(signed_in: SignedIn) -> None:
    avery = signed_in("avery")
    bad = stamp("hurt", "perhaps")
    sent = batch(stamp("ems-asked"), bad, {"id": "x"}, stamp("camera", "on"))
    told = results(avery, sent)
    assert [each["result"] for each in told] == ["recorded", "refused", "refused", "recorded"]
    assert told[1]["id"] == bad["id"]
    assert "has no answer" in told[1]["reason"]
    assert told[2]["code"] == "bad-stamp"
    assert told[0]["incident"] == told[3]["incident"] == Incident.objects.get().number
    assert (SceneStamp.objects.count(), AidRecord.objects.count()) == (2, 1)


def test_a_batch_whose_answer_was_lost_is_answered_again_and_doubles_nothing(
    signed_in: SignedIn,
) -> None:
    avery, sent = signed_in("avery"), batch(stamp("ems-asked"), stamp("asked", "refused"))
    first = results(avery, sent)
    entries = Entry.objects.count()
    assert results(avery, sent | {"sent": clocks()}) == first
    assert Entry.objects.count() == entries
    listed = avery.get(f"/scene/stamps/?scene={sent['scene']}").json()["stamps"]
    assert {each["id"] for each in listed} == {each["id"] for each in first}
    assert results(signed_in("blake"), sent)[0]["code"] == "stamp-conflict"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([], 400),
        ({"stamps": []}, 400),
        (batch(*(stamp("hurt", "no") for _ in range(21))), 400),
        (batch(stamp("hurt", "no"), scene="UPPER"), 400),
        (batch(stamp("hurt", "no"), sent={"device_ms": True}), 400),
        (batch(stamp("hurt", "no"), sent=clocks() | {"device_ms": 1}), 400),
    ],
)
def test_what_is_no_batch_is_refused_whole(signed_in: SignedIn, said: object, status: int) -> None:
    answer = post(signed_in("avery"), "/scene/stamps/", said)
    assert (answer.status_code, "error" in answer.json()) == (status, True)
    assert not SceneStamp.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"what": "arrest"}, {"position": "1"}, {"position": 2**40}, {"words": ["x"]},
        {"words": "x" * 4_001}, {"zone_minutes": 9_999}, {"corrects": "none"},
        {"device_ms": 10**18}, {"id": None},
    ],
)  # fmt: skip
def test_a_stamp_of_another_shape_is_refused_with_its_field(
    signed_in: SignedIn, change: dict[str, Any]
) -> None:
    (told,) = results(signed_in("avery"), batch(stamp("note", words="A van.") | change))
    assert told["code"] == "bad-stamp"
    assert next(iter(change)) in told["reason"]


def test_a_phones_key_is_one_persons_on_one_phone_and_needs_a_session(
    signed_in: SignedIn,
) -> None:
    device = str(uuid4())
    keys = {
        post(signed_in(name), "/scene/key/", {"device": of}).json()["key"]
        for name in ("avery", "blake")
        for of in (device, str(uuid4()))
    }
    assert len(keys) == 4
    again = post(signed_in("avery"), "/scene/key/", {"device": device}).json()["key"]
    assert again in keys
    assert post(signed_in("avery"), "/scene/key/", {"device": "x"}).status_code == 400
    assert post(Client(), "/scene/key/", {"device": device}).status_code == 302
    assert post(signed_in("casey"), "/scene/key/", {"device": device}).status_code == 403


def test_the_kept_files_are_there_and_hold_nothing_of_the_record(
    signed_in: SignedIn, scene: Scene
) -> None:
    assert all(finders.find(name) for name in APP)
    worker = Client().get("/scene/worker.js")
    assert worker["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Service-Worker-Allowed" not in worker  # so it reaches its own folder alone
    assert all(f"/static/{name}" in worker.content.decode() for name in APP)
    said = Client().get("/scene/app.webmanifest").json()
    assert (said["scope"], said["start_url"]) == ("/scene/", "/scene/")
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in said["icons"])
    shell = signed_in("avery").get("/scene/shell/").content.decode()
    assert "Avery" not in shell
    assert scene.number not in shell
    page = signed_in("avery").get("/scene/")
    assert "script-src" not in page["Content-Security-Policy"]
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "microphone=()" in page["Permissions-Policy"]
    assert "<script>" not in page.content.decode()


FORM = {
    "hurt": "yes", "ems": "yes", "camera": "not-now", "supervisor": "not-now", "origin": "seen",
    "place": "Oak and 3rd", "asked": "refused",
}  # fmt: skip


def test_without_script_the_minimum_is_a_plain_form(signed_in: SignedIn) -> None:
    avery, seed = signed_in("avery"), str(uuid4())
    answer = avery.post("/scene/", FORM | {"seed": seed, "once": "1"})
    incident = Incident.objects.get()
    assert answer["Location"].startswith(f"/incidents/{incident.number}/?recorded=")
    assert (incident.injured, incident.place, incident.origin) == ("yes", "Oak and 3rd", "seen")
    assert SceneStamp.objects.count() == 6
    avery.post("/scene/", FORM | {"seed": seed, "once": "2"})
    assert (SceneStamp.objects.count(), Incident.objects.count()) == (6, 1)
    faulty = avery.post("/scene/", {**FORM, "seed": str(uuid4()), "origin": ""})
    assert faulty.status_code == 422
    assert "Oak and 3rd" in faulty.content.decode()


def test_both_clocks_stand_beside_each_other(signed_in: SignedIn) -> None:
    ahead = 3 * 3_600_000
    made = stamp("ems-asked")
    made["device_ms"] += ahead
    sent = clocks()
    sent["device_ms"] += ahead
    (told,) = results(signed_in("avery"), batch(made, sent=sent))
    text = signed_in("avery").get(f"/incidents/{told['incident']}/scene/").content.decode()
    assert "3 h 0 min ahead; both times are kept" in text
    assert "Nothing was stamped" not in text
