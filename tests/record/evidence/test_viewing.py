"""Viewing is an act: who may, under which token, what its closing entry counts, and custody."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from onrecord.accounts.models import Person
from onrecord.authority import SYSTEM, Actor, Refused
from onrecord.evidence import tasks
from onrecord.evidence.actions import (
    ViewingTicket,
    close_viewing,
    close_viewing_if_over,
    download_exhibit,
    open_viewing,
    serve_viewing,
)
from onrecord.evidence.actions.viewings import LONGEST, TERM
from onrecord.evidence.errors import InvalidExhibit, UnknownExhibit, ViewingOver
from onrecord.evidence.models import Viewing, ViewingProgress
from onrecord.evidence.queries import custody, exhibit, viewings_of
from onrecord.incidents.actions import begin_account, lock_account
from onrecord.ledger import guard
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.storage.blobs import BlobMissing, StorageError
from record.evidence.scene_for_tests import Scene

DATA = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 8000
PHOTO = b"\xff\xd8\xff" + bytes(500)


def opened(scene: Scene, actor: Actor, number: str = "E-1") -> ViewingTicket:
    return open_viewing(
        actor=actor, number=scene.number, exhibit_number=number, purpose="Element review"
    )


def served(actor: Actor, ticket: ViewingTicket, range_header: str | None = None) -> bytes:
    answer = serve_viewing(actor=actor, token=ticket.token, range_header=range_header)
    return b"".join(answer.blocks)


@pytest.fixture
def shown(scene: Scene) -> Scene:
    """Return the scene with one fixed camera's video, E-1."""
    scene.take_in(scene.people.casey, DATA)
    return scene


def test_ranges_are_served_under_the_token_and_counted_at_the_close(shown: Scene) -> None:
    ellis = shown.people.ellis
    ticket = opened(shown, ellis)
    assert served(ellis, ticket, "bytes=0-99") == DATA[:100]
    assert served(ellis, ticket, "bytes=-50") == DATA[-50:]
    assert served(ellis, ticket, f"bytes={len(DATA)}-") == b""
    receipt = close_viewing(actor=ellis, token=ticket.token)
    viewing = Viewing.objects.get()
    assert (viewing.bytes_served, viewing.ranges_served) == (150, 2)
    assert viewing.state == "closed"
    assert Entry.objects.get(id=receipt.entry_id).kind == "viewing.closed/1"
    with pytest.raises(ViewingOver):
        served(ellis, ticket)
    with pytest.raises(ViewingOver):
        close_viewing(actor=ellis, token=ticket.token)
    assert not ViewingProgress.objects.exists()


def test_a_token_serves_its_own_viewer_alone_and_is_kept_as_a_digest(shown: Scene) -> None:
    ticket = opened(shown, shown.people.ellis)
    with pytest.raises(ViewingOver):
        served(shown.people.casey, ticket)
    with pytest.raises(ViewingOver):
        serve_viewing(actor=shown.people.ellis, token="")
    assert ticket.token not in str(list(ViewingProgress.objects.values()))


def test_a_purpose_is_asked_for(shown: Scene) -> None:
    with pytest.raises(InvalidExhibit, match="why you view this"):
        open_viewing(
            actor=shown.people.ellis, number=shown.number, exhibit_number="E-1", purpose=" "
        )
    with pytest.raises(UnknownExhibit):
        opened(shown, shown.people.ellis, "E-7")


@pytest.mark.parametrize("who", ["drew", "gray", "frankie", "indigo", "jordan"])
def test_whoever_has_no_part_in_it_is_refused_and_that_is_recorded(shown: Scene, who: str) -> None:
    with pytest.raises(Refused):
        opened(shown, getattr(shown.people, who))
    assert not Viewing.objects.exists()
    assert Entry.objects.filter(kind="act.refused/1").count() == 1


def test_a_token_ends_unless_ranges_are_asked_for(
    shown: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    ellis, start = shown.people.ellis, now()
    ticket = opened(shown, ellis)

    def at(later: timedelta) -> None:
        for module in ("actions.viewings", "actions.exhibits"):
            monkeypatch.setattr(f"onrecord.evidence.{module}.now", lambda: start + later)

    at(TERM - timedelta(seconds=5))
    assert served(ellis, ticket, "bytes=0-0")
    at(TERM + timedelta(seconds=60))
    assert served(ellis, ticket, "bytes=0-0")
    until = close_viewing_if_over(actor=SYSTEM.WORKER, viewing_id=str(Viewing.objects.get().id))
    assert until is not None
    at(3 * TERM)
    with pytest.raises(ViewingOver):
        served(ellis, ticket, "bytes=0-0")
    ViewingProgress.objects.update(until=start + LONGEST * 2)
    at(LONGEST + timedelta(seconds=1))
    served(ellis, ticket, "bytes=0-0")
    with pytest.raises(ViewingOver):
        served(ellis, ticket, "bytes=0-0")


def test_the_worker_closes_what_has_ended_and_comes_back_for_what_has_not(shown: Scene) -> None:
    ellis = shown.people.ellis
    ticket = opened(shown, ellis)
    served(ellis, ticket, "bytes=0-9")
    viewing = Viewing.objects.get()
    queued = DBTaskResult.objects.filter(task_path__endswith="close_viewing_when_over")
    assert [task.run_after for task in queued] == [ticket.until]
    tasks.close_viewing_when_over.call(str(viewing.id))
    assert queued.all().count() == 2
    ViewingProgress.objects.update(until=now())
    tasks.close_viewing_when_over.call(str(viewing.id))
    tasks.close_viewing_when_over.call(str(viewing.id))
    viewing.refresh_from_db()
    assert (viewing.state, viewing.bytes_served) == ("closed", 10)
    assert Entry.objects.filter(kind="viewing.closed/1").count() == 1
    assert queued.all().count() == 2


def test_if_the_ledger_cannot_be_written_no_bytes_are_served(
    shown: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    ellis = shown.people.ellis

    def fails(*_args: object, **_named: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("onrecord.ledger.act.append", fails)
    with pytest.raises(OSError, match="gone"):
        opened(shown, ellis)
    with pytest.raises(OSError, match="gone"):
        download_exhibit(actor=ellis, number=shown.number, exhibit_number="E-1", purpose="p")
    monkeypatch.undo()
    assert not ViewingProgress.objects.exists()
    ticket = opened(shown, ellis)
    monkeypatch.setattr("onrecord.evidence.actions.viewings._count", fails)
    asked: list[object] = []
    monkeypatch.setattr(type(shown.store), "open_range", lambda *a: asked.append(a))
    with pytest.raises(OSError, match="gone"):
        served(ellis, ticket)
    assert asked == []


def test_footage_waits_until_the_narrative_is_locked(shown: Scene) -> None:
    avery = shown.people.avery
    shown.take_in(avery, PHOTO, kind="photo")
    disguised = shown.take_in(avery, DATA, kind="document")
    for number in ("E-1", disguised):
        with pytest.raises(Refused) as refusal:
            opened(shown, avery, number)
        assert refusal.value.code == "write-first"
        assert "Write first" in refusal.value.reason
        with pytest.raises(Refused):
            download_exhibit(
                actor=avery, number=shown.number, exhibit_number=number, purpose="To look"
            )
    view = exhibit(actor=avery, number=shown.number, exhibit_number="E-1")
    assert not view.may_view
    assert not view.may_copy
    assert "Write first" in view.barred
    opened(shown, avery, "E-2")
    opened(shown, shown.people.ellis)
    begin_account(actor=avery, number=shown.number)
    with pytest.raises(Refused):
        opened(shown, avery)
    lock_account(actor=avery, number=shown.number)
    opened(shown, avery)
    seen = viewings_of(avery.id, shown.row("E-1").incident_id)
    assert [(fact.exhibit_number, fact.footage) for fact in seen] == [("E-2", False), ("E-1", True)]


def test_a_copy_is_one_entry_and_the_bytes_as_they_came(shown: Scene) -> None:
    ellis = shown.people.ellis
    copy = download_exhibit(
        actor=ellis, number=shown.number, exhibit_number="E-1", purpose="For the element sheet"
    )
    assert b"".join(copy.served.blocks) == DATA
    assert copy.served.headers["Content-Disposition"] == (
        f'attachment; filename="{shown.number}_E-1.mp4"'
    )
    assert Entry.objects.get(id=copy.receipt.entry_id).kind == "exhibit.copied/1"
    with pytest.raises(InvalidExhibit):
        download_exhibit(actor=ellis, number=shown.number, exhibit_number="E-1", purpose="")


def test_body_worn_video_is_copied_by_a_custodian_outside_the_chain_alone(scene: Scene) -> None:
    people = scene.people
    scene.take_in(people.casey, DATA, kind="body-worn-video", recorded_by="avery")

    def copied(actor: Actor) -> bytes:
        copy = download_exhibit(
            actor=actor, number=scene.number, exhibit_number="E-1", purpose="Export"
        )
        return b"".join(copy.served.blocks)

    begin_account(actor=people.avery, number=scene.number)
    lock_account(actor=people.avery, number=scene.number)
    for actor in (people.avery, people.blake, people.ellis):
        with pytest.raises(Refused) as refusal:
            copied(actor)
        assert refusal.value.code == "body-worn-custodian-only"
        assert not exhibit(actor=actor, number=scene.number, exhibit_number="E-1").may_copy
    assert copied(people.casey) == DATA
    assert served(people.blake, opened(scene, people.blake), "bytes=0-9") == DATA[:10]


def test_bytes_that_are_not_as_taken_in_are_not_handed_out(shown: Scene) -> None:
    path = shown.store.path(shown.row("E-1").blob)
    path.chmod(0o600)
    path.write_bytes(DATA[:-1])
    asked = {"actor": shown.people.ellis, "number": shown.number, "exhibit_number": "E-1"}
    with pytest.raises(StorageError, match="not as long"):
        download_exhibit(**asked, purpose="p")
    path.unlink()
    with pytest.raises(BlobMissing):
        download_exhibit(**asked, purpose="p")
    assert not Entry.objects.filter(kind="exhibit.copied/1").exists()


def test_custody_is_whole_and_bears_the_names_of_its_time(shown: Scene) -> None:
    ellis = shown.people.ellis
    ticket = opened(shown, ellis)
    served(ellis, ticket, "bytes=0-99")
    close_viewing(actor=ellis, token=ticket.token)
    copy = download_exhibit(
        actor=ellis, number=shown.number, exhibit_number="E-1", purpose="For review"
    )
    assert b"".join(copy.served.blocks) == DATA
    tasks.probe_exhibit.call(str(shown.row("E-1").id))
    shown.take_in(shown.people.casey, b"another exhibit")
    with guard.permitted("a marriage in a test"):
        Person.objects.filter(username="ellis").update(name="Ellis Newname")
    rows = custody(actor=ellis, number=shown.number, exhibit_number="E-1")
    assert [(row.event, row.who, row.purpose) for row in rows] == [
        ("intake", "Casey Example", ""),
        ("access", "Ellis Example", "Element review"),
        ("access", "Ellis Example", "Element review"),
        ("access", "Ellis Example", "For review"),
        ("examination", "OnRecord worker", ""),
    ]
    assert rows[0].words.endswith(shown.row("E-1").sha256)
    assert rows[2].words == "viewing closed: 100 bytes in 1 ranges, 0 s"
    assert rows[3].words == "copy handed out"
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    with pytest.raises(Refused):
        custody(actor=shown.people.drew, number=shown.number, exhibit_number="E-1")
