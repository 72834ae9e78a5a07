"""`onrecord link`: incidents that hang together, and duplicates of one that is kept."""

import argparse

from onrecord.cli.arguments import add_incident, add_passages, add_word, choices
from onrecord.cli.command import Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import recorded
from onrecord.incidents import actions, queries
from onrecord.incidents.states import Relation


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("other", help="the other incident; of a duplicate, the one that is kept")
    add_word(parser, "--relation", Relation, "how they hang together")
    parser.add_argument("--reason", required=True, help="why (text)")
    add_passages(parser)


def _add(given: Given) -> object:
    reason = given.text("reason")
    made = actions.link_incidents(
        actor=given.actor,
        number=given.word("incident"),
        other=given.word("other"),
        relation=Relation(given.word("relation")),
        reason=reason,
        choices=choices(given.line, reason=reason),
    )
    return recorded(made.reference, made.entry_id)


def _undo_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("link", help="the link's reference, as `onrecord link list` shows it")
    parser.add_argument("--reason", required=True, help="why (text)")
    add_passages(parser)


def _undo(given: Given) -> object:
    reason = given.text("reason")
    made = actions.unlink_incidents(
        actor=given.actor,
        number=given.word("incident"),
        link=given.word("link"),
        reason=reason,
        choices=choices(given.line, reason=reason),
    )
    return recorded(made.reference, made.entry_id)


def _list(given: Given) -> object:
    return read(queries.incident_links, actor=given.actor, number=given.word("incident"))


COMMANDS = (
    Command(
        noun="link",
        verb="add",
        about="Link an incident with another, or name it the duplicate of one that is kept.",
        calls="incidents.actions.link_incidents",
        run=_add,
        arguments=_add_arguments,
    ),
    Command(
        noun="link",
        verb="undo",
        about="Undo a link or a merge by a further row; both files stay as they are.",
        calls="incidents.actions.unlink_incidents",
        run=_undo,
        arguments=_undo_arguments,
    ),
    Command(
        noun="link",
        verb="list",
        about="List how an incident hangs together with others, undone links as well.",
        calls="incidents.queries.incident_links",
        run=_list,
        arguments=add_incident,
    ),
)
