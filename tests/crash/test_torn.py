"""Torn last writes: power lost before each operation of a publication, what was not durable torn.

A model of the disk keeps account of what each flush makes durable; the rest is left in every way
that a disk may leave it: names lost or kept, contents gone, cut, zeroed or garbled.
"""

import sqlite3
from pathlib import Path
from random import Random

import pytest
from django.db import connection

from crash.length import LONG
from crash.proving import assert_all_is_well
from crash.tearing import WAYS, commits_of, tear_file
from crash.volatile import ANY, NAMES_KEPT, NAMES_LOST, PowerLoss, VolatileDisk
from onrecord.authority import SYSTEM
from onrecord.ledger.checkpoint_store import open_store
from onrecord.ledger.cosigning import NoCosigners
from onrecord.ledger.keys import load_keys
from onrecord.ledger.sequencing import Sequencer
from onrecord.storage.home import Home
from onrecord_proof.checkpoint import Checkpoint
from record.ledger.acts_for_tests import note_words

CONTENTS = [*WAYS, ANY] if LONG else ["empty", "garbled", ANY]

pytestmark = [pytest.mark.crash, pytest.mark.usefixtures("committed")]


def publish(sequencer: Sequencer) -> Checkpoint:
    sequencer.assign()
    return sequencer.publish()


def lose_power_at_each(home: Home, trash: Path, contents: str, names: str) -> int:
    """Lose power before the first operation, restart; before the second; until none is left."""
    acknowledged = note_words(actor=SYSTEM.SETUP)
    checkpoints = [publish(Sequencer.open(home))]
    operation, lost = 0, True
    while lost:
        acknowledged += note_words(actor=SYSTEM.SETUP, count=2)
        disk = VolatileDisk(operation, contents, names, trash / str(operation))
        cut_off = Sequencer(home, open_store(home), load_keys(home), disk, NoCosigners())
        lost = False
        try:
            publish(cut_off)
        except PowerLoss:
            lost = True
        acknowledged += note_words(actor=SYSTEM.SETUP)
        checkpoints.append(publish(Sequencer.open(home)))
        assert not list((home.staging / "log").glob("*"))
        operation += 1
    assert_all_is_well(home, acknowledged, checkpoints)
    return operation


@pytest.mark.parametrize("names", [NAMES_KEPT, NAMES_LOST, ANY])
@pytest.mark.parametrize("contents", CONTENTS)
def test_power_is_lost(home: Home, tmp_path: Path, contents: str, names: str) -> None:
    assert lose_power_at_each(home, tmp_path, contents, names) > 10


@pytest.mark.parametrize("names", [NAMES_KEPT, NAMES_LOST])
def test_power_is_lost_where_tiles_fill_up(home: Home, tmp_path: Path, names: str) -> None:
    note_words(actor=SYSTEM.SETUP, count=240)
    assert lose_power_at_each(home, tmp_path, ANY, names) > 10


@pytest.mark.parametrize("way", WAYS)
def test_a_fresh_checkpoint_file_that_was_torn_is_passed_over(home: Home, way: str) -> None:
    acknowledged = note_words(actor=SYSTEM.SETUP)
    before = publish(Sequencer.open(home))
    fresh = home.log / ".checkpoint.new"
    fresh.write_bytes((home.log / "checkpoint").read_bytes())
    tear_file(fresh, way, Random(1))  # noqa: S311 - no secret
    acknowledged += note_words(actor=SYSTEM.SETUP)
    publish(Sequencer.open(home))
    assert not fresh.exists()
    assert_all_is_well(home, acknowledged, [before])


TAILS = {
    "one byte": lambda frame: frame[:1],
    "a frame's header": lambda frame: frame[:24],
    "a frame cut short": lambda frame: frame[:-1],
    "a frame that does not add up": lambda frame: frame,
    "two of them": lambda frame: frame * 2,
    "zeros": lambda frame: bytes(len(frame)),
    "garbage": lambda frame: Random(1).randbytes(2 * len(frame) + 7),  # noqa: S311 - no secret
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL mends its own log")
def test_what_stands_behind_the_last_commit_of_the_database_is_passed_over(home: Home) -> None:
    database = Path(connection.settings_dict["NAME"])
    log = database.with_name(f"{database.name}-wal")
    acknowledged: list[int] = []
    for tail in TAILS.values():
        holder = sqlite3.connect(database)  # so that no closing connection empties the log
        holder.execute("SELECT count(*) FROM ledger_entry").fetchone()
        acknowledged += note_words(actor=SYSTEM.SETUP)
        connection.close()
        (commits, data), whole = commits_of(log), database.read_bytes()
        holder.close()
        assert commits
        assert commits[-1] == len(data)
        frame = bytearray(data[32 : 32 + 24 + int.from_bytes(data[8:12], "big")])
        frame[-1] ^= 1
        database.write_bytes(whole)
        log.write_bytes(data + tail(bytes(frame)))
        database.with_name(f"{database.name}-shm").unlink(missing_ok=True)
    publish(Sequencer.open(home))
    assert_all_is_well(home, acknowledged, [])
