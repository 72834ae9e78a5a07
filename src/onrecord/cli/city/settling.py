"""Settling the demo city: its people, then its year as it was, by everybody's own acts."""

from onrecord.accounts.actions import create_account
from onrecord.authority import SYSTEM
from onrecord.cli.city.footage import filming
from onrecord.cli.city.people import ROSTER
from onrecord.cli.city.playing import Progress, at, play
from onrecord.cli.city.stories import stories
from onrecord.ledger.times import pretend
from onrecord.storage.home import DEMO_PASSWORD, HomeError, current_home

CITY = "Lakemont (fictional)"
DIRECTIVE = "chicago-2026-01"
BEGUN = "02-02 08:00"


def settle(progress: Progress) -> None:
    """Fill a demo home that was just founded; say what is being done.

    Takes about ten seconds. Raises HomeError in a home that carries out another directive.
    """
    if current_home().record().directive != DIRECTIVE:
        raise HomeError(f"The demo city carries out {DIRECTIVE}; its stories cite that order.")
    with filming() as footage:
        progress("The people of Lakemont")
        with pretend(at(BEGUN)):
            settle_people()
        play(stories(footage), progress)


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
