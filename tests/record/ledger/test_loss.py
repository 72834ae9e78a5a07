"""Acts that a backup lacks: detected where it can be, refused with what to do, confessed once."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from onrecord.authority import SYSTEM, Actor, Permission, Refused, Role
from onrecord.ledger import audit, lock, publication, queries, stalled
from onrecord.ledger.actions.loss import adopt_loss
from onrecord.ledger.checkpoint_store import open_store
from onrecord.ledger.errors import LedgerBehind, LedgerStalled, NothingLost, SequencerRuns
from onrecord.ledger.export import export_log
from onrecord.ledger.models import Entry, LostLeaf
from onrecord.ledger.sequencing import Sequencer, leaves
from onrecord.ledger.tiles import LogFolder
from onrecord.ledger.times import now
from onrecord.storage.home import Home
from onrecord_proof import merkle, statement, tile
from onrecord_proof.source import Folder
from record.ledger.acts_for_tests import note_words

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="the backup of these tests is a copy of a SQLite file"
    ),
]

KEEPER = Actor(id=uuid4(), username="k", name="K", roles=frozenset({Role.ADMINISTRATOR}))
CUSTODIAN = Actor(id=uuid4(), username="c", name="C", roles=frozenset({Role.CUSTODIAN}))


class Backup:
    """A copy of the database, the checkpoint store and the log's folder at one moment."""

    def __init__(self, home: Home, place: Path) -> None:
        self._home = home
        self._place = place
        place.mkdir()
        _copy(Path(connection.settings_dict["NAME"]), place / "database")
        _copy(home.checkpoint_store, place / "store")
        shutil.copytree(home.log, place / "log")

    def restore_database(self) -> None:
        """Put the database back, while nobody writes."""
        connection.close()
        _copy(self._place / "database", Path(connection.settings_dict["NAME"]))

    def restore_store(self) -> None:
        """Put the checkpoint store back."""
        for leftover in self._home.root.glob(f"{self._home.checkpoint_store.name}*"):
            leftover.unlink()
        _copy(self._place / "store", self._home.checkpoint_store)

    def restore_log(self) -> None:
        """Put the log's folder back."""
        shutil.rmtree(self._home.log)
        shutil.copytree(self._place / "log", self._home.log)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


@pytest.fixture
def backup(home: Home, tmp_path: Path) -> Iterator[Backup]:
    """Publish, take a backup with one act in it that waits for its index, then go on."""
    note_words(actor=SYSTEM.SETUP, count=4)
    publication.publish_now(actor=CUSTODIAN)
    note_words(actor=SYSTEM.SETUP, words="waited")
    made = Backup(home, tmp_path / "backup")
    note_words(actor=SYSTEM.SETUP, count=300, words="lost")
    publication.publish_now(actor=CUSTODIAN)
    yield made
    made.restore_database()  # so that the emptying finds the triggers that it knows


def log_of(home: Home) -> list[bytes]:
    folder = LogFolder(home.log)
    size = folder.published().size
    return [
        leaf
        for start in range(0, size, tile.WIDTH)
        for leaf in folder.bundle(start // tile.WIDTH, min(tile.WIDTH, size - start))
    ]


def test_an_old_database_is_refused_and_its_loss_confessed(home: Home, backup: Backup) -> None:
    before = LogFolder(home.log).published()
    was = log_of(home)
    backup.restore_database()
    (fresh,) = note_words(actor=SYSTEM.SETUP, words="after the restore")
    for step in (Sequencer.open(home).assign, Sequencer.open(home).publish):
        with pytest.raises(LedgerBehind, match="adopt-loss"):
            step()
    assert Entry.objects.get(id=fresh).index is None

    adopted = adopt_loss(actor=KEEPER, reason="the disk died")
    assert (adopted.first, adopted.size) == (5, before.size)
    # What waited in the backup is in the log once, under the index that it had.
    assert adopted.lost == before.size - 5 - 1 == LostLeaf.objects.count()
    after = publication.publish_now(actor=CUSTODIAN)
    assert log_of(home)[: before.size] == was
    proof = tile.consistency_proof_from_tiles(LogFolder(home.log).tile, before.size, after.size)
    merkle.verify_consistency(before.size, after.size, before.root, after.root, proof)
    entry = Entry.objects.get(kind="log.loss_adopted/1")
    (opened,) = queries.opened_entries([entry.id], ["first", "count", "size", "reason"])
    assert opened.values() == {
        "first": 5,
        "count": before.size - 5,
        "size": before.size,
        "reason": "the disk died",
    }
    leaf = {e.id: statement.leaf(bytes(e.statement)) for e in Entry.objects.all()}
    assert all(log_of(home).count(one) == 1 for one in leaf.values())
    assert list(leaves(0, after.size)) == log_of(home)
    result = audit.run(actor=SYSTEM.SETUP)
    assert (result.findings, result.lost) == ([], adopted.lost)
    with pytest.raises(NothingLost):
        adopt_loss(actor=KEEPER, reason="again")


def test_an_old_store_is_refused(home: Home, backup: Backup) -> None:
    before = LogFolder(home.log).published()
    backup.restore_store()
    note_words(actor=SYSTEM.SETUP)
    with pytest.raises(LedgerBehind, match="older copy"):
        Sequencer.open(home).publish()
    assert LogFolder(home.log).published().note == before.note


def test_old_database_and_store_are_refused_while_the_log_is_newer(
    home: Home, backup: Backup, tmp_path: Path
) -> None:
    """The published folder knows better; it serves as the mirror."""
    export_log(tmp_path / "mirror")
    backup.restore_database()
    backup.restore_store()
    with pytest.raises(LedgerBehind, match="older copy"):
        Sequencer.open(home).publish()


def test_a_whole_home_restored_takes_the_lost_leaves_from_a_mirror(
    home: Home, backup: Backup, tmp_path: Path
) -> None:
    """A snapshot agrees with itself: only what others kept shows that it is old."""
    newest = export_log(tmp_path / "mirror")
    backup.restore_database()
    backup.restore_store()
    backup.restore_log()
    with pytest.raises(NothingLost, match="--from MIRROR"):
        adopt_loss(actor=KEEPER, reason="no mirror named")
    adopted = adopt_loss(actor=KEEPER, reason="fire", mirror=Folder(tmp_path / "mirror"))
    assert adopted.size == newest.size
    assert open_store(home).latest().size == newest.size
    after = publication.publish_now(actor=CUSTODIAN)
    proof = tile.consistency_proof_from_tiles(LogFolder(home.log).tile, newest.size, after.size)
    merkle.verify_consistency(newest.size, after.size, newest.root, after.root, proof)


def test_a_mirror_of_another_history_is_refused(home: Home, backup: Backup, tmp_path: Path) -> None:
    export_log(tmp_path / "mirror")
    backup.restore_database()
    backup.restore_store()
    backup.restore_log()
    before = open_store(home).latest()
    bundle = next((tmp_path / "mirror/tile/entries").rglob("*.p/*"))
    good = bundle.read_bytes()
    bundle.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(LedgerBehind, match="do not make its checkpoint"):
        adopt_loss(actor=KEEPER, reason="x", mirror=Folder(tmp_path / "mirror"))
    bundle.write_bytes(good)
    (tmp_path / "mirror/checkpoint").write_bytes(_signed_by_nobody())
    with pytest.raises(LedgerBehind, match="not of this log"):
        adopt_loss(actor=KEEPER, reason="x", mirror=Folder(tmp_path / "mirror"))
    (tmp_path / "mirror/checkpoint").unlink()
    with pytest.raises(LedgerBehind, match="cannot be used"):
        adopt_loss(actor=KEEPER, reason="x", mirror=Folder(tmp_path / "mirror"))
    assert open_store(home).latest() == before
    assert Entry.objects.filter(kind="log.loss_adopted/1").count() == 0


def _signed_by_nobody() -> bytes:
    return (
        b"demo.invalid/example-city\n9\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 x " + b"A" * 92 + b"\n"
    )


@pytest.mark.usefixtures("home")
def test_an_older_mirror_has_nothing_to_give(backup: Backup, tmp_path: Path) -> None:
    export_log(tmp_path / "mirror")
    with pytest.raises(LedgerBehind, match="nothing newer"):
        adopt_loss(actor=KEEPER, reason="x", mirror=Folder(tmp_path / "mirror"))
    assert backup


def test_a_database_of_another_beginning_is_refused(home: Home, backup: Backup) -> None:
    """The leaf before the loss is compared, and all before it."""
    backup.restore_database()
    first = home.log / tile.hash_path(0, 0, tile.WIDTH)
    first.write_bytes(bytes(32) + first.read_bytes()[32:])
    with pytest.raises(LedgerBehind, match="are not the first 5"):
        adopt_loss(actor=KEEPER, reason="x")
    assert LostLeaf.objects.count() == 0


def test_who_may_and_when(home: Home, backup: Backup) -> None:
    backup.restore_database()
    with pytest.raises(Refused):
        adopt_loss(actor=CUSTODIAN, reason="x")
    with lock.exclusive(home), pytest.raises(SequencerRuns):
        adopt_loss(actor=KEEPER, reason="x")
    assert LostLeaf.objects.count() == 0


@pytest.mark.parametrize("permission", sorted(Permission))
def test_a_stalled_log_refuses_all_but_what_cures_it(
    monkeypatch: pytest.MonkeyPatch, permission: Permission
) -> None:
    monkeypatch.setattr(stalled, "since", now)
    if permission in {Permission.LOG_ADOPT_LOSS, Permission.LOG_KEYS, Permission.LOG_CONFIGURE}:
        stalled.refuse_if_stalled(KEEPER, permission)
    else:
        with pytest.raises(LedgerStalled):
            stalled.refuse_if_stalled(KEEPER, permission)
