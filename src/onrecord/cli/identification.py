"""`onrecord identification`: asking the on-scene supervisor for name and badge."""

import argparse

from onrecord.cli.arguments import (
    add_incident,
    add_passages,
    add_texts,
    add_word,
    choices,
    moment,
    video_time,
)
from onrecord.cli.command import Command, Given
from onrecord.cli.receipts import recorded
from onrecord.directive import Asked, Outcome
from onrecord.incidents import actions

TEXTS = ("agency_given", "name_given", "badge_given", "reason")


def _record_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    add_word(parser, "--asked", Asked, "whether the on-scene supervisor was asked, or why not")
    parser.add_argument(
        "--outcome",
        choices=[outcome.value for outcome in Outcome],
        default=None,
        help="what came of asking; every answer is equal",
    )
    parser.add_argument("--party", type=int, default=None, help="the number of the person asked")
    add_texts(
        parser,
        agency_given="the agency, as given",
        name_given="the name, as given",
        badge_given="the badge number, as given",
        reason="why nobody was asked, or why the identity is in doubt",
    )
    parser.add_argument("--at", type=moment, default=None, help="when; by default now")
    parser.add_argument("--asked-by", default="", help="user name of who asked; by default you")
    parser.add_argument("--exhibit", default="", help="number of the exhibit that shows it")
    parser.add_argument(
        "--video-time", type=video_time, default=None, help="where in it, such as 00:04:31"
    )
    add_passages(parser)


def _record(given: Given) -> object:
    texts = {name: given.text(name) for name in TEXTS}
    outcome = given.line.outcome
    made = actions.record_identification(
        actor=given.actor,
        number=given.word("incident"),
        asked=Asked(given.word("asked")),
        outcome=None if outcome is None else Outcome(outcome),
        party=given.line.party,
        at=given.line.at,
        asked_by=given.word("asked_by"),
        exhibit_number=given.word("exhibit"),
        video_ms=given.line.video_time,
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


COMMANDS = (
    Command(
        noun="identification",
        verb="record",
        about="Record an identification attempt; a refusal is a fact like the others.",
        calls="incidents.actions.record_identification",
        run=_record,
        arguments=_record_arguments,
    ),
)
