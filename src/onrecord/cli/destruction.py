"""`onrecord destruction`: lawful destruction by two persons (G26)."""

import argparse
import sys

from onrecord.cli.command import Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import recorded
from onrecord.ledger import destructions
from onrecord.ledger.actions import destroying, destruction
from onrecord.ledger.destroying.states import DestructionScope


def _request_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scope", choices=[scope.value for scope in DestructionScope])
    parser.add_argument(
        "reference",
        help='what goes: "2026-0123", "2026-0123 E-1", or for a field "2026-0123 party 1"',
    )
    parser.add_argument("--field", default="", help="for a field: its name")
    parser.add_argument("--authority", required=True, help="an authority of the directive, by id")
    parser.add_argument("--document", required=True, help="number of the certificate or order")
    parser.add_argument("--reason", required=True, help="why; it stays, so name nobody (text)")


def _request(given: Given) -> object:
    entry = destruction.request_destruction(
        actor=given.actor,
        scope=given.word("scope"),
        reference=given.word("reference"),
        field=given.word("field"),
        authority=given.word("authority"),
        document_number=given.word("document"),
        reason=given.text("reason"),
    )
    return recorded(destructions.number_of(entry.id), entry.id)


def _one(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("destruction", help="its number, such as D-1")


def _decide_arguments(parser: argparse.ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("--reason", required=True, help="why; it stays, so name nobody (text)")


def _approve(given: Given) -> object:
    number = given.word("destruction")
    entry = destruction.approve_destruction(
        actor=given.actor, number=number, reason=given.text("reason")
    )
    return recorded(number, entry.id)


def _refuse(given: Given) -> object:
    number = given.word("destruction")
    entry = destruction.refuse_destruction(
        actor=given.actor, number=number, reason=given.text("reason")
    )
    return recorded(number, entry.id)


def _list(given: Given) -> object:
    return read(destructions.destructions, actor=given.actor)


def _carry_out(given: Given) -> object:
    number = given.word("destruction")
    entry = destroying.carry_out(actor=given.actor, number=number, progress=_progress)
    return recorded(number, entry.id)


def _progress(words: str) -> None:
    """Say which step is under way, where somebody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{words} ...\n")


COMMANDS = (
    Command(
        noun="destruction",
        verb="request",
        about="Ask that an incident, an exhibit or one field be destroyed, by an authority that "
        "the directive names; another person decides.",
        calls="ledger.actions.destruction.request_destruction",
        run=_request,
        arguments=_request_arguments,
    ),
    Command(
        noun="destruction",
        verb="approve",
        about="Approve a destruction that another person asked for; the worker carries it out.",
        calls="ledger.actions.destruction.approve_destruction",
        run=_approve,
        arguments=_decide_arguments,
    ),
    Command(
        noun="destruction",
        verb="refuse",
        about="Refuse a destruction that another person asked for.",
        calls="ledger.actions.destruction.refuse_destruction",
        run=_refuse,
        arguments=_decide_arguments,
    ),
    Command(
        noun="destruction",
        verb="list",
        about="List every destruction: authority, entry, how far it has come, until when backups "
        "may hold it, and who is to be told.",
        calls="ledger.destructions.destructions",
        run=_list,
    ),
    Command(
        noun="destruction",
        verb="carry-out",
        about="Carry an approved destruction out, or go on where it broke off.",
        calls="ledger.actions.destroying.carry_out",
        run=_carry_out,
        arguments=_one,
    ),
)
