"""Confirming a restored home: by whatever was kept of the newest checkpoint, or by the operator."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from onrecord.authority import SYSTEM
from onrecord.ledger.backup.confirming import Confirmed, confirm
from onrecord.ledger.checkpoint_store import SqliteCheckpointStore, Stored, read_store
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import BackupRefused, LedgerBehind, RestoreUnconfirmed, WitnessAhead
from onrecord.ledger.export import export_log
from onrecord.ledger.keys import load_keys
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries
from onrecord.ledger.restored import Restored, check_restored, mark, restored_mark, settle
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.setup import create_log
from onrecord.ledger.tiles import LogFolder
from onrecord.ledger.witnessing import Witnesses
from onrecord.storage.home import Home
from onrecord_proof.checkpoint import Checkpoint
from record.ledger.acts_for_tests import note_words
from record.ledger.witnesses_for_tests import Network

pytestmark = pytest.mark.usefixtures("committed")


@dataclass(frozen=True)
class Place:
    """A restored home of seven entries, and mirrors of its log of three, seven and nine."""

    home: Home
    mirrors: Path

    def mirror(self, size: int) -> Path:
        """Return the folder of a mirror."""
        return self.mirrors / str(size)

    def confirm(self, newest: object = "", *, no_newer: bool = False) -> Confirmed:
        """Ask as the command does."""
        newest = str(newest)
        return confirm(home=self.home, actor=SYSTEM.SETUP, newest=newest, no_newer=no_newer)

    def stored(self) -> Stored:
        """Return what the store holds."""
        return read_store(self.home).latest()


@pytest.fixture
def place(home: Home, tmp_path: Path) -> Place:
    made = Place(home, tmp_path / "mirrors")
    made.mirrors.mkdir()
    grow(made, 3)
    grow(made, 4)
    stored = made.stored()
    mark(home, Restored("0f" * 16, "a-backup-7", "2026-03-01T00:00:00Z", 7, stored.root.hex()))
    return made


def grow(place: Place, count: int) -> None:
    note_words(actor=SYSTEM.SETUP, count=count)
    sequencer = Sequencer.open(place.home)
    sequencer.assign()
    size = sequencer.publish().size
    export_log(place.mirror(size))


def sign(place: Place, size: int, root: bytes) -> Path:
    """Sign a checkpoint that this home has not, as a forked log would."""
    head = Checkpoint(place.home.record().origin, size, root)
    path = place.mirrors / "signed"
    path.write_bytes(load_keys(place.home).sign(head))
    return path


def settled(place: Place, found: Confirmed, confirmed_by: str, shown_by: object) -> None:
    """Check that the mark is gone, the sequencer may sign, and one entry says why."""
    assert (found.confirmed_by, found.shown_by) == (confirmed_by, str(shown_by))
    assert restored_mark(place.home) is None
    check_restored(place.home, place.stored())
    (entry,) = Entry.objects.filter(kind="home.restored/1")
    values = next(iter(opened_entries([entry.id]))).values()
    assert values["confirmed_by"] == confirmed_by
    assert values["shown_by"] == (str(shown_by) or None)
    assert (values["size"], values["root"]) == (7, place.stored().root.hex())
    assert values["actor"] == "system:setup"


@pytest.mark.parametrize("size", [3, 7])
def test_a_mirror_that_is_not_newer_confirms(place: Place, size: int) -> None:
    settled(place, place.confirm(place.mirror(size)), "newest-checkpoint", place.mirror(size))


@pytest.mark.parametrize("size", [3, 7])
def test_a_kept_checkpoint_confirms(place: Place, size: int) -> None:
    kept = place.mirror(size) / "checkpoint"
    settled(place, place.confirm(kept), "newest-checkpoint", kept)


def test_the_operators_word_confirms(place: Place) -> None:
    settled(place, place.confirm(no_newer=True), "operator-knows-no-newer", "")


def test_nothing_is_signed_until_it_is_confirmed(place: Place) -> None:
    with pytest.raises(RestoreUnconfirmed):
        grow(place, 1)
    place.confirm(no_newer=True)
    grow(place, 1)
    assert place.stored().size == 10  # the two asked for, and the restore's own


def test_nobody_confirms(place: Place) -> None:
    with pytest.raises(RestoreUnconfirmed, match="--no-newer-checkpoint-is-known"):
        place.confirm()
    assert restored_mark(place.home) is not None


def test_confirming_twice_records_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between the entry and the mark's going: the next asking finishes it."""

    def lost(_home: Home) -> None:
        raise OSError("the power went")

    monkeypatch.setattr("onrecord.ledger.restored.settle", lost)
    with pytest.raises(OSError, match="power"):
        place.confirm(place.mirror(7))
    monkeypatch.undo()
    assert restored_mark(place.home) is not None
    settled(place, place.confirm(place.mirror(7)), "newest-checkpoint", place.mirror(7))
    with pytest.raises(BackupRefused, match="waits for no confirmation"):
        place.confirm(place.mirror(7))


# -- what is newer --


def put_back(place: Place, stored: Stored) -> None:
    """Let the store hold an older checkpoint, as a restored file does."""
    place.home.checkpoint_store.unlink()
    SqliteCheckpointStore.create(place.home.checkpoint_store, stored)


@pytest.fixture
def behind(place: Place) -> Place:
    """Publish nine, then put log and store of seven back, as an old backup would."""
    seven = place.stored()
    restored = restored_mark(place.home)
    assert restored is not None
    settle(place.home)
    grow(place, 2)
    Disk().remove(place.home.log)
    place.mirror(7).rename(place.home.log)
    put_back(place, seven)
    mark(place.home, restored)
    return place


@pytest.mark.parametrize("part", ["", "checkpoint"])
def test_what_is_newer_refuses_and_is_remembered(behind: Place, part: str) -> None:
    with pytest.raises(RestoreUnconfirmed, match="2 published entries are missing") as refused:
        behind.confirm(behind.mirror(9) / part)
    assert "does not extend" not in str(refused.value)
    with pytest.raises(RestoreUnconfirmed, match="2 published entries are missing"):
        check_restored(behind.home, behind.stored())
    for later in ({"no_newer": True}, {"newest": behind.mirror(3)}):
        with pytest.raises(RestoreUnconfirmed, match="2 published entries are missing"):
            behind.confirm(**later)
    assert not Entry.objects.filter(kind="home.restored/1").exists()


def test_a_larger_one_shown_later_replaces_what_was_known(behind: Place) -> None:
    with pytest.raises(RestoreUnconfirmed, match="2 published"):
        behind.confirm(behind.mirror(9))
    with pytest.raises(RestoreUnconfirmed, match="5 published"):
        behind.confirm(sign(behind, 12, b"\x0c" * 32))
    with pytest.raises(RestoreUnconfirmed, match="5 published"):
        behind.confirm(behind.mirror(9))


def test_it_is_confirmed_once_it_has_caught_up(behind: Place) -> None:
    with pytest.raises(RestoreUnconfirmed):
        behind.confirm(behind.mirror(9))
    nine = LogFolder(behind.mirror(9)).published()
    store = read_store(behind.home)
    store.swap(store.latest(), Stored(9, nine.root, nine.note), lambda *_: [])
    assert behind.confirm().confirmed_by == "newest-checkpoint"
    assert restored_mark(behind.home) is None


@pytest.mark.parametrize("size", [3, 7])
def test_another_tree_refuses(place: Place, size: int) -> None:
    with pytest.raises(RestoreUnconfirmed, match="the log has forked"):
        place.confirm(sign(place, size, b"\x01" * 32))
    with pytest.raises(RestoreUnconfirmed, match="the log has forked"):
        place.confirm(no_newer=True)


def test_a_fork_is_shown_by_its_own_tiles(behind: Place) -> None:
    """A mirror of nine whose first seven are not this home's: both checkpoints are to be kept."""
    seven = behind.stored()
    put_back(behind, Stored(7, b"\x07" * 32, seven.note))
    with pytest.raises(RestoreUnconfirmed, match="And it does not extend"):
        behind.confirm(behind.mirror(9))


def test_the_store_may_be_ahead_of_the_published_log(place: Place) -> None:
    """A checkpoint between the two is compared with the database's own entries."""
    kept = place.mirror(7) / "checkpoint"
    Disk().remove(place.home.log)
    place.mirror(3).rename(place.home.log)
    assert LogFolder(place.home.log).published().size == 3
    assert place.confirm(kept).confirmed_by == "newest-checkpoint"


# -- what cannot be read --


def test_a_checkpoint_of_another_log_is_no_word(place: Place, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.root.mkdir()
    create_log(other, place.home.record().origin)
    with pytest.raises(BackupRefused, match="no checkpoint that this home's log has signed"):
        place.confirm(other.log)
    assert restored_mark(place.home) is not None


@pytest.mark.parametrize(
    "newest", ["absent", "http://127.0.0.1:1/log", "ftp://example.invalid/", "http://"]
)
def test_what_cannot_be_read_is_said(place: Place, newest: str) -> None:
    with pytest.raises(BackupRefused, match="--newest:"):
        place.confirm(newest)


def test_nonsense_is_no_checkpoint(place: Place, tmp_path: Path) -> None:
    (tmp_path / "letter").write_bytes(b"\xff\x00" * 100)
    with pytest.raises(BackupRefused, match="no checkpoint"):
        place.confirm(tmp_path / "letter")


def test_a_damaged_store_is_said(place: Place) -> None:
    place.home.checkpoint_store.write_bytes(b"no database")
    with pytest.raises(LedgerBehind, match="cannot be read"):
        place.confirm(place.mirror(7))


@pytest.fixture
def served(behind: Place) -> Iterator[str]:
    """Serve the mirror of nine over HTTP."""

    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(behind.mirror(9)))  # type: ignore[arg-type] # as it came

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_the_logs_url_is_asked(behind: Place, served: str) -> None:
    with pytest.raises(RestoreUnconfirmed, match="2 published entries are missing") as refused:
        behind.confirm(served)
    assert served in str(refused.value)


# -- witnesses --


@pytest.fixture
def network(place: Place, monkeypatch: pytest.MonkeyPatch) -> Network:
    """Let three witnesses stand where the restored home does, two of whom make a quorum."""
    made = Network.of("a", "b", "c")
    place.home.witness_policy.write_bytes(made.policy("group two 2 a b c", "quorum two"))
    for witness in made.witnesses.values():
        witness.size = 7
    reached = partial(Witnesses, disk=Disk(), request=made.request)
    monkeypatch.setattr("onrecord.ledger.backup.confirming.Witnesses.of", reached)
    return made


def test_witnesses_confirm_unasked(place: Place, network: Network) -> None:
    del network.witnesses["c"]  # it is away
    settled(place, place.confirm(), "witnesses", "a, b")


def test_too_few_witnesses_confirm_nothing(place: Place, network: Network) -> None:
    del network.witnesses["b"], network.witnesses["c"]
    with pytest.raises(RestoreUnconfirmed, match="--no-newer-checkpoint-is-known"):
        place.confirm()
    settled(place, place.confirm(no_newer=True), "operator-knows-no-newer", "")


def test_a_witness_that_is_ahead_refuses_whatever_the_operator_says(
    place: Place, network: Network
) -> None:
    network.witnesses["b"].size = 9
    for no_newer in (False, True):
        with pytest.raises(WitnessAhead):
            place.confirm(no_newer=no_newer)
    assert restored_mark(place.home) is not None
