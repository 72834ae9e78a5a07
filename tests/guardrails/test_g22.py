"""G22: aggregates by default; what was suppressed stays so, also beside a later publication.

Suppression and its complements: `pure/releases/test_figures.py`.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from conftest import People
from onrecord.authority import Refused
from onrecord.directive import Origin
from onrecord.incidents.actions import open_incident
from onrecord.incidents.models import Incident
from onrecord.ledger import guard
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.releases.actions import snapshot_figures
from onrecord.releases.models import Snapshot
from onrecord.releases.queries import latest_snapshot
from onrecord.storage.directives import current_directive, load_directive
from onrecord.storage.home import Home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
LONG_AGO = timedelta(days=400)


def opened(people: People, count: int, ago: timedelta = LONG_AGO) -> None:
    """Open so many incidents, as if so long ago."""
    for _ in range(count):
        number = open_incident(
            actor=people.avery, origin=Origin.SEEN, district="District 1", summary="A van stopped."
        ).reference
        with guard.permitted("the past of a test"):
            Incident.objects.filter(number=number).update(opened_at=now() - ago)


def test_a_second_snapshot_is_refused_and_the_refusal_recorded(people: People) -> None:
    opened(people, 11)
    first = snapshot_figures(actor=people.frankie)
    opened(people, 1)  # one more in the same quarter: the difference would be this one
    with pytest.raises(Refused) as caught:
        snapshot_figures(actor=people.frankie)
    assert caught.value.code == "second-snapshot"
    assert Entry.objects.latest("id").kind == "act.refused/1"
    view = latest_snapshot()
    assert view is not None
    assert view.sha256 == first
    assert Snapshot.objects.count() == 1


def test_the_database_too_holds_one_snapshot(people: People) -> None:
    opened(people, 1)
    snapshot_figures(actor=people.frankie)
    second = Snapshot.objects.get()
    second.pk, second.number, second._state.adding = None, 2, True
    with guard.permitted("a test"), pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)


def test_nothing_is_counted_on_request(people: People) -> None:
    opened(people, 11)
    client = Client()
    addresses = ("/data/", "/data/figures.json", "/data/figures.csv", "/")
    assert client.get("/data/figures.json").status_code == 404
    snapshot_figures(actor=people.frankie)
    before = [client.get(address).content for address in addresses]
    opened(people, 9)
    assert [client.get(address).content for address in addresses] == before
    assert b'"received":11' in before[1]


def test_a_small_quarter_is_hidden_whoever_asks(people: People) -> None:
    opened(people, 9)
    snapshot_figures(actor=people.frankie)
    view = latest_snapshot()
    assert view is not None
    shown = next(period for period in view.periods if period.received != 0)
    assert shown.received == "S"
    assert set(shown.outcomes.values()) == {"S"}
    assert not any("total" in str(row).casefold() for row in view.table)


def test_the_smallest_cell_is_ten_by_default_and_the_area_is_the_city(home: Home) -> None:
    assert home.is_set_up
    for pack in ("chicago-2026-01", "seattle-2026"):
        assert load_directive(pack).release.minimum_cell >= 10
    assert current_directive().release.minimum_cell == 10


def test_figures_hold_counts_and_no_single_incident(people: People) -> None:
    opened(people, 11)
    snapshot_figures(actor=people.frankie)
    (row,) = [r for r in Snapshot.objects.get().table if r["received"]]
    assert set(row) == {"period", "first", "last", "due", "received", "outcomes"}
