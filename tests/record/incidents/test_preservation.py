"""One task a likely source, opened with the incident; only a confirmation or a copy keeps it."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from conftest import People
from onrecord.authority import Refused
from onrecord.directive import FactRef, Origin, Preservation
from onrecord.evidence.actions import add_exhibit, point_to_recording, preserving, record_copy_held
from onrecord.evidence.errors import InvalidExhibit, UnknownExhibit
from onrecord.evidence.queries import recordings
from onrecord.incidents.actions import (
    ask_holder,
    confirm_preservation,
    end_preservation,
    open_incident,
    open_preservation,
    record_holder_answer,
)
from onrecord.incidents.actions.incident import begin_account, correct_incident, lock_account
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.models import PreservationRecord, PreservationTask
from onrecord.incidents.queries import (
    confirmed_recordings,
    due_preservation,
    incident_id,
    preservation,
    scene_facts,
    timeline,
)
from onrecord.incidents.states import (
    ENDING,
    PRESERVATION,
    PreservationStep,
    next_preservation,
    preservation_of,
)
from onrecord.ledger import guard
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.reports.queries import evaluation
from onrecord.storage.directives import current_directive
from onrecord.storage.home import Home
from onrecord.storage.local import blob_store

pytestmark = pytest.mark.django_db

UNTIL = date(2036, 3, 3)
CONFIRMATION = {
    "holder_evidence_number": "BWC-2026-0417",
    "new_expiry_on": UNTIL,
    "with_whom": "Evidence unit, the sergeant on duty",
}


def states_of(people: People, number: str) -> list[str]:
    return [task.state for task in preservation(actor=people.casey, number=number)]


def test_opening_opens_one_task_a_likely_source_in_the_same_act(
    people: People, number: str
) -> None:
    likely = [source for source in current_directive().evidence if source.likely]
    tasks = preservation(actor=people.casey, number=number)
    assert [t.evidence_source for t in tasks] == [source.id for source in likely]
    assert [t.number for t in tasks] == list(range(1, len(likely) + 1))
    assert {(t.holder, t.term_days) for t in tasks} == {(s.holder, s.term) for s in likely}
    opened = Entry.objects.get(kind="incident.opened/1")
    assert Entry.objects.filter(kind="preservation.opened/1", act=opened.act).count() == len(likely)


def test_a_task_is_due_by_the_directives_clock_or_today(people: People, home: Home) -> None:  # noqa: ARG001 - the home is asked for by name
    happened = datetime(2026, 3, 3, 21, 14, tzinfo=UTC)
    number = open_incident(
        actor=people.avery,
        origin=Origin.SEEN,
        district="District 3",
        summary="A van stopped.",
        occurred_at=happened,
    ).reference
    worn, *others = preservation(actor=people.casey, number=number)
    assert worn.due_at is not None
    assert (worn.due_at - happened).days in {89, 90}
    assert worn.due in {"overdue", "may be gone after"}
    assert {(t.due_at, t.due) for t in others} == {(None, "Term unknown: act today")}
    correct_incident(
        actor=people.avery, number=number, changes={"occurred_at": None}, reason="not known"
    )
    uncounted = preservation(actor=people.casey, number=number)[0]
    assert (uncounted.due_at, uncounted.due) == (None, "No time to count from: act today")


@pytest.mark.parametrize(("state", "step"), list(product(Preservation, PreservationStep)))
def test_every_pair_of_state_and_step(state: Preservation, step: PreservationStep) -> None:
    kept = {PreservationStep.CONFIRMED, PreservationStep.COPIED}
    if step in {PreservationStep.ASKED, PreservationStep.ANSWERED}:
        assert next_preservation(state, step) is state
    elif step in kept:
        assert next_preservation(state, step) is Preservation.PRESERVED
    elif (state, step) in PRESERVATION:
        assert next_preservation(state, step).value == step.value
        assert state in {Preservation.OPEN, Preservation.REFUSED, Preservation.PRESERVED}
    else:
        with pytest.raises(Refused) as caught:
            next_preservation(state, step)
        assert caught.value.code == "state"


def test_no_step_opens_a_task_again() -> None:
    """What the desk's query relies on: after one of ENDING a task never stands as open."""
    for (state, step), after in PRESERVATION.items():
        if step in ENDING or state is not Preservation.OPEN:
            assert after is not Preservation.OPEN


def test_a_request_keeps_nothing_and_a_confirmation_does(people: People, number: str) -> None:
    ask_holder(
        actor=people.casey, number=number, task=1, with_whom="Evidence unit", way="by e-mail"
    )
    record_holder_answer(actor=people.casey, number=number, task=1, words="We will look.")
    assert states_of(people, number)[0] == "open"
    point_to_recording(
        actor=people.avery,
        number=number,
        evidence_source="body-worn-video",
        holder="Example City Police",
        holder_evidence_number="bwc-2026-0417",
    )
    (pointed,) = recordings(incident_id(number))
    assert pointed.confirmed is None
    said = confirm_preservation(actor=people.casey, number=number, task=1, **CONFIRMATION)
    assert said.reference == "preservation task 1: confirmed"
    task = preservation(actor=people.casey, number=number)[0]
    assert (task.state, task.kept_until, task.runs, task.due) == ("preserved", UNTIL, False, "")
    assert [step.step for step in task.steps] == ["asked", "answered", "confirmed"]
    assert "BWC-2026-0417" in task.steps[-1].line
    assert "until 2036-03-03" in task.steps[-1].line
    (pointed,) = recordings(incident_id(number))
    assert isinstance(pointed.confirmed, FactRef)
    end_preservation(
        actor=people.casey,
        number=number,
        task=1,
        ended=PreservationStep.LOST,
        words="Overwritten, the unit says.",
    )
    assert confirmed_recordings(incident_id(number)) == {}
    assert states_of(people, number)[0] == "lost"


@pytest.mark.parametrize("missing", ["holder_evidence_number", "new_expiry_on", "with_whom"])
def test_a_confirmation_lacks_none_of_its_parts(people: People, number: str, missing: str) -> None:
    given = {**CONFIRMATION, missing: None if missing == "new_expiry_on" else " "}
    with pytest.raises(InvalidIncident) as caught:
        confirm_preservation(actor=people.casey, number=number, task=1, **given)
    assert caught.value.field == missing
    assert states_of(people, number)[0] == "open"
    task = PreservationTask.objects.get(number=1)
    row = PreservationRecord(
        incident_id=task.incident_id,
        task=task,
        number=1,
        step="confirmed",
        happened_at=now(),
        recorded_by_id=people.casey.id,
        recorded_at=now(),
        **{**CONFIRMATION, missing: None if missing == "new_expiry_on" else ""},
    )
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_an_expiry_before_the_confirmation_and_a_time_to_come_are_refused(
    people: People, number: str
) -> None:
    given = {"actor": people.casey, "number": number, "task": 1}
    with pytest.raises(InvalidIncident, match="before the confirmation"):
        confirm_preservation(**given, **{**CONFIRMATION, "new_expiry_on": date(2020, 1, 1)})
    with pytest.raises(InvalidIncident, match="has not come yet"):
        ask_holder(**given, with_whom="unit", way="letter", at=now() + timedelta(days=1))
    with pytest.raises(UnknownPart):
        ask_holder(**{**given, "task": 99}, with_whom="unit", way="letter")
    with pytest.raises(InvalidIncident, match="how it is known"):
        end_preservation(**given, ended=PreservationStep.LOST, words=" ")
    with pytest.raises(InvalidIncident, match="choose one"):
        end_preservation(**given, ended=PreservationStep.CONFIRMED, words="they say so")
    assert PreservationRecord.objects.count() == 0


def test_a_copy_is_an_original_whose_bytes_are_here(
    people: People, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"actor": people.casey, "number": number, "task": 5}
    with pytest.raises(UnknownExhibit):
        record_copy_held(**given, exhibit_number="E-1")
    add_exhibit(
        actor=people.casey,
        number=number,
        staged=blob_store().stage([b"a recording, fictional\n"]),
        kind="other",
        title="A video",
        source="A shop",
    )
    made = record_copy_held(**given, exhibit_number="e-1")
    assert made.reference == "preservation task 5: copied"
    task = preservation(actor=people.casey, number=number)[4]
    assert (task.state, task.steps[0].exhibit_number) == ("preserved", "E-1")
    monkeypatch.setattr(preserving, "is_held", lambda _row: False)
    with pytest.raises(InvalidExhibit, match="not in the store"):
        record_copy_held(**{**given, "task": 4}, exhibit_number="E-1")


def test_every_end_meets_the_duty_and_a_refusal_is_a_fact(people: People, number: str) -> None:
    for task in preservation(actor=people.casey, number=number):
        end_preservation(
            actor=people.casey,
            number=number,
            task=task.number,
            ended=PreservationStep.REFUSED if task.number == 1 else PreservationStep.NONE_EXISTED,
            words="Told by telephone.",
        )
    states = {f.source: f.state for f in scene_facts(incident_id(number)).preservation}
    assert states["body-worn-video"] is Preservation.REFUSED
    assert set(states.values()) == {Preservation.REFUSED, Preservation.NONE_EXISTED}
    found = evaluation(actor=people.hollis, number=number)
    assert found.of("ask-every-source").status.value == "met"
    assert due_preservation(actor=people.casey).rows == ()


def test_a_further_source_has_a_holder_of_its_own(people: People, number: str) -> None:
    before = len(preservation(actor=people.casey, number=number))
    made = open_preservation(
        actor=people.ellis, number=number, evidence_source="private-video", holder="A bakery"
    )
    assert made.reference == f"preservation task {before + 1}"
    assert preservation(actor=people.casey, number=number)[-1].holder == "A bakery"
    with pytest.raises(InvalidIncident, match="choose one of"):
        open_preservation(actor=people.ellis, number=number, evidence_source="a-drone")


def test_an_author_sees_no_task_before_the_narrative_is_locked(people: People, number: str) -> None:
    with pytest.raises(Refused) as caught:
        preservation(actor=people.avery, number=number)
    assert caught.value.code == "narrative-first"
    assert due_preservation(actor=people.avery).rows == ()
    (due,) = due_preservation(actor=people.blake).rows
    assert (due.incident_number, due.waiting) == (number, 6)
    assert due.first.due_at is None
    ask_holder(actor=people.blake, number=number, task=2, with_whom="unit", way="letter")
    kept = [row.words for row in timeline(actor=people.blake, number=number)]
    assert any("asked to keep it" in words for words in kept)
    hidden = [row.words for row in timeline(actor=people.avery, number=number)]
    assert not any("asked to keep it" in words for words in hidden)
    begin_account(actor=people.avery, number=number)
    lock_account(actor=people.avery, number=number)
    assert len(preservation(actor=people.avery, number=number)) == 6
    assert len(due_preservation(actor=people.avery).rows) == 1


def test_others_incidents_are_nobodys_to_see(people: People, number: str) -> None:
    for actor in (people.drew, people.frankie, people.gray, people.jordan):
        with pytest.raises(Refused):
            preservation(actor=actor, number=number)
    assert due_preservation(actor=people.drew).rows == ()
    with pytest.raises(Refused):
        due_preservation(actor=people.jordan)
    assert preservation_of([]) is Preservation.OPEN
