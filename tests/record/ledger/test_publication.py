"""Early publication: with a sequencer, without one, and with one that does not answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from onrecord.authority import SYSTEM, Actor, Refused, Role
from onrecord.ledger import audit, lock, publication, queries, sequencer
from onrecord.ledger.errors import ExportRefused, LedgerBehind, PublicationLate
from onrecord.ledger.export import export_log
from onrecord.ledger.models import Entry
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord_proof import checkpoint, note, tile
from record.ledger.acts_for_tests import note_words

RECORDS = Actor(id=uuid4(), username="r", name="R", roles=frozenset({Role.RECORDS}))
OFFICER = Actor(id=uuid4(), username="o", name="O", roles=frozenset({Role.OFFICER}))


@contextmanager
def running(home: Home) -> Iterator[None]:
    """Run the sequencer's process as a thread."""
    stop = threading.Event()

    def run() -> None:
        try:
            sequencer.run(stop.is_set, home)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.mark.django_db
def test_without_a_sequencer_this_process_publishes(home: Home) -> None:
    note_words(actor=SYSTEM.SETUP, count=3)
    published = publication.publish_now(actor=RECORDS, reason="a packet is sealed")
    assert published.size == 4
    asked = Entry.objects.get(index=3)
    assert asked.kind == "publication.requested/1"
    (opened,) = queries.opened_entries([asked.id], ["reason", "actor"])
    assert opened.values() == {"reason": "a packet is sealed", "actor": str(RECORDS.id)}
    assert published == LogFolder(home.log).published() == queries.published()


@pytest.mark.usefixtures("committed")
def test_with_a_sequencer_it_is_asked_and_waited_for(home: Home) -> None:
    """The schedule alone would not publish for a day."""
    home.record_file.write_text(home.record_file.read_text().replace('"demo"', '"trial"', 1))
    with running(home):
        while True:  # until the sequencer holds its lock
            try:
                with lock.exclusive(home):
                    pass
            except lock.SequencerRuns:
                break
        note_words(actor=SYSTEM.SETUP, count=2)
        assert publication.publish_now(actor=RECORDS, timeout_seconds=30).size == 3
    assert audit.run(actor=SYSTEM.SETUP).holds


@pytest.mark.django_db
def test_a_sequencer_that_does_not_answer_is_named(home: Home) -> None:
    with lock.exclusive(home), pytest.raises(PublicationLate, match="another process holds"):
        publication.publish_now(actor=RECORDS, timeout_seconds=0)
    assert publication.is_requested(LogFolder(home.log).published().size)
    Sequencer.open(home).assign()
    assert publication.is_requested(0)
    Sequencer.open(home).publish()
    assert not publication.is_requested(1)


@pytest.mark.django_db
def test_asking_needs_its_permission(home: Home) -> None:
    with pytest.raises(Refused, match="records"):
        publication.publish_now(actor=OFFICER)
    assert LogFolder(home.log).published().size == 0


@pytest.mark.django_db
def test_it_is_not_asked_within_an_act(home: Home) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        publication.publish_now(actor=RECORDS)
    assert LogFolder(home.log).published().size == 0


@pytest.mark.django_db
def test_the_process_ends_with_what_to_do_when_the_parts_disagree(home: Home) -> None:
    home.checkpoint_store.unlink()
    with pytest.raises(LedgerBehind, match="Restore it from a backup"):
        sequencer.run(lambda: False, home)


@pytest.mark.django_db
def test_a_database_that_is_away_is_waited_for(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[bool] = []

    def away(_self: Sequencer) -> int:
        asked.append(True)
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(Sequencer, "assign", away)
    monkeypatch.setattr(sequencer, "ROUND_SECONDS", 0)
    monkeypatch.setattr(connection, "close", lambda: None)  # this test's transaction lives in it
    sequencer.run(lambda: len(asked) == 3, home)
    assert caplog.text.count("trying again") == 3


@pytest.mark.django_db
def test_an_export_is_the_log_and_verifies_by_itself(home: Home, tmp_path: Path) -> None:
    note_words(actor=SYSTEM.SETUP, count=259)
    publication.publish_now(actor=RECORDS)
    exported = tmp_path / "export"
    head = export_log(exported)
    key = note.parse_vkey((exported / "log.vkey").read_text().strip())
    opened = checkpoint.open_checkpoint((exported / "checkpoint").read_bytes(), key.name, key)
    assert (opened.size, opened.root) == (260, head.root)

    def fetch(level: int, index: int, width: int) -> bytes:
        return (exported / tile.hash_path(level, index, width)).read_bytes()

    assert tile.root_from_tiles(fetch, opened.size) == opened.root
    names = {str(p.relative_to(exported)) for p in exported.rglob("*") if p.is_file()}
    assert names == {
        "checkpoint",
        "log.vkey",
        "policy.txt",
        "tile/0/000",
        "tile/0/001.p/4",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/4",
    }
    assert home.log != exported
    with pytest.raises(ExportRefused, match="not an empty folder"):
        export_log(exported)
