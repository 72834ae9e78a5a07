"""G23: a calendar decides when figures appear; nobody chooses a period.

The calendar's days: `pure/directive/test_rules.py`.
"""

from datetime import timedelta

import pytest

from conftest import People
from guardrails.census import ACTS
from guardrails.test_g22 import LONG_AGO, opened
from onrecord.authority import Permission, Role
from onrecord.authority.decide import TABLE
from onrecord.ledger.times import now
from onrecord.releases.actions import snapshot_figures
from onrecord.releases.errors import NothingDue
from onrecord.releases.models import Snapshot
from onrecord.storage.directives import current_directive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def test_the_act_takes_nothing_but_who_acts() -> None:
    (taking,) = [c for c in ACTS if c.name == "releases.actions.snapshot_figures"]
    assert taking.keywords == {}
    assert set(TABLE[Permission.FIGURES_SNAPSHOT][0]) == {Role.RECORDS, Role.SYSTEM}


def test_a_quarter_that_is_not_due_does_not_appear(people: People) -> None:
    opened(people, 11, timedelta(0))
    with pytest.raises(NothingDue, match="days after its last day"):
        snapshot_figures(actor=people.frankie)
    assert not Snapshot.objects.exists()


def test_every_quarter_that_is_due_appears_and_none_is_left_out(people: People) -> None:
    opened(people, 11)
    opened(people, 11, timedelta(0))
    snapshot_figures(actor=people.frankie)
    snapshot = Snapshot.objects.get()
    periods = [row["period"] for row in snapshot.table]
    lag = current_directive().release.publish_after_days
    assert len(periods) >= 4
    assert periods == sorted(set(periods))
    assert [bool(row["received"]) for row in snapshot.table].count(True) == 1
    for row in snapshot.table:
        assert row["due"] <= (now() + timedelta(days=1)).date().isoformat()
    assert snapshot.table[0]["first"] <= (now() - LONG_AGO).date().isoformat()
    assert lag > 0
    assert snapshot.taken_at is not None
    assert snapshot.directive_version == current_directive().head.version
