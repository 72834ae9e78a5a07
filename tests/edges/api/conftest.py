"""Programs as their people's tokens name them, before one incident of the fictional city."""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import People
from onrecord.accounts.models import Token, User
from onrecord.directive import Origin
from onrecord.incidents.actions import open_incident
from onrecord.ledger.times import now
from onrecord.storage.home import Home


@dataclass(frozen=True)
class Program:
    """A program that asks with one person's token."""

    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def _headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **more}

    def get(self, path: str, **query: str) -> Any:  # noqa: ANN401 - what Django's client returns
        """Ask for what a query answers."""
        return self.client.get(f"/api/v1/{path}", query, headers=self._headers())

    def post(self, path: str, body: object = None, key: str = "", **headers: str) -> Any:  # noqa: ANN401 - likewise
        """Do an act."""
        if key:
            headers["Idempotency-Key"] = key
        return self.client.post(
            f"/api/v1/{path}",
            json.dumps({} if body is None else body),
            content_type="application/json",
            headers=self._headers(**headers),
        )


def token_of(username: str, *, ends: timedelta = timedelta(days=1)) -> str:
    """Make a token for anybody, those included whom the account page makes none for."""
    text = secrets.token_urlsafe(32)
    Token.objects.create(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        user=User.objects.get(username=username),
        label="a program",
        made_at=now(),
        until=now() + ends,
    )
    return text


@pytest.fixture
def program(people: People, home: Home) -> Callable[[str], Program]:  # noqa: ARG001 - people in a home
    """Return who makes the program of a person, by user name."""
    return lambda username: Program(token_of(username))


@pytest.fixture
def number(people: People, home: Home) -> str:  # noqa: ARG001 - a home to write in
    """Open an incident as avery; return its number."""
    return open_incident(
        actor=people.avery, origin=Origin.SEEN, district="District 1", summary="A van stopped."
    ).reference
