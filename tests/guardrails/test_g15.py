"""G15: an elected office sees published data only; everything else is refused and logged."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from conftest import PASSWORD
from guardrails.census import ACTS, CALLED, OTHERS, arguments, modules
from guardrails.conftest import World
from onrecord.authority import Permission, Refused
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries
from onrecord.storage.local import blob_store
from onrecord.web.rule import rule_of

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[2] / "src" / "onrecord"
REFUSED = "act.refused/1"
MODULES = {module.__name__ for module in modules()}
FOR_THE_WORKER = {"evidence.actions.viewings.close_viewing_if_over"}
BY_REFERRAL = {
    "referrals.account.gather",
    "referrals.queries.decision",
    "referrals.queries.findings",
    "referrals.queries.referral",
    "referrals.sealing.seal_referral",
    "referrals.waiting.ask_to_seal",
    "referrals.waiting.sealing",
}
"""What names a referral by its number; all else names an incident."""

# What the edges call of the record without an actor, and why that is nobody's secret.
WITHOUT_ACTOR = {
    "accounts.actions.actor_with_token": "answers for a token alone",
    "accounts.actions.create_first_administrator": "works in an empty home only",
    "accounts.actions.accept_code": "answers for a code alone, after a right password",
    "accounts.actions.accept_passkey": "answers for a passkey alone",
    "accounts.actions.ask_for_passkey": "a challenge, and the names of keys after a password",
    "accounts.actions.check_password": "answers for a password alone",
    "accounts.actions.open_session": "records who signed in, after every factor was checked",
    "accounts.actions.user_named": "finds who signs in, after every factor was checked",
    "accounts.queries.factors_of": "which step of signing in follows, after a right password",
    "accounts.queries.must_have_factor": "whether signing in is complete",
    "accounts.queries.actor_named": "finds who acts, before anything is asked",
    "accounts.queries.demo_people": "the fictional people of a demo",
    "accounts.queries.is_empty": "whether set-up is due",
    "accounts.queries.names_of": "names of members, after what they did was read",
    "ledger.queries.opened_entries": "leaves of own receipts, digests of an exhibit just read",
    "accounts.queries.is_mapped": "finds who acts, before anything is asked",
    "evidence.actions.sweep_staging": "settles what a crash left",
    "incidents.queries.authority_facts": "what a decision rests on, shown to nobody",
    "incidents.queries.first_indices": "places in the public log",
    "incidents.queries.incident_id": "what a decision is about, shown to nobody",
    "ledger.actions.keys.log_keys": "the public keys",
    "ledger.queries.indices": "places in the public log",
    "ledger.queries.policy_text": "the public key and the witnesses, as published",
    "ledger.queries.prove": "proofs from the public log",
    "ledger.queries.published": "the public checkpoint",
    "ledger.queries.receipt": "stage and place of an entry, without its words",
    "ledger.queries.receipts": "stage and place of entries, without their words",
    "ledger.queries.vkey": "the public key",
    "ledger.queries.witnesses": "the witnesses, as published",
    "releases.actions.table_bytes": "a pure function",
    "releases.queries.latest_dispatch_figures": "the published figures",
    "releases.queries.latest_snapshot": "the published figures",
}


def refusals() -> list[dict[str, object]]:
    entries = Entry.objects.filter(kind=REFUSED).values_list("id", flat=True)
    return [dict(opened.values()) for opened in opened_entries(entries)]


def test_the_census_sees_acts_and_queries() -> None:
    names = {c.name for c in CALLED}
    assert names >= FOR_THE_WORKER | BY_REFERRAL
    assert len(ACTS) > 35
    assert len(OTHERS) > 30
    assert {"incidents.actions.party.add_party", "referrals.queries.referral"} <= names


@pytest.mark.parametrize("exists", [True, False])
def test_every_act_of_an_elected_office_is_refused_and_the_refusal_is_an_entry(
    world: World, exists: bool
) -> None:
    """Whatever is named, and whether it exists or not: nothing is learnt from the answer."""
    number = world.number if exists else "2020-0001"
    for function in ACTS:
        if function.function.permission is Permission.SESSION_OPEN:
            continue  # signing in is an entry of its own; what follows is refused
        before = refusals()
        given = arguments(function, {"number": number, "exhibit_number": "E-1"})
        with pytest.raises(Refused) as caught:
            function.function(actor=world.people.jordan, **given)
        assert caught.value.code == "elected-office", function.name
        (entry,) = refusals()[len(before) :]
        assert (entry["code"], entry["permission"], entry["actor"]) == (
            "elected-office",
            function.function.permission.value,
            str(world.people.jordan.id),
        ), function.name


@pytest.mark.parametrize("exists", [True, False])
def test_every_other_call_of_an_elected_office_is_refused(world: World, exists: bool) -> None:
    """A query raises, and its refusal names a permission, so that the edge can record it."""
    world.report()
    referral = world.refer() if exists else "P-2020-001"
    number = world.number if exists else "2020-0001"
    before = Entry.objects.exclude(kind=REFUSED).count()
    for function in OTHERS:
        if function.name in FOR_THE_WORKER:
            continue
        known = {
            "number": number,
            "exhibit_number": "E-1",
            "kind": "photo",
            "staged": blob_store().stage([b"bytes"]),
        }
        if function.name in BY_REFERRAL:
            known["number"] = referral
        with pytest.raises(Refused) as caught:
            function.function(actor=world.people.jordan, **arguments(function, known))
        assert caught.value.code == "elected-office", function.name
        assert caught.value.permission or caught.value.recorded, function.name
    assert Entry.objects.exclude(kind=REFUSED).count() == before


def urls(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        text = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from urls(pattern, text)
        else:
            yield text, pattern


def address(text: str, values: dict[str, str]) -> str:
    """Return an address that a pattern fits, with the world's own numbers in it."""

    def value(found: re.Match[str]) -> str:
        converter, name = found[1] or "str", found[2]
        fitting = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}
        return values.get(name) or fitting.get(converter, "A1")

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", value, text)


def test_every_page_of_staff_is_refused_to_an_elected_office_and_recorded(world: World) -> None:
    world.report()
    referral = world.refer()
    client = Client(raise_request_exception=False)
    assert client.post("/sign-in/", {"username": "jordan", "password": PASSWORD}).status_code == 302
    needing = [
        (text, pattern)
        for text, pattern in urls(get_resolver())
        if (rule := rule_of(pattern.callback)) and rule.permission
    ]
    assert len(needing) > 40
    wrong = []
    for text, pattern in needing:
        values = {"number": world.number, "exhibit_number": "E-1", "exhibit": "E-1"}
        if "referrals" in pattern.callback.__module__ and text.startswith("referrals/"):
            values["number"] = referral
        before = len(refusals())
        url = address(text, values)
        answer = client.get(url)
        if answer.status_code == 405:
            answer = client.post(url, {})
        if (answer.status_code, len(refusals()) - before) != (403, 1):
            wrong.append((url, answer.status_code, len(refusals()) - before))
    assert wrong == []


def called_without_actor(path: Path) -> set[str]:
    """Return the record's functions that an edge's module imports and that take no actor."""
    with_actor = {c.function.__name__ for c in CALLED}
    found: set[str] = set()
    tree = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    used = {
        (node.value.id, node.attr)
        for node in tree
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.attr.islower()
    }
    for node in tree:
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        app, _, rest = node.module.removeprefix("onrecord.").partition(".")
        if rest.split(".")[0] in {"queries", "actions", "publication"}:
            for alias in node.names:
                if f"{node.module}.{alias.name}" in MODULES:
                    called = {name for of, name in used if of == alias.name} - with_actor
                    found |= {f"{app}.{rest}.{alias.name}.{name}" for name in called}
                elif alias.name.islower() and alias.name not in with_actor:
                    found.add(f"{app}.{rest.split('.')[0]}.{alias.name}")
    return found


@pytest.mark.parametrize("edge", ["web", "cli", "api"])
def test_edges_read_the_record_as_an_actor_or_what_is_public(edge: str) -> None:
    """The demo's own player is an edge only in name: it writes the fictional city."""
    paths = [p for p in (SOURCE / edge).rglob("*.py") if "city" not in p.parts]
    assert len(paths) > 10
    found = set().union(*(called_without_actor(path) for path in paths))
    assert found - WITHOUT_ACTOR.keys() == set()
