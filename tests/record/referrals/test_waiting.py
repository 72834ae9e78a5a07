"""The worker's sealing: steps noted, faults told, a crash gone on from."""

import pytest
from django_tasks_db.models import DBTaskResult

from conftest import People
from onrecord.authority import Refused
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries
from onrecord.referrals import sealing, waiting
from onrecord.referrals.actions import approve_referral
from onrecord.referrals.errors import PacketFault
from onrecord.referrals.queries import referral
from onrecord.referrals.tasks import seal
from onrecord.storage.home import Home
from referring import prepared, recorded, reported, with_exhibit

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def asked(people: People) -> str:
    """Ask for the seal of an approved referral with one exhibit of 6,000 bytes."""
    number = recorded(people)
    with_exhibit(people, number, b"a note" * 1000)
    reported(people, number)
    wanted = prepared(people, number)
    approve_referral(actor=people.blake, number=wanted)
    waiting.ask_to_seal(actor=people.casey, number=wanted)
    return wanted


def finished(status: str) -> None:
    DBTaskResult.objects.filter(task_path="onrecord.referrals.tasks.seal").update(status=status)


def test_it_waits_then_seals_in_the_name_of_whoever_asked(people: People, asked: str) -> None:
    before = waiting.sealing(actor=people.casey, number=asked)
    assert before is not None
    assert (before.under_way, before.bytes_written, before.bytes_total) == (True, 0, 6000)
    seal.call(asked, "casey")
    finished("SUCCESSFUL")
    after = waiting.sealing(actor=people.casey, number=asked)
    assert after is not None
    assert (after.under_way, after.fault, after.bytes_written) == (False, "", 6000)
    assert after.step == "Sealed and verified"
    view = referral(actor=people.casey, number=asked)
    assert view.folder is not None
    (sealed,) = opened_entries([Entry.objects.get(kind="packet.sealed/1").id], ["actor"])
    assert sealed.values() == {"actor": str(people.casey.id)}
    with pytest.raises(Refused, match="sealed already"):
        waiting.ask_to_seal(actor=people.casey, number=asked)


def test_a_fault_is_told_in_words_and_the_next_run_goes_on(
    people: People, asked: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise PacketFault("The disk is full. Nothing is lost; make room, then seal again.")

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "_finish", broken)
        with pytest.raises(PacketFault):
            seal.call(asked, "casey")
    finished("FAILED")
    view = waiting.sealing(actor=people.casey, number=asked)
    assert view is not None
    assert not view.under_way
    assert "disk is full" in view.fault
    waiting.ask_to_seal(actor=people.casey, number=asked)  # recorded as sealed, its proof missing
    seal.call(asked, "casey")
    assert (home.packets / asked / "seal.tlog-proof").exists()


def test_a_worker_that_vanished_is_said_to_have_broken_off(people: People, asked: str) -> None:
    finished("FAILED")
    view = waiting.sealing(actor=people.casey, number=asked)
    assert view is not None
    assert "broke off" in view.fault
    DBTaskResult.objects.all().delete()
    gone = waiting.sealing(actor=people.casey, number=asked)
    assert gone is not None
    assert not gone.under_way


def test_nobody_asked_nothing_to_show(people: People) -> None:
    number = recorded(people)
    assert waiting.sealing(actor=people.casey, number=prepared(people, number)) is None
