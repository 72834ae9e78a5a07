"""The stale-restore guard: a restored home signs nothing until it is known to be the newest."""

import pytest

from onrecord.ledger.checkpoint_store import Stored
from onrecord.ledger.errors import LedgerBehind, RestoreUnconfirmed
from onrecord.ledger.restored import (
    Restored,
    check_restored,
    know_newest,
    mark,
    mark_file,
    restored_mark,
    settle,
)
from onrecord.storage.home import Home

SEVEN = Restored(
    id="0f" * 16,
    backup="2026-03-01T00-00-00Z-7",
    taken_at="2026-03-01T00:00:00.000000Z",
    size=7,
    root="07" * 32,
)


def stored(size: int, root: bytes | None = None) -> Stored:
    return Stored(size, root or bytes([size]) * 32, b"a note\n")


def test_a_home_that_was_not_restored_passes(home: Home) -> None:
    assert restored_mark(home) is None
    check_restored(home, stored(7))


def test_a_restored_home_signs_nothing_until_somebody_shows_what_is_newest(home: Home) -> None:
    mark(home, SEVEN)
    assert restored_mark(home) == SEVEN
    with pytest.raises(RestoreUnconfirmed, match="--newest"):
        check_restored(home, stored(7))
    settle(home)
    check_restored(home, stored(7))


@pytest.mark.parametrize(
    ("newest", "root", "words"),
    [
        (9, b"\x09" * 32, "2 published entries are missing"),
        (8, b"\x08" * 32, "1 published entry is missing"),
    ],
)
def test_behind_what_is_known_it_is_refused_with_what_to_do(
    home: Home, newest: int, root: bytes, words: str
) -> None:
    mark(home, SEVEN)
    know_newest(home, SEVEN, newest, root, "the mirror of a newspaper: “Ǣ \U0001f4f0”")
    with pytest.raises(RestoreUnconfirmed, match=words) as refused:
        check_restored(home, stored(7))
    assert "adopt-loss --from" in str(refused.value)
    assert "\U0001f4f0" in str(refused.value)


def test_it_passes_once_it_has_caught_up(home: Home) -> None:
    mark(home, know_newest(home, SEVEN, 9, b"\x09" * 32, "a mirror"))
    with pytest.raises(RestoreUnconfirmed):
        check_restored(home, stored(9, b"\x08" * 32))
    check_restored(home, stored(9))
    check_restored(home, stored(10))


@pytest.mark.parametrize("text", ["size = ", 'backup = "x"', "\N{NO-BREAK SPACE}\x00"])
def test_a_damaged_mark_is_no_leave_to_sign(home: Home, text: str) -> None:
    mark_file(home).write_text(text)
    with pytest.raises(LedgerBehind, match="damaged"):
        check_restored(home, stored(7))


@pytest.mark.parametrize("size", [3, 7])
def test_a_fork_is_never_caught_up_with(home: Home, size: int) -> None:
    mark(home, know_newest(home, SEVEN, size, b"\x01" * 32, "a mirror"))
    for now in (7, 8, 100):
        with pytest.raises(RestoreUnconfirmed, match="forked") as refused:
            check_restored(home, stored(now))
    assert "log succeed" in str(refused.value)
