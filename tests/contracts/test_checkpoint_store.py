"""What every checkpoint store must do; each implementation runs through the same suite."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.ledger.checkpoint_store import CheckpointStore, SqliteCheckpointStore, Stored
from onrecord.ledger.errors import CheckpointConflict, LedgerBehind

FIRST = Stored(0, bytes(32), b"the empty tree\n")
SECOND = Stored(3, b"\x03" * 32, b"three entries\n")
THIRD = Stored(7, b"\x07" * 32, b"seven entries\n")


def no_proof(size1: int, size2: int) -> list[bytes]:
    """Prove nothing: a file of our own asks for no proof."""
    raise AssertionError(f"{size1} to {size2} was to be proved")


Reopen = Callable[[], CheckpointStore]
"""Opens the store anew, as a restart or a second instance would."""


@pytest.fixture(params=["sqlite"])
def reopen(tmp_path: Path) -> Reopen:
    path = tmp_path / "checkpoints.sqlite3"
    SqliteCheckpointStore.create(path, FIRST)
    return lambda: SqliteCheckpointStore(path)


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
        except CheckpointConflict:
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
