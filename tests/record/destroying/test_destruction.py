"""A lawful destruction: who asks and decides, what goes, what stays, and that the log verifies."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from conftest import People
from onrecord.authority import SYSTEM, Refused
from onrecord.directive import Asked, Outcome
from onrecord.evidence.actions import close_viewing, open_viewing
from onrecord.evidence.models import Exhibit
from onrecord.incidents.actions import record_identification, record_reply, request_reply
from onrecord.incidents.models import Allegation, Incident, InvolvedParty
from onrecord.incidents.states import ReplyState
from onrecord.ledger import audit, guard, triggers
from onrecord.ledger.actions.destroying import begin, carry_out
from onrecord.ledger.actions.destruction import (
    approve_destruction,
    refuse_destruction,
    request_destruction,
)
from onrecord.ledger.destroying.scope import record_tables, scope_of
from onrecord.ledger.errors import DestructionHeld, UnfitDestruction, UnknownDestruction
from onrecord.ledger.models import Destruction, Disclosure, Entry, Tombstone
from onrecord.ledger.publication import publish_now
from onrecord.ledger.queries import opened_entries, policy_text, prove
from onrecord.ledger.times import now
from onrecord.referrals.actions import approve_referral
from onrecord.referrals.sealing import seal_referral
from onrecord.storage.home import Home
from onrecord.storage.local import blob_store
from onrecord_proof import proof, statement, verify
from onrecord_proof.policy import parse as parse_policy
from onrecord_proof.report import Exit
from onrecord_proof.statement import ENVELOPE
from record.destroying.planting import document, found, packet_of, planted
from referring import prepared, recorded, reported, with_exhibit

pytestmark = pytest.mark.usefixtures("committed")
COURT = {"authority": "court-expungement", "document_number": "Circuit Court, 26 X 0007"}


def asked(people: People, reference: str, scope: str = "incident", **said: str) -> str:
    """Ask for a destruction; return its number."""
    given = {"reason": "Ordered.", **COURT, **said}
    request_destruction(actor=people.frankie, scope=scope, reference=reference, **given)  # type: ignore[arg-type] # texts
    return Destruction.objects.latest("requested_at").number


def destroyed(people: People, reference: str, scope: str = "incident", **said: str) -> Destruction:
    """Ask, approve as another person, and carry out."""
    number = asked(people, reference, scope, **said)
    approve_destruction(actor=people.hollis, number=number, reason="The order was read.")
    carry_out(actor=SYSTEM.WORKER, number=number)
    return Destruction.objects.get(number=number)


WITHOUT_ROW = [
    "age",
    "basis",
    "closure-review",
    "contact-use",
    "decision-of-body",
    "dispatch-event",
    "duty-note",
    "incident-link",
    "kept-drafts",
    "matter",
    "matter-opening",
    "matter-reader",
    "preservation-step",
    "reason-answer",
    "reporting-person",
]
"""Nouns of an incident of which the planted one has no row; their scope is found as the others'."""


def findings() -> list[str]:
    """Return what an audit finds, but for the triggers that a test took away."""
    found = audit.run(actor=SYSTEM.SETUP).findings
    return [str(finding) for finding in found if finding.row != "triggers"]


def test_nothing_of_a_destroyed_incident_is_found_anywhere(
    people: People, home: Home, tmp_path: Path
) -> None:
    kept = recorded(people)
    with_exhibit(people, kept, b"another note, fictional\n" * 100)
    reported(people, kept)
    packet = shutil.copytree(packet_of(people, kept), tmp_path / "handed-over")
    number, marks = planted(people)
    incident = Incident.objects.get(number=number)
    nouns = {model.SUBJECT for model, _ in scope_of(incident.subject).records()}
    every = {n for n, m in record_tables().items() if hasattr(m, "incident") or n == "incident"}
    missing = sorted(every - nouns)
    assert missing == WITHOUT_ROW, " ".join(missing)
    publish_now(actor=people.frankie)
    before = findings()
    of_incident = Entry.objects.filter(chain__startswith=incident.subject, index__isnull=False)
    receipts = [(bytes(e.statement), prove(e.index or 0)) for e in of_incident[:5]]
    assert set(found(marks, home)) == set(marks)
    assert len(marks) > 100

    made = destroyed(people, number)

    assert found(marks, home) == {}
    assert made.state == "carried-out"
    assert (made.counts["blobs"], made.counts["packets"]) == (2, 1)
    assert [told["recipient"] for told in made.recipients] == ["ccsao"]
    assert made.counts["rows"] > 15
    assert made.backups_until is not None
    assert not Disclosure.objects.filter(entry__chain__startswith=incident.subject).exists()
    assert not Incident.objects.filter(number=number).exists()
    assert findings() == before == []
    publish_now(actor=people.frankie)
    assert findings() == []
    pinned = parse_policy(policy_text())
    assert verify.verify(packet, pinned=pinned).exit is Exit.HOLDS
    for stated, receipt in receipts:
        proof.parse(receipt).verify(statement.leaf(stated), pinned)
    assert len(receipts) == 5


def test_one_person_cannot_destroy(people: People, home: Home) -> None:
    number = recorded(people)
    asked_for = asked(people, number)
    for actor, code in ((people.frankie, "own-request"), (people.indigo, "role")):
        with pytest.raises(Refused) as caught:
            approve_destruction(actor=actor, number=asked_for, reason="Yes.")
        assert caught.value.code == code
    for actor in (people.avery, people.hollis, people.indigo, people.jordan):
        with pytest.raises(Refused):
            request_destruction(
                actor=actor, scope="incident", reference=number, reason="Ordered.", **COURT
            )
    with pytest.raises(Refused, match="cannot begin"):
        carry_out(actor=SYSTEM.WORKER, number=asked_for)
    refuse_destruction(actor=people.hollis, number=asked_for, reason="The order is of another.")
    with pytest.raises(Refused, match="refused cannot approve"):
        approve_destruction(actor=people.hollis, number=asked_for, reason="Yes.")
    assert Incident.objects.filter(number=number).exists()
    assert not Tombstone.objects.exists()
    assert home.blobs


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"authority": "the-mayor"}, "names no such authority. It names: local-records"),
        ({"document_number": " "}, "document number: enter it"),
        ({"reason": ""}, "reason: enter it"),
        ({"reason": "x" * 1_001}, "at most 1000"),
        ({"reason": "He knelt: ALLEGED TO HAVE KNELT on his neck."}, "repeats .* .conduct."),
        ({"reason": "Of the Federal Example Agency."}, "repeats what is to be destroyed"),
        ({"document_number": "2026-0001"}, "repeats .* .number."),
        ({"scope": "city"}, "say one of incident, exhibit, field"),
        ({"reference": ""}, "give the incident's number"),
        ({"reference": "2026-0001 E-1"}, "give the incident's number"),
        ({"reference": "2026-9999"}, "there is none"),
        ({"scope": "exhibit", "reference": "2026-0001 E-7"}, "there is none"),
        ({"scope": "field", "reference": "2026-0001 person 1"}, "no noun of an incident"),
        ({"scope": "field", "reference": "2026-0001 party one"}, "no number"),
        ({"scope": "field", "reference": "2026-0001 party 1", "field": "home"}, "no field of it"),
        ({"scope": "field", "reference": "2026-0001 party 1", "field": "kind"}, "with its row"),
        ({"scope": "field", "reference": "2026-0001 party 1", "field": "added_at"}, "with its row"),
        ({"scope": "field", "reference": "2026-0001 allegation A1", "field": "conduct"}, "its row"),
        ({"scope": "field", "reference": "2026-0001 party 1", "field": "id"}, "no field of it"),
    ],
)
@pytest.mark.usefixtures("home")
def test_bad_input_is_named_and_nothing_is_kept(
    people: People, said: dict[str, str], words: str
) -> None:
    number = recorded(people)
    given = {"scope": "incident", "reference": number, "reason": "Ordered.", **COURT, **said}
    with pytest.raises((UnfitDestruction, UnknownDestruction), match=words):
        request_destruction(actor=people.frankie, **given)  # type: ignore[arg-type] # texts
    assert not Destruction.objects.exists()


@pytest.mark.usefixtures("home")
def test_a_party_names_itself_in_no_reason(people: People) -> None:
    number = recorded(people)
    record_identification(
        actor=people.avery,
        number=number,
        asked=Asked.ASKED,
        outcome=Outcome.NAME_AND_BADGE,
        party=1,
        name_given="Quillon Harrowgate",
        badge_given="88412",
    )
    for reason in ("As Mr HARROWGATE asked.", "For badge 88412."):
        with pytest.raises(UnfitDestruction, match="repeats what is to be destroyed"):
            asked(people, number, reason=reason)


@pytest.mark.usefixtures("home")
def test_what_is_pending_holds_a_destruction(people: People) -> None:
    number = recorded(people)
    with_exhibit(people, number, b"a note, fictional\n")
    reported(people, number)
    ticket = open_viewing(actor=people.ellis, number=number, exhibit_number="E-1", purpose="see")
    with pytest.raises(DestructionHeld, match="views an exhibit"):
        asked(people, number)
    with pytest.raises(DestructionHeld, match="views an exhibit"):
        asked(people, f"{number} E-1", "exhibit")
    close_viewing(actor=people.ellis, token=ticket.token)
    request_reply(
        actor=people.ellis,
        number=number,
        agency="An agency",
        asked_by_way="letter",
        no_objection_on=now().date(),
    )
    with pytest.raises(DestructionHeld, match="has not answered"):
        asked(people, number)
    record_reply(actor=people.ellis, number=number, reply=1, state=ReplyState.NO_REPLY)
    first = asked(people, number)
    packet = prepared(people, number)
    with pytest.raises(DestructionHeld, match=f"{packet} is under way"):
        approve_destruction(actor=people.hollis, number=first, reason="Yes.")
    approve_referral(actor=people.blake, number=packet)
    seal_referral(actor=people.casey, number=packet)
    certificate = {"authority": "local-records-commission", "document_number": "Certificate 1"}
    with pytest.raises(DestructionHeld, match="no decision of the receiving office"):
        asked(people, number, **certificate)
    approve_destruction(actor=people.hollis, number=first, reason="The court ordered it.")
    open_viewing(actor=people.ellis, number=number, exhibit_number="E-1", purpose="see")
    with pytest.raises(DestructionHeld, match="views an exhibit"):
        carry_out(actor=SYSTEM.WORKER, number=first)
    assert not Tombstone.objects.exists()


@pytest.mark.usefixtures("home")
def test_an_exhibit_goes_with_its_derivatives_and_the_incident_stays_whole(people: People) -> None:
    number = recorded(people)
    for derived in ("", "E-1", "E-2", ""):
        document(people, number, "a fictional note", derived_from=derived)
    reported(people, number)
    stays = Exhibit.objects.get(number="E-4")
    made = destroyed(people, f"{number} E-1", "exhibit")
    assert [row.number for row in Exhibit.objects.all()] == ["E-4"]
    assert (made.counts["blobs"], made.counts["rows"]) == (3, 3)
    assert list(blob_store().names()) == [stays.blob]
    assert document(people, number, "one more") == "E-5"  # a number is never given twice
    assert findings() == []
    packet = packet_of(people, number)
    assert verify.verify(packet, pinned=parse_policy(policy_text())).exit is Exit.HOLDS
    assert findings() == []


@pytest.mark.usefixtures("home")
def test_one_field_goes_from_every_version_and_the_rest_stays(people: People) -> None:
    number = recorded(people)
    party = InvolvedParty.objects.get(incident__number=number)
    made = destroyed(people, f"{number} party 1", "field", field="markings")
    party.refresh_from_db()
    assert (party.markings, party.agency_given) == ("", "Federal Example Agency")
    assert (made.counts["rows"], made.counts["fields"]) == (0, 1)
    assert findings() == []
    with guard.permitted("an intruder"):
        InvolvedParty.objects.update(markings="POLICE vest")
    assert [f for f in findings() if "markings: stands though it was destroyed" in f]


@pytest.mark.usefixtures("home")
def test_the_entries_of_a_destruction_name_nothing_but_the_random_subject(people: People) -> None:
    number = recorded(people)
    incident = Incident.objects.get(number=number)
    made = destroyed(people, number)
    entries = Entry.objects.filter(subject=made.subject)
    assert [entry.kind for entry in entries.order_by("id")] == [
        "destruction.requested/1",
        "destruction.approved/1",
        "destruction.begun/1",
        "destruction.emptied/1",
        "destruction.carried_out/1",
    ]
    for opened in opened_entries(entries.values_list("id", flat=True)):
        values = opened.values()
        assert values["target"] == incident.subject
        assert number not in str(values)
    stone = Tombstone.objects.first()
    assert stone is not None
    assert stone.decided_in.kind == "destruction.approved/1"
    assert stone.authority == "Court, order of expungement: Circuit Court, 26 X 0007"


@pytest.fixture
def intruder(committed: None) -> Iterator[None]:  # noqa: ARG001 - the database is asked for by name
    """Write past the triggers, as somebody with the database's password can."""
    with connection.cursor() as cursor:
        for trigger in triggers.declared():
            on = "" if connection.vendor == "sqlite" else f" ON {trigger.table}"
            cursor.execute(f"DROP TRIGGER {trigger.name}{on}")
    with guard.permitted("a test that plays the intruder"):
        yield
    triggers.install()


@pytest.mark.usefixtures("home", "intruder")
def test_the_audit_names_what_no_destruction_covers(people: People) -> None:
    gone, number = recorded(people), recorded(people)
    with_exhibit(people, number, b"a note, fictional\n")
    made = destroyed(people, gone)
    approved = Entry.objects.get(subject=made.subject, kind="destruction.approved/1")
    assert findings() == []
    # Another's decision covers nothing: neither a field of its own incident, nor one elsewhere.
    victim = Entry.objects.filter(subject__startswith="party/").latest("id")
    authority = f"{made.authority_title}: {made.document_number}"
    for name in ("markings", "unit_given"):
        Tombstone.objects.create(entry=victim, name=name, authority=authority, decided_in=approved)
        Disclosure.objects.filter(entry=victim, name=name).delete()
    row = f"ledger_tombstone of entry {victim.id}"
    assert {f for f in findings() if f.startswith("ledger_tombstone")} == {
        f"{row} {name}: is without authority: the destruction that it points at does not name it"
        for name in ("markings", "unit_given")
    }
    stone = Tombstone.objects.exclude(entry=victim).first()
    assert stone is not None
    Tombstone.objects.filter(id=stone.id).update(authority="The mayor")
    assert any("names another authority" in finding for finding in findings())


@pytest.mark.usefixtures("home", "intruder")
def test_the_audit_names_what_still_stands_though_destroyed(people: People) -> None:
    number = recorded(people)
    with_exhibit(people, number, b"a note, fictional\n")
    exhibit = Exhibit.objects.get()
    blob = blob_store().path(exhibit.blob).read_bytes()
    destroyed(people, f"{number} E-1", "exhibit")
    exhibit.save(force_insert=True)
    assert [f for f in findings() if f"{exhibit.id}: stands though it was destroyed" in f]
    Exhibit.objects.all().delete()
    assert findings() == []
    store = blob_store()
    staged = store.stage([blob])
    store.keep(staged)
    store.finish(staged)
    assert findings() == [f"blobs {staged.name}: stands, and no exhibit names it"]
    store.destroy(staged.name)
    allegation = Allegation.objects.get()
    Disclosure.objects.filter(entry__subject=allegation.subject).delete()
    allegation.delete()
    assert any("is gone without a tombstone" in finding for finding in findings())


@pytest.mark.usefixtures("home")
def test_the_database_deletes_no_row_before_all_that_was_said_in_it(people: People) -> None:
    number = recorded(people)
    made = asked(people, number, "incident")
    approve_destruction(actor=people.hollis, number=made, reason="Read.")
    begin(actor=SYSTEM.WORKER, number=made)
    party = InvolvedParty.objects.get()
    entries = Entry.objects.filter(subject=party.subject)
    rows = InvolvedParty.objects.filter(id=party.id)

    def refuses() -> None:
        with (
            pytest.raises(DatabaseError, match="never deleted before"),
            guard.permitted("a test"),
            transaction.atomic(),
        ):
            rows._raw_delete(using="default")

    refuses()
    with guard.permitted("a test"):
        said = Disclosure.objects.filter(entry__in=entries)
        last = said.latest("id")
        assert last.name not in ENVELOPE
        said.exclude(id=last.id).delete()
    refuses()
    with guard.permitted("a test"), transaction.atomic():
        last.delete()
        rows._raw_delete(using="default")
        assert not rows.exists()
        transaction.set_rollback(True)
