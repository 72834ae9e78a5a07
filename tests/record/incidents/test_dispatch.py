"""Dispatch events: strict files, imported whole or not at all, and matched with incidents (G12)."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from conftest import People
from onrecord.authority import Refused
from onrecord.directive import Origin
from onrecord.incidents import dispatch_file
from onrecord.incidents.actions import (
    correct_incident,
    import_dispatch,
    match_dispatch,
    open_from_dispatch,
    open_incident,
)
from onrecord.incidents.actions.dispatch import Imported
from onrecord.incidents.dispatch_file import FileForm
from onrecord.incidents.errors import DispatchFileRefused, StatusTextFound, UnknownDispatchEvent
from onrecord.incidents.models import DispatchEvent, DispatchImport
from onrecord.incidents.queries import dispatch_beside, dispatch_event, incident
from onrecord.ledger.destroying.scope import scope_of
from onrecord.ledger.models import Entry
from onrecord.storage.home import Home

pytestmark = pytest.mark.django_db
SPEC = Path(__file__).parents[3] / "docs" / "spec" / "dispatch-events.md"
EVENT = {
    "number": "26-014411",
    "code": "FX-21",
    "district": "District 4",
    "place": "Linden St and 9th",
    "received_at": "2026-03-03T21:12:40-06:00",
    "dispatched_at": "2026-03-03T21:13:05-06:00",
    "members": ["4471"],
}
HEADER = "number,code,district,received_at"
ROW = "26-1,FX-21,District 4,2026-03-03T21:12:40-06:00"


def take(people: People, *events: dict[str, Any]) -> Imported:
    file = BytesIO(json.dumps(events).encode())
    return import_dispatch(actor=people.frankie, file=file, form=FileForm.JSON)


def faults(people: People, text: str | bytes, form: FileForm = FileForm.CSV) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(DispatchFileRefused) as caught:
        import_dispatch(actor=people.frankie, file=BytesIO(data), form=form)
    assert not DispatchEvent.objects.exists()
    return [str(fault) for fault in caught.value.faults]


def test_the_examples_of_the_format_hold_the_same_event(people: People, home: Home) -> None:  # noqa: ARG001 - asked for by name
    blocks = dict(re.findall(r"```(csv|json)\n(.*?)```", SPEC.read_text("utf-8"), re.DOTALL))
    for form, text in blocks.items():
        import_dispatch(actor=people.frankie, file=BytesIO(text.encode()), form=FileForm(form))
    assert set(DispatchEvent.objects.values_list("number", "version")) == {
        ("26-014411", 1),
        ("26-014415", 1),
    }
    last = DispatchImport.objects.first()
    assert last is not None
    assert (last.added, last.changed, last.unchanged) == (0, 0, 1)
    assert DispatchEvent.objects.get(number="26-014411").members == ["4471", "4472"]


def test_the_same_event_again_writes_nothing_and_another_shows_its_difference(
    people: People,
    home: Home,  # noqa: ARG001 - asked for by name
) -> None:
    assert take(people, EVENT).added == 1
    before = Entry.objects.count()
    again = take(people, EVENT)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    assert Entry.objects.count() == before + 1  # the file's own
    moved = take(people, {**EVENT, "place": "Linden St and 10th", "members": ["4471", "4472"]})
    assert [(c.field, c.before, c.after) for c in moved.changes] == [
        ("place", "Linden St and 9th", "Linden St and 10th"),
        ("members", ["4471"], ["4471", "4472"]),
    ]
    view = dispatch_event(actor=people.avery, number="26-014411")
    assert view.version == 2
    assert [(c.field, c.before, c.after) for c in view.changes] == [
        ("place", "Linden St and 9th", "Linden St and 10th"),
        ("members", "4471", "4471, 4472"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEADER},status\n{ROW},x", "line 1, status: is no column."),
        ("number,code,district\nx,y,z", "line 1, received_at: is missing in the header."),
        (f"{HEADER},code\n{ROW},x", "line 1, code: stands twice"),
        (f"{HEADER}\n{ROW}\n26-2,FX-21,District 4", "line 3: has 3 cells, the header 4."),
        (f"{HEADER}\n{ROW}\n{ROW}", "line 3, number: 26-1 stands in line 2 already."),
        (f"{HEADER}\n{ROW.replace('-06:00', '')}", "line 2, received_at: is no time with its zone"),
        (f"{HEADER}\n{ROW.replace('2026', '2926')}", "line 2, received_at: has not come yet."),
        (f"{HEADER},cleared_at\n{ROW},2026-03-03T21:12:39-06:00", "line 2, cleared_at: lies befo"),
        (f"{HEADER}\n,{ROW.partition(',')[2]}", "line 2, number: is empty."),
        (f"{HEADER}\n../1,{ROW.partition(',')[2]}", "line 2, number: may hold letters"),
        (f'{HEADER}\n"two\nlines"\n{ROW}', "line 2: has 1 cells"),
        (f"{HEADER},place\n{ROW},he is undocumented", "line 2, place: seems to state"),
        (f"{HEADER},members\n{ROW},{'; '.join(['4471'] * 61)}", "line 2, members: must list"),
        (f"{HEADER}\n{ROW},\x00", "line 2"),
        (HEADER, "The file has no event."),
        ("", "The file has no event."),
        (f"{HEADER}\n{ROW}\n\xff".encode("latin-1"), "The file is not UTF-8."),
    ],
)
def test_what_cannot_stand_is_named_with_its_line_and_column(
    people: People,
    home: Home,  # noqa: ARG001 - asked for by name
    text: str | bytes,
    said: str,
) -> None:
    assert any(fault.startswith(said) for fault in faults(people, text)), faults(people, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "line 1: must be one array"),
        ("[1]", "line 1: must have an object here"),
        ('[\n{"number": "1"', "line 2: has an object that is no JSON"),
        (f"[{json.dumps(EVENT)}\n{json.dumps(EVENT)}]", 'line 2: must have "," or "]"'),
        (f"[{json.dumps(EVENT)}] x", "line 1: goes on after the end"),
        ('[{"number": "1", "number": "2"}]', "line 1: names a key twice"),
        ('[{"number": "1", "name": "x"}]', "line 1, name: is no column"),
        (json.dumps([{**EVENT, "code": 7}]), "line 1, code: must be a text"),
        (json.dumps([{**EVENT, "members": "4471"}]), "line 1, members: must list"),
        ("[" * 40_000, "line 1: must have an object here"),
        ("[]", "The file has no event."),
    ],
)
def test_json_is_read_as_strictly(
    people: People,
    home: Home,  # noqa: ARG001 - asked for by name
    text: str,
    said: str,
) -> None:
    found = faults(people, text, FileForm.JSON)
    assert any(fault.startswith(said) for fault in found), found


def test_a_file_that_is_too_long_is_refused_before_it_is_read_whole(
    people: People,
    home: Home,  # noqa: ARG001 - asked for by name
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dispatch_file, "MOST", 1)
    rows = "\n".join([HEADER, ROW, ROW.replace("26-1", "26-2")])
    assert faults(people, rows) == ["The file has more than 1 events. Split it, by day."]
    monkeypatch.setattr(dispatch_file, "LONGEST", 20)
    assert faults(people, rows) == ["The file is longer than 0 MB. Split it."]


def test_a_crash_within_an_import_leaves_nothing_of_it(
    people: People,
    home: Home,  # noqa: ARG001 - asked for by name
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(*_given: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("onrecord.incidents.actions.dispatch.DispatchImport", crash)
    before = Entry.objects.count()
    with pytest.raises(RuntimeError):
        take(people, EVENT)
    assert not DispatchEvent.objects.exists()
    assert Entry.objects.count() == before


def test_only_records_and_supervisors_import(people: People, home: Home) -> None:  # noqa: ARG001 - asked for by name
    with pytest.raises(Refused):
        import_dispatch(actor=people.avery, file=BytesIO(b"no file"), form=FileForm.CSV)
    assert Entry.objects.latest("id").kind == "act.refused/1"


def test_an_incident_from_an_event_types_nothing_twice_and_states_differences(
    people: People,
    home: Home,  # noqa: ARG001 - asked for by name
) -> None:
    take(people, EVENT)
    number = open_from_dispatch(
        actor=people.avery, event="26-014411", origin=Origin.REPORTED, summary="A van stopped."
    ).reference
    view = incident(actor=people.avery, number=number)
    assert (view.dispatch_number, view.district, view.place, view.answers["dispatched"]) == (
        "26-014411",
        "District 4",
        "Linden St and 9th",
        "yes",
    )
    (beside,) = dispatch_beside(actor=people.avery, number=number)
    assert beside.differing == ()
    assert ("Members assigned", "4471") in [(f.name, f.imported) for f in beside.facts]
    correct_incident(
        actor=people.avery, number=number, changes={"place": "Linden St and 11th"}, reason="seen"
    )
    (beside,) = dispatch_beside(actor=people.avery, number=number)
    assert [(f.name, f.imported, f.recorded) for f in beside.differing] == [
        ("Place (restricted)", "Linden St and 9th", "Linden St and 11th")
    ]
    with pytest.raises(UnknownDispatchEvent):
        open_from_dispatch(actor=people.avery, event="9", origin=Origin.SEEN, summary="x")


def test_an_event_finds_the_incident_that_bears_its_number(people: People, number: str) -> None:
    bearing = {"actor": people.avery, "origin": Origin.SEEN, "district": "4", "summary": "A van."}
    one = open_incident(**bearing, dispatch_number="26-1").reference
    for _ in range(2):
        open_incident(**bearing, dispatch_number="26-2")
    made = take(people, *({**EVENT, "number": f"26-{n}"} for n in (1, 2, 3)))
    assert made.matched == 1  # two bear 26-2: a person chooses
    numbers = {e.number: str(e.incident and e.incident.number) for e in DispatchEvent.objects.all()}
    assert numbers == {"26-1": one, "26-2": "None", "26-3": "None"}
    correct_incident(
        actor=people.avery, number=number, changes={"dispatch_number": "26-3"}, reason="found"
    )
    assert dispatch_event(actor=people.ellis, number="26-3").incident == number


def test_a_person_matches_with_a_reason_and_a_destruction_reaches_the_event(
    people: People, number: str
) -> None:
    take(people, EVENT)
    given = {"actor": people.ellis, "number": number, "event": "26-014411"}
    with pytest.raises(StatusTextFound):
        match_dispatch(**given, reason="he is undocumented")
    match_dispatch(**given, reason="The same van.")
    with pytest.raises(Refused):
        match_dispatch(**given, reason="The same van.")
    event = DispatchEvent.objects.get()
    assert event.incident is not None
    scope = scope_of(event.incident.subject)
    assert event.subject in scope.subjects
    kinds = set(scope.entries().filter(subject=event.subject).values_list("kind", flat=True))
    assert kinds == {"dispatch.imported/1", "dispatch.matched/1"}
