"""Draws of closures: by a checkpoint nobody chooses, reviewed, and done again by hand (G13)."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from conftest import People
from onrecord.authority import Refused
from onrecord.directive import Origin
from onrecord.incidents.actions import (
    confirm_event,
    draw_closures,
    open_incident,
    review_closure,
    state_event,
)
from onrecord.incidents.draw import draw, place
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.models import ClosureReview, Incident
from onrecord.incidents.queries import closure_draw, closures_undrawn
from onrecord.incidents.states import ReviewResult
from onrecord.ledger.models import Entry
from onrecord.ledger.publication import publish_now
from onrecord.ledger.queries import published
from onrecord.ledger.times import now, pretend

SPEC = Path(__file__).parents[3] / "docs" / "spec" / "draw.md"


def closed(people: People, count: int) -> list[str]:
    """Close so many incidents by two persons; return their numbers."""
    numbers = []
    for _ in range(count):
        number = open_incident(
            actor=people.avery, origin=Origin.REPORTED, district="District 4", summary="A van."
        ).reference
        stated = state_event(
            actor=people.avery, number=number, stated="unfounded", reason="nobody there"
        )
        confirm_event(
            actor=people.ellis, number=number, statement=stated.reference, reason="I looked"
        )
        numbers.append(number)
    return numbers


def test_the_vector_of_the_format_holds() -> None:
    vector = json.loads(re.findall(r"```json\n(.*?)```", SPEC.read_text("utf-8"), re.DOTALL)[0])
    root = bytes.fromhex(vector["root"])
    period = date.fromisoformat(vector["first"]), date.fromisoformat(vector["last"])
    ids = vector["candidates"]
    assert place(root, *period, ids[0]).hex() == vector["first_place"]
    for candidates in (ids, ids[::-1], [*ids, ids[0]]):
        assert list(draw(root, *period, candidates, vector["size"])) == vector["drawn"]


def test_a_larger_draw_holds_the_smaller_and_another_root_or_period_draws_anew() -> None:
    ids = [f"{n:08x}-0000-4000-8000-{n:012x}" for n in range(60)]
    day = date(2026, 1, 1)
    smaller = draw(bytes(32), day, day, ids, 5)
    assert draw(bytes(32), day, day, ids, 9)[:5] == smaller
    assert draw(bytes([1] * 32), day, day, ids, 5) != smaller
    assert draw(bytes(32), day, date(2026, 1, 2), ids, 5) != smaller
    assert set(draw(bytes(32), day, day, ids, 99)) == set(ids)


@pytest.mark.usefixtures("home", "committed")
def test_closures_are_drawn_once_reviewed_and_an_incident_is_opened_again(people: People) -> None:
    begun = timezone.localtime(now()).date()
    with pretend(now() - timedelta(days=3)):
        numbers = closed(people, 3)
    first, last = begun - timedelta(days=10), begun - timedelta(days=1)
    assert closures_undrawn(actor=people.hollis).count == 3
    given = {"actor": people.hollis, "first": first, "last": last, "size": 2}
    publish_now(actor=people.frankie)
    with pytest.raises(InvalidIncident, match="no checkpoint was published"):
        draw_closures(**{**given, "last": begun})
    with pytest.raises(InvalidIncident, match="nothing was closed"):
        draw_closures(**{**given, "last": first})
    with pytest.raises(Refused):
        draw_closures(**{**given, "actor": people.blake})
    assert draw_closures(**given).reference == "C-1"
    with pytest.raises(Refused, match="drawn once"):
        draw_closures(**{**given, "size": 3})
    found = closure_draw(actor=people.hollis, number="C-1")
    assert found.checkpoint_root == published().root.hex()
    root = bytes.fromhex(found.checkpoint_root)
    assert draw(root, first, last, found.candidates, 2) == tuple(c.closure for c in found.closures)
    assert {one.number for one in found.closures} <= set(numbers)
    assert closures_undrawn(actor=people.hollis).count == 0
    one, two = found.closures
    review = {"actor": people.hollis, "draw": "C-1", "reason": "I read it."}
    review_closure(**review, closure=one.closure, result=ReviewResult.STANDS)
    review_closure(**review, closure=two.closure, result=ReviewResult.REOPENED)
    assert Incident.objects.get(number=one.number).state == "closed"
    assert Incident.objects.get(number=two.number).state == "open"
    assert set(ClosureReview.objects.values_list("handling_class", flat=True)) == {"oversight"}
    with pytest.raises(Refused, match="reviewed already"):
        review_closure(**review, closure=one.closure, result=ReviewResult.STANDS)
    (rest,) = set(found.candidates) - {one.closure, two.closure}
    with pytest.raises(UnknownPart):  # it was not drawn
        review_closure(**review, closure=rest, result=ReviewResult.STANDS)
    assert closure_draw(actor=people.hollis, number="c-1").waiting == 0
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"closures.drawn/1", "closure.reviewed/1", "incident.reopened/1"} <= kinds
