"""SQLite's writers queue: nobody is passed over, and whoever dies leaves the turn to the next."""

import fcntl
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from onrecord.ledger.sqlite3.turns import Turns

SQLITE = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL queues writers itself"
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite3"


@pytest.fixture
def other() -> Iterator[Turns]:
    """Give a writer beside this process's connection, which does not wait."""
    turns = Turns(Path(str(connection.settings_dict["NAME"])), timeout=0)
    yield turns
    turns.close()


def is_free(turns: Turns) -> bool:
    try:
        turns.take()
    except OperationalError:
        return False
    turns.give_back()
    return True


def test_who_comes_back_queues_behind_who_waits(database: Path) -> None:
    ours, theirs = Turns(database, 30), Turns(database, 30)
    order: list[str] = []
    waits = threading.Event()

    def wait() -> None:
        waits.set()
        theirs.take()
        order.append("theirs")
        theirs.give_back()

    ours.take()
    waiter = threading.Thread(target=wait)
    waiter.start()
    waits.wait()
    ends = time.monotonic() + 30
    while is_free_file(database.with_name("test.sqlite3-next")):
        assert time.monotonic() < ends, "nobody is the next one"
    ours.give_back()
    ours.take()
    order.append("ours")
    ours.give_back()
    waiter.join()
    assert order == ["theirs", "ours"]
    ours.close()
    theirs.close()


def is_free_file(path: Path) -> bool:
    """Say whether nobody has locked a file of the queue."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_a_process_that_is_killed_leaves_the_turn(database: Path) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from onrecord.ledger.sqlite3.turns import Turns\n"
        "Turns(Path(sys.argv[1]), 30).take()\n"
        "print('held', flush=True)\n"
        "time.sleep(600)\n"
    )
    mine = Turns(database, timeout=0)
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program, str(database)],
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert not is_free(mine)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert is_free(mine)
    mine.close()


def test_who_waits_too_long_is_told_what_for(database: Path) -> None:
    ours, theirs = Turns(database, 30), Turns(database, timeout=0.05)
    ours.take()
    with pytest.raises(OperationalError, match=r"has been writing for 0\.05 s"):
        theirs.take()
    ours.close()
    assert is_free(theirs)
    theirs.close()


def test_a_place_where_no_file_can_be_is_said(tmp_path: Path) -> None:
    with pytest.raises(OperationalError, match="cannot be locked"):
        Turns(tmp_path / "absent" / "test.sqlite3", 30).take()


@SQLITE
@pytest.mark.usefixtures("committed")
def test_a_transaction_holds_the_turn_until_it_has_ended(other: Turns) -> None:
    with transaction.atomic():
        assert not is_free(other)
        with transaction.atomic():
            assert not is_free(other)
        assert not is_free(other)
    assert is_free(other)


@SQLITE
@pytest.mark.usefixtures("committed")
def test_one_that_fails_gives_it_back(other: Turns) -> None:
    def fail() -> None:
        with transaction.atomic():
            assert not is_free(other)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert is_free(other)


@SQLITE
@pytest.mark.usefixtures("committed")
def test_a_connection_that_is_closed_within_one_gives_it_back(other: Turns) -> None:
    with transaction.atomic():
        connection.close()
        assert is_free(other)
    assert is_free(other)


@SQLITE
@pytest.mark.usefixtures("committed")
def test_one_that_cannot_begin_gives_it_back(other: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("no")

    connection.ensure_connection()
    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", fail)
        with pytest.raises(OperationalError, match="no"), transaction.atomic():
            pass
    assert is_free(other)
