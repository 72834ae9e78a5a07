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
from onrecord.storage.directives import time_zone_of
from onrecord.storage.home import DEMO_PASSWORD, HomeError, current_home

BEGUN = "02-02 08:00"


def settle(city: City, progress: Progress, *, whole_year: bool = False) -> None:
    """Fill a demo home that was just founded; say what is being done.

    Takes about ten seconds, a whole year about a minute. Raises HomeError in a home that carries
    out another directive.
    """
    if current_home().record().directive != city.directive:
        raise HomeError(f"{city.name} carries out {city.directive}; its stories cite that order.")
    zone = ZoneInfo(time_zone_of(current_home()))
    name = city.name.partition(" (")[0]
    with timezone.override(zone), filming() as footage:
        progress(f"The people of {name}")
        with pretend(at(BEGUN)):
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
