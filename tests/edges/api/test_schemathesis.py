"""The real WSGI application, asked by schemathesis with what its own document allows and more.

As somebody with every staff role that one person may hold, the inspector general where only they
may ask (G13), before the fictional city's incident: no fault of ours, and every
answer of the status, type and shape that the document says. Seeded, so that it fails twice alike.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from conftest import PASSWORD
from edges.api.conftest import token_of
from guardrails.conftest import World, world
from onrecord.accounts.actions import create_account
from onrecord.api.document import document
from onrecord.api.urls import API
from onrecord.authority import SYSTEM, Permission, Role
from onrecord.authority.decide import TABLE
from onrecord.config.wsgi import application

__all__ = ["world"]
EXAMPLES = 4
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OUTSIDE = {Role.SYSTEM, Role.ELECTED_OFFICE, Role.INSPECTOR_GENERAL}
KNOWN: Mapping[str, str] = {
    "exhibit_number": "E-1",
    "allegation": "A1",
    "purpose": "review",
    "entry": "1",
    "reply": "1",
}


@pytest.fixture
def tokens(world: World) -> dict[bool, str]:  # noqa: ARG001 - people, and an incident to ask for
    """Return a token of somebody with every staff role, and one of the inspector general's."""
    create_account(
        actor=SYSTEM.SETUP,
        username="everybody",
        password=PASSWORD,
        name="Everybody Example",
        agency="Example City",
        roles=set(Role) - OUTSIDE,
    )
    return {True: token_of("everybody"), False: token_of("hollis")}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's connection open from request to request, as Django's test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_what_the_document_says_is_what_is_answered(world: World, tokens: dict[bool, str]) -> None:
    schema = schemathesis.openapi.from_dict(document(API))
    schema.app = application
    statuses: dict[int, int] = {}
    referral = world.refer()
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @hypothesis.seed(11)
        @hypothesis.settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy())
        def ask(case: Any) -> None:  # noqa: ANN401 - what schemathesis generates
            nonlocal asked
            asked += 1
            if asked % 2:  # every other asks for what is there
                values = {**KNOWN, "number": world.number}
                if case.path.startswith("/api/v1/referrals"):
                    values["number"] = referral
                for there in (case.path_parameters, case.query):
                    for name in set(there or ()) & set(values):
                        there[name] = values[name]
            asks_for = Permission(case.operation.definition.raw["x-permission"])
            token = tokens[bool(set(TABLE[asks_for][0]) - OUTSIDE)]
            response = case.call(headers={"Authorization": f"Bearer {token}"})
            statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
            case.validate_response(response, checks=CHECKS)

        ask()
    assert asked > 200
    # It reached what it asked for: it is not shown by refusals alone.
    assert statuses[200] > 30, statuses
    assert statuses[201] > 10, statuses
    assert statuses[422] > 10, statuses
