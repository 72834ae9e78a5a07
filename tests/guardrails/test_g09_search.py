"""G9 in search: nobody is found by name, badge, plate or description, wherever it was written.

Nor is an incident found that its reader may not open, nor an offence that its author may not see.
"""

import pytest
from django.test import Client

from conftest import People
from guardrails.conftest import World
from onrecord.accounts.models import User
from onrecord.authority import Actor, Refused
from onrecord.directive import Answer, Asked, Origin, Outcome, SubjectKind
from onrecord.incidents.actions import (
    Description,
    add_party,
    confirm_identity,
    correct_incident,
    open_incident,
    rebuild_search,
    record_aid,
    record_identification,
)
from onrecord.incidents.models import SearchText
from onrecord.incidents.queries import incidents_matching
from onrecord.incidents.states import ConfirmationResult
from onrecord.ledger.times import now

NAMED = {
    "name_given": "Zoë Quillfeather",
    "badge_given": "88-1207",
    "plate_on_duty": "QX 51 774",
    "markings": "ORANGEVEST",
    "clothing": "turquoise jacket",
    "vehicle": "magenta van",
}
LOOKED_FOR = (
    "Quillfeather", "zoe", "Zoë", "quill", "88-1207", "881207", "8812", "QX51774", "QX 51 774",
    "orangevest", "turquoise", "magenta", "Brightwater", "4402", "Hazelnutt", "cardiganed",
    "Avery", "AB12345",
)  # fmt: skip
EVERYBODY = ("avery", "blake", "casey", "ellis", "hollis")


def found(actor: Actor, wanted: str) -> list[str]:
    return [row.number for row in incidents_matching(actor=actor, words_wanted=wanted).rows]


@pytest.fixture
def planted(world: World) -> World:
    """Write a name into every text, before it is recorded as one and after."""
    people, number = world.people, world.number
    said = (
        "Zoë Quillfeather, badge 88-1207, of the magenta van QX51774, spoke; Brightwater's badge"
        " 4402 too. Hazelnutt lay there, cardiganed. Avery Example saw it. Plate AB12345."
    )
    correct_incident(
        actor=people.avery, number=number, changes={"summary": f"A grocer's stall. {said}",
        "place": "Linden corner, by the turquoise jacket"}, reason="More is known.",
    )  # fmt: skip
    world.exhibit("document", b"a note", title=f"Ledger page. {said} ORANGEVEST")
    add_party(
        actor=people.avery, number=number, kind=SubjectKind.FEDERAL,
        described=Description(**NAMED),
    )  # fmt: skip
    record_identification(
        actor=people.avery, number=number, asked=Asked.ASKED, outcome=Outcome.NAME_AND_BADGE,
        party=1, name_given="Brightwater", badge_given="4402",
    )  # fmt: skip
    record_aid(
        actor=people.avery, number=number, person_described="Hazelnutt, cardiganed",
        ems_asked_at=now(),
    )  # fmt: skip
    confirm_identity(
        actor=people.ellis, number=number, party=1, with_whom="The agency (fictional)",
        result=ConfirmationResult.CONFIRMED, name_stated="Quillfeather", badge_stated="88-1207",
    )  # fmt: skip
    return world


@pytest.mark.django_db
def test_nobody_is_found_though_every_text_names_them(planted: World) -> None:
    for _ in range(2):
        for username in EVERYBODY:
            actor = getattr(planted.people, username)
            assert [w for w in LOOKED_FOR if found(actor, w)] == []
            assert found(actor, "grocer") == [planted.number]
            assert found(actor, "ledger page") == [planted.number]
        assert rebuild_search(actor=planted.people.indigo) == 1
    (row,) = SearchText.objects.all()
    held = f"{row.words} {row.with_offences}"
    assert not [w for w in ("quillfeather", "881207", "qx51774", "brightwater") if w in held]


@pytest.mark.django_db
def test_a_page_of_hits_says_so_and_an_empty_one_how_many_filters(planted: World) -> None:
    client = Client()
    client.force_login(User.objects.get(username="ellis"))
    text = client.get("/incidents/?q=grocer").content.decode()
    assert f"/incidents/{planted.number}/" in text
    text = client.get("/incidents/?q=Quillfeather&state=open&district=District+4").content.decode()
    assert "Nothing matches 3 filters" in text
    assert f"/incidents/{planted.number}/" not in text


@pytest.mark.django_db
def test_grants_come_first(world: World) -> None:
    assert found(world.people.blake, "van") == [world.number]
    assert found(world.people.drew, "van") == []
    assert found(world.people.drew, world.number) == []
    for nobody in (world.people.jordan, world.people.indigo, world.people.gray):
        with pytest.raises(Refused):
            found(nobody, "van")


@pytest.mark.django_db
def test_an_offence_is_found_by_its_author_only_once_the_narrative_is_locked(world: World) -> None:
    assert found(world.people.ellis, "criminal") == [world.number]
    assert found(world.people.avery, "criminal") == []
    world.lock()
    assert found(world.people.avery, "criminal") == [world.number]


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ['"', "van AND", "words:van", "NEAR(van", "van*", "'; --", "%"])
def test_no_word_is_a_command_of_the_index(world: World, wanted: str) -> None:
    assert found(world.people.ellis, wanted) in ([], [world.number])


@pytest.mark.django_db
def test_filters_and_pages_hold_within_a_search(people: People, world: World) -> None:
    numbers = [world.number] + [
        open_incident(
            actor=people.avery, origin=Origin.SEEN, district="District 9", summary="A second van.",
            answers={"injured": Answer.NO},
        ).reference
        for _ in range(2)
    ]  # fmt: skip
    first = incidents_matching(actor=people.ellis, words_wanted="van", limit=2)
    rest = incidents_matching(
        actor=people.ellis, words_wanted="van", after=first.following, limit=2
    )
    assert [row.number for row in (*first.rows, *rest.rows)] == numbers[::-1]
    within = incidents_matching(actor=people.ellis, words_wanted="van", district="District 9")
    assert {row.number for row in within.rows} == set(numbers[1:])
