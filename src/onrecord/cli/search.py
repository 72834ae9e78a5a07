"""`onrecord search`: finding incidents by words, and the index that does."""

import argparse
from dataclasses import dataclass

from onrecord.cli.command import Command, Given
from onrecord.cli.reading import read
from onrecord.incidents import actions, queries


@dataclass(frozen=True)
class Rebuilt:
    """How many incidents can be searched."""

    incidents: int


def _rebuild(given: Given) -> Rebuilt:
    return Rebuilt(actions.rebuild_search(actor=given.actor))


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", help="the words that an incident must hold, each of them")
    parser.add_argument("--state", default="", help="only those in this state")
    parser.add_argument("--district", default="", help="only those of this district")
    parser.add_argument("--after", default="", help="the key of the next page, as given")


def _incidents(given: Given) -> object:
    return read(
        queries.incidents_matching,
        actor=given.actor,
        words_wanted=given.word("words"),
        state=given.word("state"),
        district=given.word("district"),
        after=given.word("after"),
    )


COMMANDS = (
    Command(
        noun="search",
        verb="incidents",
        about="List the incidents open to the acting person that hold every word; nobody's name "
        "is searched.",
        calls="incidents.queries.incidents_matching",
        run=_incidents,
        arguments=_arguments,
    ),
    Command(
        noun="search",
        verb="rebuild",
        about="Make the search index anew from the record.",
        calls="incidents.actions.rebuild_search",
        run=_rebuild,
    ),
)
