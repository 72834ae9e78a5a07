"""Dispatch events that should have an incident: matched, explained by two, or open (G13)."""

import dataclasses
import json
from datetime import UTC, datetime
from io import BytesIO

import pytest

from conftest import People
from onrecord.authority import Refused
from onrecord.directive import Origin
from onrecord.directive.dispatch import EventCode, picked_codes
from onrecord.incidents.actions import (
    confirm_dispatch,
    explain_dispatch,
    import_dispatch,
    match_dispatch,
    open_from_dispatch,
)
from onrecord.incidents.dispatch_file import FileForm
from onrecord.incidents.queries import explanations, reconciliation
from onrecord.ledger.times import pretend
from onrecord.releases.actions import snapshot_dispatch
from onrecord.releases.errors import NothingDue
from onrecord.releases.queries import latest_dispatch_figures
from onrecord.storage.directives import current_directive

pytestmark = pytest.mark.usefixtures("home")


def take(people: People, *codes: str) -> None:
    events = [
        {
            "number": f"26-{n}",
            "code": code,
            "district": "District 4",
            "received_at": f"2026-03-{1 + n % 28:02}T21:12:40-06:00",
        }
        for n, code in enumerate(codes)
    ]
    import_dispatch(
        actor=people.frankie, file=BytesIO(json.dumps(events).encode()), form=FileForm.JSON
    )


def explained(people: People, event: str) -> None:
    explain_dispatch(actor=people.frankie, event=event, reason="A delivery van.")
    stated = explanations(actor=people.ellis, number=event)[-1]
    confirm_dispatch(
        actor=people.ellis, event=event, explanation=stated.reference, reason="I saw the video."
    )


def test_codes_are_the_directives_and_fictional_ones_pick_in_a_demo_alone(people: People) -> None:  # noqa: ARG001 - a home
    rule = current_directive().dispatch
    assert rule is not None
    assert rule.codes is None  # the real ones are not known
    assert picked_codes(rule, demo=False) == ()
    assert [code.code for code in picked_codes(rule, demo=True)] == ["FX-21", "FX-22"]
    known = dataclasses.replace(rule, codes=(EventCode(code="X", title="X"),))
    assert picked_codes(known, demo=True) == known.codes
    assert picked_codes(None, demo=True) == ()


def test_an_event_is_matched_explained_by_two_or_stands_open(people: People) -> None:
    take(people, "FX-21", "FX-21", "FX-22", "TR-01")
    found = reconciliation(actor=people.frankie)
    assert [event.number for event in found.events] == ["26-0", "26-1", "26-2"]
    assert found.events[0].days > 200
    number = open_from_dispatch(
        actor=people.avery, event="26-0", origin=Origin.SEEN, summary="A van."
    ).reference
    explain_dispatch(actor=people.frankie, event="26-1", reason="A delivery van.")
    waiting = reconciliation(actor=people.frankie)
    assert (waiting.with_incident, waiting.explained, waiting.open) == (1, 0, 2)
    assert [event.explanation_waits for event in waiting.events] == [True, False]
    (stated,) = explanations(actor=people.ellis, number="26-1")
    agree = {"event": "26-1", "explanation": stated.reference, "reason": "I saw the video."}
    with pytest.raises(Refused, match="role"):
        confirm_dispatch(actor=people.frankie, **agree)
    confirm_dispatch(actor=people.ellis, **agree)
    with pytest.raises(Refused):
        confirm_dispatch(actor=people.blake, **agree)
    done = reconciliation(actor=people.hollis)
    assert (done.picked, done.with_incident, done.explained, done.open) == (3, 1, 1, 1)
    (both,) = explanations(actor=people.hollis, number="26-1")
    assert (both.stated_by, both.confirmed_by) == (people.frankie.name, people.ellis.name)
    with pytest.raises(Refused):
        explain_dispatch(actor=people.frankie, event="26-0", reason="It has its incident.")
    match_dispatch(
        actor=people.ellis, number=number, event="26-1", reason="The same van after all."
    )
    again = reconciliation(actor=people.frankie)
    assert (again.with_incident, again.explained, again.open) == (2, 0, 1)


def test_nobody_agrees_with_themselves(people: People) -> None:
    take(people, "FX-21")
    explain_dispatch(actor=people.ellis, event="26-0", reason="A delivery van.")
    (stated,) = explanations(actor=people.ellis, number="26-0")
    with pytest.raises(Refused) as caught:
        confirm_dispatch(
            actor=people.ellis, event="26-0", explanation=stated.reference, reason="So it was."
        )
    assert caught.value.code == "own-request"


def test_the_number_without_an_incident_is_published_once_and_suppressed(people: People) -> None:
    with pytest.raises(NothingDue):
        snapshot_dispatch(actor=people.frankie)
    take(people, *["FX-21"] * 25)
    for n in range(3):
        explained(people, f"26-{n}")
    with pretend(datetime(2026, 7, 1, tzinfo=UTC)):
        snapshot_dispatch(actor=people.frankie)
    figures = latest_dispatch_figures()
    assert figures is not None
    (quarter, *_) = figures.periods
    assert (quarter.period, quarter.received) == ("2026-Q1", 25)
    assert quarter.outcomes == {
        "with an incident": 0,
        "explained by two persons": "S",
        "without an incident": "C",  # 25 less it would be the three
    }
    with pytest.raises(Refused):
        snapshot_dispatch(actor=people.frankie)
