"""Two hosts on one database, with a witness as their checkpoint store: nothing forks."""

import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from onrecord.authority import SYSTEM
from onrecord.ledger import lock, sequencer
from onrecord.ledger.checkpoint_store import (
    Prove,
    Stored,
    open_store,
    read_store,
    store_stands,
)
from onrecord.ledger.checkpoint_store_witness import WitnessCheckpointStore
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import CheckpointConflict, LedgerBehind, SequencerRuns, StoreUnfit
from onrecord.ledger.keys import load_keys
from onrecord.ledger.models import Entry
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord.witness.server import Witness
from onrecord.witness.store import WitnessStore
from onrecord_proof import merkle, tile
from onrecord_proof.checkpoint import Checkpoint
from onrecord_proof.http import Response
from pure.witness.asking import ask, key_of, plenty
from record.ledger.acts_for_tests import note_words

WITNESS_KEY = key_of("witness.invalid/fence", b"f" * 32)
URL = "http://witness.invalid"


class Wire:
    """The way to a witness; it can lose the next answer, or be down."""

    def __init__(self, app: Witness) -> None:
        self._app = app
        self.loses_answer = False
        self.is_down = False

    def __call__(self, url: str, *, data: bytes | None = None, **_: object) -> Response:
        """Ask, as `onrecord_proof.http.request` does."""
        if self.is_down:
            raise OSError("it is down")
        answered = ask(self._app, url.removeprefix(URL), data=data)
        if self.loses_answer and data is not None:
            self.loses_answer = False
            raise OSError("the answer was lost")
        return Response(answered.status, answered.headers, answered.body)


@pytest.fixture
def wire(home: Home, tmp_path: Path) -> Wire:
    """Give a witness that knows the home's log."""
    kept = WitnessStore.create(tmp_path / "witness.sqlite3")
    kept.add_log(load_keys(home).public.vkey())
    return Wire(Witness(WITNESS_KEY, kept, plenty(), clock=lambda: 1_770_000_000.0))


@pytest.fixture
def store(home: Home, wire: Wire) -> WitnessCheckpointStore:
    """Give the witness as a store that was made."""
    made = WitnessCheckpointStore(URL, WITNESS_KEY.public, load_keys(home).origin, request=wire)
    made.make(read_store(home).latest())
    return made


@pytest.fixture
def second(home: Home, tmp_path: Path) -> Home:
    """Make the other host: the same key and log, a disk of its own."""
    shutil.copytree(home.root, tmp_path / "second")
    return Home(tmp_path / "second")


def on(home: Home, store: WitnessCheckpointStore) -> Sequencer:
    return Sequencer(home, store, load_keys(home), Disk())


def publish(made: Sequencer) -> Checkpoint:
    made.assign()
    return made.publish()


@pytest.mark.django_db
def test_the_witness_is_a_compare_and_swap(home: Home, store: WitnessCheckpointStore) -> None:
    first = store.latest()
    assert (first.size, first.root) == (0, merkle.EMPTY_ROOT)
    note_words(actor=SYSTEM.SETUP, count=3)
    publish(on(home, store))
    held = store.latest()
    assert held.size == 3
    assert held.note == LogFolder(home.log).published().note

    def no_proof(_size1: int, _size2: int) -> list[bytes]:
        return []

    with pytest.raises(CheckpointConflict, match="holds size 3, not size 0"):
        store.swap(first, held, no_proof)
    key = load_keys(home)
    fork = Checkpoint(key.origin, 3, bytes(32))
    with pytest.raises(CheckpointConflict, match="would fork"):
        store.swap(held, Stored(3, fork.root, key.sign(fork)), no_proof)
    with pytest.raises(CheckpointConflict, match="does not extend"):
        store.swap(held, first, no_proof)
    assert store.latest() == held


@pytest.mark.django_db
def test_a_lost_answer_is_looked_up(home: Home, store: WitnessCheckpointStore, wire: Wire) -> None:
    note_words(actor=SYSTEM.SETUP, count=2)
    made = on(home, store)
    made.assign()
    wire.loses_answer = True
    assert made.publish().size == 2
    assert store.latest().size == 2


@pytest.mark.django_db
def test_a_witness_that_is_down_is_an_error_of_the_system_and_nothing_is_lost(
    home: Home, store: WitnessCheckpointStore, wire: Wire
) -> None:
    note_words(actor=SYSTEM.SETUP, count=2)
    made = on(home, store)
    made.assign()
    wire.is_down = True
    with pytest.raises(OSError, match="down"):
        made.publish()
    wire.is_down = False
    assert publish(on(home, store)).size == 2


@pytest.mark.django_db
def test_what_a_witness_shows_is_believed_only_with_its_signature(
    home: Home, store: WitnessCheckpointStore, wire: Wire
) -> None:
    origin = load_keys(home).origin
    stranger = key_of("witness.invalid/other", b"o" * 32).public
    with pytest.raises(LedgerBehind, match="has not cosigned"):
        WitnessCheckpointStore(URL, stranger, origin, request=wire).latest()
    with pytest.raises(LedgerBehind, match="holds no checkpoint"):
        WitnessCheckpointStore(URL, WITNESS_KEY.public, "x.invalid", request=wire).latest()
    assert store.latest().size == 0


@pytest.mark.django_db
def test_a_home_names_a_witness_as_its_store(
    home: Home, store: WitnessCheckpointStore, wire: Wire, settings: Settings
) -> None:
    settings.CHECKPOINT_STORE = f"witness:{URL}#{WITNESS_KEY.public.vkey()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WitnessCheckpointStore.__init__, "__kwdefaults__", {"request": wire})
        assert open_store(home).latest() == store.latest()
        assert store_stands(home)
        note_words(actor=SYSTEM.SETUP)
        publish(Sequencer.open(home))
        assert read_store(home).latest().size == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("witness:", "URL#VKEY"),
        ("witness:ftp://witness.invalid#x", "no http or https URL"),
        (f"witness:{URL}#not-a-key", "URL#VKEY"),
        ("witness:{url}#{log}", "no key of a witness"),
    ],
)
def test_an_address_that_names_no_witness_is_refused(
    home: Home, settings: Settings, address: str, words: str
) -> None:
    log = load_keys(home).public.vkey()
    settings.CHECKPOINT_STORE = address.replace("{url}", URL).replace("{log}", log)
    with pytest.raises(StoreUnfit, match=words):
        open_store(home)


@pytest.mark.django_db
def test_the_second_host_takes_over_with_the_same_bytes(
    home: Home, second: Home, store: WitnessCheckpointStore
) -> None:
    note_words(actor=SYSTEM.SETUP, count=300)
    publish(on(home, store))
    note_words(actor=SYSTEM.SETUP, count=5)
    head = publish(on(second, store))
    assert head.size == 305
    first = LogFolder(home.log).published()
    proof = tile.consistency_proof_from_tiles(LogFolder(second.log).tile, first.size, head.size)
    merkle.verify_consistency(first.size, head.size, first.root, head.root, proof)
    full = tile.hash_path(0, 0)
    assert (home.log / full).read_bytes() == (second.log / full).read_bytes()


@pytest.mark.django_db
def test_when_both_sequence_the_swap_is_the_fence(
    home: Home, second: Home, store: WitnessCheckpointStore
) -> None:
    """The lock failed: both stage the next checkpoint; one of them passes the store."""
    note_words(actor=SYSTEM.SETUP, count=3)
    slow = _Late(store, lambda: publish(on(second, store)))
    late = Sequencer(home, slow, load_keys(home), Disk())
    late.assign()
    with pytest.raises(CheckpointConflict, match="another sequencer"):
        late.publish()
    assert LogFolder(home.log).published().size == 0
    held = store.latest()
    note_words(actor=SYSTEM.SETUP)
    head = publish(on(home, store))
    assert (held.size, head.size) == (3, 4)
    proof = tile.consistency_proof_from_tiles(LogFolder(home.log).tile, 3, 4)
    merkle.verify_consistency(3, 4, held.root, head.root, proof)


class _Late:
    """A store asked by somebody who was overtaken between the reading and the swap."""

    def __init__(self, store: WitnessCheckpointStore, meanwhile: Callable[[], object]) -> None:
        self._store = store
        self._meanwhile = meanwhile

    def latest(self) -> Stored:
        """Read."""
        return self._store.latest()

    def swap(self, expected: Stored, fresh: Stored, prove: Prove) -> None:
        """Be overtaken, then swap."""
        self._meanwhile()
        self._store.swap(expected, fresh, prove)


@pytest.mark.usefixtures("committed")
def test_one_host_sequences_and_the_other_waits(home: Home, second: Home) -> None:
    """On PostgreSQL a lock of the database keeps the second host waiting, until the first ends."""
    if connection.vendor != "postgresql":
        pytest.skip("two hosts share a database on PostgreSQL only")
    refused, ended = threading.Event(), threading.Event()

    def other_host() -> None:
        with suppress(SequencerRuns), lock.exclusive(second):
            ended.set()
        refused.set()
        connection.close()

    with lock.exclusive(home):
        thread = threading.Thread(target=other_host)
        thread.start()
        assert refused.wait(10)
        thread.join()
        assert not ended.is_set()
    thread = threading.Thread(target=other_host)
    thread.start()
    thread.join()
    assert ended.is_set()


@pytest.mark.usefixtures("committed")
def test_the_waiting_host_goes_on_when_the_first_ends(home: Home, second: Home) -> None:
    """As processes of `sequencer.run`, on one folder or, on PostgreSQL, on two."""
    other = second if connection.vendor == "postgresql" else home
    note_words(actor=SYSTEM.SETUP)
    stops = [threading.Event(), threading.Event()]

    def run(stop: threading.Event, where: Home) -> None:
        try:
            sequencer.run(stop.is_set, where)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=[stop, where])
        for stop, where in zip(stops, (home, other), strict=True)
    ]
    threads[0].start()
    _wait_until(lambda: not _is_free(home))
    threads[1].start()
    stops[0].set()
    threads[0].join()
    (later,) = note_words(actor=SYSTEM.SETUP)
    _wait_until(lambda: _has_index(later))
    stops[1].set()
    threads[1].join()


def _is_free(home: Home) -> bool:
    try:
        with lock.exclusive(home):
            return True
    except SequencerRuns:
        return False


def _has_index(entry: int) -> bool:
    return Entry.objects.filter(id=entry, index__isnull=False).exists()


def _wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        threading.Event().wait(0.05)
    pytest.fail("it never came to hold")
