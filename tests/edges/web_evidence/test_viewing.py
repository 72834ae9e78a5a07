"""Viewing and copying through the browser: purpose, token, ranges, close, custody."""
# ruff: noqa: ANN401 - what conftest gives is known by its attributes

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from onrecord.evidence.models import Exhibit, Viewing, ViewingProgress
from onrecord.incidents.actions import correct_incident
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.storage.local import blob_store
from stalling import stalled_log

DATA = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * 64


def refusals() -> int:
    return Entry.objects.filter(kind="act.refused/1").count()


@pytest.fixture
def shown(scene: Any) -> Any:
    scene.take_in(scene.people.casey, DATA)
    scene.read(
        "E-1", media={"duration_ms": 61_500, "width": 640, "height": 480, "frame_rate": "25"}
    )
    return scene


def opened(shown: Any, client: Client, exhibit: str = "E-1", query: str = "") -> str:
    """Open a viewing and return the address of its player, without the query."""
    answer = client.post(shown.url(f"{exhibit}/play/{query}"), {"purpose": "Element review"})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_the_player_plays_under_the_token_and_says_it_is_recorded(shown: Any) -> None:
    client = shown.signed_in("ellis")
    address = opened(shown, client)
    page = client.get(address).content.decode()
    player = address.partition("?")[0]
    assert "This viewing is recorded." in page
    assert f'src="{player}bytes/"' in page
    assert "<video" in page
    assert 'data-frame-rate="25"' in page
    assert "If anyone changes or removes it" in page
    whole = client.get(f"{player}bytes/")
    assert whole.status_code == 200
    assert body(whole) == DATA


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "expected"),
    [
        ("bytes=0-99", 206, "bytes 0-99/16408", DATA[:100]),
        ("bytes=-50", 206, "bytes 16358-16407/16408", DATA[-50:]),
        ("bytes=16400-", 206, "bytes 16400-16407/16408", DATA[16400:]),
        ("bytes=0-99999999", 206, "bytes 0-16407/16408", DATA),
        ("bytes=16408-", 416, "bytes */16408", b""),
        ("bytes=-0", 416, "bytes */16408", b""),
        ("bytes=9-3", 200, None, DATA),
        ("bytes=0-1,5-6", 200, None, DATA),
        ("lines=0-1", 200, None, DATA),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_single_ranges_through_the_url(
    shown: Any, asked: str, status: int, content_range: str | None, expected: bytes
) -> None:
    client = shown.signed_in("ellis")
    player = opened(shown, client).partition("?")[0]
    answer = client.get(f"{player}bytes/", headers={"Range": asked})
    assert answer.status_code == status
    assert answer.get("Content-Range") == content_range
    assert answer["Content-Length"] == str(len(expected))
    assert body(answer) == expected


def test_the_bytes_bear_tag_and_strict_headers(shown: Any) -> None:
    client = shown.signed_in("ellis")
    player = opened(shown, client).partition("?")[0]
    answer = client.head(f"{player}bytes/")
    assert answer["ETag"].strip('"') == shown_digest(shown)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Accept-Ranges"] == "bytes"
    other = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert body(client.get(f"{player}bytes/", headers=other)) == DATA
    same = {"Range": "bytes=0-9", "If-Range": answer["ETag"]}
    assert body(client.get(f"{player}bytes/", headers=same)) == DATA[:10]


def shown_digest(shown: Any) -> str:
    return Exhibit.objects.get(incident__number=shown.number, number="E-1").sha256


def test_no_bytes_without_an_open_viewing_of_one_s_own(shown: Any) -> None:
    ellis = shown.signed_in("ellis")
    player = opened(shown, ellis).partition("?")[0]
    assert shown.signed_in("casey").get(f"{player}bytes/").status_code == 410
    invented = shown.url("E-1/play/invented/")
    assert ellis.get(f"{invented}bytes/").status_code == 410
    assert ellis.get(invented).status_code == 410
    assert Client().get(f"{player}bytes/").status_code == 302  # to the sign-in page
    ViewingProgress.objects.update(until=now() - timedelta(seconds=1))
    assert ellis.get(f"{player}bytes/").status_code == 410
    assert "This viewing has ended" in ellis.get(player).content.decode()


def test_the_token_is_in_no_session(shown: Any) -> None:
    client = shown.signed_in("ellis")
    token = opened(shown, client).partition("?")[0].rstrip("/").rpartition("/")[2]
    assert token not in json.dumps(dict(client.session.items()))


def test_the_button_closes_the_viewing_and_gives_a_receipt(shown: Any) -> None:
    client = shown.signed_in("ellis")
    player = opened(shown, client).partition("?")[0]
    body(client.get(f"{player}bytes/", headers={"Range": "bytes=0-9"}))
    closed = client.post(f"{player}close/")
    assert closed["Location"].startswith(shown.url("E-1/?recorded="))
    viewing = Viewing.objects.get()
    assert (viewing.state, viewing.bytes_served) == ("closed", 10)
    assert client.get(f"{player}bytes/").status_code == 410
    again = client.post(f"{player}close/")
    assert again["Location"] == shown.url("E-1/")
    assert "has been closed already" in client.get(again["Location"]).content.decode()


def test_leaving_closes_by_a_beacon(shown: Any) -> None:
    client = shown.signed_in("ellis")
    player = opened(shown, client).partition("?")[0]
    assert client.post(f"{player}close/", {"beacon": "1"}).status_code == 204
    assert Viewing.objects.get().state == "closed"


def test_nobody_else_closes_a_viewing(shown: Any) -> None:
    player = opened(shown, shown.signed_in("ellis")).partition("?")[0]
    shown.signed_in("casey").post(f"{player}close/")
    assert Viewing.objects.get().state == "open"


def test_a_viewing_needs_its_purpose(shown: Any) -> None:
    answer = shown.signed_in("ellis").post(shown.url("E-1/play/"), {"purpose": " "})
    assert "Purpose: Enter why, in a few words." in answer.content.decode()
    assert not Viewing.objects.exists()


def test_words_on_status_in_a_purpose_ask_for_a_choice(shown: Any) -> None:
    client = shown.signed_in("ellis")
    answer = client.post(shown.url("E-1/play/"), {"purpose": "See his green card"})
    assert answer.status_code == 422
    assert not Viewing.objects.exists()
    client.post(
        shown.url("E-1/play/"),
        {"purpose": "See his green card", "passage.purpose.8-18.keep": "remove"},
    )
    assert Viewing.objects.get().purpose == "See his"


def test_a_second_in_the_address_is_where_it_begins_and_how_it_is_cited(shown: Any) -> None:
    client = shown.signed_in("ellis")
    address = opened(shown, client, query="?t=00:00:31.5")
    page = client.get(address).content.decode()
    assert 'bytes/#t=31.500"' in page
    assert "E-1 @00:00:31.500" in page
    player = address.partition("?")[0]
    assert "“soon” is no such time." in client.get(f"{player}?t=soon").content.decode()


def test_a_token_of_one_exhibit_shows_no_other(shown: Any) -> None:
    shown.take_in(shown.people.casey, DATA + b"more")
    client = shown.signed_in("ellis")
    token = opened(shown, client).partition("?")[0].rstrip("/").rpartition("/")[2]
    page = client.get(shown.url(f"E-2/play/{token}/"))
    assert page.status_code == 410
    assert "of another exhibit" in page.content.decode()


def test_who_must_write_first_is_told_why_and_refused(shown: Any) -> None:
    correct_incident(
        actor=shown.people.avery,
        number=shown.number,
        changes={"shooting": "yes"},
        reason="Two shots were heard.",
    )
    client = shown.signed_in("avery")
    page = client.get(shown.url("E-1/")).content.decode()
    assert "Not open to you for viewing" in page
    assert 'href="play/"' not in page
    before = refusals()
    assert client.post(shown.url("E-1/play/"), {"purpose": "look"}).status_code == 403
    assert refusals() == before + 1
    assert not Viewing.objects.exists()


@pytest.mark.parametrize(
    "data", [b"RIFF\x00\x00\x00\x00AVI LIST", b"\0\0\0\x18ftypheic" + bytes(20)]
)
def test_what_a_browser_cannot_show_is_offered_as_a_copy(shown: Any, data: bytes) -> None:
    shown.take_in(shown.people.casey, data, kind="photo")
    client = shown.signed_in("ellis")
    page = client.get(shown.url("E-2/")).content.decode()
    assert "Browsers do not show this kind of file." in page
    assert 'href="play/"' not in page
    assert "Take a copy" in client.get(shown.url("E-2/play/")).content.decode()
    client.post(shown.url("E-2/play/"), {"purpose": "look"})
    assert not Viewing.objects.exists()


def test_text_is_framed_by_our_page_alone(shown: Any) -> None:
    shown.take_in(shown.people.ellis, b"Dispatch note, 21:14\n", kind="document")
    client = shown.signed_in("ellis")
    address = opened(shown, client, "E-2")
    page = client.get(address).content.decode()
    assert "<iframe" in page
    assert " sandbox " in page
    answer = client.get(f"{address.partition('?')[0]}bytes/")
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert body(answer) == b"Dispatch note, 21:14\n"


def test_html_is_never_shown_inline(shown: Any) -> None:
    shown.take_in(shown.people.ellis, b"<html><script>alert(1)</script>", kind="document")
    client = shown.signed_in("ellis")
    player = opened(shown, client, "E-2").partition("?")[0]
    answer = client.get(f"{player}bytes/")
    assert body(answer).startswith(b"<html>")
    assert answer["Content-Type"] == "text/plain"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_copy_is_one_entry_then_the_bytes(shown: Any) -> None:
    client = shown.signed_in("ellis")
    assert "Check your copy" in client.get(shown.url("E-1/download/")).content.decode()
    answer = client.post(shown.url("E-1/download/"), {"purpose": "Court exhibit"})
    assert answer["Content-Disposition"] == f'attachment; filename="{shown.number}_E-1.mp4"'
    assert Entry.objects.filter(kind="exhibit.copied/1").count() == 1
    assert body(answer) == DATA
    page = client.get(shown.url("E-1/")).content.decode()
    assert "copy handed out" in page
    assert "Court exhibit" in page


def test_a_copy_without_its_blob_says_so_and_makes_no_entry(shown: Any) -> None:
    path = blob_store().path(Exhibit.objects.get().blob)
    path.chmod(0o600)
    path.write_bytes(DATA[:-1])
    answer = shown.signed_in("ellis").post(shown.url("E-1/download/"), {"purpose": "Court"})
    assert answer.status_code == 503
    assert "Nothing was handed out" in answer.content.decode()
    assert not Entry.objects.filter(kind="exhibit.copied/1").exists()


def test_body_worn_video_is_copied_by_a_custodian_alone(shown: Any) -> None:
    shown.take_in(shown.people.casey, DATA, kind="body-worn-video", recorded_by="avery")
    officer = shown.signed_in("avery")
    assert "Download with proof" not in officer.get(shown.url("E-2/")).content.decode()
    player = opened(shown, officer, "E-2")
    assert 'controlslist="nodownload"' in officer.get(player).content.decode()
    before = refusals()
    assert officer.post(shown.url("E-2/download/"), {"purpose": "mine"}).status_code == 403
    assert refusals() == before + 1
    custodian = shown.signed_in("casey").post(shown.url("E-2/download/"), {"purpose": "copy"})
    assert body(custodian) == DATA


def listed(shown: Any, client: Client) -> list[dict[str, str]]:
    text = client.get(shown.url("E-1/custody.csv")).content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_page_shows_custody_whole_and_hands_it_out(shown: Any) -> None:
    client = shown.signed_in("ellis")
    player = opened(shown, client).partition("?")[0]
    client.post(f"{player}close/")
    page = client.get(shown.url("E-1/")).content.decode()
    for words in ("taken in, 16408 bytes", "viewing opened", "viewing closed", "Element review"):
        assert words in page
    rows = list(
        csv.DictReader(io.StringIO(client.get(shown.url("E-1/custody.csv")).content.decode()))
    )
    told = json.loads(client.get(shown.url("E-1/custody.json")).content)["custody"]
    assert [row["words"] for row in rows] == [row["words"] for row in told]
    assert [row["event"] for row in told] == ["intake", "examination", "access", "access"]


def test_a_formula_in_a_purpose_stays_a_text_in_a_spreadsheet(shown: Any) -> None:
    client = shown.signed_in("ellis")
    body(client.post(shown.url("E-1/download/"), {"purpose": "=1+1"}))
    rows = list(
        csv.DictReader(io.StringIO(client.get(shown.url("E-1/custody.csv")).content.decode()))
    )
    assert rows[-1]["purpose"] == "'=1+1"


def test_where_a_file_was_made_is_restricted(shown: Any) -> None:
    place = {"latitude": "41.885000", "longitude": "-87.622000", "stated_by": "location"}
    shown.read("E-1", location=place)
    assert "41.885000" in shown.signed_in("ellis").get(shown.url("E-1/")).content.decode()
    officer = shown.signed_in("avery").get(shown.url("E-1/")).content.decode()
    assert "41.885000" not in officer
    assert "Restricted" in officer


def test_the_same_bytes_are_noticed(shown: Any) -> None:
    shown.take_in(shown.people.ellis, DATA)
    assert "The same bytes" in shown.signed_in("ellis").get(shown.url("E-1/")).content.decode()


def test_the_proof_of_intake_names_digest_and_statement(shown: Any) -> None:
    answer = shown.signed_in("ellis").get(shown.url("E-1/proof/")).content.decode()
    assert shown_digest(shown) in answer
    assert "It shows what was recorded" in answer
    assert "in no signed checkpoint yet" in answer


def test_a_stranger_s_officer_sees_no_exhibit(shown: Any) -> None:
    before = refusals()
    for rest in ("", "E-1/", "E-1/custody.json", "E-1/proof/"):
        assert shown.signed_in("drew").get(shown.url(rest)).status_code == 403, rest
    assert refusals() == before + 4


def test_an_unknown_exhibit_is_not_found(shown: Any) -> None:
    client = shown.signed_in("ellis")
    for rest in ("E-9/", "E-9/play/", "E-9/download/", "E-9/custody.csv", "E-9/play/x/"):
        assert client.get(shown.url(rest)).status_code == 404, rest


def test_where_the_log_takes_nothing_no_viewing_opens_and_no_byte_is_served(shown: Any) -> None:
    client = shown.signed_in("ellis")
    player = opened(shown, client).partition("?")[0]
    with stalled_log():
        again = client.post(shown.url("E-1/play/"), {"purpose": "Element review"})
        assert again.status_code == 503
        bytes_ = client.get(f"{player}bytes/")
        assert bytes_.status_code == 503
        assert DATA[:64] not in bytes_.content
    assert body(client.get(f"{player}bytes/")) == DATA
