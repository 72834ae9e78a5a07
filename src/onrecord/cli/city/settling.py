"""Settling a demo city: its people, then its year as it was, by everybody's own acts."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils import timezone

from onrecord.accounts.actions import create_account
from onrecord.authority import SYSTEM
from onrecord.cli.city.cities import City
from onrecord.cli.city.footage import filming
from onrecord.cli.city.people import DemoPerson
from onrecord.cli.city.playing import Progress, at, play
from onrecord.ledger.times import pretend
from onrecord.storage.home import DEMO_PASSWORD, HomeError, current_home


def settle(city: City, progress: Progress, *, whole_year: bool = False) -> None:
    """Fill a demo home that was just founded; say what is being done.

    Takes about ten seconds, a whole year about a minute. Raises HomeError in a home that carries
    out another directive.
    """
    if current_home().record().directive != city.directive:
        raise HomeError(f"{city.name} carries out {city.directive}; its stories cite that order.")
    name = city.name.partition(" (")[0]
    with timezone.override(ZoneInfo(city.zone)), filming() as footage:
        progress(f"The people of {name}")
        with pretend(at(city.begun)):
            settle_people(city.roster)
        play(city.stories(footage, whole_year), name, progress)


def settle_people(roster: Sequence[DemoPerson]) -> None:
    """Give each person of the roster an account."""
    for person in roster:
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
