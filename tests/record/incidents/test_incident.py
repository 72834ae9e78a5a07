"""An incident from opening to closing: what is kept, who sees it, what is refused."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conftest import People
from onrecord.authority import Permission, Refused, decide
from onrecord.directive import ActKind, Answer, Origin
from onrecord.incidents.actions import (
    add_allegation,
    confirm_event,
    correct_incident,
    note_access,
    open_incident,
    record_scene_act,
    record_steering,
    reopen_incident,
    state_event,
)
from onrecord.incidents.actions.within import facts_within
from onrecord.incidents.errors import InvalidIncident, NotCorroborated, UnknownIncident
from onrecord.incidents.models import EventStatement, Incident
from onrecord.incidents.queries import (
    contact_register,
    counted_incidents,
    incident,
    incident_rows,
    steering_attempts,
    timeline,
)
from onrecord.incidents.states import (
    INCIDENT,
    REPLY,
    WITHOUT_ALLEGATION,
    EventSource,
    EventStatus,
    IncidentAction,
    IncidentState,
    ReplyState,
    is_corroborated,
    next_incident_state,
    next_reply_state,
)
from onrecord.incidents.status_text import keep_all
from onrecord.ledger import guard
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries
from onrecord.ledger.times import now

pytestmark = pytest.mark.django_db


def kinds_of(number: str) -> list[str]:
    row = Incident.objects.get(number=number)
    chain = f"incident/{row.id}/ordinary"
    return list(Entry.objects.filter(chain=chain).order_by("id").values_list("kind", flat=True))


@pytest.mark.usefixtures("home")
def test_opening_gives_the_years_numbers_in_order_and_an_entry_each_with_its_tasks(
    people: People,
) -> None:
    opened = [
        open_incident(
            actor=people.avery, origin=Origin.REPORTED, district="D1", summary=f"Call {n}"
        )
        for n in range(3)
    ]
    year = now().year
    assert [r.reference for r in opened] == [f"{year}-{n:04}" for n in (1, 2, 3)]
    first, *tasks = kinds_of(opened[2].reference)
    assert (first, set(tasks)) == ("incident.opened/1", {"preservation.opened/1"})
    values = dict(opened_entries([opened[0].entry_id])[0].values())
    assert (values["summary"], values["area"], values["injured"]) == ("Call 0", "D1", "unknown")


def test_who_may_open_it_sees_it_whole_and_others_are_refused(people: People, number: str) -> None:
    seen = incident(actor=people.blake, number=number)
    assert (seen.opened_by, seen.answers["injured"], seen.place) == ("Avery Example", "yes", "")
    assert seen.directive == "chicago-2026-01"
    for stranger in (people.drew, people.frankie, people.gray, people.indigo):
        with pytest.raises(Refused):
            incident(actor=stranger, number=number)
    for reader, rows in ((people.avery, 1), (people.blake, 1), (people.ellis, 1), (people.drew, 0)):
        assert len(incident_rows(actor=reader)) == rows
    with pytest.raises(UnknownIncident):
        incident(actor=people.avery, number="2020-0001")


def test_an_elected_office_is_refused_and_the_attempt_is_recorded(
    people: People, number: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused) as caught:
        correct_incident(
            actor=people.jordan, number=number, changes={"summary": "Nothing."}, reason="wish"
        )
    assert caught.value.code == "elected-office"
    assert Entry.objects.count() == before + 1
    refused = Entry.objects.latest("id")
    values = dict(opened_entries([refused.pk])[0].values())
    assert refused.kind == "act.refused/1"
    assert (values["permission"], values["code"]) == ("incident:correct", "elected-office")
    assert values["actor"] == str(people.jordan.id)
    assert Incident.objects.get(number=number).summary.startswith("A van stopped")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "changes"),
        ({"state": "closed"}, "changes"),
        ({"event_status": "corroborated"}, "changes"),
        ({"injured": "perhaps"}, "injured"),
        ({"occurred_at": now() + timedelta(days=1)}, "occurred_at"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"summary": "  "}, "summary"),
    ],
)
def test_a_correction_that_cannot_stand_names_its_field(
    people: People, number: str, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidIncident) as caught:
        correct_incident(actor=people.avery, number=number, changes=changes, reason="typing error")
    assert caught.value.field == field


def test_a_correction_leaves_the_first_entry_and_states_its_reason(
    people: People, number: str
) -> None:
    correct_incident(
        actor=people.avery,
        number=number,
        changes={"summary": "Two vans stopped.", "death": "no", "occurred_at": now()},
        reason="second van seen",
    )
    row = Incident.objects.get(number=number)
    assert (row.summary, row.death) == ("Two vans stopped.", "no")
    entries = Entry.objects.filter(subject=row.subject).order_by("subject_version")
    first, second = (dict(opened_entries([e.pk])[0].values()) for e in entries)
    assert first["summary"] != second["summary"] == "Two vans stopped."
    assert second["reason"] == "second van seen"


@pytest.mark.parametrize(
    ("sources", "enough"),
    [
        ([], False),
        ([EventSource("a caller")], False),
        ([EventSource("a caller"), EventSource(" A CALLER ")], False),
        ([EventSource("  ", authenticated=True)], False),
        ([EventSource("a caller"), EventSource("a neighbour")], True),
        ([EventSource("fixed camera 12, matched with its holder", authenticated=True)], True),
    ],
)
def test_one_unauthenticated_source_corroborates_nothing(
    people: People, number: str, sources: list[EventSource], *, enough: bool
) -> None:
    assert is_corroborated(sources) is enough
    arguments = {"actor": people.avery, "number": number, "stated": "corroborated"}
    if enough:
        state_event(**arguments, sources=sources)
    else:
        with pytest.raises(NotCorroborated):
            state_event(**arguments, sources=sources)
    status = EventStatus.CORROBORATED if enough else EventStatus.REPORTED
    assert Incident.objects.get(number=number).event_status == status


def test_the_database_too_refuses_what_one_source_corroborates(people: People, number: str) -> None:
    row = EventStatement(
        incident=Incident.objects.get(number=number),
        stated="corroborated",
        source_count=1,
        stated_by_id=people.avery.id,
        stated_at=now(),
    )
    with guard.permitted("test"), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("stated", ["not-corroborated", "unfounded", WITHOUT_ALLEGATION])
def test_closing_takes_two_persons_and_two_reasons(
    people: People, number: str, stated: str
) -> None:
    with pytest.raises(InvalidIncident):
        state_event(actor=people.blake, number=number, stated=stated)
    statement = state_event(
        actor=people.blake, number=number, stated=stated, reason="nobody found"
    ).reference
    assert Incident.objects.get(number=number).state == IncidentState.OPEN
    with pytest.raises(Refused, match="second person"):
        confirm_event(actor=people.blake, number=number, statement=statement, reason="same")
    with pytest.raises(InvalidIncident):
        confirm_event(actor=people.ellis, number=number, statement=statement, reason=" ")
    confirm_event(actor=people.ellis, number=number, statement=statement, reason="looked as well")
    row = Incident.objects.get(number=number)
    expected = "reported" if stated == WITHOUT_ALLEGATION else stated
    assert (row.state, row.event_status) == (IncidentState.CLOSED, expected)
    with pytest.raises(Refused, match="Reopen"):
        record_scene_act(actor=people.avery, number=number, act_kind=ActKind.CAMERA_ON)
    reopen_incident(actor=people.hollis, number=number, reason="sampled by draw")
    assert Incident.objects.get(number=number).state == IncidentState.OPEN


def test_nothing_alleged_is_not_stated_beside_an_allegation(
    people: People, with_party: str
) -> None:
    add_allegation(actor=people.avery, number=with_party, party=1, conduct="A push is alleged.")
    with pytest.raises(InvalidIncident, match="allegations"):
        state_event(
            actor=people.blake, number=with_party, stated=WITHOUT_ALLEGATION, reason="none seen"
        )


@pytest.mark.parametrize(("state", "action"), list(product(IncidentState, IncidentAction)))
def test_every_pair_of_state_and_action(state: IncidentState, action: IncidentAction) -> None:
    allowed = {
        IncidentState.OPEN: set(IncidentAction) - {IncidentAction.REOPEN},
        IncidentState.CLOSED: {
            IncidentAction.REOPEN,
            IncidentAction.IDENTIFY,
            IncidentAction.RECORD_REPLY,
            IncidentAction.RECORD_CONTACT,
            IncidentAction.WRITE_ACCOUNT,
            IncidentAction.PRESERVE,
            IncidentAction.ASSERT_LATER,
        },
    }[state]
    if action in allowed:
        expected = {IncidentAction.CLOSE: IncidentState.CLOSED}.get(
            action, IncidentState.OPEN if action is IncidentAction.REOPEN else state
        )
        assert next_incident_state(state, action) is expected
    else:
        assert (state, action) not in INCIDENT
        with pytest.raises(Refused) as caught:
            next_incident_state(state, action)
        assert caught.value.code == "state"


@pytest.mark.parametrize(("state", "outcome"), list(product(ReplyState, ReplyState)))
def test_every_pair_of_a_reply(state: ReplyState, outcome: ReplyState) -> None:
    pairs = {("asked", "replied"), ("asked", "no-reply"), ("no-reply", "replied")}
    if (state.value, outcome.value) in pairs:
        assert next_reply_state(state, outcome) is outcome
    else:
        assert (state, outcome) not in REPLY
        with pytest.raises(Refused):
            next_reply_state(state, outcome)


def test_opening_a_page_is_one_entry_a_person_purpose_and_day(people: People, number: str) -> None:
    assert note_access(actor=people.ellis, number=number, purpose="investigation")
    assert note_access(actor=people.ellis, number=number, purpose="investigation") is None
    assert note_access(actor=people.ellis, number=number, purpose="reply received")
    assert note_access(actor=people.blake, number=number, purpose="investigation")
    assert kinds_of(number).count("incident.accessed/1") == 3
    with pytest.raises(Refused):
        note_access(actor=people.drew, number=number, purpose="curiosity")


def test_steering_is_seen_by_the_inspector_general_and_not_by_the_chain(
    people: People, number: str
) -> None:
    record_steering(actor=people.avery, number=number, office="Office of the Mayor")
    record_steering(actor=people.casey)
    quoted = "Told to drop it, he is undocumented"
    kept = {"words": keep_all(quoted)}
    with pytest.raises(InvalidIncident, match="number"):
        record_steering(actor=people.casey, words=quoted, choices=kept)
    assert contact_register(actor=people.blake, number=number) == ()
    assert contact_register(actor=people.avery, number=number) == ()
    assert [c.steering for c in contact_register(actor=people.hollis, number=number)] == [True]
    assert len(steering_attempts(actor=people.hollis)) == 2
    with pytest.raises(Refused):
        steering_attempts(actor=people.blake)
    assert not any("steering" in kind for kind in kinds_of(number))


def test_the_timeline_holds_what_was_recorded_in_order(people: People, number: str) -> None:
    at = now() - timedelta(minutes=5)
    record_scene_act(actor=people.avery, number=number, act_kind=ActKind.CAMERA_ON, at=at)
    rows = timeline(actor=people.avery, number=number)
    assert [row.lane.name for row in rows] == ["CAMERAS", "HAPPENED"]
    assert [row.entry_index for row in rows] == [None, None]
    with guard.permitted("test"):
        Entry.objects.filter(subject=rows[0].reference).update(index=7)
    assert timeline(actor=people.avery, number=number)[0].entry_index == 7


def test_figures_see_a_day_and_outcomes_and_nobody(people: People, number: str) -> None:
    (counted,) = counted_incidents()
    assert counted.outcomes == frozenset()
    assert counted.received_on == timezone.localtime(now()).date()
    state_event(
        actor=people.avery,
        number=number,
        stated="corroborated",
        sources=[EventSource("caller"), EventSource("neighbour")],
    )
    assert counted_incidents()[0].outcomes == {"corroborated"}


@pytest.mark.usefixtures("home")
def test_answers_that_are_asked_of_no_incident_are_refused(people: People) -> None:
    with pytest.raises(InvalidIncident, match="nationality"):
        open_incident(
            actor=people.avery,
            origin=Origin.SEEN,
            district="D1",
            summary="x",
            answers={"nationality": Answer.YES},
        )


@pytest.mark.usefixtures("home")
def test_the_facts_of_an_act_within_an_incident_bar_footage(people: People) -> None:
    """They do not ask the directive whether footage may be seen, so they never let it be seen."""
    number = open_incident(
        actor=people.avery, origin=Origin.SEEN, district="District 1", summary="A van stopped."
    ).reference
    known = facts_within(actor=people.avery, number=number)
    assert not decide(people.avery, Permission.EXHIBIT_VIEW, known).allowed
    assert decide(people.avery, Permission.AID_RECORD, known).allowed
