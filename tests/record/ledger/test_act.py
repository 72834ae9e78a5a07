"""The act: what it enforces, and what its entries say."""

import base64
import hashlib
import json
from uuid import uuid4

import pytest
from django.db import transaction

from onrecord.accounts.models import Person
from onrecord.authority import SYSTEM, Actor, Channel, Permission, Refused, Role
from onrecord.ledger.act import Act, act
from onrecord.ledger.append import Context, append
from onrecord.ledger.errors import ActWithoutEntry, FieldTooLarge, UnfitField, UnknownField
from onrecord.ledger.kinds import declare
from onrecord.ledger.models import Chain, Entry
from onrecord.ledger.queries import opened_entries, subject_entries
from onrecord_proof import merkle, statement
from record.ledger.acts_for_tests import (
    NOTED,
    add_person,
    note_around,
    note_words,
    rename,
    rename_and_refuse,
    rename_silently,
)

pytestmark = pytest.mark.django_db

NOBODY = Actor(id=uuid4(), username="nobody", name="No Body", roles=frozenset({Role.OFFICER}))


def values_of(entry: int) -> dict[str, object]:
    return dict(opened_entries([entry])[0].values())


def test_an_entry_commits_to_every_field_as_an_sd_jwt_library_recomputes() -> None:
    """RFC 9901 section 4.2.3, without a line of our own verifier."""
    person = add_person("avery")
    entry = opened_entries([subject_entries(person.subject)[0].id])[0]
    stated = json.loads(entry.statement)
    assert stated["kind"] == "person.added/1"
    for name, element in zip(stated["names"], stated["fields"], strict=True):
        text = entry.disclosures[name]
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        assert element == {"...": digest.decode()}
        salt, _value = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        assert len(base64.urlsafe_b64decode(salt + "==")) == 16
    leaf = b"\x01" + hashlib.sha256(entry.statement).digest()
    assert entry.leaf_hash == hashlib.sha256(b"\x00" + leaf).digest()


def test_an_entry_holds_the_whole_row_and_who_acted() -> None:
    person = add_person("avery")
    (view,) = subject_entries(person.subject)
    values = values_of(view.id)
    assert {name: values[name] for name in Person.fields()} == person.values()
    assert (values["subject"], values["subject_version"]) == (f"person/{person.id}", 1)
    assert (values["actor"], values["role"], values["channel"]) == (
        "system:setup",
        "system",
        "system",
    )
    assert values["grant"] is None
    assert values["prev"] is None


def test_the_operating_account_stands_beside_the_channel() -> None:
    actor = SYSTEM.SETUP.via(Channel.CLI, "clerk")
    (entry,) = note_words(actor=actor)
    assert values_of(entry)["channel"] == "cli:clerk"


def test_salts_and_nonces_never_repeat() -> None:
    """Equal values under fresh salts: nothing tells that they are equal (G29)."""
    entries = opened_entries(note_words(actor=SYSTEM.SETUP, count=50))
    nonces = {statement.parse(entry.statement).nonce for entry in entries}
    texts = [text for entry in entries for text in entry.disclosures.values()]
    assert len(nonces) == 50
    assert len(set(texts)) == len(texts)


def test_versions_ascend_and_each_entry_names_the_one_before() -> None:
    person = add_person("avery")
    rename(actor=SYSTEM.SETUP, person=person.id, name="Avery Other")
    rename(actor=SYSTEM.SETUP, person=person.id, name="Avery Third")
    first, second, third = opened_entries(view.id for view in subject_entries(person.subject))
    assert [e.values()["subject_version"] for e in (first, second, third)] == [1, 2, 3]
    for before, after in ((first, second), (second, third)):
        assert after.values()["prev"] == base64.b64encode(before.leaf_hash).decode()
        assert before.leaf_hash == merkle.leaf_hash(statement.leaf(before.statement))
    assert Chain.objects.get(key=f"{person.subject}/ordinary").head_id == third.id


def test_an_act_takes_keywords_only() -> None:
    with pytest.raises(TypeError, match="keywords only"):
        note_words(SYSTEM.SETUP)


def test_an_act_without_entry_is_rolled_back() -> None:
    person = add_person("avery")
    with pytest.raises(ActWithoutEntry, match="rename_silently"):
        rename_silently(actor=SYSTEM.SETUP, person=person.id)
    assert Person.objects.get(id=person.id).name == "Avery Example"


def test_an_earlier_entry_does_not_stand_for_a_later_act() -> None:
    person = add_person("avery")

    @act(Permission.HOME_SET_UP)
    def outer(act: Act, *, actor: Actor) -> None:
        act.note(NOTED, subject="test/1", chain="test/1", words="outer")
        rename_silently(actor=actor, person=person.id)

    with pytest.raises(ActWithoutEntry):
        outer(actor=SYSTEM.SETUP)
    assert not Entry.objects.filter(kind="test.noted/1").exists()


def test_authority_is_asked_before_the_body_runs() -> None:
    with pytest.raises(Refused, match="needs the role"):
        note_words(actor=NOBODY)
    (refusal,) = Entry.objects.all()
    values = values_of(refusal.id)
    assert refusal.kind == "act.refused/1"
    assert (values["permission"], values["code"]) == ("home:set-up", "role")
    assert (values["actor"], values["role"], values["about"]) == (str(NOBODY.id), None, None)


def test_a_refusal_by_a_state_undoes_the_act_and_is_itself_recorded() -> None:
    person = add_person("avery")
    before = Entry.objects.count()
    with pytest.raises(Refused, match="has left"):
        rename_and_refuse(actor=SYSTEM.SETUP, person=person.id)
    assert Person.objects.get(id=person.id).name == "Avery Example"
    refusal = Entry.objects.latest("id")
    assert Entry.objects.count() == before + 1
    assert values_of(refusal.id)["code"] == "state"


def test_an_inner_act_is_a_savepoint() -> None:
    person = add_person("avery")
    note_around(actor=SYSTEM.SETUP, person=person.id)
    words = [values_of(view.id)["words"] for view in subject_entries("test/outer")]
    assert words == ["before", "after"]
    assert Person.objects.get(id=person.id).name == "Avery Example"
    assert len(subject_entries(person.subject)) == 1


def test_the_outermost_act_is_durable() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        note_words(actor=SYSTEM.SETUP)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("x" * 65_535, FieldTooLarge),
        ("\u00e9" * 32_768, FieldTooLarge),
        (2**53, UnfitField),
        ("\ud800", UnfitField),
        ({"...": "a digest of no one"}, UnfitField),
        (1.5, TypeError),
    ],
)
def test_a_value_without_a_form_is_refused_and_nothing_kept(
    words: object, error: type[Exception]
) -> None:
    with pytest.raises(error):
        note_words(actor=SYSTEM.SETUP, words=words)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("words", ["x" * 65_534, None, True, 0, -(2**53 - 1), ["a", {"b": None}]])
def test_values_come_back_as_they_were_given(words: object) -> None:
    (entry,) = note_words(actor=SYSTEM.SETUP, words=words)
    assert values_of(entry)["words"] == words


def test_a_kind_has_exactly_its_fields() -> None:
    context = Context(act=uuid4(), actor=SYSTEM.SETUP, role=None)
    for fields in ({}, {"words": "a", "more": "b"}):
        with pytest.raises(UnknownField, match=r"missing .*, unknown"):
            append(
                context,
                NOTED,
                subject="test/1",
                chain="test/1",
                month=None,
                area=None,
                fields=fields,
            )


@pytest.mark.parametrize(
    ("name", "version", "fields"),
    [
        ("test.noted", 1, ("other",)),
        ("test.twice", 1, ("words", "words")),
        ("test.envelope", 1, ("actor",)),
        ("Test.Case", 1, ("words",)),
        ("test.name", 1, ("Words",)),
        ("test.version", 0, ("words",)),
    ],
)
def test_a_kind_that_cannot_be_is_refused(name: str, version: int, fields: tuple[str, ...]) -> None:
    with pytest.raises(UnknownField):
        declare(name, version, fields, "No kind.")
