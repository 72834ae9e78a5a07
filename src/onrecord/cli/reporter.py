"""`onrecord reporter`: who told us, kept apart from the record (G20)."""

import argparse

from onrecord.cli.arguments import add_incident, add_passages, add_texts, choices
from onrecord.cli.command import Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import recorded
from onrecord.incidents import actions, queries

TEXTS = ("name", "telephone", "email", "address", "note", "way")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    add_texts(
        parser,
        name="the person's name",
        telephone="a telephone number",
        email="an e-mail address",
        address="a postal address",
        note="when and how to reach them",
        way="how they told us, such as by telephone; it stands in the record",
    )
    add_passages(parser)


def _add(given: Given) -> object:
    texts = {name: given.text(name) for name in TEXTS}
    made = actions.add_reporter(
        actor=given.actor,
        number=given.word("incident"),
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


def _one(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("reporter", type=int, help="the reporting person's number, such as 1")


def _contact_arguments(parser: argparse.ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("--purpose", required=True, help="why this person is reached; recorded")


def _forget(given: Given) -> object:
    made = actions.forget_reporter(
        actor=given.actor, number=given.word("incident"), reporter=given.line.reporter
    )
    return recorded(made.reference, made.entry_id)


COMMANDS = (
    Command(
        noun="reporter",
        verb="add",
        about="Keep the contact data of somebody who told us, apart from the record.",
        calls="incidents.actions.add_reporter",
        run=_add,
        arguments=_add_arguments,
    ),
    Command(
        noun="reporter",
        verb="list",
        about="List an incident's reporting persons by number, without contact data.",
        calls="incidents.queries.reporters",
        run=lambda given: read(queries.reporters, actor=given.actor, number=given.word("incident")),
        arguments=add_incident,
    ),
    Command(
        noun="reporter",
        verb="contact",
        about="Read a reporting person's contact data for a purpose, which is recorded first.",
        calls="incidents.actions.use_contact",
        run=lambda given: actions.use_contact(
            actor=given.actor,
            number=given.word("incident"),
            reporter=given.line.reporter,
            purpose=given.word("purpose"),
        ),
        arguments=_contact_arguments,
    ),
    Command(
        noun="reporter",
        verb="forget",
        about="Delete a reporting person's contact data on request.",
        calls="incidents.actions.forget_reporter",
        run=_forget,
        arguments=_one,
    ),
)
