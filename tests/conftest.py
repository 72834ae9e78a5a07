"""Fixtures that many tests share: fictional people, and a home that is set up."""

from dataclasses import dataclass

import pytest

from onrecord.accounts.actions import create_account
from onrecord.accounts.queries import actor_named
from onrecord.authority import SYSTEM, Actor, Channel, Role

PASSWORD = "a long fictional password"


@dataclass(frozen=True)
class People:
    """Fictional people, one for each role, as actors."""

    avery: Actor
    blake: Actor
    casey: Actor
    drew: Actor
    ellis: Actor
    frankie: Actor
    gray: Actor
    hollis: Actor
    indigo: Actor
    jordan: Actor


ROSTER = (
    ("drew", Role.SUPERVISOR, None),
    ("blake", Role.SUPERVISOR, None),
    ("avery", Role.OFFICER, "blake"),
    ("casey", Role.CUSTODIAN, None),
    ("ellis", Role.INVESTIGATOR, None),
    ("frankie", Role.RECORDS, None),
    ("gray", Role.AUDITOR, None),
    ("hollis", Role.INSPECTOR_GENERAL, None),
    ("indigo", Role.ADMINISTRATOR, None),
    ("jordan", Role.ELECTED_OFFICE, None),
)


@pytest.fixture
def people(db: None) -> People:  # noqa: ARG001 - the database is asked for by name
    """Make one fictional person a role; blake is above avery."""
    for username, role, superior in ROSTER:
        create_account(
            actor=SYSTEM.SETUP,
            username=username,
            password=PASSWORD,
            name=f"{username.capitalize()} Example",
            agency="Example City Police",
            roles=[role],
            superior=superior,
        )
    return People(
        **{username: actor_named(username, channel=Channel.WEB) for username, _, _ in ROSTER}
    )
