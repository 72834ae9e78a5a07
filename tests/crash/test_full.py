"""Disks that are full or read-only: acts that cannot be written are refused; the log goes on after.

Everywhere by a disk that refuses each of its operations, and by SQLite's own limit of pages; where
this machine lets a test mount one, on a real small disk as well.
"""

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from crash.full_disk import RefusingDisk, pages_left
from crash.length import LONG
from crash.proving import assert_all_is_well
from onrecord.authority import SYSTEM
from onrecord.ledger import publication, sequencer, sequencing
from onrecord.ledger.checkpoint_store import SqliteCheckpointStore, open_store
from onrecord.ledger.models import Entry
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord_proof.checkpoint import Checkpoint
from record.ledger.acts_for_tests import note_words

pytestmark = [pytest.mark.crash, pytest.mark.usefixtures("committed")]
TESTS = Path(__file__).parents[1]
SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own limit")


@contextmanager
def running(home: Home) -> Iterator[None]:
    """Run the sequencer's process as a thread, which must not end by itself."""
    stop, failed = threading.Event(), []

    def run() -> None:
        try:
            sequencer.run(stop.is_set, home)
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert not failed, failed


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "ROUND_SECONDS", 0.05)
    monkeypatch.setattr(sequencer, "PATIENCE_SECONDS", 0.1)


def until(holds: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < ends, "it did not come about"
        time.sleep(0.01)


def until_published(home: Home, size: int) -> None:
    until(lambda: published(home).size >= size)


def published(home: Home) -> Checkpoint:
    head = LogFolder(home.log).published()
    return Checkpoint("demo.invalid/example-city", head.size, head.root)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS], ids=errno.errorcode.get)
def test_the_log_waits_for_room_and_goes_on_by_itself(
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    code: int,
) -> None:
    """Refused from each operation of a publication on; acts go on, and get their indices."""
    disk = RefusingDisk(code)
    monkeypatch.setattr(sequencing, "Disk", lambda: disk)
    acknowledged = note_words(actor=SYSTEM.SETUP)
    checkpoints: list[Checkpoint] = []
    with running(home):
        for operation in range(0, 14, 1 if LONG else 3):
            before = disk.refused
            disk.left = operation
            acknowledged.append(publication.request(actor=SYSTEM.SETUP))
            acknowledged += note_words(actor=SYSTEM.SETUP)
            until(lambda before=before: disk.refused > before)  # type: ignore[misc] # a lambda's default
            acknowledged += note_words(actor=SYSTEM.SETUP)
            until(lambda: not Entry.objects.filter(index=None).exists())
            acknowledged.append(publication.request(actor=SYSTEM.SETUP))
            disk.left = None
            until_published(home, len(acknowledged))
            checkpoints.append(published(home))
    assert "The log cannot be written" in caplog.text
    assert os.strerror(code) in caplog.text
    assert_all_is_well(home, acknowledged, checkpoints)


@pytest.mark.usefixtures("quick")
def test_a_checkpoint_store_that_cannot_be_written_is_waited_for(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connected = SqliteCheckpointStore._connection
    is_read_only = True

    def connection_of(self: SqliteCheckpointStore) -> object:
        database = connected(self)
        database.execute(f"PRAGMA query_only = {is_read_only}")
        return database

    monkeypatch.setattr(SqliteCheckpointStore, "_connection", connection_of)
    acknowledged = note_words(actor=SYSTEM.SETUP)
    acknowledged.append(publication.request(actor=SYSTEM.SETUP))
    with running(home):
        until(lambda: len(caplog.records) >= 2)
        acknowledged += note_words(actor=SYSTEM.SETUP)
        assert open_store(home).latest().size == 0
        is_read_only = False
        until(lambda: published(home).size > 0)
        acknowledged.append(publication.request(actor=SYSTEM.SETUP))
        until(lambda: published(home).size >= len(acknowledged))
    assert "attempt to write a readonly database" in caplog.text
    assert_all_is_well(home, acknowledged, [])


@SQLITE
def test_an_act_that_does_not_fit_into_the_database_is_not_acknowledged(home: Home) -> None:
    """Full after each page that the act needs: at its first statement, its last, its commit."""
    acknowledged = note_words(actor=SYSTEM.SETUP, words="x" * 40_000)
    checkpoints: list[Checkpoint] = []
    spare, fits = 0, False
    while not fits:
        before = Entry.objects.count()
        with pages_left(spare):
            try:
                acknowledged += note_words(actor=SYSTEM.SETUP, words="x" * 40_000, count=3)
                fits = True
            except OperationalError as error:
                assert "database or disk is full" in str(error)  # noqa: PT017 - it may not come
                assert Entry.objects.count() == before
        acknowledged += note_words(actor=SYSTEM.SETUP)
        head = publication.publish_now(actor=SYSTEM.SETUP)
        checkpoints.append(Checkpoint("demo.invalid/example-city", head.size, head.root))
        spare += 4
    assert spare > 20
    assert_all_is_well(home, acknowledged, checkpoints)


@cache
def namespace() -> tuple[str, ...]:
    """Return the command in front of which a process may mount, or skip with the reason."""
    for command in (("unshare", "--user", "--map-root-user", "--mount"), ("unshare", "--mount")):
        if shutil.which("unshare") and shutil.which("mount"):
            tried = subprocess.run(  # noqa: S603 - the system's own
                [*command, "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"],
                check=False,
                capture_output=True,
            )
            if tried.returncode == 0:
                return command
    pytest.skip("this machine lets no test mount a small disk (unshare, or root)")


@SQLITE
def test_a_real_disk_that_is_full_and_then_read_only(tmp_path: Path) -> None:
    ran = subprocess.run(  # noqa: S603 - our own script
        [
            *namespace(), "sh", "-c",
            'mount -t tmpfs -o size=16m none "$2" && exec "$0" "$1" "$2"',
            sys.executable, TESTS / "crash" / "full.py", tmp_path,
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, sys.path)])},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    said = json.loads(ran.stdout)
    assert "database or disk is full" in said["refused"]
    assert len(said["refused"]) > 1, "the read-only disk says something else"
    assert any("The log cannot be written" in words for words in said["warned"])
