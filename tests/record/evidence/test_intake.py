"""Taking exhibits in: bit-exact, by whom the law allows, and whole or not at all."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onrecord.accounts.actions import create_account
from onrecord.accounts.models import Assignment, Person
from onrecord.accounts.queries import actor_named
from onrecord.authority import SYSTEM, Channel, Refused, Role
from onrecord.evidence.actions import add_exhibit, held_upload, hold_upload, sweep_staging
from onrecord.evidence.errors import InvalidExhibit
from onrecord.evidence.models import Exhibit, HeldUpload
from onrecord.evidence.queries import exhibit, exhibits
from onrecord.incidents.errors import StatusTextFound, UnknownIncident
from onrecord.incidents.status_text import keep_all
from onrecord.ledger import guard
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries, subject_entries
from onrecord.ledger.times import now
from onrecord.storage.home import Home
from onrecord_proof import disclosure
from record.evidence.scene_for_tests import Scene

VIDEO_BYTES = b"\x00\x00\x00\x18ftypmp42" + bytes(64)
BODY_WORN: dict[str, Any] = {"kind": "body-worn-video", "recorded_by": "avery"}


def blobs(home: Home) -> list[Path]:
    return [path for path in home.blobs.rglob("*") if path.is_file()]


def staged(home: Home) -> list[Path]:
    return list((home.staging / "blobs").iterdir())


def account(username: str, *roles: Role, superior: str | None = None) -> Any:  # noqa: ANN401 - an actor
    create_account(
        actor=SYSTEM.SETUP,
        username=username,
        password=None,
        name=f"{username.capitalize()} Example",
        agency="Example City Police",
        roles=roles,
        superior=superior,
    )
    return actor_named(username, channel=Channel.WEB)


def test_an_exhibit_is_kept_bit_exact_and_its_entry_says_so(scene: Scene, home: Home) -> None:
    data = b"\xff\xd8\xff" + bytes(range(256)) * 9000
    number = scene.take_in(scene.people.ellis, data, kind="photo", original_name="IMG 1.heic")
    row = scene.row(number)
    assert number == "E-1"
    assert scene.store.path(row.blob).read_bytes() == data
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert row.media_type == "image/jpeg"
    assert staged(home) == []
    entry = subject_entries(row.subject)[0]
    assert entry.kind == "exhibit.taken_in/1"
    told = opened_entries([entry.id])[0].disclosures
    fields = {name: disclosure.open(text)[1] for name, text in told.items()}
    assert fields["sha256"] == row.sha256
    assert fields["size"] == len(data)
    assert fields["by_name"] == "Ellis Example"


def test_numbers_follow_one_another_and_the_same_bytes_are_noticed(scene: Scene) -> None:
    casey = scene.people.casey
    assert [scene.take_in(casey), scene.take_in(casey, b"other bytes"), scene.take_in(casey)] == [
        "E-1",
        "E-2",
        "E-3",
    ]
    assert scene.row("E-1").blob != scene.row("E-3").blob
    assert exhibit(actor=casey, number=scene.number, exhibit_number="e-3").same_bytes == ("E-1",)
    assert [row.number for row in exhibits(actor=casey, number=scene.number)] == [
        "E-1",
        "E-2",
        "E-3",
    ]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"source": ""}, "title"),
        ({"kind": "hologram"}, "kind"),
        ({"data": b""}, "file"),
        ({"recorded_at": now() + timedelta(days=1)}, "recorded_at"),
        ({"kind": "body-worn-video"}, "recorded_by"),
        ({"kind": "body-worn-video", "recorded_by": "nobody"}, "recorded_by"),
    ],
)
def test_what_cannot_stand_is_said_and_nothing_is_kept(
    scene: Scene, home: Home, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidExhibit) as error:
        scene.take_in(scene.people.casey, **said)
    assert error.value.field == field
    assert not Exhibit.objects.exists()
    assert blobs(home) == []


def test_an_unknown_incident_keeps_nothing_but_the_upload(scene: Scene, home: Home) -> None:
    kept = scene.store.stage([VIDEO_BYTES])
    with pytest.raises(UnknownIncident):
        add_exhibit(
            actor=scene.people.casey,
            number="2026-9999",
            staged=kept,
            kind="photo",
            title="t",
            source="s",
        )
    assert blobs(home) == []
    assert [path.name for path in staged(home)] == [kept.name]


@pytest.mark.parametrize("who", ["avery", "blake", "ellis", "drew"])
def test_only_a_custodian_takes_body_worn_video_in(scene: Scene, home: Home, who: str) -> None:
    with pytest.raises(Refused) as refusal:
        scene.take_in(getattr(scene.people, who), **BODY_WORN)
    if who != "drew":
        assert refusal.value.code == "body-worn-custodian-only"
        assert "Point to the recording instead" in refusal.value.reason
    assert blobs(home) == []
    assert Entry.objects.filter(kind="act.refused/1").count() == 1


def test_a_custodian_outside_the_chain_takes_it_in(scene: Scene) -> None:
    assert scene.take_in(scene.people.casey, **BODY_WORN) == "E-1"
    assert scene.row("E-1").recorded_by.username == "avery"


def test_a_custodian_who_recorded_it_does_not(scene: Scene) -> None:
    kim = account("kim", Role.CUSTODIAN, Role.OFFICER)
    with pytest.raises(Refused) as refusal:
        scene.take_in(kim, kind="body-worn-video", recorded_by="kim")
    assert refusal.value.code == "recorded-by-you"


def test_a_custodian_above_or_below_the_recording_officer_does_not(scene: Scene) -> None:
    below = account("lee", Role.CUSTODIAN, superior="avery")
    above = account("max", Role.CUSTODIAN, Role.SUPERVISOR)
    account("noa", Role.OFFICER, superior="max")
    with pytest.raises(Refused) as refusal:
        scene.take_in(below, **BODY_WORN)
    assert refusal.value.code == "recording-chain"
    with pytest.raises(Refused) as refusal:
        scene.take_in(above, kind="body-worn-video", recorded_by="noa")
    assert refusal.value.code == "recording-chain"


def test_whoever_was_above_when_it_was_recorded_stays_outside(scene: Scene) -> None:
    formerly_above = account("max", Role.CUSTODIAN, Role.SUPERVISOR)
    account("noa", Role.OFFICER, superior="max")
    then = now() - timedelta(days=20)
    with guard.permitted("the past of a test"):
        Assignment.objects.filter(person__username="noa").update(
            since=now() - timedelta(days=30), until=now() - timedelta(days=10)
        )
    said: dict[str, Any] = {"kind": "body-worn-video", "recorded_by": "noa"}
    with pytest.raises(Refused) as refusal:
        scene.take_in(formerly_above, recorded_at=then, **said)
    assert refusal.value.code == "recording-chain"
    assert scene.take_in(formerly_above, recorded_at=now() - timedelta(days=1), **said) == "E-1"


def test_words_on_status_in_a_title_are_asked_about_and_the_upload_waits(
    scene: Scene, home: Home
) -> None:
    avery, title = scene.people.avery, "Video of an illegal alien on the pavement"
    upload = scene.store.stage([VIDEO_BYTES])
    with pytest.raises(StatusTextFound) as found:
        scene.take_in(avery, staged=upload, title=title)
    assert found.value.field == "exhibit.title"
    assert blobs(home) == []
    reference = hold_upload(actor=avery, staged=upload, original_name="IMG_1.mp4")
    held = held_upload(actor=avery, reference=reference)
    assert held.staged == upload
    with pytest.raises(InvalidExhibit):
        held_upload(actor=scene.people.blake, reference=reference)
    number = scene.take_in(
        avery, staged=held.staged, title=title, choices={"title": keep_all(title)}
    )
    assert "alien" not in scene.row(number).title
    assert Entry.objects.filter(kind="passage.walled/1").count() == 1
    assert not HeldUpload.objects.exists()
    assert staged(home) == []


def test_a_sweep_at_start_keeps_exactly_what_the_record_names(scene: Scene, home: Home) -> None:
    number = scene.take_in(scene.people.casey)
    forgotten = scene.store.stage([b"never asked for"])
    hold_upload(actor=scene.people.casey, staged=forgotten, original_name="a")
    crashed = scene.store.stage([b"linked, and then the power went"])
    scene.store.keep(crashed)
    assert sweep_staging() == 0
    assert sweep_staging(older_than=timedelta(seconds=-1)) == 2
    assert [path.name for path in blobs(home)] == [scene.row(number).blob]
    assert not HeldUpload.objects.exists()


def test_a_commit_that_fails_leaves_the_upload_and_no_blob(
    scene: Scene, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_named: object) -> None:
        raise ConnectionError("the database went away")

    monkeypatch.setattr("onrecord.ledger.act.append", fails)
    kept = scene.store.stage([VIDEO_BYTES])
    with pytest.raises(ConnectionError):
        scene.take_in(scene.people.casey, staged=kept)
    monkeypatch.undo()
    assert blobs(home) == []
    assert not Exhibit.objects.exists()
    assert scene.take_in(scene.people.casey, staged=kept) == "E-1"


def test_the_recording_officer_may_not_be_left_out_below_the_code(scene: Scene) -> None:
    number = scene.take_in(scene.people.casey, **BODY_WORN)
    assert Person.objects.get(username="avery") == scene.row(number).recorded_by
    row = scene.row(number)
    row.recorded_by = None
    with (
        pytest.raises(IntegrityError, match="exhibit_body_worn"),
        guard.permitted("a test"),
        transaction.atomic(),
    ):
        row.save()
