"""`onrecord allegation`: what is alleged of a party, and which offence it may be."""

import argparse

from onrecord.cli.arguments import add_incident, add_passages, add_word, choices
from onrecord.cli.command import Command, Given
from onrecord.cli.receipts import recorded
from onrecord.directive import EvidentialBasis, Track
from onrecord.incidents import actions

_FELONY = {"yes": True, "no": False, "": None}


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("--party", type=int, required=True, help="the person's number, such as 1")
    parser.add_argument(
        "--conduct", required=True, help="the conduct alleged, in neutral words (text)"
    )
    add_word(
        parser, "--basis", EvidentialBasis, "on what it rests", default=EvidentialBasis.ALLEGED
    )
    add_passages(parser)


def _add(given: Given) -> object:
    conduct = given.text("conduct")
    made = actions.add_allegation(
        actor=given.actor,
        number=given.word("incident"),
        party=given.line.party,
        conduct=conduct,
        basis=EvidentialBasis(given.word("basis")),
        choices=choices(given.line, conduct=conduct),
    )
    return recorded(made.reference, made.entry_id)


def _classify_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("allegation", help="the allegation's number, such as A1")
    add_word(parser, "--track", Track, "criminal, civil or local duty; they are never mixed")
    parser.add_argument("--offence", default="", help="id in the directive's tables of that track")
    parser.add_argument(
        "--felony",
        choices=["yes", "no"],
        default="",
        help="only for an offence whose class is by limb",
    )


def _classify(given: Given) -> object:
    made = actions.classify_allegation(
        actor=given.actor,
        number=given.word("incident"),
        allegation=given.word("allegation"),
        track=Track(given.word("track")),
        offence=given.word("offence"),
        felony=_FELONY[given.word("felony")],
    )
    return recorded(made.reference, made.entry_id)


COMMANDS = (
    Command(
        noun="allegation",
        verb="add",
        about="Record what is alleged of a party; it is no finding.",
        calls="incidents.actions.add_allegation",
        run=_add,
        arguments=_add_arguments,
    ),
    Command(
        noun="allegation",
        verb="classify",
        about="Set an allegation's track and offence, as an investigator.",
        calls="incidents.actions.classify_allegation",
        run=_classify,
        arguments=_classify_arguments,
    ),
)
