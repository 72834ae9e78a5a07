"""The audit broken off and taken up, going on from what was audited, and shared among processes."""

import fcntl
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from onrecord.accounts.models import Person
from onrecord.authority import SYSTEM
from onrecord.ledger import audit, guard, times, triggers
from onrecord.ledger.actions.audits import audited
from onrecord.ledger.audit import Asked, AuditResult, Finding, Progress, entries, kept, pool
from onrecord.ledger.audit.run import _blob_checks
from onrecord.ledger.errors import AuditRuns, LedgerStalled, SinceRefused
from onrecord.ledger.keys import load_keys
from onrecord.ledger.models import AuditRun, Entry
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.tasks import audit_record
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord_proof import disclosure, tile
from onrecord_proof.checkpoint import Checkpoint
from record.ledger.acts_for_tests import add_person, note_words, rename

BROKEN = Finding("blobs", "7f3a", "", "is missing")


def run(
    on_progress: Callable[[Progress], None] | None = None,
    **asked: Any,  # noqa: ANN401 - what is asked
) -> AuditResult:
    return audit.run(actor=SYSTEM.SETUP, asked=Asked(**asked), on_progress=on_progress)


def publish(home: Home) -> None:
    sequencer = Sequencer.open(home)
    sequencer.assign()
    sequencer.publish()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take one tile at a time, and keep how far it has come after each piece."""
    monkeypatch.setattr(entries, "PIECE", 256)
    monkeypatch.setattr(kept, "_EVERY_SECONDS", 0)


@pytest.fixture
def record(home: Home, db: None) -> Home:  # noqa: ARG001 - it writes
    """Six hundred entries published, and a person; then an entry in no checkpoint."""
    note_words(actor=SYSTEM.SETUP, count=600)
    add_person("avery")
    publish(home)
    note_words(actor=SYSTEM.SETUP)
    return home


@pytest.fixture
def intruder(record: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    assert record.log.is_dir()
    monkeypatch.setattr(triggers, "check", lambda: None)  # he brings them back
    with connection.cursor() as cursor:
        for trigger in triggers.declared():
            on = "" if connection.vendor == "sqlite" else f" ON {trigger.table}"
            cursor.execute(f"DROP TRIGGER {trigger.name}{on}")
    with guard.permitted("a test that plays the intruder"):
        yield


class BrokeOff(BaseException):
    """What ends a process at any point."""


def broken_off_after(steps: int) -> Callable[[Progress], None]:
    told: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        told.append(progress)
        if len(told) == steps:
            raise BrokeOff

    return on_progress


def counted(result: AuditResult) -> dict[str, object]:
    """Return what a result says, but for when it began and whether it was taken up."""
    said: dict[str, object] = dict(result.kept())
    return {
        name: value
        for name, value in said.items()
        if name not in {"began_at", "resumed", "recorded"}
    }


@pytest.mark.usefixtures("small")
def test_broken_off_anywhere_it_is_taken_up_there_and_keeps_what_it_found(
    record: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = [("a", None), ("b", BROKEN), ("c", None)]

    def blobs(_newer: object, after: str) -> Iterator[tuple[str, Finding | None]]:
        return (one for one in checked if one[0] > after)

    monkeypatch.setitem(_blob_checks, "exhibits", blobs)
    told: list[Progress] = []
    whole = counted(run(told.append))
    assert whole["differences"] == 1
    assert len([one for one in told if one.step == "Entries and the log"]) == 3
    assert not (record.root / "audit" / "terminal.json").exists()
    for steps in range(1, len(told) + 1):
        with pytest.raises(BrokeOff):
            run(broken_off_after(steps))
        rest: list[Progress] = []
        result = run(rest.append, resume=True)
        assert (counted(result), result.resumed) == (whole, True)
        assert rest == told[steps:]


@pytest.mark.usefixtures("small", "record")
def test_broken_off_again_and_again_it_still_comes_to_its_end() -> None:
    told: list[Progress] = []
    result = None
    while result is None:
        try:
            result = run(broken_off_after(1), resume=True)
        except BrokeOff:
            told.append(Progress("", 0, 0))
            assert len(told) < 100
    assert (result.entries, result.findings) == (603, [])


@pytest.mark.usefixtures("small", "record", "intruder")
def test_a_break_forgets_no_finding_and_a_new_audit_starts_anew() -> None:
    first = Entry.objects.order_by("id")[0]
    first.disclosures.filter(name="words").delete()
    with pytest.raises(BrokeOff):
        run(broken_off_after(3))
    first.disclosures.create(position=10, name="words", text="else")
    assert [f.words for f in run(resume=True).findings] == ["is gone without a tombstone"]
    assert run().findings[0].words != "is gone without a tombstone"


@pytest.mark.usefixtures("small")
def test_what_broke_off_more_than_a_day_ago_is_begun_anew(record: Home) -> None:
    with pytest.raises(BrokeOff):
        run(broken_off_after(2))
    with times.pretend(times.now() + timedelta(days=1, minutes=1)):
        result = run(resume=True)
    assert (result.resumed, result.entries) == (False, 603)
    (record.root / "audit" / "terminal.json").write_text("{torn")
    assert not run(resume=True).resumed


@pytest.mark.usefixtures("small")
def test_two_audits_of_one_name_never_run_at_once(record: Home) -> None:
    run()
    with (record.root / "audit" / "terminal.lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(AuditRuns):
            run()


@pytest.mark.usefixtures("small", "record")
def test_the_worker_takes_up_the_audit_of_a_page() -> None:
    asked = AuditRun.objects.create(asked_by="Gray Example", asked_at=times.now(), step="")
    with pytest.raises(BrokeOff):
        audit.run(actor=SYSTEM.WORKER, name=f"page-{asked.id}", on_progress=broken_off_after(3))
    audit_record.call(asked.id)
    asked.refresh_from_db()
    assert asked.result is not None
    assert (asked.result["resumed"], asked.result["entries"]) == (True, 603)


def test_each_audit_without_a_difference_is_an_entry_with_what_it_covered(record: Home) -> None:
    assert audited() is None
    result = run()
    assert result.recorded
    assert audited() == (602, LogFolder(record.log).published().root, result.began_at)
    entry = Entry.objects.latest("id")
    values = {d.name: disclosure.open(d.text)[1] for d in entry.disclosures.all()}
    assert values["scope"] == "full"
    assert (values["size"], values["entries"], values["differences"]) == (602, 603, 0)


def test_an_audit_of_a_log_that_stands_still_tells_what_it_found(
    record: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stalled(**_given: object) -> None:
        raise LedgerStalled("Nothing was recorded.")

    monkeypatch.setattr(sys.modules["onrecord.ledger.audit.run"], "completed", stalled)
    result = run()
    assert (result.findings, result.recorded, audited()) == ([], False, None)
    assert record.log.is_dir()


@pytest.mark.usefixtures("intruder")
def test_an_incremental_audit_covers_what_is_newer_and_only_that(record: Home) -> None:
    run()
    publish(record)
    note_words(actor=SYSTEM.SETUP, count=300)
    person = Person.objects.get(username="avery")
    rename(actor=SYSTEM.SETUP, person=person.id, name="Avery Renamed")
    publish(record)
    result = run(incremental=True)
    assert (result.findings, result.scope, result.since) == ([], "incremental", 602)
    # From the start of the tile in which the audited checkpoint ends.
    assert (result.entries, result.size, result.in_checkpoint) == (905 - 512, 905, 905 - 512)
    assert result.rows == 1
    assert run(incremental=True).since == 905
    for index, is_seen in ((5, False), (700, True)):
        Entry.objects.get(index=index).disclosures.filter(name="words").delete()
        run_since = run(incremental=True, since=_checkpoint(record, 602))
        assert run_since.holds is not is_seen
        assert not run().holds


def _checkpoint(home: Home, size: int) -> bytes:
    """Return the checkpoint of an earlier size, as an auditor kept it."""
    key = load_keys(home)
    root = tile.root_from_tiles(LogFolder(home.log).tile, size)
    return key.sign(Checkpoint(key.origin, size, root))


def test_an_incremental_audit_needs_something_audited(record: Home) -> None:
    with pytest.raises(SinceRefused, match="Run a full one"):
        run(incremental=True)
    with pytest.raises(SinceRefused, match="this log signed"):
        run(since=b"else")
    with pytest.raises(SinceRefused, match="all"):
        run(blobs="some")
    newer = _checkpoint(record, 602)
    (record.log / "checkpoint").write_bytes(_checkpoint(record, 512))
    with pytest.raises(SinceRefused, match="does not hold"):
        run(since=newer)


def test_an_incremental_audit_refuses_tiles_that_make_another_root(record: Home) -> None:
    kept_by_auditor = _checkpoint(record, 602)
    path = record.log / tile.hash_path(1, 0, 2)
    path.write_bytes(bytes(32) + path.read_bytes()[32:])
    with pytest.raises(SinceRefused, match="rewritten"):
        run(since=kept_by_auditor)


def test_blobs_are_audited_all_new_or_not(record: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def check(newer_than: object, _after: str) -> Iterator[tuple[str, Finding | None]]:
        asked.append(newer_than)
        return iter([("a", None)])

    monkeypatch.setitem(_blob_checks, "exhibits", check)
    assert [run(blobs="none").blobs, run().blobs] == [0, 1]
    assert run(incremental=True).blobs == 1
    assert run(incremental=True, blobs="all").blobs == 1
    assert [moment is None for moment in asked] == [True, False, True]
    assert record.log.is_dir()


@pytest.mark.usefixtures("committed", "small")
def test_processes_beside_each_other_find_what_one_finds(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_words(actor=SYSTEM.SETUP, count=600)
    publish(home)
    monkeypatch.setattr(pool, "WORTH_IT", 0)
    started: list[pool.Pool] = []
    close = pool.Pool.close

    def closed(self: pool.Pool) -> None:
        started.append(self)
        close(self)

    monkeypatch.setattr(pool.Pool, "close", closed)
    result = run(blobs="none")
    assert (result.findings, result.entries) == ([], 600)
    assert started[0]._workers
    assert all(worker.poll() is not None for worker in started[0]._workers)
    path = home.log / "tile" / "0" / "001"
    path.write_bytes(bytes(32) + path.read_bytes()[32:])
    with_processes = run(blobs="none").findings
    monkeypatch.setattr(pool, "WORTH_IT", 10_000)
    assert with_processes == run(blobs="none").findings
    assert [f.row for f in with_processes] == ["tile/0/001"]


@pytest.mark.usefixtures("committed", "small")
def test_a_killed_process_leaves_its_pieces_to_the_others(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_words(actor=SYSTEM.SETUP, count=600)
    publish(home)
    monkeypatch.setattr(pool, "WORTH_IT", 0)
    start = pool.Pool._start

    def killed(self: pool.Pool) -> object:
        worker = start(self)
        worker.kill()
        worker.wait()
        return worker

    monkeypatch.setattr(pool.Pool, "_start", killed)
    result = run(blobs="none")
    assert (result.entries, [f.place for f in result.findings]) == (600, ["database"])
