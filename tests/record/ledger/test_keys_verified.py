"""What the ledger writes about its keys, a verifier follows: rotation and succession."""

import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from onrecord.authority import SYSTEM, Actor, Role
from onrecord.ledger import publication
from onrecord.ledger.actions import keys
from onrecord.ledger.export import export_log
from onrecord.ledger.keys import load_keys
from onrecord.storage.home import Home
from onrecord_proof import note, policy
from onrecord_proof.report import Exit
from onrecord_proof.source import Folder
from onrecord_proof.trust import Trust
from onrecord_proof.verify_log import verify_log
from record.ledger.acts_for_tests import note_words

pytestmark = pytest.mark.django_db

KEEPER = Actor(id=uuid4(), username="k", name="K", roles=frozenset({Role.ADMINISTRATOR}))
CUSTODIAN = Actor(id=uuid4(), username="c", name="C", roles=frozenset({Role.CUSTODIAN}))


def publish() -> bytes:
    return publication.publish_now(actor=CUSTODIAN).note


def rotate(former: note.Key) -> None:
    keys.rotate_key(actor=KEEPER, reason="two years have passed")
    publish()
    keys.retire_key(actor=KEEPER, key_id=former.key_id.hex(), reason="followed")
    publish()
    note_words(actor=SYSTEM.SETUP, count=3)
    publish()


def test_who_pinned_the_first_key_verifies_the_log_after_a_rotation(
    home: Home, tmp_path: Path
) -> None:
    former = load_keys(home).public
    note_words(actor=SYSTEM.SETUP, count=3)
    saved = publish()
    rotate(former)
    trust = Trust(policy.parse(f"log {former.vkey()}\nquorum none\n"))
    export_log(tmp_path / "copy")
    for folder in (home.log, tmp_path / "copy"):
        report = verify_log(Folder(folder), trust=trust, since=saved)
        assert report.exit is Exit.HOLDS, report
        assert report.checks[1].detail == "links: 2, keys that count: 1"


@pytest.mark.parametrize("rotated", [False, True])
def test_who_trusts_both_logs_verifies_a_successor(
    home: Home, tmp_path: Path, rotated: bool
) -> None:
    former = load_keys(home).public
    note_words(actor=SYSTEM.SETUP, count=3)
    publish()
    if rotated:
        rotate(former)
    shutil.copyfile(home.log / "checkpoint", tmp_path / "last")
    home.log_key.unlink()
    shown = keys.succeed(actor=KEEPER, origin="demo.invalid/example-city-2", reason="lost")
    publish()
    trust = Trust(
        policy.parse(f"log {former.vkey()}\nquorum none\n"),
        successor=note.parse_vkey(shown.vkey),
        last=(tmp_path / "last").read_bytes(),
    )
    report = verify_log(Folder(home.log), trust=trust)
    assert report.exit is Exit.HOLDS, report
    assert report.checks[7].detail.startswith("it succeeds demo.invalid/example-city at ")
    assert verify_log(Folder(home.log)).exit is Exit.UNCHECKED
