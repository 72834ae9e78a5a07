"""G29: salts are no lever, and counting digests tells nothing.

Salts and digests of any value: `pure/proof/test_vectors.py`; blanks of one length in texts:
`pure/test_status_text.py`.
"""

from collections import defaultdict

import pytest

from conftest import People
from guardrails.conftest import World
from onrecord.directive import Origin
from onrecord.incidents.actions import open_incident, record_contact
from onrecord.incidents.status_text import MARKER, keep_all
from onrecord.ledger.kinds import declared
from onrecord.ledger.models import Disclosure, Entry
from onrecord.ledger.queries import opened_entries
from onrecord.storage.home import Home
from onrecord_proof import disclosure, statement

pytestmark = pytest.mark.django_db


def test_every_entry_of_a_kind_has_the_same_fields_null_included(world: World) -> None:
    world.report()
    world.refer()
    kinds = {kind.id: kind.names for kind in declared()}
    seen = defaultdict(set)
    for entry in Entry.objects.all():
        stated = statement.parse(bytes(entry.statement))
        texts = list(Disclosure.objects.filter(entry=entry).order_by("position"))
        assert tuple(text.name for text in texts) == kinds[entry.kind] == stated.names
        assert [disclosure.digest(text.text) for text in texts] == list(stated.digests)
        seen[entry.kind].add(len(stated.digests))
    assert len(seen) > 15
    assert all(len(counts) == 1 for counts in seen.values())


def test_salts_have_128_bits_and_none_comes_twice(world: World) -> None:
    world.report()
    salts = [disclosure.open(t)[0] for t in Disclosure.objects.values_list("text", flat=True)]
    nonces = [
        statement.parse(bytes(stated)).nonce
        for stated in Entry.objects.values_list("statement", flat=True)
    ]
    assert len(salts) > 500
    assert {len(salt) for salt in (*salts, *nonces)} == {16}
    assert len({*salts, *nonces}) == len(salts) + len(nonces)
    # Random bits: each of the 128 is set in about half of them.
    for bit in range(128):
        share = sum(salt[bit // 8] >> bit % 8 & 1 for salt in salts) / len(salts)
        assert 0.3 < share < 0.7


def test_a_list_and_a_text_are_one_value_each(world: World) -> None:
    """Ten words and none, a list of prompts and an empty one: as many digests, as long a text."""
    world.lock()
    locked = Entry.objects.get(kind="report.locked/1")
    told = dict(opened_entries([locked.pk])[0].values())
    assert isinstance(told["prompts"], list)
    for text in Disclosure.objects.values_list("text", flat=True):
        value = disclosure.open(text)[1]
        assert "_sd" not in str(value)
        assert not (isinstance(value, dict) and "..." in value)


@pytest.mark.usefixtures("home")
def test_statements_of_much_and_of_little_are_as_long(people: People, home: Home) -> None:
    assert home.is_set_up
    given = {"actor": people.avery, "origin": Origin.SEEN, "district": "District 1"}
    little = open_incident(**given, summary="x").entry_id
    much = open_incident(**given, summary="x" * 9000, place="y" * 200).entry_id
    lengths = {
        len(bytes(stated))
        for stated in Entry.objects.filter(id__in=[little, much]).values_list(
            "statement", flat=True
        )
    }
    assert len(lengths) == 1


def test_blanks_have_one_length_whatever_they_stand_for(world: World) -> None:
    texts = ["He is a refugee.", "He is a previously deported, undocumented alien."]
    found = []
    for text in texts:
        receipt = record_contact(
            actor=world.people.avery,
            number=world.number,
            office="Office",
            words=text,
            choices={"words": keep_all(text)},
        )
        found.append(dict(opened_entries([receipt.entry_id])[0].values())["words"])
    assert found[0] == f"He is a {MARKER}."
    assert {len(part) for text in found for part in [MARKER] if part in str(text)} == {20}
