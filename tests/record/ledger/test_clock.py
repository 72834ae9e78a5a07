"""Clocks that differ are noticed: a warning, and one entry a day for each reference."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from onrecord.authority import SYSTEM
from onrecord.ledger import clock, oversight
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries
from onrecord.ledger.sequencing import Sequencer
from onrecord.storage.home import TRIAL, Home
from record.ledger.acts_for_tests import note_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forgotten")]
SECOND = timedelta(seconds=1)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Begin and end as a process that has noticed nothing."""
    for remembered in (clock._noticed, clock._looked_at):
        remembered.clear()
    yield
    for remembered in (clock._noticed, clock._looked_at):
        remembered.clear()


@pytest.fixture
def trial(home: Home) -> Home:
    """Return a home that is no demo: its past was never played."""
    home.record_file.write_text(home.record_file.read_text().replace('"demo"', f'"{TRIAL}"'))
    return home


def recorded() -> list[tuple[object, object]]:
    ids = Entry.objects.filter(kind="clock.skewed/1").values_list("id", flat=True)
    values = [entry.values() for entry in opened_entries(ids)]
    assert all(value["actor"] == "system:sequencer" for value in values)
    return [(value["reference"], value["offset_ms"]) for value in values]


@pytest.mark.parametrize(
    ("ours", "offset_ms", "words"),
    [
        (NOON + 2.001 * SECOND, 2001, "2.0 s ahead of the witness"),
        (NOON - 90 * SECOND, -90000, "90.0 s behind the witness"),
    ],
)
def test_more_than_two_seconds_are_a_warning_and_an_entry(
    ours: datetime, offset_ms: int, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock.notice("the witness", NOON, ours)
    assert words in caplog.text
    assert recorded() == [("the witness", offset_ms)]


@pytest.mark.parametrize("offset", [-2, -1, 0, 1, 2])
def test_two_seconds_are_sane(offset: int, caplog: pytest.LogCaptureFixture) -> None:
    clock.notice("the witness", NOON, NOON + offset * SECOND)
    assert not caplog.records
    assert recorded() == []


def test_once_a_day_for_each_reference_whoever_asks(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        clock.notice("one", NOON, NOON + 5 * SECOND)
        clock.notice("two", NOON, NOON + 6 * SECOND)
        clock._noticed.clear()  # as another process
    assert recorded() == [("one", 5000), ("two", 6000)]
    assert len(caplog.records) == 2
    moment = clock.now() + timedelta(days=1, seconds=1)
    for module in ("clock", "append"):
        monkeypatch.setattr(f"onrecord.ledger.{module}.now", lambda: moment)
    clock.notice("one", NOON, NOON + 7 * SECOND)
    clock.notice("one", NOON, NOON + 8 * SECOND)
    assert recorded() == [("one", 5000), ("two", 6000), ("one", 7000)]


def test_a_database_that_does_not_answer_leaves_the_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> int:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(clock, "record_skew", broken)
    with caplog.at_level(logging.WARNING):
        clock.notice("the witness", NOON, NOON + 9 * SECOND)
    assert "9.0 s ahead of the witness" in caplog.text
    assert "cannot be recorded now (disk I/O error)" in caplog.text


def act_at(monkeypatch: pytest.MonkeyPatch, moment: datetime, home: Home) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("onrecord.ledger.append.now", lambda: moment)
        note_words(actor=SYSTEM.SETUP)
    Sequencer.open(home).assign()


def test_a_log_whose_times_go_back_is_noticed(trial: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    act_at(monkeypatch, moment, trial)
    act_at(monkeypatch, moment - SECOND, trial)  # two processes of one machine, or a small step
    clock.check_log()
    assert recorded() == []
    act_at(monkeypatch, moment - 30 * SECOND, trial)
    act_at(monkeypatch, moment, trial)  # forward is no fault: nothing may have happened for long
    clock.check_log()
    assert recorded() == [(clock.LOG, -29000)]
    Sequencer.open(trial).assign()
    clock.check_log()
    clock._looked_at.clear()  # a restart does not find it again
    clock._noticed.clear()
    monkeypatch.setattr(clock, "_AGAIN", timedelta())
    clock.check_log()
    assert recorded() == [(clock.LOG, -29000)]


def test_the_demo_citys_past_is_no_skew_but_its_present_is(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now()
    for hours in (5, 3, 8, 1):
        act_at(monkeypatch, moment - hours * timedelta(hours=1), home)
    clock.check_log()
    assert recorded() == []
    act_at(monkeypatch, moment - timedelta(hours=2), home)
    clock.check_log()
    assert recorded() == [(clock.LOG, -3_600_000)]


def test_health_names_the_skews_of_a_week(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert oversight.log_health(actor=SYSTEM.SETUP).skews == ()
    clock.notice("the witness", NOON, NOON + 5 * SECOND)
    clock.notice("the library", NOON, NOON - 4 * SECOND)
    newest, oldest = oversight.log_health(actor=SYSTEM.SETUP).skews
    assert (newest.reference, newest.offset_ms) == ("the library", -4000)
    assert replace(oldest, at=NOON) == oversight.Skew("the witness", 5000, NOON)
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr("onrecord.ledger.oversight.now", lambda: later)
    assert oversight.log_health(actor=SYSTEM.SETUP).skews == ()
    assert home.record().mode == "demo"
