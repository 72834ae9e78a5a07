"""Exhibits through the browser's form: streamed in, refused with what was typed, pointed to."""
# ruff: noqa: ANN401 - what conftest gives is known by its attributes

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onrecord.evidence.models import Exhibit, ExhibitPointer, HeldUpload
from onrecord.ledger.models import Entry
from onrecord.storage.local import blob_store

DATA = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def posted(**said: object) -> dict[str, object]:
    return {
        "kind": "photo",
        "title": "Photo of the kerb",
        "source": "Officer's phone",
        "recorded_at": "",
        "recorded_by": "",
        "holder_evidence_number": "",
        "derived_from": "",
        "file": SimpleUploadedFile("kerb.png", DATA),
        **said,
    }


def refusals() -> int:
    return Entry.objects.filter(kind="act.refused/1").count()


def test_a_file_is_taken_in_bit_by_bit_and_its_page_shows_the_receipt(scene: Any) -> None:
    client = scene.signed_in("avery")
    answer = client.post(scene.url("new/"), posted(recorded_at="2026-01-31T09:14:05"))
    assert answer.status_code == 302
    exhibit = Exhibit.objects.get()
    assert answer["Location"].startswith(scene.url("E-1/?recorded="))
    assert exhibit.sha256 == hashlib.sha256(DATA).hexdigest()
    assert b"".join(blob_store().open_range(exhibit.blob, 0, exhibit.size)) == DATA
    assert exhibit.original_name == "kerb.png"
    assert exhibit.recorded_at.isoformat() == "2026-01-31T15:14:05+00:00"
    page = client.get(answer["Location"]).content.decode()
    assert "If anyone changes or removes it, a check will show it." in page
    assert exhibit.sha256 in page
    assert "Photo of the kerb" in page


def test_the_same_post_twice_takes_one_exhibit_in(scene: Any) -> None:
    client = scene.signed_in("avery")
    first = client.post(scene.url("new/"), posted(once="abc"))
    second = client.post(scene.url("new/"), posted(once="abc"))
    assert second["Location"] == first["Location"]
    assert Exhibit.objects.count() == 1


def test_a_faulty_form_keeps_the_words_and_the_bytes(scene: Any) -> None:
    client = scene.signed_in("avery")
    answer = client.post(scene.url("new/"), posted(title=" "))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Title: Enter a few neutral words." in page
    assert "Officer&#x27;s phone" in page
    held = HeldUpload.objects.get()
    assert "kerb.png, 10 KB (10,248 bytes), is kept" in page
    again = posted(held=held.staged_name)
    del again["file"]
    done = client.post(scene.url("new/"), again)
    assert done.status_code == 302
    assert Exhibit.objects.get().sha256 == hashlib.sha256(DATA).hexdigest()
    assert not HeldUpload.objects.exists()


def test_what_somebody_else_sent_is_not_taken_in_by_its_reference(scene: Any) -> None:
    scene.signed_in("casey").post(scene.url("new/"), posted(title=""))
    again = posted(held=HeldUpload.objects.get().staged_name)
    del again["file"]
    answer = scene.signed_in("avery").post(scene.url("new/"), again)
    assert answer.status_code == 422
    assert "no longer kept" in answer.content.decode()
    assert not Exhibit.objects.exists()


def test_no_file_is_said_above_the_form(scene: Any) -> None:
    again = posted()
    del again["file"]
    answer = scene.signed_in("avery").post(scene.url("new/"), again)
    assert answer.status_code == 422
    assert "File: choose the file to take in." in answer.content.decode()


def test_body_worn_video_by_an_officer_is_refused_with_the_way_to_point(scene: Any) -> None:
    client = scene.signed_in("avery")
    before = refusals()
    answer = client.post(
        scene.url("new/"),
        posted(kind="body-worn-video", recorded_by="avery", holder_evidence_number="AX 7/1"),
    )
    assert answer.status_code == 403
    assert refusals() == before + 1
    page = answer.content.decode()
    assert "Body-camera footage is brought in and copied by an evidence custodian only" in page
    assert "Point to the recording instead" in page
    assert "holder_evidence_number=AX+7%2F1" in page
    assert "Photo of the kerb" in page
    assert HeldUpload.objects.get().original_name == "kerb.png"
    assert not Exhibit.objects.exists()


def test_a_custodian_takes_body_worn_video_in(scene: Any) -> None:
    client = scene.signed_in("casey")
    client.post(scene.url("new/"), posted(kind="body-worn-video", recorded_by="avery"))
    assert Exhibit.objects.get().recorded_by.username == "avery"


def test_words_on_status_ask_for_a_choice_and_the_bytes_wait(scene: Any) -> None:
    client = scene.signed_in("avery")
    answer = client.post(scene.url("new/"), posted(title="Photo of his green card"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Some words need a choice first" in page
    held = HeldUpload.objects.get()
    assert f'name="held" value="{held.staged_name}"' in page
    again = posted(
        title="Photo of his green card",
        held=held.staged_name,
        **{"passage.title.13-23.keep": "remove"},
    )
    del again["file"]
    done = client.post(scene.url("new/"), again)
    assert done.status_code == 302, done.content.decode()
    assert Exhibit.objects.get().title == "Photo of his"


def test_a_file_s_name_may_need_a_choice_too(scene: Any) -> None:
    client = scene.signed_in("avery")
    named = SimpleUploadedFile("green card.png", DATA)
    answer = client.post(scene.url("new/"), posted(file=named))
    assert answer.status_code == 422
    assert "Name of the file" in answer.content.decode()
    again = posted(
        held=HeldUpload.objects.get().staged_name,
        **{"passage.original_name.0-10.keep": "remove"},
    )
    del again["file"]
    assert client.post(scene.url("new/"), again).status_code == 302
    assert Exhibit.objects.get().original_name == ".png"


@pytest.mark.parametrize("username", ["hollis", "gray", "jordan"])
def test_those_who_take_nothing_in_get_a_refusal_and_it_is_recorded(
    scene: Any, username: str
) -> None:
    before = refusals()
    answer = scene.signed_in(username).get(scene.url("new/"))
    assert answer.status_code == 403
    assert refusals() == before + 1


def test_an_upload_needs_its_csrf_token(scene: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = scene.signed_in("avery").cookies
    assert strict.post(scene.url("new/"), posted()).status_code == 403
    assert not Exhibit.objects.exists()
    token = strict.get(scene.url("new/")).cookies["csrftoken"].value
    assert strict.post(scene.url("new/"), posted(csrfmiddlewaretoken=token)).status_code == 302


def test_an_upload_of_many_blocks_is_hashed_as_it_came(scene: Any) -> None:
    size = 9 * 1024 * 1024 + 3
    file = SimpleUploadedFile("long.bin", b"\x07" * size)
    scene.signed_in("avery").post(scene.url("new/"), posted(file=file, kind="other"))
    exhibit = Exhibit.objects.get()
    assert exhibit.size == size
    assert exhibit.sha256 == hashlib.sha256(b"\x07" * size).hexdigest()


def test_pointing_takes_what_was_typed_and_copies_nothing(scene: Any) -> None:
    client = scene.signed_in("avery")
    form = client.get(scene.url("point/?evidence_source=body-worn-video&holder=Fleet")).content
    assert b'value="Fleet"' in form
    answer = client.post(
        scene.url("point/"),
        {
            "evidence_source": "body-worn-video",
            "holder": "Fleet desk",
            "holder_evidence_number": "AX 7",
            "recorded_at": "2026-01-31T09:14:05",
            "position": "4:31",
            "shows": "A van stops.",
        },
    )
    assert answer.status_code == 302
    pointer = ExhibitPointer.objects.get()
    assert (pointer.position_ms, pointer.holder) == (271_000, "Fleet desk")
    page = client.get(answer["Location"]).content.decode()
    assert "00:04:31" in page
    assert "Fleet desk" in page


def test_a_moment_that_is_none_is_said_at_its_field(scene: Any) -> None:
    answer = scene.signed_in("avery").post(
        scene.url("point/"),
        {"evidence_source": "body-worn-video", "holder": "Fleet desk", "position": "soon"},
    )
    assert answer.status_code == 422
    assert "such as 00:04:31" in answer.content.decode()
    assert not ExhibitPointer.objects.exists()


def test_a_custodian_points_to_nothing_and_the_attempt_is_recorded(scene: Any) -> None:
    before = refusals()
    assert scene.signed_in("casey").get(scene.url("point/")).status_code == 403
    assert refusals() == before + 1


def test_empty_lists_say_so(scene: Any) -> None:
    page = scene.signed_in("avery").get(scene.url()).content.decode()
    assert "No exhibit is held for this incident. Checked" in page
    assert "No recording held elsewhere was pointed to. Checked" in page


def test_an_incident_that_does_not_exist_is_not_found(scene: Any) -> None:
    client = scene.signed_in("avery")
    for rest in ("", "new/", "point/", "E-1/", "E-1/play/", "E-1/download/", "E-1/custody.csv"):
        assert client.get(f"/incidents/2026-9999/exhibits/{rest}").status_code == 404, rest
