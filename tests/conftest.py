"""Fixtures that many tests share: fictional people, and a home that is set up."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from pytest_django import Settings

from onrecord.accounts.actions import create_account
from onrecord.accounts.queries import actor_named
from onrecord.authority import SYSTEM, Actor, Channel, Role
from onrecord.ledger import guard, triggers
from onrecord.ledger.setup import create_log
from onrecord.storage.directives import copy_packs
from onrecord.storage.home import Home

# A test that is slow on a busy machine is not a test that fails.
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")

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


OUTSIDE = "Example City Inspector General"


@pytest.fixture
def people(db: None) -> People:  # noqa: ARG001 - the database is asked for by name
    """Make one fictional person a role; blake is above avery."""
    for username, role, superior in ROSTER:
        create_account(
            actor=SYSTEM.SETUP,
            username=username,
            password=PASSWORD,
            name=f"{username.capitalize()} Example",
            agency=OUTSIDE if role is Role.INSPECTOR_GENERAL else "Example City Police",
            roles=[role],
            superior=superior,
        )
    return People(
        **{username: actor_named(username, channel=Channel.WEB) for username, _, _ in ROSTER}
    )


ORIGIN = "demo.invalid/example-city"


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Home:
    """Set up a home of its own, with packs and an empty log, and make it the current one."""
    made = Home(tmp_path / "home")
    made.root.mkdir()
    made.record_file.write_text(
        f'mode = "demo"\norigin = "{ORIGIN}"\ndirective = "chicago-2026-01"\n'
        'created = "2026-01-31T12:00:00Z"\n'
    )
    copy_packs(Path(__file__).parents[1] / "directives", made)
    create_log(made, ORIGIN)
    settings.HOME = made
    settings.HOME_RECORD = made.record()
    return made


@pytest.fixture
def emptying() -> Iterator[ExitStack]:
    """Hold what lets the test database be emptied until it has been."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def committed(emptying: ExitStack, transactional_db: None) -> Iterator[None]:  # noqa: ARG001 - it commits
    """Give a database in which transactions really commit, and empty it afterwards.

    The record's triggers refuse deletion: they are taken away for the emptying alone, which brings
    them back, as a migration does.
    """
    yield
    with connection.cursor() as cursor:
        for trigger in triggers.declared():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}")
            else:
                for name in trigger.postgresql_names:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {trigger.table}")
    emptying.enter_context(guard.permitted("emptying the test database"))
