"""A home with real witnesses over HTTP: cosigned, waited for, and stopped by what they remember."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from conftest import ORIGIN, People
from edges.witness.processes import Running, free_port
from onrecord.authority import SYSTEM
from onrecord.cli.exits import Exit
from onrecord.ledger import queries, sequencer
from onrecord.ledger.actions.witnesses import set_witnesses
from onrecord.ledger.errors import QuorumMissing, WitnessAhead
from onrecord.ledger.publication import publish_now
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.tiles import LogFolder
from onrecord.referrals.actions import approve_referral
from onrecord.referrals.sealing import seal_referral
from onrecord.storage.home import Home
from onrecord.witness import keys
from onrecord.witness.store import WitnessStore
from onrecord_proof import policy, verify
from onrecord_proof.report import Exit as Verified
from record.ledger.acts_for_tests import note_words
from referring import prepared, recorded, reported, with_exhibit

NAMES = ("paper", "bar", "court")
QUORUM = f"group two 2 {' '.join(NAMES)}\nquorum two\n"

pytestmark = pytest.mark.usefixtures("committed")


class Witnessed:
    """Three witnesses, each a process on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        served = ("onrecord.witness.serving",)
        self.running = {name: Running(folder / name, free_port(), module=served) for name in NAMES}
        for name, one in self.running.items():
            keys.make(one.folder, f"witness.invalid/{name}", WitnessStore.create)

    def know(self, vkey: str) -> None:
        """Have all of them know a log, and serve."""
        for one in self.running.values():
            WitnessStore(keys.store_file(one.folder)).add_log(vkey)
            one.start()

    def lines(self) -> str:
        """Return their lines of a policy."""
        return "".join(
            f"witness {name} {keys.load(one.folder).public.vkey()} {one.url}/\n"
            for name, one in self.running.items()
        )

    def kill(self, *names: str) -> None:
        """Kill those that run."""
        for name in names or NAMES:
            one = self.running[name]
            if one.process is not None and one.process.poll() is None:
                one.kill()

    def size(self, name: str) -> int:
        """Return what a witness last cosigned."""
        return WitnessStore(keys.store_file(self.running[name].folder)).logs()[0].size


@pytest.fixture
def witnesses(tmp_path: Path) -> Iterator[Witnessed]:
    made = Witnessed(tmp_path / "witnesses")
    yield made
    made.kill()


@pytest.fixture
def asked(home: Home, witnesses: Witnessed) -> Witnessed:
    """Have the home ask three witnesses, two of which are enough."""
    witnesses.know(LogFolder(home.log).key().vkey())
    set_witnesses(actor=SYSTEM.SETUP, policy=witnesses.lines() + QUORUM)
    return witnesses


def publish(home: Home) -> list[str]:
    """Publish with one entry more; return who cosigned, by the policy that the home publishes."""
    note_words(actor=SYSTEM.SETUP)
    opened = Sequencer.open(home)
    opened.assign()
    opened.publish()
    return cosigners(home)


def cosigners(home: Home) -> list[str]:
    trusted = policy.parse(queries.policy_text())
    return sorted(trusted.check(LogFolder(home.log).published().note, strict=True).witnesses)


def test_a_checkpoint_comes_out_cosigned_by_all(home: Home, asked: Witnessed) -> None:
    assert publish(home) == sorted(NAMES)
    assert publish(home) == sorted(NAMES)
    assert {asked.size(name) for name in NAMES} == {queries.published().size}


def test_one_that_is_down_is_passed_over_and_catches_up(
    home: Home, asked: Witnessed, caplog: pytest.LogCaptureFixture
) -> None:
    publish(home)
    asked.kill("bar")
    assert publish(home) == ["court", "paper"]
    assert publish(home) == ["court", "paper"]
    assert "The witness bar has not cosigned" in caplog.text
    asked.running["bar"].start()
    assert asked.size("bar") < queries.published().size
    assert publish(home) == sorted(NAMES)


def test_without_a_quorum_publication_waits_until_one_returns(
    home: Home, asked: Witnessed, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(home)
    before = queries.published()
    asked.kill("bar", "court")
    with pytest.raises(QuorumMissing, match="'two' is not met by paper"):
        publish(home)
    assert queries.published() == before
    monkeypatch.setattr(sequencer, "PATIENCE_SECONDS", 0.1)
    stop = threading.Event()

    def run() -> None:
        try:
            sequencer.run(stop.is_set, home)
        finally:
            connection.close()

    running = threading.Thread(target=run)
    running.start()
    try:
        asked.running["court"].start()
        publish_now(actor=SYSTEM.SETUP)
    finally:
        stop.set()
        running.join()
    assert cosigners(home) == ["court", "paper"]
    assert queries.published().size > before.size


def test_a_store_set_back_is_refused_though_the_home_agrees_with_itself(
    home: Home, asked: Witnessed
) -> None:
    """The log's folder and its store are those of before; the database has gone on."""
    publish(home)
    older = [(path, path.read_bytes()) for path in (home.checkpoint_store, home.log / "checkpoint")]
    publish(home)
    for path, data in older:
        path.write_bytes(data)
    for _ in range(2):
        with pytest.raises(WitnessAhead, match="signed"):
            publish(home)
        assert (home.log / "checkpoint").read_bytes() == older[1][1]
    assert len(asked.running) == len(NAMES)


def test_a_packet_verifies_under_a_policy_that_demands_the_quorum(
    home: Home, asked: Witnessed, people: People
) -> None:
    asked.kill("court")
    number = recorded(people)
    with_exhibit(people, number, b"a note, fictional\n" * 1000)
    reported(people, number)
    wanted = prepared(people, number)
    approve_referral(actor=people.blake, number=wanted)
    packet = seal_referral(actor=people.casey, number=wanted).folder
    own = f"log {LogFolder(home.log).key().vkey()}\n{asked.lines()}"
    demanding = policy.parse(own + QUORUM)
    report = verify.verify(packet, pinned=demanding)
    assert report.exit is Verified.HOLDS, report
    too_much = policy.parse(own + "group all all paper bar court\nquorum all\n")
    assert verify.verify(packet, pinned=too_much).exit is Verified.FAILS


# -- a whole home, as its files --


def onrecord(home: Path, *line: str) -> subprocess.CompletedProcess[str]:
    left_out = {"DJANGO_SETTINGS_MODULE", "ONRECORD_DATABASE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "onrecord.cli", *line],
        env={**kept, "ONRECORD_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


PEOPLE = """
import django; django.setup()
from onrecord.accounts.actions import create_account, map_account
from onrecord.authority import SYSTEM, Role
from onrecord.cli.acting import operating_account
roles = [Role.ADMINISTRATOR, Role.AUDITOR]
who = {"actor": SYSTEM.SETUP, "username": "indigo"}
create_account(**who, password=None, name="Indigo", agency="Example City", roles=roles)
map_account(**who, operating_account=operating_account())
"""


def test_a_home_restored_from_an_older_copy_is_refused(
    tmp_path: Path, witnesses: Witnessed
) -> None:
    """Database, store, log and memory are all of before: nothing but the witnesses knows."""
    root = tmp_path / "city"
    assert onrecord(root, "setup", "--origin", ORIGIN).returncode == Exit.DONE
    settings = {"DJANGO_SETTINGS_MODULE": "onrecord.config.settings", "ONRECORD_HOME": str(root)}
    kept = {name: value for name, value in os.environ.items() if name != "ONRECORD_DATABASE_URL"}
    founding = [sys.executable, "-c", PEOPLE]
    subprocess.run(founding, env={**kept, **settings}, check=True)  # noqa: S603 - our own program
    witnesses.know((root / "log/log.vkey").read_text().strip())
    (tmp_path / "policy").write_text(witnesses.lines() + QUORUM)
    set_ = onrecord(root, "log", "witnesses", str(tmp_path / "policy"), "--as", "indigo")
    assert set_.returncode == Exit.DONE, set_.stderr
    assert onrecord(root, "log", "publish", "--as", "indigo").returncode == Exit.DONE
    shutil.copytree(root, tmp_path / "copy")
    newer = onrecord(root, "log", "publish", "--as", "indigo", "--json")
    assert newer.returncode == Exit.DONE, newer.stderr
    shutil.rmtree(root)
    (tmp_path / "copy").rename(root)
    old = (root / "log/checkpoint").read_bytes()
    refused = onrecord(root, "log", "publish", "--as", "indigo")
    assert refused.returncode == Exit.DOES_NOT_HOLD
    assert "has cosigned" in refused.stderr
    assert "older backup" in refused.stderr
    assert "adopt-loss" in refused.stderr
    assert (root / "log/checkpoint").read_bytes() == old
