"""Every row of the interface, walked by every role: answers, never faults; the wall for offices."""

from typing import Any

import pytest
from django.urls import resolve

from edges.api.conftest import Program, token_of
from guardrails.census import CALLED
from guardrails.conftest import World, world
from onrecord.api.interface import beside_path, in_path
from onrecord.api.route import Route
from onrecord.api.routes import ROUTES
from onrecord.authority import Permission
from onrecord.ledger.models import Entry
from onrecord.storage.home import Home

__all__ = ["world"]
NAMES = {"exhibit_number": "E-1", "allegation": "A1", "statement": "none", "token": "none"}
SENT: dict[str, Any] = {
    "purpose": "review",
    "changes": {"district": "District 5"},
    "described": {},
}
REFUSED = "act.refused/1"
STAFF = (
    "avery", "blake", "drew", "casey", "ellis", "frankie", "gray", "hollis", "indigo",
)  # fmt: skip


def address(route: Route, number: str) -> str:
    values = {name: NAMES.get(name, "1") for name in in_path(route)}
    values["number"] = "P-2026-001" if route.path.startswith("referrals") else number
    return route.path.format(**values)


def asked(program: Program, route: Route, number: str) -> Any:  # noqa: ANN401 - what Django's client returns
    """Ask for a row with a value of the right type in each field that it needs."""
    needed = {
        name: SENT.get(name, _value(str(parameter.annotation)))
        for name, parameter in beside_path(route).items()
        if parameter.default is parameter.empty
    }
    if route.method == "GET":
        return program.get(address(route, number), **needed)
    return program.post(address(route, number), needed)


def empty(program: Program, route: Route, number: str) -> Any:  # noqa: ANN401 - what Django's client returns
    """Ask for a row with nothing that it needs."""
    send = program.get if route.method == "GET" else program.post
    return send(address(route, number))


def _value(annotation: str) -> object:
    if "<enum" in annotation:
        return ENUMS[annotation]
    if "Sequence" in annotation or "Iterable" in annotation:
        return []
    return 1 if "int" in annotation else "x"


ENUMS = {
    str(parameter.annotation): next(iter(parameter.annotation)).value
    for route in ROUTES
    for parameter in beside_path(route).values()
    if "<enum" in str(parameter.annotation)
}


def refusals() -> int:
    return Entry.objects.filter(kind=REFUSED).count()


@pytest.mark.parametrize("exists", [True, False])
def test_an_elected_office_is_refused_every_row_and_each_refusal_is_an_entry(
    world: World, exists: bool
) -> None:
    jordan = Program(token_of("jordan"))
    number = world.number if exists else "2020-0001"
    wrong = []
    for ask, route in ((ask, route) for ask in (asked, empty) for route in ROUTES):
        before, kept = refusals(), Entry.objects.exclude(kind=REFUSED).count()
        response = ask(jordan, route, number)
        said = (response.status_code, response.json().get("code"), refusals() - before)
        if said != (403, "elected-office", 1):
            wrong.append((route.method, route.path, *said, response.content))
        assert Entry.objects.exclude(kind=REFUSED).count() == kept
    assert wrong == []


@pytest.mark.parametrize("username", STAFF)
def test_every_row_answers_every_role(world: World, username: str) -> None:
    program = Program(token_of(username))
    wrong = []
    for route in ROUTES:
        response = asked(program, route, world.number)
        if response.streaming:
            list(response)
        if response.status_code not in {200, 201, 204, 403, 404, 409, 410, 415, 422}:
            wrong.append((route.method, route.path, response.status_code, response.content))
        elif response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json", route.path
            assert response.json()["code"]
    assert wrong == []


def test_a_row_that_an_act_declares_asks_for_its_permission(home: Home) -> None:  # noqa: ARG001 - loaded apps
    for route in ROUTES:
        declared = getattr(route.calls, "permission", route.permission)
        assert route.permission is declared, route.path
        assert route.permission in Permission


# What of sections 1 to 3 has no row, and why.
_PRESENT = "a credential: made on the pages, by a person who has shown the others"
_STEP = "a step of sealing, which the worker takes"
_WORKER = "the worker's"
_WALL = "behind a wall: on pages and by command alone, which were walked for traces"
_FIRST = "the first page of a list that has a row"
WITHOUT_ROW = {
    "accounts.actions.account.issue_token": "a token that is found must not make others",
    "accounts.actions.factor.begin_app": _PRESENT,
    "accounts.actions.factor.begin_passkey": _PRESENT,
    "accounts.actions.factor.enrol_app": _PRESENT,
    "accounts.actions.factor.enrol_passkey": _PRESENT,
    "accounts.actions.factor.remove_factor": _PRESENT,
    "accounts.actions.factor.renew_recovery_codes": _PRESENT,
    "accounts.actions.granting.make_grant": _STEP,
    "accounts.actions.session.unlock_session": "of a browser's session",
    "accounts.queries.recovery_codes_left": _PRESENT,
    "accounts.queries.second_factors": _PRESENT,
    "evidence.actions.exhibits.record_probe": _WORKER,
    "evidence.actions.viewings.close_viewing_if_over": _WORKER,
    "evidence.queries.exhibits.exhibit_files": _STEP,
    "incidents.actions.incident.begin_account": "a step of a report's own acts",
    "incidents.actions.incident.lock_account": "a step of a report's own acts",
    "incidents.actions.matter.add_matter": _WALL,
    "incidents.actions.matter.admit_reader": _WALL,
    "incidents.actions.matter.end_reader": _WALL,
    "incidents.actions.matter.open_matter": _WALL,
    "incidents.actions.reporting.add_reporter": _WALL,
    "incidents.actions.reporting.forget_reporter": _WALL,
    "incidents.actions.reporting.use_contact": _WALL,
    "incidents.actions.search.rebuild_search": "takes minutes: a command of the machine's keeper",
    "incidents.queries.listing.incident_rows": _FIRST,
    "incidents.queries.matter.matter_readers": _WALL,
    "incidents.queries.matter.matters": _WALL,
    "incidents.queries.matter.takes_in": _WALL,
    "incidents.queries.reporting.may_add_reporter": _WALL,
    "incidents.queries.reporting.reporters": _WALL,
    "referrals.account.gather": _STEP,
    "referrals.actions.begin_sealing": _STEP,
    "referrals.actions.record_seal": _STEP,
    "referrals.queries.decision": "for a page that leaves out a button",
    "referrals.queries.matter_of": "what the findings look at",
    "referrals.queries.referral_rows": _FIRST,
    "referrals.queries.referrals_waiting": "the list of referrals takes states likewise",
    "referrals.sealing.seal_referral": _STEP,
    "reports.queries.waiting.own_unfinished": "the list of one's own reports holds them",
    "reports.queries.waiting.review_queue": _FIRST,
}
SECTIONS = ("accounts", "evidence", "incidents", "referrals", "reports")


def test_every_action_and_query_has_a_row_or_a_reason() -> None:
    reached = {
        f"{function.__module__}.{function.__name__}".removeprefix("onrecord.")
        for route in ROUTES
        for function in (route.calls, *route.covers)
    }
    found = {
        c.name for c in CALLED if c.app in SECTIONS and not c.function.__name__.startswith("_")
    }
    assert len(found) > 80
    assert found - reached - WITHOUT_ROW.keys() == set(), "give it a row in onrecord.api.routes"
    assert WITHOUT_ROW.keys() - (found - reached) == set(), "it has a row, or is no more"


def test_every_address_leads_to_its_own_row() -> None:
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)
    assert len({route.operation for route in ROUTES}) == len(ROUTES)
    for route in ROUTES:
        match = resolve(f"/api/v1/{route.path.replace('{', '').replace('}', '')}")
        assert route.operation in str(match.func.__doc__), route.path


def test_no_row_searches_by_a_person() -> None:
    """G9: nothing asked for in a query names a party, a plate or a badge."""
    asked_for = {name for route in ROUTES if route.method == "GET" for name in beside_path(route)}
    asked_for -= {"words_wanted"}  # of an index that names and describes nobody
    persons = ("name", "badge", "plate", "person", "agency", "party", "words", "text", "query")
    assert [name for name in asked_for if any(word in name for word in persons)] == []


def test_nothing_of_the_machine_stands_in_the_document() -> None:
    from onrecord.api.document import text  # noqa: PLC0415 - made from loaded apps
    from onrecord.api.urls import API  # noqa: PLC0415 - likewise

    document = text(API)
    assert '"folder"' not in document
    assert '"openapi": "3.1.0"' in document
