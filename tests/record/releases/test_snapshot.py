"""The one snapshot: by the calendar, suppressed, frozen, in the log; a second is refused."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from conftest import People
from onrecord.authority import SYSTEM, Refused
from onrecord.directive import Origin
from onrecord.incidents.actions import open_incident
from onrecord.incidents.models import Incident
from onrecord.ledger import guard
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries
from onrecord.ledger.times import pretend
from onrecord.releases.actions import snapshot_figures, table_bytes
from onrecord.releases.errors import NothingDue
from onrecord.releases.models import Snapshot
from onrecord.releases.queries import SnapshotView, latest_snapshot

pytestmark = pytest.mark.usefixtures("home")


def at(year: int, month: int, day: int, hour: int = 18) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.fixture
def city(people: People) -> Callable[[datetime, int], None]:
    """Return a way to open so many incidents at a moment."""

    def opened(moment: datetime, count: int) -> None:
        with pretend(moment):
            for _ in range(count):
                open_incident(
                    actor=people.avery,
                    origin=Origin.REPORTED,
                    district="District 4",
                    summary="A van stood at the kerb.",
                )

    return opened


def shown() -> SnapshotView:
    view = latest_snapshot()
    assert view is not None
    return view


def refusals() -> list[str]:
    entries = Entry.objects.filter(kind="act.refused/1").values_list("id", flat=True)
    return [str(entry.values()["code"]) for entry in opened_entries(entries)]


def test_quarters_appear_on_their_day_and_not_before(
    people: People, city: Callable[[datetime, int], None]
) -> None:
    city(at(2026, 2, 10), 11)
    with pretend(at(2026, 4, 13)), pytest.raises(NothingDue, match="14 days"):
        snapshot_figures(actor=people.frankie)
    assert latest_snapshot() is None
    with pretend(at(2026, 4, 14)):
        snapshot_figures(actor=people.frankie)
    assert [(p.period, p.received) for p in shown().periods] == [("2026-Q1", 11)]


def test_the_day_is_the_citys_not_greenwichs(
    people: People, city: Callable[[datetime, int], None]
) -> None:
    city(at(2026, 2, 10), 11)
    with pretend(at(2026, 4, 14, 4)), pytest.raises(NothingDue):  # still the 13th in Chicago
        snapshot_figures(actor=people.frankie)


def test_every_due_quarter_stands_there_also_one_without_incidents(
    people: People, city: Callable[[datetime, int], None]
) -> None:
    city(at(2026, 2, 10), 11)
    city(at(2026, 8, 10), 3)
    city(at(2026, 11, 20), 12)  # not due yet
    with pretend(at(2026, 12, 1)):
        snapshot_figures(actor=people.frankie)
    assert [(p.period, p.received) for p in shown().periods] == [
        ("2026-Q1", 11),
        ("2026-Q2", 0),
        ("2026-Q3", "S"),
    ]
    assert set(shown().periods[2].outcomes.values()) == {"S"}


def test_it_is_frozen_whatever_is_recorded_afterwards(
    people: People, city: Callable[[datetime, int], None]
) -> None:
    city(at(2026, 2, 10), 11)
    with pretend(at(2026, 5, 1)):
        digest = snapshot_figures(actor=people.frankie)
    before = shown()
    city(at(2026, 2, 11), 9)
    assert Incident.objects.count() == 20
    assert shown() == before
    assert before.sha256 == digest == hashlib.sha256(table_bytes(before.table)).hexdigest()
    assert before.periods[0].first == date(2026, 1, 1)


def test_a_second_is_refused_and_the_attempt_recorded(
    people: People, city: Callable[[datetime, int], None]
) -> None:
    city(at(2026, 2, 10), 11)
    with pretend(at(2026, 5, 1)):
        snapshot_figures(actor=people.frankie)
    city(at(2026, 5, 10), 11)
    with pretend(at(2026, 8, 1)), pytest.raises(Refused, match="by difference"):
        snapshot_figures(actor=people.frankie)
    assert refusals() == ["second-snapshot"]
    assert Snapshot.objects.count() == 1


def test_the_database_itself_has_room_for_one(
    people: People, city: Callable[[datetime, int], None]
) -> None:
    city(at(2026, 2, 10), 11)
    with pretend(at(2026, 5, 1)):
        snapshot_figures(actor=people.frankie)
    row = Snapshot.objects.get()
    row.pk, row.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic(), guard.permitted("test"):
        row.save(force_insert=True)


def test_its_entry_commits_to_the_table(
    people: People, city: Callable[[datetime, int], None]
) -> None:
    city(at(2026, 2, 10), 11)
    with pretend(at(2026, 5, 1)):
        digest = snapshot_figures(actor=people.frankie)
    view = shown()
    assert view.entry is not None
    (entry,) = opened_entries([view.entry])
    values = entry.values()
    assert entry.kind == "figures.published/1"
    assert values["table_sha256"] == digest
    assert json.loads(table_bytes(view.table)) == values["table"]


@pytest.mark.parametrize("who", ["jordan", "avery", "blake", "ellis", "gray", "indigo"])
def test_only_records_publishes(
    people: People, city: Callable[[datetime, int], None], who: str
) -> None:
    city(at(2026, 2, 10), 11)
    with pretend(at(2026, 5, 1)), pytest.raises(Refused):
        snapshot_figures(actor=getattr(people, who))
    assert refusals() == ["elected-office" if who == "jordan" else "role"]
    assert latest_snapshot() is None


def test_the_demo_city_publishes_as_the_system(
    people: People,  # noqa: ARG001 - the incidents need an officer
    city: Callable[[datetime, int], None],
) -> None:
    city(at(2026, 2, 10), 11)
    with pretend(at(2026, 5, 1)):
        snapshot_figures(actor=SYSTEM.SETUP)
    assert Snapshot.objects.get().taken_by is None


def test_without_incidents_nothing_is_due(people: People) -> None:
    with pytest.raises(NothingDue):
        snapshot_figures(actor=people.frankie)
