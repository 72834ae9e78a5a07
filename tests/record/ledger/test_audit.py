"""The audit names whatever differs: each change that an intruder could make, one by one."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from uuid import uuid4

import pytest
from django.db import connection

from onrecord.accounts.models import Assignment, Person
from onrecord.authority import SYSTEM, Actor, Refused, Role
from onrecord.ledger import audit, guard, triggers
from onrecord.ledger.audit import AuditResult, Destroyed, Finding, Lost, Progress, gone
from onrecord.ledger.audit.findings import MOST
from onrecord.ledger.audit.rows import _text
from onrecord.ledger.audit.run import _blob_checks
from onrecord.ledger.models import Chain, Disclosure, Entry, Json, LostLeaf, Tombstone
from onrecord.ledger.sequencing import Sequencer
from onrecord.storage.home import Home
from onrecord_proof import disclosure, merkle, statement, tile
from record.ledger.acts_for_tests import add_person, confess, note_words, rename

pytestmark = pytest.mark.django_db


def run() -> AuditResult:
    return audit.run(actor=SYSTEM.SETUP)


def publish(home: Home) -> None:
    sequencer = Sequencer.open(home)
    sequencer.assign()
    sequencer.publish()


@pytest.fixture
def record(home: Home) -> Home:
    """Three people, one renamed, published; then one more act, not yet sequenced."""
    for name in ("avery", "blake", "casey"):
        person = add_person(name)
    rename(actor=SYSTEM.SETUP, person=person.id, name="Casey Renamed")
    publish(home)
    add_person("drew")
    return home


@pytest.fixture
def intruder() -> Iterator[None]:
    """Write past acts and triggers, as somebody with the database's password can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for trigger in triggers.declared():
            on = "" if connection.vendor == "sqlite" else f" ON {trigger.table}"
            cursor.execute(f"DROP TRIGGER {trigger.name}{on}")
    with guard.permitted("a test that plays the intruder"):
        yield


def test_an_untouched_record_holds(record: Home) -> None:
    result = run()
    assert result.findings == []
    assert result.holds
    assert result.entries == 9
    assert Entry.objects.count() == 10  # the audit itself is one
    assert Entry.objects.latest("id").kind == "audit.completed/1"
    assert result.in_checkpoint == 7
    assert result.rows == Person.objects.count() + Assignment.objects.count() == 8
    assert record.log.is_dir()


def test_progress_is_told_and_only_some_may_ask(record: Home) -> None:
    told: list[Progress] = []
    audit.run(actor=SYSTEM.SETUP, on_progress=told.append)
    assert [p for p in told if p.total == 9] == [Progress("Entries and the log", 9, 9)]
    assert {progress.step.split(":")[0] for progress in told} == {
        "Checkpoint, key and database",
        "Entries and the log",
        "Files of the log",
        "Chains",
        "Rows of the record",
        "Subjects of entries",
    }
    officer = Actor(id=uuid4(), username="o", name="O", roles=frozenset({Role.OFFICER}))
    with pytest.raises(Refused):
        audit.run(actor=officer)
    assert record.log.is_dir()


def _first() -> Entry:
    entry = Entry.objects.order_by("id").first()
    assert entry is not None
    return entry


def _restate(**changed: object) -> None:
    """Rewrite the first entry's statement with other values, its leaf hash and all."""
    entry = _first()
    old = statement.parse(bytes(entry.statement))
    for name, value in changed.items():
        entry.disclosures.filter(name=name).update(text=disclosure.encode(bytes(16), value))
    texts = dict(entry.disclosures.values_list("name", "text"))
    fresh = statement.encode(
        old.kind, old.nonce, old.names, [disclosure.digest(texts[name]) for name in old.names]
    )
    leaf = merkle.leaf_hash(statement.leaf(fresh))
    Entry.objects.filter(id=entry.id).update(statement=fresh, leaf_hash=leaf)


def _change_disclosure() -> None:
    _first().disclosures.filter(name="name").update(text=disclosure.encode(bytes(16), "Else"))


def _garble_disclosure() -> None:
    Disclosure.objects.filter(name="name").update(text="no disclosure")


def _drop_disclosure() -> None:
    _first().disclosures.filter(name="unit").delete()


def _add_disclosure() -> None:
    text = disclosure.encode(bytes(16), "yes")
    Disclosure.objects.create(entry=_first(), position=99, name="suspect", text=text)


def _move_disclosure() -> None:
    """Give a disclosure in the midst of an entry's to another entry, which lacks such a field."""
    other = Entry.objects.exclude(kind=_first().kind).latest("id")
    _first().disclosures.filter(name="badge_number").update(entry=other)


def _half_destroy() -> None:
    stone = {"authority": "Order 26-1", "decided_in": _first()}
    Tombstone.objects.create(entry=_first(), name="unit", **stone)


def _change_statement() -> None:
    entry = _first()
    changed = bytes(entry.statement).replace(b"person.added/1", b"person.edited/1")
    Entry.objects.filter(id=entry.id).update(statement=changed)


def _break_statement() -> None:
    Entry.objects.filter(id=_first().id).update(statement=b"{}")


def _link_elsewhere() -> None:
    casey = Entry.objects.filter(subject_version=2).get()
    Entry.objects.filter(id=casey.id).update(previous=Entry.objects.latest("id"))


def _swap_indices() -> None:
    second = Entry.objects.get(subject_version=2)
    assert second.previous is not None
    one, two = second.previous.index, second.index
    Entry.objects.filter(id=second.id).update(index=1000)
    Entry.objects.filter(id=second.previous_id).update(index=two)
    Entry.objects.filter(id=second.id).update(index=one)


def _move_head_back() -> None:
    chain = Chain.objects.exclude(head__previous=None).select_related("head").get()
    assert chain.head is not None
    Chain.objects.filter(key=chain.key).update(head=chain.head.previous)


def _delete_last_entry() -> None:
    last = Entry.objects.latest("id")
    Chain.objects.filter(head=last).delete()
    last.disclosures.all().delete()
    last.delete()


def _delete_logged_entry() -> None:
    last = Entry.objects.get(index=6)
    Chain.objects.filter(head=last).update(head=last.previous)
    last.disclosures.all().delete()
    last.delete()


def _change_tile(home: Home, path: str) -> None:
    (home.log / path).write_bytes((home.log / path).read_bytes()[:-1] + b"\x00")


def _person() -> str:
    return str(Person.objects.get(username="avery").id)


@pytest.mark.parametrize(
    ("change", "place", "field", "words"),
    [
        # Step 1: what was said
        (_change_disclosure, "ledger_disclosure", "name", "is not what was recorded"),
        (_garble_disclosure, "ledger_disclosure", "name", "is not what was recorded"),
        (_drop_disclosure, "ledger_disclosure", "unit", "gone without a tombstone"),
        (_move_disclosure, "ledger_disclosure", "badge_number", "gone without a tombstone"),
        (_move_disclosure, "ledger_disclosure", "badge_number", "no field of the statement"),
        (_half_destroy, "ledger_disclosure", "unit", "stands beside its tombstone"),
        (_add_disclosure, "ledger_disclosure", "suspect", "no field of the statement"),
        (_change_statement, "ledger_entry", "kind", "no"),
        (_change_statement, "ledger_entry", "leaf_hash", "not the hash"),
        (_break_statement, "ledger_entry", "statement", "members"),
        (lambda: _restate(name="Somebody Else"), "log", "", "its root is not"),
        (lambda: _restate(time="2026-01-01T00:00:00.000000Z"), "ledger_entry", "time", "stated"),
        (lambda: _restate(subject="person/x"), "ledger_entry", "subject", "stated"),
        (_link_elsewhere, "ledger_entry", "previous", "not an earlier"),
        (_link_elsewhere, "ledger_entry", "prev", "stated"),
        (_swap_indices, "ledger_entry", "index", "does not follow"),
        (
            lambda: Entry.objects.filter(subject_version=2).update(subject_version=3),
            "ledger_entry",
            "subject_version",
            "out of its order",
        ),
        (lambda: Chain.objects.update(head=None), "ledger_chain", "head", "no entry of this chain"),
        (_move_head_back, "ledger_chain", "head", "not the last"),
        (_delete_logged_entry, "ledger_entry", "", "published checkpoint holds 7"),
        # Step 2: what stands
        (
            lambda: Person.objects.filter(id=_person()).update(unit="Other"),
            "accounts_person",
            "unit",
            "differs from entry",
        ),
        (
            lambda: Person.objects.filter(id=_person()).update(handling_class="walled"),
            "accounts_person",
            "handling_class",
            "differs from entry",
        ),
        (
            lambda: Assignment.objects.filter(person=_person()).delete(),
            "accounts_assignment",
            "",
            "no row",
        ),
        (
            lambda: Person.objects.create(username="x", name="X", agency="Y"),
            "accounts_person",
            "",
            "no entry holds this row",
        ),
        (_delete_last_entry, "accounts_assignment", "", "no entry holds this row"),
    ],
)
@pytest.mark.usefixtures("record", "intruder")
def test_each_change_is_named(
    change: Callable[[], object], place: str, field: str, words: str
) -> None:
    change()
    result = run()
    assert not result.holds
    found = [f.words for f in result.findings if (f.place, f.field) == (place, field)]
    assert any(words in one for one in found), result.findings


@pytest.mark.parametrize("path", [tile.hash_path(0, 0, 7), tile.entries_path(0, 7)])
def test_each_changed_file_of_the_log_is_named(record: Home, path: str) -> None:
    _change_tile(record, path)
    assert run().findings == [Finding("log", path, "", "is not what the entries make")]
    (record.log / path).unlink()
    assert run().findings == [Finding("log", path, "", "is missing")]


def test_a_checkpoint_by_another_key_is_named(record: Home) -> None:
    data = (record.log / "checkpoint").read_bytes()
    (record.log / "checkpoint").write_bytes(data.replace(b"\n7\n", b"\n6\n"))
    (finding,) = run().findings
    assert (finding.place, finding.row) == ("log", "checkpoint")
    assert "does not verify" in finding.words


def test_an_older_checkpoint_than_the_store_is_no_finding_but_a_newer_is(record: Home) -> None:
    newest = record.checkpoint_store.read_bytes()
    published = (record.log / "checkpoint").read_bytes()
    publish(record)
    (record.log / "checkpoint").write_bytes(published)  # as between the swap and publication
    assert run().holds
    publish(record)
    record.checkpoint_store.write_bytes(newest)
    assert [f.place for f in run().findings] == ["checkpoint store"]


@pytest.fixture
def decided(record: Home, monkeypatch: pytest.MonkeyPatch) -> int:
    """Append an entry that decides on a destruction; return its id."""
    assert record.log.is_dir()
    monkeypatch.setattr(gone, "DECIDING", "test.noted")
    (entry,) = note_words(actor=SYSTEM.SETUP, words="destroy by order")
    return entry


def destroy(
    entry: Entry, names: Iterable[str], decided: int, authority: str = "Order 26-1"
) -> None:
    with guard.permitted("a test that plays a lawful destruction"):
        for name in names:
            Tombstone.objects.create(
                entry=entry, name=name, authority=authority, decided_in_id=decided
            )
            entry.disclosures.filter(name=name).delete()


def test_a_lawful_destruction_is_counted_and_no_finding(decided: int) -> None:
    (noted,) = note_words(actor=SYSTEM.SETUP, chain="test/2")  # no row stands for it
    first, second = _first(), Entry.objects.get(id=noted)
    destroy(first, ["badge_number", "unit"], decided)
    destroy(second, second.disclosures.values_list("name", flat=True), decided, "Order 26-2")
    result = run()
    assert (result.findings, result.statements_destroyed) == ([], 1)
    month = f"{Entry.objects.get(id=decided).recorded_at:%Y-%m}"
    count = len(statement.parse(bytes(second.statement)).names)
    assert result.destructions == [
        Destroyed(month, "Order 26-1", decided, fields=2, statements=0),
        Destroyed(month, "Order 26-2", decided, fields=count, statements=1),
    ]
    assert result.destroyed == 2 + count


def test_a_destruction_without_a_lawful_decision_is_named(decided: int) -> None:
    first = _first()
    destroy(first, ["unit"], first.id)  # an entry that decides nothing
    destroy(first, ["badge_number"], decided, authority=" ")
    place, row = "ledger_tombstone", f"of entry {first.id}"
    assert run().findings == [
        Finding(place, row, "badge_number", "names no authority"),
        Finding(
            place, row, "unit", f"entry {first.id} ({first.kind}) does not decide on a destruction"
        ),
    ]


@pytest.fixture
def lossy(record: Home, intruder: None) -> tuple[Home, int]:  # noqa: ARG001 - without triggers
    """Take the last published entry away, and confess it, as after an old backup."""
    last = Entry.objects.get(index=6)
    leaf = statement.leaf(bytes(last.statement))
    _delete_logged_entry()
    confession = confess(actor=SYSTEM.SETUP, first=6)
    LostLeaf.objects.create(index=6, leaf=leaf, confessed_in_id=confession)
    return record, confession


def test_a_confessed_loss_is_counted_listed_and_no_gap(lossy: tuple[Home, int]) -> None:
    result = run()
    assert not [f for f in result.findings if f.place in {"log", "ledger_lostleaf"}]
    assert not [f for f in result.findings if f.row == "index 6"]
    assert (result.lost, result.losses) == (1, [Lost(6, 6, 1, lossy[1])])


def test_a_confession_of_other_indices_is_named(lossy: tuple[Home, int]) -> None:
    other = confess(actor=SYSTEM.SETUP, first=7, count=3)
    LostLeaf.objects.filter(index=6).update(confessed_in=other)
    found = {(f.place, f.row, f.field): f.words for f in run().findings}
    assert "of other indices" in found["ledger_lostleaf", "6", "confessed_in"]
    assert lossy[1] < other


def test_a_false_confession_is_named(lossy: tuple[Home, int]) -> None:
    LostLeaf.objects.create(index=3, leaf=bytes(33), confessed_in_id=_first().id)
    LostLeaf.objects.filter(index=6).update(leaf=b"\x01" + bytes(32))
    found = {(f.place, f.row, f.field): f.words for f in run().findings}
    assert "an entry has its index" in found["ledger_lostleaf", "3", ""]
    assert found["ledger_lostleaf", "3", "leaf"] == "is not the leaf that was published"
    assert "confesses no loss" in found["ledger_lostleaf", "3", "confessed_in"]
    assert found["log", tile.entries_path(0, 7), ""] == "is not what the entries make"
    assert found["log", "checkpoint", ""] == "its root is not that of the entries"
    assert lossy[0].log.is_dir()


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), (0, None), ("1", 1)])
def test_values_that_python_confuses_are_told_apart(one: Json, other: Json) -> None:
    assert _text(one) != _text(other)
    assert _text({"a": 1, "b": one}) == _text({"b": one, "a": 1})


@pytest.mark.usefixtures("record")
def test_blobs_are_checked_by_those_who_keep_them(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Finding("blobs", "7f3a", "", "is missing")
    monkeypatch.setitem(
        _blob_checks, "exhibits", lambda *_: iter([("a", None), ("b", lost), ("c", None)])
    )
    result = run()
    assert (result.blobs, result.findings, result.differences) == (3, [lost], 1)


def test_findings_beyond_a_thousand_are_counted() -> None:
    result = AuditResult()
    for number in range(MOST + 5):
        result.add(Finding("t", str(number), "", "x"))
    assert (len(result.findings), result.differences) == (MOST, MOST + 5)
    assert str(result.findings[3]) == "t 3: x"


@pytest.mark.usefixtures("record")
def test_a_row_written_during_the_audit_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit read a row, an act changed it, the audit read its latest entry."""
    from onrecord.ledger.audit import rows  # noqa: PLC0415 - the name is patched below

    latest, seen = rows._latest_entries, []

    def slow(*arguments: object) -> object:
        if not seen:
            seen.append(True)
            for person in Person.objects.all():
                rename(actor=SYSTEM.SETUP, person=person.id, name="Written Meanwhile")
        return latest(*arguments)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(rows, "_latest_entries", slow)
    assert run().findings == []
    assert seen


def test_a_tile_published_before_it_was_full_is_missed_beside_its_bundle(record: Home) -> None:
    publish(record)
    (record.log / tile.hash_path(0, 0, 7)).unlink()
    assert run().findings == [Finding("log", tile.hash_path(0, 0, 7), "", "is missing")]


def test_a_store_without_its_row_is_named(record: Home) -> None:
    with closing(sqlite3.connect(record.checkpoint_store)) as store:
        store.execute("DELETE FROM checkpoint")
        store.commit()
    assert [f.place for f in run().findings] == ["checkpoint store"]
