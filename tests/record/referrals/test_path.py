"""The path by its actions: from opening an incident to a packet that its recipient verifies."""

import subprocess
import sys
from pathlib import Path

import bagit
import pytest

from conftest import People
from onrecord.authority import Refused
from onrecord.ledger.queries import policy_text
from onrecord.referrals import sealing
from onrecord.referrals.actions import approve_referral, prepare_referral
from onrecord.referrals.errors import NothingToRefer, SealingStopped
from onrecord.referrals.queries import referral
from onrecord.referrals.sealing import seal_referral
from onrecord.storage.home import Home
from onrecord_proof import verify
from onrecord_proof.policy import parse as parse_policy
from onrecord_proof.report import Exit
from referring import CONTACTS, office_of, prepared, recorded, reported, with_exhibit

pytestmark = pytest.mark.usefixtures("home", "committed")


@pytest.fixture
def packet(people: People) -> Path:
    number = recorded(people)
    with_exhibit(people, number, b"a note, fictional\n" * 1000)
    reported(people, number)
    wanted = prepared(people, number)
    approve_referral(actor=people.blake, number=wanted)
    return seal_referral(actor=people.casey, number=wanted).folder


def test_a_packet_verifies_with_a_pinned_policy_and_not_without(packet: Path) -> None:
    pinned = parse_policy(policy_text())
    report = verify.verify(packet, pinned=pinned)
    assert report.exit is Exit.HOLDS, report
    assert verify.verify(packet).exit is Exit.KEY_NOT_CONFIRMED


def test_other_tools_find_the_packet_sound(packet: Path) -> None:
    bagit.Bag(str(packet)).validate()
    listed = subprocess.run(
        ["sha256sum", "--check", "--quiet", "manifest-sha256.txt", "tagmanifest-sha256.txt"],  # noqa: S607 - a tool of the system, as a recipient runs it
        cwd=packet,
        check=False,
        capture_output=True,
        text=True,
    )
    assert listed.returncode == 0, listed.stderr
    alone = subprocess.run(
        [sys.executable, "-I", "verify.pyz"],
        cwd=packet,
        check=False,
        capture_output=True,
        text=True,
    )
    assert alone.returncode == Exit.KEY_NOT_CONFIRMED, alone.stdout
    assert "key not confirmed" in alone.stdout


def test_no_duty_and_no_gap_is_in_the_packet(packet: Path) -> None:
    for file in packet.rglob("*"):
        if file.is_file() and file.suffix in {".json", ".html", ".jsonl", ".txt"}:
            text = file.read_text("utf-8")
            assert "Duty met" not in text, file
            assert "No camera ran." not in text, file
            assert "gap.stated" not in text, file
    entries = (packet / "data/ledger/entries.jsonl").read_text()
    assert "evaluat" not in entries.lower()


def test_the_packet_names_the_reply_column_and_no_finding(packet: Path) -> None:
    index = (packet / "index.html").read_text("utf-8")
    assert "No finding" in index
    assert "Reply of the agency" in index
    assert "Fictional" in index
    assert (packet / "data/account.pdf").read_bytes().startswith(b"%PDF")


def test_nobody_approves_what_they_prepared(people: People) -> None:
    number = recorded(people)
    reported(people, number)
    wanted = prepared(people, number)
    with pytest.raises(Refused) as refusal:
        approve_referral(actor=people.ellis, number=wanted)
    assert refusal.value.code == "role"


def test_what_stops_sealing_stops_the_approval(people: People) -> None:
    number = recorded(people)
    reported(people, number)
    wanted = prepared(people, number, contacts=" ")
    with pytest.raises(SealingStopped, match="contact"):
        approve_referral(actor=people.blake, number=wanted)
    assert referral(actor=people.blake, number=wanted).row.state == "prepared"


def test_a_misdemeanour_has_no_packet(people: People) -> None:
    number = recorded(people)
    with pytest.raises(NothingToRefer, match="A1"):
        prepare_referral(
            actor=people.ellis,
            number=number,
            office=office_of(people, number),
            allegations=["A9"],
            summary="x",
            contacts_known=CONTACTS,
        )


def test_a_packet_is_not_sealed_before_it_is_approved(people: People) -> None:
    number = recorded(people)
    reported(people, number)
    wanted = prepared(people, number)
    with pytest.raises(Refused, match="prepared cannot begin sealing"):
        seal_referral(actor=people.casey, number=wanted)


@pytest.mark.parametrize("step", ["_write", "record_seal", "_finish"])
@pytest.mark.parametrize("stored", [False, True])
def test_a_sealing_that_broke_off_is_finished_by_the_next(
    people: People, monkeypatch: pytest.MonkeyPatch, home: Home, step: str, stored: bool
) -> None:
    """Each step broken as "failed, not stored" and "failed, but stored", then done again."""
    number = recorded(people)
    with_exhibit(people, number, b"bytes")
    reported(people, number)
    wanted = prepared(people, number)
    approve_referral(actor=people.blake, number=wanted)
    real = getattr(sealing, step)

    def broken(*args: object, **keywords: object) -> object:
        if stored:
            real(*args, **keywords)
        raise ConnectionAbortedError("the power failed")

    with monkeypatch.context() as patch:
        patch.setattr(sealing, step, broken)
        with pytest.raises(ConnectionAbortedError):
            seal_referral(actor=people.casey, number=wanted)
    sealed = seal_referral(actor=people.casey, number=wanted)
    pinned = parse_policy(policy_text())
    assert verify.verify(sealed.folder, pinned=pinned).exit is Exit.HOLDS
    assert [folder.name for folder in home.packets.iterdir()] == [wanted]
    assert seal_referral(actor=people.casey, number=wanted) == sealed
