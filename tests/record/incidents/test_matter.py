"""Matter in its handling class: taken in, listed, opened, and derived."""

from datetime import timedelta

import pytest

from conftest import PASSWORD, People
from onrecord.accounts.actions import create_account
from onrecord.accounts.actions.granting import make_grant
from onrecord.accounts.queries import actor_named
from onrecord.authority import SYSTEM, Actor, Channel, HandlingClass, Refused, Role
from onrecord.directive import Origin
from onrecord.incidents.actions import (
    add_matter,
    admit_reader,
    end_reader,
    open_incident,
    open_matter,
)
from onrecord.incidents.errors import InvalidIncident, StatusTextFound, UnknownPart
from onrecord.incidents.models import MatterOpening
from onrecord.incidents.queries import (
    incident_id,
    is_behind_wall,
    matter_readers,
    matters,
    timeline,
)
from onrecord.incidents.states import MatterForm
from onrecord.incidents.status_text import keep_all
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.storage.home import Home

pytestmark = pytest.mark.django_db
OFFICE = "Example County State's Attorney"
H = HandlingClass


def take_in(actor: Actor, number: str, of_class: HandlingClass, **said: str) -> str:
    """Take a statement in; return its reference."""
    given = {"title": "A statement", "words": "I was asked, and answered.", **said}
    return add_matter(
        actor=actor, number=number, handling_class=of_class, form=MatterForm.STATEMENT, **given
    ).reference


def prosecutor(name: str, agency: str = OFFICE) -> Actor:
    """Make a prosecutor of an office."""
    create_account(
        actor=SYSTEM.SETUP,
        username=name,
        password=PASSWORD,
        name=f"{name.capitalize()} Example",
        agency=agency,
        roles=[Role.PROSECUTOR],
    )
    return actor_named(name, channel=Channel.WEB)


@pytest.fixture
def number(people: People, home: Home) -> str:  # noqa: ARG001 - a home to write in
    return open_incident(
        actor=people.avery, origin=Origin.SEEN, district="District 1", summary="A van stopped."
    ).reference


def granted(people: People, number: str, **until: object) -> None:
    make_grant(
        actor=people.casey,
        about=f"incident/{incident_id(number)}",
        office="example",
        office_title=OFFICE,
        **until,
    )


def known(actor: Actor, number: str) -> list[str]:
    return [row.reference for row in matters(actor=actor, number=number)]


def test_ordinary_matter_is_open_to_readers_and_stands_on_the_timeline(
    people: People, number: str
) -> None:
    made = take_in(people.avery, number, H.ORDINARY, came_from="a neighbour")
    for reader in (people.avery, people.blake, people.ellis, people.casey, people.hollis):
        assert known(reader, number) == [made]
    with pytest.raises(Refused):
        matters(actor=people.drew, number=number)
    view = open_matter(actor=people.ellis, number=number, matter=made, purpose="to compare")
    assert view.words == "I was asked, and answered."
    assert MatterOpening.objects.get().purpose == "to compare"
    assert "A statement" in str(timeline(actor=people.ellis, number=number))


def test_a_compelled_statement_and_what_derives_from_it_stay_on_the_administrative_side(
    people: People, number: str
) -> None:
    made = take_in(people.hollis, number, H.COMPELLED)
    for reader in (people.avery, people.blake, people.ellis, people.casey, people.frankie):
        assert known(reader, number) == []
        with pytest.raises(UnknownPart):
            open_matter(actor=reader, number=number, matter=made, purpose="to see")
    admit_reader(actor=people.hollis, number=number, matter=made, username="blake")
    assert known(people.blake, number) == [made]
    note = take_in(people.blake, number, H.COMPELLED, source=made, title="A note of it")
    assert known(people.hollis, number) == [made, note]
    assert known(people.blake, number) == [made, note]
    assert known(people.ellis, number) == []
    chains = Entry.objects.filter(kind__startswith="matter.").values_list("chain", flat=True)
    assert set(chains) == {f"incident/{incident_id(number)}/compelled-statement"}
    assert "statement" not in str(timeline(actor=people.hollis, number=number)).lower()


def test_what_derives_is_of_its_sources_class(people: People, number: str) -> None:
    made = take_in(people.hollis, number, H.COMPELLED)
    with pytest.raises(InvalidIncident) as caught:
        take_in(people.hollis, number, H.ORDINARY, source=made)
    assert caught.value.field == "handling_class"
    with pytest.raises(UnknownPart):
        take_in(people.ellis, number, H.COMPELLED, source=made)


def test_whoever_opens_or_takes_in_a_compelled_statement_is_behind_the_wall(
    people: People, number: str
) -> None:
    made = take_in(people.hollis, number, H.COMPELLED)
    admit_reader(actor=people.hollis, number=number, matter=made, username="blake")
    incident = incident_id(number)
    assert is_behind_wall(people.hollis, incident)
    assert not is_behind_wall(people.blake, incident)  # listed, nothing opened yet
    open_matter(actor=people.blake, number=number, matter=made, purpose="to review")
    assert is_behind_wall(people.blake, incident)
    end_reader(actor=people.hollis, number=number, matter=made, username="blake")
    assert is_behind_wall(people.blake, incident)  # it was read all the same


def test_grand_jury_matter_is_its_lists_alone(people: People, number: str) -> None:
    riley, sasha = prosecutor("riley"), prosecutor("sasha")
    with pytest.raises(Refused) as caught:
        take_in(riley, number, H.GRAND_JURY)
    assert caught.value.code == "not-referred"
    granted(people, number)
    made = take_in(riley, number, H.GRAND_JURY)
    assert known(riley, number) == [made]
    assert known(sasha, number) == []
    admit_reader(
        actor=riley, number=number, matter=made, username="sasha", until=now() + timedelta(days=1)
    )
    assert known(sasha, number) == [made]
    assert len(matter_readers(actor=sasha, number=number, matter=made)) == 2
    end_reader(actor=riley, number=number, matter=made, username="sasha")
    assert known(sasha, number) == []
    with pytest.raises(UnknownPart):
        matter_readers(actor=sasha, number=number, matter=made)
    with pytest.raises(UnknownPart):
        admit_reader(actor=sasha, number=number, matter=made, username="sasha")


@pytest.mark.parametrize(
    ("username", "until", "field"),
    [("nobody", None, "username"), ("ellis", None, "username"), ("blake", 0, "until")],
)
def test_a_list_takes_nobody_whom_its_class_bars_and_no_past(
    people: People, number: str, username: str, until: int | None, field: str
) -> None:
    made = take_in(people.hollis, number, H.COMPELLED)
    moment = None if until is None else now() - timedelta(days=1)
    with pytest.raises(InvalidIncident) as caught:
        admit_reader(
            actor=people.hollis, number=number, matter=made, username=username, until=moment
        )
    assert caught.value.field == field


def test_words_on_status_stay_in_their_class(people: People, number: str) -> None:
    words = "He said that he is undocumented."
    with pytest.raises(StatusTextFound):
        take_in(people.hollis, number, H.COMPELLED, words=words)
    made = add_matter(
        actor=people.hollis,
        number=number,
        handling_class=H.COMPELLED,
        form=MatterForm.NOTE,
        title="A note",
        words=words,
        choices={"words": keep_all(words)},
    ).reference
    chains = Entry.objects.filter(kind="passage.walled/1").values_list("chain", flat=True)
    assert [chain.rpartition("/")[2] for chain in chains] == ["compelled-statement"]
    view = open_matter(actor=people.hollis, number=number, matter=made, purpose="to review")
    assert "undocumented" not in view.words
    assert view.kept_apart


def test_a_grant_ends_and_is_one_offices(
    people: People, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    riley = prosecutor("riley")
    granted(people, number, until=now() + timedelta(hours=1))
    assert known(riley, number) == []
    later = now() + timedelta(hours=2)
    monkeypatch.setattr("onrecord.accounts.queries.now", lambda: later)
    with pytest.raises(Refused) as caught:
        matters(actor=riley, number=number)
    assert caught.value.code == "not-referred"
    monkeypatch.undo()
    with pytest.raises(Refused):
        matters(actor=prosecutor("sasha", "Another County"), number=number)
