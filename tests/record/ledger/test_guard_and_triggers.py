"""Below the code: writes outside acts are refused, and the database refuses the rest."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from onrecord.accounts.models import Assignment, FailedSignIn, Person
from onrecord.authority import SYSTEM
from onrecord.ledger import guard, triggers
from onrecord.ledger.errors import TriggersMissing, WriteOutsideAct
from onrecord.ledger.models import Chain, Disclosure, Entry, Tombstone
from onrecord.ledger.times import now
from record.ledger.acts_for_tests import add_person, note_words

pytestmark = pytest.mark.django_db


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "write",
    [
        lambda: Person(username="x", name="X", agency="Y").save(),
        lambda: Person.objects.create(username="x", name="X", agency="Y"),
        lambda: Person.objects.bulk_create([Person(username="x", name="X", agency="Y")]),
        lambda: Person.objects.update(name="Changed"),
        lambda: Assignment.objects.all().delete(),
        lambda: Entry.objects.update(index=7),
        lambda: Chain.objects.get_or_create(key="stray"),
        lambda: Tombstone.objects.update(authority="x"),
        lambda: execute("UPDATE accounts_person SET name = 'Changed'"),
        lambda: execute('  update "accounts_person" set name = 1'),
        lambda: execute("/* by hand */ DELETE FROM accounts_person"),
        lambda: execute("WITH x AS (SELECT 1) UPDATE accounts_person SET name = 'Changed'"),
        lambda: execute("REPLACE INTO accounts_person VALUES (1)"),
        lambda: execute("INSERT OR REPLACE INTO accounts_person VALUES (1)"),
        lambda: execute("UPDATE OR IGNORE main.accounts_person SET name = 'Changed'"),
        lambda: execute("TRUNCATE accounts_user, accounts_person"),
    ],
)
def test_no_table_of_the_record_is_written_outside_an_act(write: Callable[[], object]) -> None:
    person = add_person("avery")
    words = r"actions under ledger\.act only"
    with pytest.raises(WriteOutsideAct, match=words), transaction.atomic():
        write()
    assert list(Person.objects.all()) == [person]


def test_reading_and_working_tables_are_free() -> None:
    FailedSignIn.objects.create(username="x", at=now())
    FailedSignIn.objects.all().delete()
    assert not Person.objects.select_for_update().exists()


def refused(write: Callable[[], object], words: str) -> None:
    with (
        pytest.raises(DatabaseError, match=words),
        guard.permitted("a test that plays the intruder"),
        transaction.atomic(),
    ):
        write()


def test_entries_and_disclosures_are_frozen_in_the_database() -> None:
    entry = Entry.objects.get(id=note_words(actor=SYSTEM.SETUP)[0])
    one = Entry.objects.filter(id=entry.id)
    opened = entry.disclosures
    refused(lambda: execute("DELETE FROM ledger_entry"), "never deleted")
    refused(lambda: one.update(statement=b"{}"), "never changes")
    refused(lambda: one.update(leaf_hash=bytes(32)), "never changes")
    refused(lambda: one.update(recorded_at=now()), "never changes")
    refused(lambda: one.update(subject="test/2"), "never changes")
    refused(lambda: one.update(index=3, act=uuid4()), "never changes")
    refused(lambda: opened.update(text="x"), "never changes")
    refused(lambda: opened.all().delete(), "only after its tombstone")
    refused(lambda: execute("DELETE FROM ledger_chain"), "never deleted")


def test_an_index_is_given_once() -> None:
    one = Entry.objects.filter(id=note_words(actor=SYSTEM.SETUP)[0])
    with guard.permitted("a test that plays the sequencer"):
        one.update(index=0)
    refused(lambda: one.update(index=1), "never changes")
    refused(lambda: one.update(index=None), "never changes")


def test_a_disclosure_goes_after_its_tombstone_and_the_tombstone_stays() -> None:
    first, second = note_words(actor=SYSTEM.SETUP, count=2)
    with guard.permitted("a test that plays a lawful destruction"):
        Tombstone.objects.create(
            entry_id=first, name="words", authority="Order 26-1", decided_in_id=second
        )
        Disclosure.objects.filter(entry=first, name="words").delete()
    refused(Disclosure.objects.filter(entry=first, name="actor").delete, "only after its tombstone")
    refused(Disclosure.objects.filter(entry=second, name="words").delete, "only after")
    refused(lambda: Tombstone.objects.update(authority="none"), "never changes")
    refused(lambda: execute("DELETE FROM ledger_tombstone"), "never deleted")


def test_a_tombstone_names_its_authority() -> None:
    (entry,) = note_words(actor=SYSTEM.SETUP)
    refused(
        lambda: Tombstone.objects.create(
            entry_id=entry, name="words", authority="", decided_in_id=entry
        ),
        "tombstone_has_authority",
    )


def test_rows_of_the_record_are_never_deleted() -> None:
    add_person("avery")
    refused(lambda: execute("DELETE FROM accounts_assignment"), "never deleted")
    refused(lambda: execute("DELETE FROM accounts_person"), "never deleted")


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no TRUNCATE")
def test_tables_are_never_truncated() -> None:
    add_person("avery")
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # PostgreSQL truncates nothing while checks wait
    for table in ("ledger_entry", "ledger_disclosure", "accounts_assignment"):
        refused(lambda table=table: execute(f"TRUNCATE {table} CASCADE"), "never|only after")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has REPLACE")
def test_replacing_is_deleting() -> None:
    note_words(actor=SYSTEM.SETUP)
    refused(
        lambda: execute("REPLACE INTO ledger_disclosure SELECT * FROM ledger_disclosure"),
        "only after its tombstone",
    )


def test_a_missing_trigger_is_named_and_reinstalled() -> None:
    on = "" if connection.vendor == "sqlite" else " ON ledger_entry"
    triggers.check()
    execute(f"DROP TRIGGER keep_ledger_entry_delete{on}")
    with pytest.raises(TriggersMissing, match="keep_ledger_entry_delete"):
        triggers.check()
    triggers.install()
    triggers.check()


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite cannot disable a trigger")
def test_a_disabled_trigger_is_a_missing_one() -> None:
    execute("ALTER TABLE ledger_entry DISABLE TRIGGER keep_ledger_entry_update")
    with pytest.raises(TriggersMissing, match="keep_ledger_entry_update"):
        triggers.check()
