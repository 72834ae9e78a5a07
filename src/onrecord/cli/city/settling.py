"""Settling the demo city: its people get their accounts."""

from onrecord.accounts.actions import create_account
from onrecord.authority import SYSTEM
from onrecord.cli.city.people import ROSTER
from onrecord.storage.home import DEMO_PASSWORD


def settle_people() -> None:
    """Give each person of the roster an account."""
    for person in ROSTER:
        create_account(
            actor=SYSTEM.SETUP,
            username=person.username,
            password=DEMO_PASSWORD,
            name=person.name,
            agency=person.agency,
            roles=[person.role],
            unit=person.unit,
            badge_number=person.badge_number,
            superior=person.superior,
        )
