"""Entries that wait ten minutes for their index stop every act, which says why; nothing is kept."""

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from onrecord.authority import SYSTEM, Actor, Facts, Permission, Refused, Role
from onrecord.ledger import lock, oversight, stalled, times
from onrecord.ledger.act import demand, record_refusal
from onrecord.ledger.actions.clock import record_skew
from onrecord.ledger.errors import LedgerStalled
from onrecord.ledger.models import Entry
from onrecord.ledger.publication import publish_now
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.times import pretend
from onrecord.storage.home import Home
from record.ledger.acts_for_tests import note_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home", "clocks")]
OFFICER = Actor(id=uuid4(), username="o", name="O", roles=frozenset({Role.OFFICER}))
RECORDS = Actor(id=uuid4(), username="r", name="R", roles=frozenset({Role.RECORDS}))


class Clocks:
    """The two clocks of this process, each of which can be moved by minutes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        began, running = times.now(), time.monotonic()
        self.wall = self.true = 0.0
        for name in ("times.now", "append.now"):
            monkeypatch.setattr(
                f"onrecord.ledger.{name}", lambda: began + timedelta(minutes=self.wall)
            )
        monkeypatch.setattr(time, "monotonic", lambda: running + 60 * self.true)

    def pass_by(self, minutes: float) -> None:
        """Let time go by."""
        self.wall += minutes
        self.true += minutes


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clocks]:
    as_new_process()
    yield Clocks(monkeypatch)
    as_new_process()


def as_new_process() -> None:
    stalled._seen.entry, stalled._seen.nothing_at = None, None


def test_after_ten_minutes_acts_stop_and_say_why(home: Home, clocks: Clocks) -> None:
    note_words(actor=SYSTEM.SETUP)
    clocks.pass_by(9.9)
    note_words(actor=SYSTEM.SETUP)
    clocks.pass_by(0.2)
    with pytest.raises(LedgerStalled, match="Nothing was recorded") as refused:
        note_words(actor=SYSTEM.SETUP)
    assert refused.value.code == "ledger-stalled"
    for words in ("since 20", "onrecord serve", "onrecord log publish"):
        assert words in str(refused.value)
    assert Entry.objects.count() == 2
    assert oversight.log_health(actor=SYSTEM.SETUP).stalled_since is not None
    Sequencer.open(home).assign()
    note_words(actor=SYSTEM.SETUP)
    assert oversight.log_health(actor=SYSTEM.SETUP).stalled_since is None


def test_refusals_are_not_acknowledged_either(clocks: Clocks) -> None:
    note_words(actor=SYSTEM.SETUP)
    clocks.pass_by(11)
    with pytest.raises(LedgerStalled):
        note_words(actor=OFFICER)
    with pytest.raises(Refused) as refused:
        demand(OFFICER, Permission.AUDIT_RUN, Facts())
    with pytest.raises(LedgerStalled):
        record_refusal(OFFICER, Permission.AUDIT_RUN, refused.value)
    assert Entry.objects.count() == 1


def test_the_sequencers_own_acts_and_the_demos_past_pass(clocks: Clocks) -> None:
    note_words(actor=SYSTEM.SETUP)
    clocks.pass_by(11)
    record_skew(actor=SYSTEM.SEQUENCER, reference="x", offset_ms=1, at=times.now())
    with pretend(times.now()):
        note_words(actor=SYSTEM.SETUP)


def test_publishing_sets_a_stalled_log_going_where_no_sequencer_runs(
    home: Home, clocks: Clocks
) -> None:
    note_words(actor=SYSTEM.SETUP)
    clocks.pass_by(11)
    with lock.exclusive(home), pytest.raises(LedgerStalled):
        publish_now(actor=RECORDS)  # one runs, and does nothing
    with pytest.raises(Refused):
        publish_now(actor=OFFICER)
    assert Entry.objects.filter(index=None).count() == 1
    assert publish_now(actor=RECORDS).size == 2
    note_words(actor=SYSTEM.SETUP)


def test_a_clock_that_jumps_forward_stops_nothing(home: Home, clocks: Clocks) -> None:
    note_words(actor=SYSTEM.SETUP)
    Sequencer.open(home).assign()
    note_words(actor=SYSTEM.SETUP)  # this process has seen that nothing waited
    clocks.wall += 600
    note_words(actor=SYSTEM.SETUP)
    clocks.true += 10.1
    with pytest.raises(LedgerStalled):
        note_words(actor=SYSTEM.SETUP)


def test_a_clock_that_is_set_back_hides_nothing(clocks: Clocks) -> None:
    note_words(actor=SYSTEM.SETUP)
    note_words(actor=SYSTEM.SETUP)  # this process has seen the first wait
    clocks.wall -= 600
    clocks.true += 9.9
    note_words(actor=SYSTEM.SETUP)
    clocks.true += 0.2
    with pytest.raises(LedgerStalled):
        note_words(actor=SYSTEM.SETUP)


def test_another_process_goes_by_the_entrys_own_time(clocks: Clocks) -> None:
    note_words(actor=SYSTEM.SETUP)
    clocks.pass_by(10.1)
    as_new_process()
    with pytest.raises(LedgerStalled):
        note_words(actor=SYSTEM.SETUP)


def test_a_busy_log_that_moves_on_is_not_stalled(home: Home, clocks: Clocks) -> None:
    for _ in range(5):
        note_words(actor=SYSTEM.SETUP)
        note_words(actor=SYSTEM.SETUP)
        clocks.pass_by(5)
        Sequencer.open(home).assign()
    assert Entry.objects.count() == 10
