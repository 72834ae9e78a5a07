"""`onrecord setup` and `onrecord demo`: found a home."""

import argparse
import sys

from onrecord.cli.city.cities import CITIES, LAKEMONT, City
from onrecord.cli.city.settling import settle
from onrecord.cli.command import Command, Given
from onrecord.cli.founding import founding, needs_founding, prepare_database
from onrecord.storage.home import DEMO, TEST_ORIGIN_PREFIX, TRIAL, Home, HomeError, current_home


def _setup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--directive",
        default=LAKEMONT.directive,
        help="the order that this home carries out, by its id",
    )
    parser.add_argument(
        "--origin",
        default=f"{TEST_ORIGIN_PREFIX}trial",
        help=f"the log's permanent name; begins with {TEST_ORIGIN_PREFIX}",
    )


def _setup(given: Given) -> str:
    home = current_home()
    if not needs_founding(home):
        prepare_database()
        return f"{home.root} was set up already; its database and triggers are up to date."
    with founding(home, mode=TRIAL, origin=given.word("origin"), directive=given.word("directive")):
        pass
    return f"{home.root} is a trial home now: {home.record().origin}. No real data."


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--city",
        choices=sorted(CITIES),
        help="lakemont, the default, carries out Chicago's order, cedar-sound Seattle's",
    )
    parser.add_argument(
        "--year",
        action="store_true",
        help="sixty incidents over the order's year, in about a minute, instead of a few",
    )


def _demo(given: Given) -> str:
    home = current_home()
    wanted = CITIES.get(given.line.city)
    if not needs_founding(home):
        return _demo_stands(home, wanted)
    city = wanted or LAKEMONT
    origin = f"{TEST_ORIGIN_PREFIX}city"
    with founding(home, mode=DEMO, origin=origin, directive=city.directive, city=city.name):
        settle(city, _tell, whole_year=given.flag("year"))
    return f"The demo city is in {home.root}. Everything in it is fictional."


def _tell(words: str) -> None:
    """Say what is being done, beside the command's own answer."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def _demo_stands(home: Home, wanted: City | None) -> str:
    if home.record().mode != DEMO:
        raise HomeError(
            f"{home.root} is a trial home. Name another folder in ONRECORD_HOME for the demo city."
        )
    if wanted is not None and home.record().directive != wanted.directive:
        raise HomeError(
            f"{home.root} holds {home.record().city}. Name another folder in ONRECORD_HOME for "
            f"{wanted.name}."
        )
    return f"The demo city is in {home.root} already."


COMMANDS = (
    Command(
        noun="setup",
        about="Found a trial home without demo data in ONRECORD_HOME; in a home that stands, bring "
        "the database up to date and reinstall its triggers.",
        run=_setup,
        arguments=_setup_arguments,
        acts=False,
        needs_home=False,
    ),
    Command(
        noun="demo",
        about="Build a fictional demo city in an empty ONRECORD_HOME, and end.",
        run=_demo,
        arguments=_demo_arguments,
        acts=False,
        needs_home=False,
    ),
)
