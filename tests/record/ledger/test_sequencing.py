"""Sequencing and publication, when nothing goes wrong and when the parts disagree."""

import os
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from onrecord.authority import SYSTEM
from onrecord.ledger import lock, queries, sequencer
from onrecord.ledger.actions import heartbeat
from onrecord.ledger.checkpoint_store import Prove, Stored, open_store
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import (
    LedgerBehind,
    LedgerError,
    NotPublished,
    QuorumMissing,
    SequencerRuns,
)
from onrecord.ledger.keys import load_keys, make_key_text
from onrecord.ledger.models import Entry
from onrecord.ledger.sequencing import Sequencer, sequenced
from onrecord.ledger.tiles import LogFolder, Published, Tree, paths_of
from onrecord.ledger.times import now
from onrecord.storage.home import Home
from onrecord_proof import checkpoint, merkle, note, policy, proof, statement, tile
from record.ledger.acts_for_tests import NOTED, note_words

pytestmark = pytest.mark.django_db


def publish(home: Home) -> Published:
    sequencer = Sequencer.open(home)
    sequencer.assign()
    sequencer.publish()
    return LogFolder(home.log).published()


def test_an_empty_log_is_published_by_setup(home: Home) -> None:
    head = checkpoint.open_checkpoint(
        (home.log / "checkpoint").read_bytes(),
        "demo.invalid/example-city",
        LogFolder(home.log).key(),
    )
    assert (head.size, head.root) == (0, merkle.EMPTY_ROOT)


def test_publication_leaves_uploads_in_staging(home: Home) -> None:
    upload = home.staging / "blobs" / "0123456789abcdef0123456789abcdef"
    upload.parent.mkdir(parents=True)
    upload.write_bytes(b"still wanted")
    note_words(actor=SYSTEM.SETUP)
    publish(home)
    assert upload.read_bytes() == b"still wanted"


def test_the_published_tree_is_that_of_the_statements(home: Home) -> None:
    for count in (1, 254, 1, 1, 9):  # below, at and beyond the width of a tile
        note_words(actor=SYSTEM.SETUP, count=count)
        published = publish(home)
    leaves = [statement.leaf(bytes(e.statement)) for e in Entry.objects.order_by("index")]
    assert published.size == len(leaves) == 266
    assert published.root == merkle.root(map(merkle.leaf_hash, leaves))
    assert LogFolder(home.log).bundle(1, 10) == leaves[256:]
    assert LogFolder(home.log).bundle(0, 1) == leaves[:1]  # published once, kept
    assert not list((home.staging / "log").glob("*"))
    for path in paths_of(published.size):
        assert (home.log / path).is_file(), path


@pytest.mark.parametrize("sizes", [[1, 255, 256, 257], [65_535, 65_536, 65_537, 131_073]])
def test_a_tree_taken_up_again_yields_the_same_files(tmp_path: Path, sizes: list[int]) -> None:
    leaves = [b"\x01" + number.to_bytes(32, "big") for number in range(sizes[-1])]
    folder = LogFolder(tmp_path)
    tree, start = Tree(), 0
    for size in sizes:
        for path, data in (*tree.extend(leaves[start:size]), *tree.partial()):
            (folder.root / path).parent.mkdir(parents=True, exist_ok=True)
            (folder.root / path).write_bytes(data)
        assert tile.root_from_tiles(folder.tile, size) == tree.frontier.root()
        tree, start = Tree.resume(folder, size, tree.frontier.root()), size
    assert tree.frontier.root() == merkle.root(map(merkle.leaf_hash, leaves))


def test_indices_ascend_along_each_chain(home: Home) -> None:
    for chain in ("test/1", "test/2", "test/1", "test/2"):
        note_words(actor=SYSTEM.SETUP, count=3, chain=chain)
    publish(home)
    assert list(Entry.objects.order_by("index").values_list("index", flat=True)) == [*range(12)]
    for entry in Entry.objects.exclude(previous=None).select_related("previous"):
        assert entry.previous is not None
        assert entry.previous.index is not None
        assert entry.index is not None
        assert entry.previous.index < entry.index
        assert entry.previous.subject_version + 1 == entry.subject_version


def test_a_quiet_log_is_published_on_schedule(home: Home) -> None:
    note_words(actor=SYSTEM.SETUP)
    first = publish(home)
    os.utime(home.log / "checkpoint", (1_700_000_000, 1_700_000_000))
    assert sequencer.is_due(home, now())
    second = publish(home)
    assert second.note == first.note
    assert second.at > now() - timedelta(minutes=1)
    assert not sequencer.is_due(home, second.at + timedelta(seconds=9))
    assert sequencer.is_due(home, second.at + timedelta(seconds=10))
    assert sequencer.is_due(home, second.at - timedelta(hours=1))  # the clock was set back


def test_receipts_go_from_recorded_to_a_signed_checkpoint(home: Home) -> None:
    (entry,) = note_words(actor=SYSTEM.SETUP)
    fresh = queries.receipt(entry)
    assert (fresh.index, fresh.stage, fresh.checkpoint_size) == (None, "Recorded", None)
    Sequencer.open(home).assign()
    assert queries.receipt(entry).index == 0
    assert queries.receipt(entry).stage == "Recorded"
    with pytest.raises(NotPublished, match="beyond the published checkpoint"):
        queries.prove(0)
    published = publish(home)
    signed = queries.receipt(entry)
    assert (signed.stage, signed.checkpoint_size) == ("In a signed checkpoint", 1)
    assert signed.next_publication == published.at + timedelta(seconds=10)


def test_every_entry_is_proved_by_the_tools_of_others(home: Home) -> None:
    note_words(actor=SYSTEM.SETUP, count=260)
    publish(home)
    trusted = policy.parse(queries.policy_text())
    for entry in Entry.objects.filter(index__in=[0, 1, 255, 256, 259]):
        assert entry.index is not None
        leaf = statement.leaf(bytes(entry.statement))
        result = proof.parse(queries.prove(entry.index)).verify(leaf, trusted, strict=True)
        assert result.checkpoint.size == 260
    many = queries.inclusions(range(260))
    assert many.hashes[7] == queries.inclusion(7)[0]
    assert many.size == 260


def test_opened_entries_show_the_named_fields_only() -> None:
    ids = note_words(actor=SYSTEM.SETUP, count=2)
    first, second = queries.opened_entries(reversed(ids), ["words", "nothing of the kind"])
    assert (first.id, second.id) == tuple(ids)
    assert first.values() == {"words": "said"}
    whole = queries.opened_entries(ids)[1]
    assert list(whole.disclosures) == list(NOTED.names)
    assert [view.id for view in queries.chain_entries("test/1")] == ids
    assert queries.chain_entries("test/1") == queries.subject_entries("test/1")
    assert queries.indices(ids) == {ids[0]: None, ids[1]: None}


def test_one_sequencer_at_a_time(home: Home) -> None:
    with (
        lock.exclusive(home),
        pytest.raises(SequencerRuns, match="Another process"),
        lock.exclusive(home),
    ):
        pass
    with lock.exclusive(home):
        pass


def test_the_round_stops_when_asked(home: Home) -> None:
    note_words(actor=SYSTEM.SETUP)
    os.utime(home.log / "checkpoint", (1_700_000_000, 1_700_000_000))
    ends = time.monotonic() + 0.2
    sequencer.run(lambda: time.monotonic() > ends, home)
    assert LogFolder(home.log).published().size == 1


# -- The parts disagree: nothing is signed --


def _shorten_store(home: Home) -> None:
    """Put an older checkpoint, rightly signed, into the store."""
    with sqlite3.connect(home.checkpoint_store) as database:
        database.execute(
            "UPDATE checkpoint SET size = 0, root = ?, note = ?",
            (merkle.EMPTY_ROOT, (home.root / "first-checkpoint").read_bytes()),
        )
    database.close()


def _shift_store(home: Home) -> None:
    with sqlite3.connect(home.checkpoint_store) as database:
        database.execute("UPDATE checkpoint SET size = size - 1")
    database.close()


def _change_tile(home: Home) -> None:
    path = home.log / tile.hash_path(0, 0, 3)
    path.write_bytes(path.read_bytes()[:-32] + bytes(32))


def _change_other_hash(home: Home) -> None:
    path = home.log / tile.hash_path(0, 0, 3)
    path.write_bytes(bytes(32) + path.read_bytes()[32:])


def _change_bundle(home: Home) -> None:
    path = home.log / tile.entries_path(0, 3)
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")


def _remove_tile(home: Home) -> None:
    (home.log / tile.hash_path(0, 0, 3)).unlink()


def _occupy_name(home: Home) -> None:
    (home.log / tile.hash_path(0, 0, 4)).write_bytes(b"something else")


@pytest.mark.parametrize(
    ("disturb", "words"),
    [
        (_shorten_store, "older copy"),
        (_shift_store, "contradicts itself"),
        (lambda home: home.checkpoint_store.unlink(), "is gone"),
        (lambda home: home.checkpoint_store.write_bytes(b"no database"), "cannot be read"),
        (lambda home: home.log_key.unlink(), "is gone"),
        (lambda home: home.log_key.write_text("PRIVATE+KEY+x"), "is damaged"),
        (_change_tile, "not the one that was published"),
        (_change_other_hash, "do not make the stored checkpoint"),
        (_change_bundle, "do not make the stored checkpoint"),
        (_remove_tile, "is missing"),
        (_occupy_name, "holds other bytes"),
    ],
)
def test_a_disagreement_is_named_and_nothing_published(
    home: Home, disturb: Callable[[Home], None], words: str
) -> None:
    (home.root / "first-checkpoint").write_bytes((home.log / "checkpoint").read_bytes())
    note_words(actor=SYSTEM.SETUP, count=3)
    before = publish(home)
    note_words(actor=SYSTEM.SETUP)
    disturb(home)
    with pytest.raises(LedgerBehind, match=words):
        publish(home)
    assert LogFolder(home.log).published().note == before.note


def test_a_database_restored_from_before_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_words(actor=SYSTEM.SETUP, count=3)
    before = publish(home)
    monkeypatch.setattr("onrecord.ledger.sequencing.sequenced", lambda: sequenced() - 1)
    with pytest.raises(LedgerBehind, match="2 sequenced entries, the stored checkpoint 3"):
        Sequencer.open(home).publish()
    assert LogFolder(home.log).published().note == before.note


def test_a_lost_checkpoint_file_and_lost_tiles_are_made_again(home: Home) -> None:
    note_words(actor=SYSTEM.SETUP, count=260)
    before = publish(home)
    kept = {path: (home.log / path).read_bytes() for path in paths_of(260)}
    (home.log / "checkpoint").unlink()
    Disk().remove(home.log / "tile")
    assert publish(home).note == before.note
    assert {path: (home.log / path).read_bytes() for path in paths_of(260)} == kept


def test_the_interval_is_a_day_outside_the_demo(home: Home) -> None:
    home.record_file.write_text(home.record_file.read_text().replace('"demo"', '"trial"', 1))
    (entry,) = note_words(actor=SYSTEM.SETUP)
    published = LogFolder(home.log).published()
    assert queries.receipt(entry).next_publication == published.at + timedelta(days=1)


def test_files_are_not_made_again_from_other_entries(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_words(actor=SYSTEM.SETUP, count=3)
    publish(home)
    (home.log / "checkpoint").unlink()
    others = [b"\x01" + bytes(32)] * 3
    monkeypatch.setattr("onrecord.ledger.sequencing.leaves", lambda *_: iter(others))
    with pytest.raises(LedgerBehind, match="not those of the stored checkpoint"):
        Sequencer.open(home).publish()
    assert not (home.log / "checkpoint").exists()


def test_a_database_restored_from_before_gets_no_index(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index is for good: one that the log has given to a lost act is not given again."""
    note_words(actor=SYSTEM.SETUP, count=3)
    publish(home)
    (later,) = note_words(actor=SYSTEM.SETUP)
    monkeypatch.setattr("onrecord.ledger.sequencing.sequenced", lambda: 2)
    with pytest.raises(LedgerBehind, match="adopt-loss"):
        Sequencer.open(home).assign()
    assert Entry.objects.get(id=later).index is None


def test_another_tree_of_the_same_size_is_not_published_over(home: Home) -> None:
    note_words(actor=SYSTEM.SETUP, count=3)
    before = publish(home)
    other = load_keys(home).sign(checkpoint.Checkpoint("demo.invalid/example-city", 3, bytes(32)))
    (home.log / "checkpoint").write_bytes(other)
    with pytest.raises(LedgerBehind, match="not the same ones"):
        Sequencer.open(home).publish()
    assert (home.log / "checkpoint").read_bytes() == other != before.note


class Cosigning:
    """Witnesses that answer as they are told."""

    def __init__(self) -> None:
        self.said: LedgerError | None = None
        self.beyond = -1  # the size up to which they cosign all the same
        self.asked: list[str] = []

    def ahead(self, stored: Stored, prove: Prove) -> None:
        """Refuse, if told to be ahead."""
        self.asked.append("ahead")
        assert prove(stored.size, stored.size) == []
        if isinstance(self.said, LedgerBehind):
            raise self.said

    def cosign(self, signed: bytes, prove: Prove) -> bytes:
        """Cosign, or be too few."""
        size = checkpoint.parse(note.parse(signed).text).size
        self.asked.append(f"cosign {size}")
        if size > 1:
            prove(1, size)
        if isinstance(self.said, QuorumMissing) and size > self.beyond:
            raise self.said
        return signed + f"— w.invalid {'A' * 96}{'A' * 8}\n".encode()


def test_a_witness_is_heard_before_an_index_is_given(home: Home) -> None:
    cosigning = Cosigning()
    cosigning.said = LedgerBehind("a witness is ahead")
    (entry,) = note_words(actor=SYSTEM.SETUP)
    with pytest.raises(LedgerBehind, match="ahead"):
        Sequencer.open(home, cosigning).assign()
    assert Entry.objects.get(id=entry).index is None
    assert cosigning.asked == ["ahead"]


def test_publication_waits_for_a_quorum_and_comes_once_it_is_met(home: Home) -> None:
    note_words(actor=SYSTEM.SETUP, count=2)
    before = publish(home)
    note_words(actor=SYSTEM.SETUP, count=3)
    cosigning = Cosigning()
    cosigning.said = QuorumMissing("two are down")
    waiting = Sequencer.open(home, cosigning)
    waiting.assign()
    with pytest.raises(QuorumMissing):
        waiting.publish()
    assert open_store(home).latest().size == 2  # nothing was signed
    cosigning.beyond = 2  # and now they go away only after the signing
    with pytest.raises(QuorumMissing):
        waiting.publish()
    assert LogFolder(home.log).published().note == before.note
    assert open_store(home).latest().size == 5
    note_words(actor=SYSTEM.SETUP)  # acts go on meanwhile
    cosigning.said = None
    again = Sequencer.open(home, cosigning)
    again.assign()
    assert again.publish().size == 6
    said = [one for one in cosigning.asked if one != "ahead"]
    assert said[-3:] == ["cosign 5", "cosign 5", "cosign 6"]  # what was signed comes out first
    assert b"w.invalid" in LogFolder(home.log).published().note


def test_without_activity_it_comes_out_again_with_todays_cosignatures(home: Home) -> None:
    note_words(actor=SYSTEM.SETUP)
    publish(home)
    cosigning = Cosigning()
    Sequencer.open(home, cosigning).publish()
    assert cosigning.asked == ["ahead", "cosign 1"]
    assert b"w.invalid" in LogFolder(home.log).published().note


def test_while_a_key_is_replaced_both_sign(home: Home) -> None:
    older = load_keys(home)
    text = make_key_text(older.origin)
    (home.keys / f"log-{older.public.key_id.hex()}.key").write_text(home.log_key.read_text())
    home.log_key.write_text(f"{text}\n")
    keys = load_keys(home)
    assert keys.active == (keys.public, older.public)
    note_words(actor=SYSTEM.SETUP)
    signed = publish(home).note
    for key in keys.active:
        checkpoint.open_checkpoint(signed, older.origin, key)
    assert [line.key_id for line in note.parse(signed).signatures] == [
        k.key_id for k in keys.active
    ]


def test_a_log_that_stands_still_says_so_once_a_day(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_words(actor=SYSTEM.SETUP)
    publish(home)
    heartbeat.beat_if_silent(home)
    assert Entry.objects.count() == 1
    later = now() + timedelta(hours=24)
    monkeypatch.setattr("onrecord.ledger.actions.heartbeat.now", lambda: later)
    heartbeat.beat_if_silent(home)
    newest = Entry.objects.latest("id")
    assert newest.kind == "log.heartbeat/1"
    (opened,) = queries.opened_entries([newest.id], ["size", "actor"])
    assert opened.values() == {"size": 1, "actor": "system:sequencer"}


class Saying:
    """Witnesses whose lines all say one time."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def times(self, signed: bytes) -> dict[str, int]:
        """Return it for each line."""
        return {line.name: self.seconds for line in note.parse(signed).signatures}


def test_a_clock_is_compared_with_cosignatures_that_are_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[tuple[str, float]] = []

    def notice(reference: str, theirs: datetime, ours: datetime) -> None:
        told.append((reference, (ours - theirs).total_seconds()))

    monkeypatch.setattr("onrecord.ledger.clock.notice", notice)
    text, began = f"demo.invalid/x\n1\n{'A' * 43}=\n", now()
    old = f"— old.invalid {'A' * 104}\n"
    former = f"{text}\n{old}".encode()
    signed = f"{text}\n{old}— new.invalid {'B' * 104}\n".encode()
    for seconds in (0, 5, -3_600, 3_600):
        saying = Saying(int(began.timestamp()) + seconds)
        sequencer._compare_clocks(saying, former, signed, began)  # type: ignore[arg-type] # says times only
    assert [reference for reference, _ in told] == ["the witness new.invalid"] * 4
    offsets = [offset for _, offset in told]
    assert offsets[0] == 0
    assert -6 < offsets[1] < 0
    assert 3_595 < offsets[2] < 3_602
    assert -3_602 < offsets[3] < -3_595
    told.clear()
    sequencer._compare_clocks(Saying(0), signed, signed, began)  # type: ignore[arg-type] # likewise
    assert told == []
