"""`onrecord closure`: the inspector general draws closures and reviews them (G13)."""

import argparse

from onrecord.cli.arguments import add_passages, add_word, choices, day
from onrecord.cli.command import Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import recorded
from onrecord.incidents import actions, queries
from onrecord.incidents.states import ReviewResult


def _draw_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--first", type=day, required=True, help="the period's first day")
    parser.add_argument("--last", type=day, required=True, help="its last day")
    parser.add_argument("--size", type=int, required=True, help="how many closures")


def _draw(given: Given) -> object:
    made = actions.draw_closures(
        actor=given.actor, first=given.line.first, last=given.line.last, size=given.line.size
    )
    return recorded(made.reference, made.entry_id)


def _list(given: Given) -> object:
    return read(queries.closure_draws, actor=given.actor)


def _review_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("draw", help="the draw's number, such as C-1")
    parser.add_argument("closure", help="the closure drawn, by its id")
    add_word(parser, "--result", ReviewResult, "what the review came to")
    parser.add_argument("--reason", required=True, help="why (text)")
    add_passages(parser)


def _review(given: Given) -> object:
    reason = given.text("reason")
    made = actions.review_closure(
        actor=given.actor,
        draw=given.word("draw"),
        closure=given.word("closure"),
        result=ReviewResult(given.word("result")),
        reason=reason,
        choices=choices(given.line, reason=reason),
    )
    return recorded(made.reference, made.entry_id)


COMMANDS = (
    Command(
        noun="closure",
        verb="draw",
        about="Draw closures of a period by the last checkpoint's root; a period is drawn once.",
        calls="incidents.actions.draw_closures",
        run=_draw,
        arguments=_draw_arguments,
    ),
    Command(
        noun="closure",
        verb="list",
        about="List every draw with its closures, and what anybody needs to draw again.",
        calls="incidents.queries.closure_draws",
        run=_list,
    ),
    Command(
        noun="closure",
        verb="review",
        about="Record what the review of a drawn closure came to; reopened opens the incident.",
        calls="incidents.actions.review_closure",
        run=_review,
        arguments=_review_arguments,
    ),
)
