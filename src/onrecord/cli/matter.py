"""`onrecord matter`: statements, notes and documents in their handling classes (G17)."""

import argparse

from onrecord.authority import HandlingClass
from onrecord.authority.classes import CLASSES
from onrecord.cli.arguments import add_incident, add_passages, add_texts, add_word, choices, moment
from onrecord.cli.command import Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import recorded
from onrecord.incidents import actions, queries
from onrecord.incidents.states import MatterForm


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    add_word(parser, "--class", CLASSES, "its handling class")
    add_word(parser, "--form", MatterForm, "what it is")
    parser.add_argument("--title", required=True, help="what it is, in a few words (text)")
    parser.add_argument("--words", required=True, help="its words (text)")
    add_texts(parser, came_from="from whom it came")
    parser.add_argument("--source", default="", help="the reference of what it derives from")
    add_passages(parser)


def _add(given: Given) -> object:
    texts = {name: given.text(name) for name in ("title", "words", "came_from")}
    made = actions.add_matter(
        actor=given.actor,
        number=given.word("incident"),
        handling_class=HandlingClass(given.word("class")),
        form=MatterForm(given.word("form")),
        source=given.word("source"),
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


def _one(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("matter", help="the matter's reference, as `onrecord matter list` shows it")


def _open_arguments(parser: argparse.ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("--purpose", required=True, help="why it is opened; kept with your name")


def _reader_arguments(parser: argparse.ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("--user", required=True, help="the user name of the person")


def _admit_arguments(parser: argparse.ArgumentParser) -> None:
    _reader_arguments(parser)
    parser.add_argument("--until", type=moment, default=None, help="until when; by default open")


def _admit(given: Given) -> object:
    made = actions.admit_reader(
        actor=given.actor,
        number=given.word("incident"),
        matter=given.word("matter"),
        username=given.word("user"),
        until=given.line.until,
    )
    return recorded(made.reference, made.entry_id)


def _end(given: Given) -> object:
    made = actions.end_reader(
        actor=given.actor,
        number=given.word("incident"),
        matter=given.word("matter"),
        username=given.word("user"),
    )
    return recorded(made.reference, made.entry_id)


COMMANDS = (
    Command(
        noun="matter",
        verb="add",
        about="Take a statement, a note or a document's text in, in its handling class.",
        calls="incidents.actions.add_matter",
        run=_add,
        arguments=_add_arguments,
    ),
    Command(
        noun="matter",
        verb="list",
        about="List the matter of an incident that the acting person may know of.",
        calls="incidents.queries.matters",
        run=lambda given: read(queries.matters, actor=given.actor, number=given.word("incident")),
        arguments=add_incident,
    ),
    Command(
        noun="matter",
        verb="open",
        about="Open a matter for a purpose; the opening is recorded first.",
        calls="incidents.actions.open_matter",
        run=lambda given: actions.open_matter(
            actor=given.actor,
            number=given.word("incident"),
            matter=given.word("matter"),
            purpose=given.word("purpose"),
        ),
        arguments=_open_arguments,
    ),
    Command(
        noun="matter",
        verb="readers",
        about="Show a matter's dated list, to whoever keeps it.",
        calls="incidents.queries.matter_readers",
        run=lambda given: read(
            queries.matter_readers,
            actor=given.actor,
            number=given.word("incident"),
            matter=given.word("matter"),
        ),
        arguments=_one,
    ),
    Command(
        noun="matter",
        verb="admit",
        about="Put a person on a matter's dated list.",
        calls="incidents.actions.admit_reader",
        run=_admit,
        arguments=_admit_arguments,
    ),
    Command(
        noun="matter",
        verb="end-reader",
        about="End a person's time on a matter's list.",
        calls="incidents.actions.end_reader",
        run=_end,
        arguments=_reader_arguments,
    ),
)
