"""Who told us: a store apart, a key apart, and a random reference in the record (G20)."""

import sqlite3
from datetime import timedelta

import pytest

from conftest import People
from onrecord.accounts.contact_store import ContactStore, contact_store
from onrecord.accounts.errors import ContactsUnfit
from onrecord.authority import Refused
from onrecord.directive import Origin, SubjectKind
from onrecord.incidents.actions import (
    Description,
    add_party,
    add_reporter,
    forget_reporter,
    open_incident,
    sweep_contacts,
    use_contact,
)
from onrecord.incidents.errors import InvalidIncident, StatusTextFound, UnknownPart
from onrecord.incidents.models import ContactUse, ReportingPerson
from onrecord.incidents.queries import reporters
from onrecord.ledger.models import Disclosure
from onrecord.ledger.times import now
from onrecord.storage.home import Home
from onrecord_proof import disclosure

pytestmark = pytest.mark.django_db
NAME, PHONE = "Quinn Placeholder-8841", "555 0100 8841"
NO_TIME = timedelta(0)


@pytest.fixture
def number(people: People, home: Home) -> str:  # noqa: ARG001 - a home to write in
    return open_incident(
        actor=people.avery, origin=Origin.REPORTED, district="District 1", summary="A van stopped."
    ).reference


@pytest.fixture
def told(people: People, number: str) -> str:
    add_reporter(actor=people.avery, number=number, name=NAME, telephone=PHONE, way="by telephone")
    return number


def everything(home: Home) -> bytes:
    """Return every byte of the home, and every value of the log."""
    files = b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file())
    opened = [
        disclosure.open(text)[1] for text in Disclosure.objects.values_list("text", flat=True)
    ]
    return files + repr(opened).encode() + repr(list(ReportingPerson.objects.values())).encode()


def test_the_record_holds_a_reference_and_the_store_what_only_its_key_opens(
    people: People, told: str, home: Home
) -> None:
    row = ReportingPerson.objects.get()
    assert len(row.reference) == 32
    assert b"8841" not in everything(home)
    read = use_contact(actor=people.ellis, number=told, reporter=1, purpose="to ask what was seen")
    assert read == {"name": NAME, "telephone": PHONE}
    assert ContactUse.objects.get().purpose == "to ask what was seen"
    assert home.contacts.stat().st_mode & 0o777 == 0o600
    assert (home.keys / "contacts.key").stat().st_mode & 0o777 == 0o600


def test_nobody_on_the_incident_and_no_chain_above_it_sees_who_told_us(
    people: People, told: str
) -> None:
    for actor in (people.avery, people.blake, people.drew, people.casey, people.indigo):
        with pytest.raises(Refused):
            reporters(actor=actor, number=told)
        with pytest.raises(Refused):
            use_contact(actor=actor, number=told, reporter=1, purpose="to know")
    assert not ContactUse.objects.exists()
    (row,) = reporters(actor=people.hollis, number=told)
    assert NAME not in repr(row)
    with pytest.raises(Refused):
        use_contact(actor=people.hollis, number=told, reporter=1, purpose="to know")


def test_an_investigator_who_took_part_or_is_a_party_is_kept_out(people: People, told: str) -> None:
    own = open_incident(
        actor=people.ellis, origin=Origin.SEEN, district="District 1", summary="A van stopped."
    ).reference
    add_reporter(actor=people.ellis, number=own, name=NAME)
    with pytest.raises(Refused) as caught:
        use_contact(actor=people.ellis, number=own, reporter=1, purpose="to know")
    assert caught.value.code == "on-the-incident"
    add_party(
        actor=people.avery,
        number=told,
        kind=SubjectKind.LOCAL,
        described=Description(name_given=people.ellis.name.upper()),
    )
    with pytest.raises(Refused) as caught:
        reporters(actor=people.ellis, number=told)
    assert caught.value.code == "partys-chain"
    assert use_contact(actor=people.frankie, number=told, reporter=1, purpose="to ask")


def test_deletion_on_request_leaves_the_reference(people: People, told: str, home: Home) -> None:
    forget_reporter(actor=people.frankie, number=told, reporter=1)
    assert use_contact(actor=people.ellis, number=told, reporter=1, purpose="to ask") == {}
    (row,) = reporters(actor=people.frankie, number=told)
    assert row.contact_deleted_at is not None
    with sqlite3.connect(home.contacts) as rows:
        assert rows.execute("SELECT count(*) FROM contact").fetchone() == (0,)
    with pytest.raises(InvalidIncident):
        forget_reporter(actor=people.frankie, number=told, reporter=1)
    with pytest.raises(UnknownPart):
        forget_reporter(actor=people.frankie, number=told, reporter=2)


class PowerFails(Exception):  # noqa: N818 - named for what happens
    """The machine stops here."""


@pytest.mark.parametrize("line", ["before the store", "after the store"])
def test_no_contact_data_remain_without_their_row(
    people: People, number: str, home: Home, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    put = ContactStore.put

    def failing(self: ContactStore, reference: str, contact: dict[str, str]) -> None:
        if line == "after the store":
            put(self, reference, contact)
        raise PowerFails

    monkeypatch.setattr(ContactStore, "put", failing)
    with pytest.raises(PowerFails):
        add_reporter(actor=people.avery, number=number, name=NAME)
    assert not ReportingPerson.objects.exists()
    assert sweep_contacts() == 0  # younger than any act may be
    assert sweep_contacts(older_than=NO_TIME) == (line == "after the store")
    assert contact_store(home).references(before=now()) == frozenset()


def test_a_deletion_that_was_cut_off_is_finished_and_nothing_else_is_swept(
    people: People, told: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_reporter(actor=people.avery, number=told, name="Another Placeholder")

    def failing(_self: ContactStore, _reference: str) -> bool:
        raise PowerFails

    monkeypatch.setattr(ContactStore, "delete", failing)
    with pytest.raises(PowerFails):
        forget_reporter(actor=people.frankie, number=told, reporter=1)
    monkeypatch.undo()
    assert sweep_contacts(older_than=NO_TIME) == 1
    left = ReportingPerson.objects.get(number=2).reference
    assert contact_store(home).references(before=now()) == {left}


def test_a_store_without_its_key_keeps_and_gives_nothing(
    people: People, told: str, home: Home
) -> None:
    key = home.keys / "contacts.key"
    key.unlink()
    for act in (
        lambda: add_reporter(actor=people.avery, number=told, name="Another"),
        lambda: use_contact(actor=people.ellis, number=told, reporter=1, purpose="to ask"),
    ):
        with pytest.raises(ContactsUnfit, match="key"):
            act()
    assert ReportingPerson.objects.count() == 1
    key.write_text("ab" * 32)
    with pytest.raises(ContactsUnfit, match="another key"):
        use_contact(actor=people.ellis, number=told, reporter=1, purpose="to ask")


def test_bad_input_keeps_nothing(people: People, number: str, home: Home) -> None:
    with pytest.raises(InvalidIncident):
        add_reporter(actor=people.avery, number=number, way="by telephone")
    with pytest.raises(StatusTextFound):
        add_reporter(actor=people.avery, number=number, name="x", note="he is undocumented")
    assert contact_store(home).references(before=now()) == frozenset()


def test_a_key_may_lie_elsewhere(
    people: People, number: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = home.root.parent / "apart" / "contacts.key"
    monkeypatch.setenv("ONRECORD_CONTACT_KEY", str(elsewhere))
    add_reporter(actor=people.avery, number=number, name=NAME)
    assert elsewhere.exists()
    assert not (home.keys / "contacts.key").exists()
