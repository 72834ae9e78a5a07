"""Lists and queues go on by key: each row once, none lost where rows come in between."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from edges.web.conftest import SignedIn
from onrecord.accounts.queries import people_below
from onrecord.directive import Origin
from onrecord.incidents.actions import open_incident
from onrecord.incidents.models import Incident
from onrecord.incidents.queries import accounts_due, incident_list
from onrecord.incidents.queries.listing import open_to
from onrecord.ledger.times import now
from onrecord.storage.home import Home

MANY = 7


@pytest.fixture
def opened(people: Any, home: Home) -> list[str]:  # noqa: ANN401, ARG001 - conftest's People; a home to write in
    return [_open(people) for _ in range(MANY)]


def _open(people: Any) -> str:  # noqa: ANN401 - likewise
    return open_incident(
        actor=people.avery, origin=Origin.SEEN, district="District 3", summary="A van."
    ).reference


def test_pages_hold_each_incident_once_though_more_come(people: Any, opened: list[str]) -> None:  # noqa: ANN401 - likewise
    seen: list[str] = []
    after = ""
    while True:
        page = incident_list(actor=people.ellis, after=after, limit=3)
        seen += [row.number for row in page.rows]
        if not page.following:
            break
        _open(people)  # a newer one shows on no later page, and moves none
        after = page.following
    assert seen == opened[::-1]


def test_a_queue_goes_on_from_its_oldest(people: Any, opened: list[str]) -> None:  # noqa: ANN401 - likewise
    first = accounts_due(actor=people.avery, limit=4)
    rest = accounts_due(actor=people.avery, after=first.following, limit=4)
    assert [row.number for row in (*first.rows, *rest.rows)] == opened
    assert rest.following == ""


@pytest.mark.parametrize(
    "after", ["nonsense", "2026-01-01~x", "9999~", "~", "2026-01-01T00:00:00~"]
)
def test_a_key_that_is_none_of_ours_reads_as_the_beginning(
    people: Any,  # noqa: ANN401 - likewise
    opened: list[str],
    after: str,
) -> None:
    page = incident_list(actor=people.ellis, after=after, limit=MANY)
    assert [row.number for row in page.rows] == opened[::-1]


def test_pages_and_queues_link_to_their_next(
    signed_in: SignedIn, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("onrecord.incidents.queries.listing", "onrecord.reports.queries.waiting"):
        monkeypatch.setattr(f"{module}.keyed", _short(3))
    client = signed_in("avery")
    for start in ("/incidents/?district=District+3", "/desk/"):
        seen, address = set(), start
        for _ in range(3):
            text = client.get(address).content.decode()
            seen |= {number for number in opened if f"/incidents/{number}/" in text}
            following = re.search(r'href="(/(?:incidents|desk)/\?[^"]*after=[^"]+)"', text)
            if following is None:
                break
            address = following[1].replace("&amp;", "&")
        assert seen == set(opened), start


def _short(limit: int) -> Any:  # noqa: ANN401 - a function of any rows
    from onrecord.ledger.paging import keyed  # noqa: PLC0415 - before it is replaced

    def few(rows: Any, key: str, **given: Any) -> Any:  # noqa: ANN401 - likewise
        return keyed(rows, key, **{**given, "limit": limit})

    return few


def test_who_stands_below_is_the_chain_read_downwards(people: Any) -> None:  # noqa: ANN401 - likewise
    moment = now() + timedelta(seconds=1)
    assert people_below(people.blake.id, moment) == {people.avery.id}
    assert people_below(people.avery.id, moment) == frozenset()


def test_lists_are_read_along_an_index(people: Any, opened: list[str]) -> None:  # noqa: ANN401 - likewise
    assert opened
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans few rows by reading them all")
    hot = {
        "incident_by_time": open_to(people.ellis).order_by("-opened_at", "-id"),
        "incident_by_state": Incident.objects.filter(state="closed").order_by("-opened_at", "-id"),
    }
    for index, rows in hot.items():
        plan = rows[:51].explain()
        assert index in plan, plan
        assert "TEMP B-TREE" not in plan, plan
