"""G17: handling classes are walls: what stands behind one leaves no trace before it.

Who takes in, knows of and opens what: `pure/authority/test_classes.py`, over
`golden/handling_classes.csv`. Lists, openings and derivation: `record/incidents/test_matter.py`.
"""

import json
import re

import pytest
from django.test import Client
from django.urls import get_resolver

from conftest import PASSWORD, People
from guardrails.census import OTHERS, arguments
from guardrails.conftest import World
from guardrails.test_g15 import BY_REFERRAL, address, urls
from guardrails.test_g16 import line_kind, texts_of
from onrecord.accounts.models import Grant
from onrecord.authority import Actor, HandlingClass, Refused
from onrecord.incidents.actions import admit_reader, open_matter, record_legal_authority
from onrecord.incidents.queries import walled_passages
from onrecord.ledger.oversight import refused_attempts
from onrecord.referrals.actions import approve_referral
from onrecord.referrals.sealing import seal_referral
from onrecord.web.rule import rule_of
from record.incidents.test_matter import granted, prosecutor, take_in

H = HandlingClass
MARK = "mark-6182"
NOWHERE = "00000000-0000-4000-8000-000000000000"
VARYING = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]+"|\b[A-Za-z0-9]{64}\b|name="once"[^>]*'
    rb'|datetime="[^"]+">[^<]+<'
    rb"|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}|\d+ (?:hours?|days?) left|\d{13}|\b\d\d:\d\d\b"
)


def planted(world: World, riley: Actor) -> dict[HandlingClass, str]:
    """Take matter in behind each wall that has a list or no list; return the references."""
    said = {"title": f"Title {MARK}", "words": f"Words {MARK}", "came_from": f"From {MARK}"}
    people, number = world.people, world.number
    return {
        H.COMPELLED: take_in(people.hollis, number, H.COMPELLED, **said),
        H.GRAND_JURY: take_in(riley, number, H.GRAND_JURY, **said),
        H.PRIVILEGED: take_in(people.frankie, number, H.PRIVILEGED, **said),
        H.COURT_SEALED: take_in(people.frankie, number, H.COURT_SEALED, **said),
    }


def pages(client: Client, world: World, referral: str, matter: str) -> dict[str, tuple[int, bytes]]:
    """Return what every page of staff answers, without what differs from time to time."""
    found = {}
    for text, pattern in urls(get_resolver()):
        rule = rule_of(pattern.callback)
        if rule is None or rule.public or "save" in text or "export" in text:
            continue
        values = {
            "number": world.number,
            "exhibit_number": "E-1",
            "exhibit": "E-1",
            "matter": matter,
        }
        if text.startswith("referrals/"):
            values["number"] = referral
        url = address(text, values)
        answer = client.get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert MARK.encode() not in body
        if not answer["Content-Type"].startswith("text/html"):
            continue  # files bear the moment at which they were made
        found[url.replace(f"matter/{matter}", "matter/MATTER")] = (
            answer.status_code,
            VARYING.sub(b"", body),
        )
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["blake", "ellis"])
def test_no_page_shows_a_trace_of_what_is_behind_a_wall(world: World, username: str) -> None:
    """Before and after, every page answers the same, and alike for what exists and does not."""
    world.report()
    referral = world.refer()
    granted(world.people, world.number)
    client = Client(raise_request_exception=False)
    assert client.post("/sign-in/", {"username": username, "password": PASSWORD}).status_code == 302
    riley = prosecutor("riley")
    pages(client, world, referral, NOWHERE)  # once, for what a first look records by itself
    before = pages(client, world, referral, NOWHERE)
    made = planted(world, riley)
    after = pages(client, world, referral, made[H.GRAND_JURY])
    differing = {u: (before[u], a) for u, a in after.items() if a != before[u]}
    assert differing == {}
    for reference in made.values():
        for rest in ("", "readers/"):
            url = f"/incidents/{world.number}/matter/{reference}/{rest}"
            answer = client.get(url)
            known = before[url.replace(reference, "MATTER")]
            assert (answer.status_code, VARYING.sub(b"", answer.content)) == known


@pytest.mark.django_db
def test_no_query_tells_of_what_is_behind_a_wall(world: World) -> None:
    world.report()
    referral = world.refer()
    granted(world.people, world.number)
    riley, sasha = prosecutor("riley"), prosecutor("sasha")
    made = planted(world, riley)
    asked = 0
    for actor in (*(getattr(world.people, n) for n in ("avery", "blake", "casey", "ellis")), sasha):
        for function in OTHERS:
            if ".queries" not in function.name:
                continue
            known = {
                "number": referral if function.name in BY_REFERRAL else world.number,
                "exhibit_number": "E-1",
                "matter": made[H.GRAND_JURY],
            }
            try:
                answer = function.function(actor=actor, **arguments(function, known))
            except Exception as error:  # noqa: BLE001 - whatever it says is looked at
                answer = error
            asked += 1
            assert MARK not in str(answer), function.name
            assert not any(m in str(answer) for m in made.values() if m != known["matter"])
    assert asked > 100
    for one in refused_attempts(actor=world.people.gray):
        assert "matter" not in one.about


@pytest.mark.django_db
def test_grand_jury_matter_answers_everybody_else_as_if_it_did_not_exist(world: World) -> None:
    """The inspector general and the office's other prosecutors included; no refusal tells."""
    granted(world.people, world.number)
    riley, sasha = prosecutor("riley"), prosecutor("sasha")
    made = take_in(riley, world.number, H.GRAND_JURY, title=MARK)
    before = len(refused_attempts(actor=world.people.gray))
    for actor in (sasha, world.people.hollis, world.people.frankie, world.people.ellis):
        said = []
        for reference in (made, NOWHERE):
            with pytest.raises(Exception) as caught:  # noqa: PT011 - compared below
                open_matter(actor=actor, number=world.number, matter=reference, purpose="see")
            said.append((type(caught.value), str(caught.value)))
        assert said[0] == said[1]
    assert len(refused_attempts(actor=world.people.gray)) == before


@pytest.mark.usefixtures("committed")
def test_a_packet_opens_nothing_of_a_wall_and_whoever_saw_behind_it_makes_none(
    people: People, world: World
) -> None:
    world.report()
    number = world.refer()
    made = take_in(people.hollis, world.number, H.COMPELLED, title=MARK, words=MARK)
    admit_reader(actor=people.hollis, number=world.number, matter=made, username="drew")
    take_in(people.drew, world.number, H.COMPELLED, source=made, words=MARK)
    with pytest.raises(Refused) as caught:
        approve_referral(actor=people.drew, number=number)
    assert caught.value.code == "behind-the-wall"
    approve_referral(actor=people.blake, number=number)
    folder = seal_referral(actor=people.casey, number=number).folder
    lines = (folder / "data/ledger/entries.jsonl").read_text("utf-8").splitlines()
    kinds = {line_kind(json.loads(line)).partition("/")[0] for line in lines}
    assert not {kind for kind in kinds if kind.startswith("matter.")}
    assert not any(MARK in file.read_text("utf-8") for file in texts_of(folder))
    grant = Grant.objects.get()
    assert grant.office_title == world.directive.destinations[0].title


@pytest.mark.django_db
def test_words_kept_apart_are_opened_by_the_office_that_has_the_packet(world: World) -> None:
    record_legal_authority(
        actor=world.people.avery, number=world.number, authority_kind="warrant of the agency"
    )
    riley = prosecutor("riley")
    with pytest.raises(Refused) as caught:
        walled_passages(actor=riley, number=world.number)
    assert caught.value.code == "not-referred"
    granted(world.people, world.number)
    assert len(walled_passages(actor=riley, number=world.number)) == 1
    with pytest.raises(Refused):
        walled_passages(actor=prosecutor("sasha", "Another County"), number=world.number)
