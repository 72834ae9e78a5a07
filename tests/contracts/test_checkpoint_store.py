"""What every checkpoint store must do; each implementation runs through the same suite."""

import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from contracts import s3_stand_in
from onrecord.authority import SYSTEM
from onrecord.ledger.checkpoint_store import CheckpointStore, SqliteCheckpointStore, Stored
from onrecord.ledger.checkpoint_store_s3 import S3CheckpointStore
from onrecord.ledger.checkpoint_store_s3 import _encode as encoded
from onrecord.ledger.errors import CheckpointConflict, LedgerBehind, StoreUnfit
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.setup import create_log
from onrecord.storage.blobs import StorageError
from onrecord.storage.home import Home
from onrecord.storage.s3 import Address, S3Away, S3Object
from record.ledger.acts_for_tests import note_words

FIRST = Stored(0, bytes(32), b"the empty tree\n")
SECOND = Stored(3, b"\x03" * 32, b"three entries\n")
THIRD = Stored(7, b"\x07" * 32, b"seven entries\n")


def no_proof(size1: int, size2: int) -> list[bytes]:
    """Prove nothing: a file of our own asks for no proof."""
    raise AssertionError(f"{size1} to {size2} was to be proved")


Reopen = Callable[[], CheckpointStore]
"""Opens the store anew, as a restart or a second instance would."""


HONEST = {
    "s3": s3_stand_in.Honest,
    "s3 that loses answers": s3_stand_in.LosesAnswers,
    "s3 that loses requests": s3_stand_in.LosesRequests,
    "s3 that asks for another try": s3_stand_in.Conflicts,
}


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give what the client signs with, and a proxy that it must not ask."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "fictional")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "fictional")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["sqlite", *HONEST])
def reopen(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    credentials: None,  # noqa: ARG001 - they are asked for by name
) -> Iterator[Reopen]:
    if request.param == "sqlite":
        path = tmp_path / "checkpoints.sqlite3"
        SqliteCheckpointStore.create(path, FIRST)
        yield lambda: SqliteCheckpointStore(path)
        return
    service = HONEST[request.param]()
    with s3_stand_in.running(s3_stand_in.Honest()) as made:
        S3CheckpointStore.create(Address.parse(made), FIRST)
    with s3_stand_in.running(service) as told:
        address = Address.parse(told)
        path_of = f"/{address.bucket}/{address.key}"
        data = encoded(FIRST)
        service.objects[path_of] = (data, service.tag(data))
        yield lambda: S3CheckpointStore(address)


def test_it_holds_what_it_was_made_with(reopen: Reopen) -> None:
    assert reopen().latest() == FIRST


def test_a_swap_is_kept(reopen: Reopen) -> None:
    reopen().swap(FIRST, SECOND, no_proof)
    reopen().swap(SECOND, THIRD, no_proof)
    assert reopen().latest() == THIRD


def test_swapping_for_the_same_is_fine(reopen: Reopen) -> None:
    reopen().swap(FIRST, FIRST, no_proof)
    assert reopen().latest() == FIRST


@pytest.mark.parametrize(
    "expected",
    [SECOND, THIRD, Stored(0, b"\x01" * 32, FIRST.note), Stored(0, FIRST.root, b"other\n")],
)
def test_a_swap_of_something_else_is_refused(reopen: Reopen, expected: Stored) -> None:
    with pytest.raises(CheckpointConflict, match="another sequencer"):
        reopen().swap(expected, THIRD, no_proof)
    assert reopen().latest() == FIRST


@pytest.mark.parametrize("fork", [FIRST, Stored(3, b"\x04" * 32, b"another three\n")])
def test_a_fork_is_refused(reopen: Reopen, fork: Stored) -> None:
    reopen().swap(FIRST, SECOND, no_proof)
    with pytest.raises(CheckpointConflict, match="would fork"):
        reopen().swap(SECOND, fork, no_proof)
    assert reopen().latest() == SECOND


def test_of_many_at_once_one_succeeds(reopen: Reopen) -> None:
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def swap(number: int) -> None:
        store, fresh = reopen(), Stored(number, bytes([number]) * 32, b"%d\n" % number)
        start.wait()
        try:
            store.swap(FIRST, fresh, no_proof)
        except (CheckpointConflict, S3Away):  # or each of its tries was lost on the way
            outcomes.append("refused")
        else:
            outcomes.append("swapped")

    threads = [threading.Thread(target=swap, args=[number]) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "refused", "swapped"]


# -- SQLite alone --


def test_sqlite_never_makes_a_store_by_itself(tmp_path: Path) -> None:
    with pytest.raises(LedgerBehind, match="is gone"):
        SqliteCheckpointStore(tmp_path / "absent.sqlite3").latest()
    assert not list(tmp_path.iterdir())


def test_sqlite_never_makes_a_store_over_another(tmp_path: Path) -> None:
    path = tmp_path / "checkpoints.sqlite3"
    SqliteCheckpointStore.create(path, FIRST).swap(FIRST, SECOND, no_proof)
    with pytest.raises(FileExistsError):
        SqliteCheckpointStore.create(path, FIRST)
    assert SqliteCheckpointStore(path).latest() == SECOND


def test_sqlite_holds_one_row(tmp_path: Path) -> None:
    path = tmp_path / "checkpoints.sqlite3"
    SqliteCheckpointStore.create(path, FIRST)
    with (
        sqlite3.connect(path) as database,
        pytest.raises(sqlite3.IntegrityError),
    ):
        database.execute("INSERT INTO checkpoint VALUES (2, 0, x'00', x'00')")
    database.close()


def test_sqlite_names_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "checkpoints.sqlite3"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(LedgerBehind, match="cannot be read or written"):
        SqliteCheckpointStore(path).latest()


# -- S3 alone --


@pytest.fixture
def honest(credentials: None) -> Iterator[tuple[s3_stand_in.Honest, Address]]:  # noqa: ARG001 - asked for by name
    service = s3_stand_in.Honest()
    with s3_stand_in.running(service) as told:
        yield service, Address.parse(told)


def test_s3_that_keeps_its_promises_is_fit(honest: tuple[s3_stand_in.Honest, Address]) -> None:
    service, address = honest
    store = S3CheckpointStore.create(address, FIRST)
    store.prove_fit()
    assert store.latest() == FIRST
    assert list(service.objects) == ["/records/city/checkpoint"]  # the probes are gone


@pytest.mark.parametrize(
    ("faulty", "words"),
    [
        (s3_stand_in.IgnoresIfMatch, "whose If-Match was wrong"),
        (s3_stand_in.StoresAndRefuses, "though it refused the write"),
        (s3_stand_in.RefusesAll, "whose If-Match was right"),
        (s3_stand_in.AcceptsBoth, "of two writes at once"),
        (s3_stand_in.ReadsLate, "is not read back"),
        (s3_stand_in.ReadsLateNowAndThen, "is not read back"),
        (s3_stand_in.OneTag, "two versions have one ETag"),
    ],
)
@pytest.mark.usefixtures("credentials")
def test_s3_that_breaks_a_promise_is_refused(faulty: type[s3_stand_in.Honest], words: str) -> None:
    service = faulty()
    with s3_stand_in.running(service) as told:
        address = Address.parse(told)
        with pytest.raises(StoreUnfit, match=words) as refused:
            S3CheckpointStore.create(address, FIRST)
        assert "could fork" in str(refused.value)
        assert address.key not in {path.rpartition("/")[2] for path in service.objects}


@pytest.mark.usefixtures("credentials", "committed")
def test_a_home_whose_s3_breaks_a_promise_sequences_nothing(home: Home, settings: Settings) -> None:
    with s3_stand_in.running(s3_stand_in.IgnoresIfMatch()) as told:
        settings.CHECKPOINT_STORE = told
        with pytest.raises(StoreUnfit):
            Sequencer.open(home)


@pytest.mark.usefixtures("credentials", "committed")
def test_a_home_keeps_its_checkpoint_in_s3(home: Home, settings: Settings, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.root.mkdir()
    with s3_stand_in.running(s3_stand_in.LosesAnswers()) as told:
        settings.CHECKPOINT_STORE = told
        with pytest.raises(S3Away):
            create_log(other, "demo.invalid/other")  # a plain write whose answer is lost: not known
    service = s3_stand_in.Honest()
    with s3_stand_in.running(service) as told:
        settings.CHECKPOINT_STORE = told
        create_log(other, "demo.invalid/other")
        create_log(other, "demo.invalid/other")  # again: nothing is made anew
        assert not other.checkpoint_store.exists()
        settings.HOME = other
        note_words(actor=SYSTEM.SETUP, count=3)
        sequencer = Sequencer.open(other)
        sequencer.assign()
        assert sequencer.publish().size == 3
        service.objects.clear()
        with pytest.raises(LedgerBehind, match="is gone"):
            Sequencer.open(other).assign()
        with pytest.raises(LedgerBehind, match="could fork"):
            create_log(other, "demo.invalid/other")
    assert home.checkpoint_store.exists()


def test_s3_is_made_once(honest: tuple[s3_stand_in.Honest, Address]) -> None:
    _, address = honest
    S3CheckpointStore.create(address, FIRST).swap(FIRST, SECOND, no_proof)
    with pytest.raises(FileExistsError):
        S3CheckpointStore.create(address, FIRST)
    assert S3CheckpointStore(address).latest() == SECOND


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format": "other/1"}', b"\xff", bytes(300_000)])
def test_s3_that_holds_something_else_is_named(
    honest: tuple[s3_stand_in.Honest, Address], data: bytes
) -> None:
    service, address = honest
    service.objects["/records/city/checkpoint"] = (data, '"x"')
    with pytest.raises((LedgerBehind, S3Away), match="s3://records/city/checkpoint"):
        S3CheckpointStore(address).latest()


@pytest.mark.usefixtures("credentials")
def test_s3_that_is_away_or_denies_is_said() -> None:
    with s3_stand_in.running(s3_stand_in.Denies()) as told:
        with pytest.raises(S3Away, match="Forbidden"):
            S3CheckpointStore.create(Address.parse(told), FIRST)
        away = Address.parse(told)
    with pytest.raises(S3Away, match="no usable answer"):
        S3CheckpointStore(away).latest()


def test_s3_that_says_nothing_is_not_waited_for(
    credentials: None,  # noqa: ARG001 - asked for by name
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = Address("b", "k", f"http://127.0.0.1:{silent.getsockname()[1]}", "here")
        with pytest.raises(S3Away, match="no usable answer"):
            S3Object(address, read_seconds=0.2).get()


def test_s3_a_swap_that_is_never_confirmed_is_said(
    honest: tuple[s3_stand_in.Honest, Address], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, address = honest
    store = S3CheckpointStore.create(address, FIRST)

    def lost(*_given: object, **_named: object) -> bool:
        raise S3Away("the line is dead")

    monkeypatch.setattr(S3Object, "put", lost)
    with pytest.raises(S3Away, match="is not known"):
        store.swap(FIRST, SECOND, no_proof)
    monkeypatch.undo()
    store.swap(FIRST, SECOND, no_proof)
    assert store.latest() == SECOND


@pytest.mark.parametrize(
    "text",
    [
        "s3://bucket",
        "s3:///key",
        "https://bucket/key",
        "s3://bucket/key?endpoint=ftp://host",
        "s3://bucket/key?secret=x",
        "s3://bucket/key?region=a&region=b",
        "s3://bucket/key#part",
        "checkpoints.sqlite3",
    ],
)
def test_s3_a_wrong_address_is_said(text: str) -> None:
    with pytest.raises(StorageError, match="names no object"):
        Address.parse(text)


def test_s3_is_loaded_by_nobody_who_does_not_ask() -> None:
    code = (
        "import sys, django; django.setup(); import onrecord.ledger.checkpoint_store_s3;"
        "sys.exit('boto3' in sys.modules)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "onrecord.config.settings"}
    line = [sys.executable, "-c", code]
    ran = subprocess.run(line, env=environment, check=False)  # noqa: S603 - our own line
    assert ran.returncode == 0
