"""G6: before the own narrative is locked, its author is shown no duty, offence or clock at all.

Prompts, versions, drafts, the refusal of the evaluation: `record/reports/test_narrative.py`.
"""

from collections.abc import Iterator
from dataclasses import asdict, is_dataclass, replace

import pytest

from guardrails.census import ACTS, OTHERS, Called, arguments
from guardrails.conftest import World
from onrecord.authority import Actor, Role
from onrecord.directive import Directive
from onrecord.incidents.queries import incident
from onrecord.storage.directives import load_directive

pytestmark = pytest.mark.django_db
READING = [c for c in OTHERS if ".queries" in c.name or c.name.endswith("waiting.sealing")]


def telling(directive: Directive) -> set[str]:
    """Return every word of a directive that would coach: names and texts of duties and rules."""
    items = (
        *directive.duties,
        *directive.clocks,
        *directive.offences,
        *directive.civil_rules,
        *directive.local_rules,
        *directive.flag_grounds,
    )
    # An id of one plain word, such as `death`, is also a question of the incident.
    words = {item.id for item in items if "-" in item.id}
    words |= {item.title for item in items if getattr(item, "title", "")}
    words |= {item.text for item in items if getattr(item, "text", "")}
    return words | {offence.statute for offence in directive.offences}


def texts(value: object) -> Iterator[str]:
    """Yield every text within what a query gave."""
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(key)
            yield from texts(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from texts(asdict(value))


def said(function: Called, actor: Actor, number: str, referral: str) -> list[str]:
    """Return every text of a function's answer, or of its refusal."""
    known: dict[str, object] = {"number": number, "exhibit_number": "E-1"}
    if function.app == "referrals" and function.name.rpartition(".")[2] in {
        "referral", "sealing", "findings", "decision",
    }:  # fmt: skip
        known["number"] = referral
    try:
        return list(texts(function.function(actor=actor, **arguments(function, known))))
    except Exception as error:  # noqa: BLE001 - whatever is said, it must not coach
        return [str(error)]


def coached(world: World, actor: Actor, referral: str, functions: list[Called]) -> set[str]:
    """Return the names of functions whose answer holds a telling word."""
    words = telling(world.directive)
    return {
        function.name
        for function in functions
        for text in said(function, actor, world.number, referral)
        if any(text == word or (len(word) > 12 and word in text) for word in words)
    }


@pytest.mark.parametrize("roles", [set(), {Role.INVESTIGATOR, Role.CUSTODIAN, Role.SUPERVISOR}])
def test_no_query_tells_an_author_of_duties_before_the_lock(world: World, roles: set[Role]) -> None:
    """Not by a further role either: whoever owes a narrative is not shown what others may see."""
    referral = world.refer()  # facts of a packet exist that an author must not see yet
    avery = replace(world.people.avery, roles=world.people.avery.roles | roles)
    assert coached(world, avery, referral, READING) == set()
    assert not incident(actor=avery, number=world.number).duties_shown
    world.lock()
    after = coached(world, avery, referral, READING)
    assert "reports.queries.facts.evaluation" in after  # the words would have been seen
    assert "incidents.queries.reading.incident" in after


def complaint(function: Called, actor: Actor, known: dict[str, object]) -> str:
    """Return what an act says where it does not do what was asked."""
    try:
        function.function(actor=actor, **arguments(function, known))
    except Exception as error:  # noqa: BLE001 - whatever is said, it must not coach
        return str(error)
    return ""


def test_no_refusal_of_an_act_tells_an_author_of_duties(world: World) -> None:
    known = {"number": world.number, "duty": "x", "referrals.number": world.refer()}
    words = {word for word in telling(world.directive) if len(word) > 12}
    unlocked = [f for f in ACTS if not f.name.endswith((".lock_account", ".lock_narrative"))]
    complaints = {f.name: complaint(f, world.people.avery, known) for f in unlocked}
    assert sum(bool(said) for said in complaints.values()) > 20
    assert {n for n, said in complaints.items() if any(word in said for word in words)} == set()


@pytest.mark.usefixtures("home")
def test_prompts_ask_what_was_seen_and_suggest_nothing() -> None:
    for pack in ("chicago-2026-01", "seattle-2026"):
        directive = load_directive(pack)
        prompts = " ".join(prompt.text for prompt in directive.narrative.prompts).casefold()
        assert len(directive.narrative.prompts) >= 4
        for word in ("duty", "must", "offence", "felony", "crime", "assault", "battery", "illegal",
                     "unlawful", "excessive", "violat", "required"):  # fmt: skip
            assert word not in prompts, (pack, word)
