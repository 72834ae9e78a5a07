"""Every address, asked for by nobody known; what each role is answered is in test_answers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from onrecord.directive import EvidentialBasis, Origin, SubjectKind
from onrecord.incidents.actions import add_allegation, add_party, open_incident
from onrecord.web.rule import rule_of

NAMES = {
    "reporter": "1",
    "matter": "00000000-0000-4000-8000-000000000000",
    "number": "{number}", "allegation": "A1", "person": "1", "reply": "1", "entry": "1",
    "exhibit_number": "E-1", "statement": "none", "duty": "summon-ems", "token": "none",
    "name": "checkpoint", "factor": "1", "referral": "P-2026-001", "destruction": "D-1",
    "event": "26-1", "rest": "nothing", "reason": "reason-1",
    "task": "1", "way": "none",
    "account": "00000000-0000-4000-8000-000000000000",
    "assignment": "00000000-0000-4000-8000-000000000000",
    "draw": "C-1", "link": "none",
}  # fmt: skip


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        elif not by_token(pattern):
            yield here, pattern


def by_token(pattern: URLPattern) -> bool:
    """Say whether an address is the interface's, which hears tokens alone: tests/edges/api."""
    rule = rule_of(pattern.callback)
    return rule is not None and bool(rule.by_token)


def filled(address: str, number: str) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        return NAMES.get(name, "1").format(number=number)

    return re.sub(r"<([^>]+)>", value, address)


def asked(client: Client, address: str) -> Any:  # noqa: ANN401 - what Django's client returns
    """Ask for an address, and read a file to its end, which closes it."""
    answer = client.get(address)
    if answer.streaming:
        list(answer)
    return answer


@pytest.fixture
def number(people: object, home: object) -> str:  # noqa: ARG001 - a home to write in
    avery = people.avery  # type: ignore[attr-defined] # conftest's People
    opened = open_incident(
        actor=avery, origin=Origin.SEEN, district="District 1", summary="A van stopped."
    ).reference
    add_party(actor=avery, number=opened, kind=SubjectKind.FEDERAL)
    add_allegation(
        actor=avery,
        number=opened,
        party=1,
        conduct="It is alleged that person 1 pushed somebody.",
        basis=EvidentialBasis.OBSERVED,
    )
    return opened


def test_every_name_in_an_address_is_known_here() -> None:
    names = {
        found.rpartition(":")[2]
        for address, _ in addresses(get_resolver())
        for found in re.findall(r"<([^>]+)>", address)
    }
    assert names <= set(NAMES)


def test_nobody_unknown_gets_a_staff_page(number: str) -> None:
    for address, pattern in addresses(get_resolver()):
        rule = rule_of(pattern.callback)
        assert rule is not None, address
        answer = asked(Client(), filled(address, number))
        if not rule.public:
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/sign-in/"), address
