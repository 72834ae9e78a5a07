"""The census: what every address answers every role, compared with a table that people can read.

`tests/golden/census.csv` has a row for each address and each incident that it may name: one that
avery opened and blake stands above ("avery's"), one of another chain ("another's"), one that is not
there ("none"), or no incident ("-"). Its columns are the fictional people, each with one role. A
new address makes this fail and says which rows to add, after reading them: is each answer right?
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from architecture.test_urls import addresses, asked, filled
from conftest import ROSTER, People
from onrecord.accounts.models import User
from onrecord.directive import Origin
from onrecord.incidents.actions import open_incident, record_legal_authority, record_steering
from onrecord.web.rule import rule_of

GOLDEN = Path(__file__).parents[1] / "golden" / "census.csv"
PEOPLE = tuple(username for username, _, _ in ROSTER)
WALLED, STEERED = "Form 4471-walled", "asked to look away-4471"
ANSWERS = {
    200: "shown", 302: "led on", 303: "led on", 403: "refused", 404: "not there",
    405: "post only", 410: "gone", 401: "no token", 503: "stalled", 400: "no request",
}  # fmt: skip
WALKERS = {
    "avery's": PEOPLE,
    "another's": ("avery", "blake", "drew", "ellis"),
    "none": ("avery", "ellis", "gray", "jordan"),
}
"""Who walks; to the rest another chain's incident is as avery's, or they are refused alike."""
SITUATIONS = tuple(WALKERS)
Rows = dict[tuple[str, str], dict[str, str]]


def is_public(view: URLPattern) -> bool:
    rule = rule_of(view.callback)
    return rule is not None and (rule.public or bool(rule.by_token))


def golden() -> Rows:
    with GOLDEN.open(newline="", encoding="utf-8") as file:
        return {
            (row["address"], row["incident"]): {n: row[n] for n in PEOPLE if row[n]}
            for row in csv.DictReader(file)
        }


@pytest.fixture
def incidents(people: People, home: object) -> dict[str, str]:  # noqa: ARG001 - a home to write in
    opened = {
        whose: open_incident(
            actor=actor, origin=Origin.SEEN, district="District 1", summary="A van stopped."
        ).reference
        for whose, actor in (("avery's", people.avery), ("another's", people.drew))
    }
    record_legal_authority(
        actor=people.avery, number=opened["avery's"], authority_kind="warrant", words=WALLED
    )
    record_steering(
        actor=people.avery, number=opened["avery's"], office="Mayor's Office", words=STEERED
    )
    return opened | {"none": "2020-0001"}


def walked(incidents: dict[str, str], situation: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield for every address of a situation: address, incident, person, answer."""
    for username in WALKERS[situation]:
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(username=username))
        for address, _ in addresses(get_resolver()):
            names_one = address.startswith("/incidents/<")
            if not names_one and situation != SITUATIONS[0]:
                continue
            answer = asked(client, filled(address, incidents[situation]))
            text = b"" if answer.streaming else answer.content
            assert WALLED.encode() not in text, (address, username)
            if username != "hollis":
                assert STEERED.encode() not in text, (address, username)
            yield (
                address,
                situation if names_one else "-",
                username,
                ANSWERS.get(answer.status_code, str(answer.status_code)),
            )


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_address_answers_every_role_as_was_reviewed(
    incidents: dict[str, str], situation: str
) -> None:
    found: Rows = {}
    for address, incident, username, answer in walked(incidents, situation):
        found.setdefault((address, incident), {})[username] = answer
    kept = golden()
    wrong = [
        f'"{address}",{incident},{",".join(answers.get(name, "") for name in PEOPLE)}'
        for (address, incident), answers in found.items()
        if kept.get((address, incident)) != answers
    ]
    assert not wrong, "read these rows, then put them into tests/golden/census.csv:\n" + "\n".join(
        wrong
    )


def test_the_table_names_no_address_that_is_gone() -> None:
    there = {address for address, _ in addresses(get_resolver())}
    assert {address for address, _ in golden()} <= there


OF_RECORDS = ("/incidents/<str:number>/matter/", "/incidents/<str:number>/reporting/")
"""What records opens of an incident that it does not read: matter on its lists, who told us."""


def test_the_walls_of_the_table_stand() -> None:
    """What no row may ever say, whoever reviewed it."""
    public = {address for address, view in addresses(get_resolver()) if is_public(view)}
    for (address, incident), answers in golden().items():
        assert set(answers.values()) <= set(ANSWERS.values()), address
        if address not in public:
            assert answers.get("jordan") not in {"shown", "stalled"}, address
        if address.startswith("/incidents/"):
            outsiders = {"jordan", "gray", "frankie", "indigo"} & answers.keys()
            if address.startswith(OF_RECORDS):
                outsiders -= {"frankie"}
            for outside in outsiders:
                assert answers[outside] != "shown", (address, outside)
        if incident == "another's":
            assert answers["avery"] != "shown", address
            assert answers["blake"] != "shown", address
        if incident == "none":
            assert "shown" not in answers.values(), address
