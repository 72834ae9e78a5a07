"""`onrecord referral`: the prosecutor's packet."""

import argparse
import sys

from onrecord.cli.arguments import add_incident, add_passages, choices
from onrecord.cli.command import Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import recorded
from onrecord.referrals import actions, queries, sealing

TEXTS = ("summary", "contacts_known", "evidence_not_held")


def _prepare_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("--office", required=True, help="a destination of the directive, by its id")
    parser.add_argument(
        "--allegation",
        action="append",
        default=[],
        metavar="A1",
        help="a felony allegation to refer; by default all of the incident",
    )
    parser.add_argument("--summary", required=True, help="what the prosecutor must know (text)")
    parser.add_argument(
        "--contacts-known",
        required=True,
        help="communications with elected offices, or that none is known to you, who asked (text)",
    )
    parser.add_argument(
        "--evidence-not-held", default="", help="evidence known to exist that is not held (text)"
    )
    add_passages(parser)


def _prepare(given: Given) -> object:
    number = given.word("incident")
    texts = {name: given.text(name) for name in TEXTS}
    allegations = given.line.allegation
    made = actions.prepare_referral(
        actor=given.actor,
        number=number,
        office=given.word("office"),
        allegations=allegations or read(queries.referable, actor=given.actor, number=number),
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


def _one(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("referral", help="the referral's number, such as P-2026-001")


def _approve(given: Given) -> object:
    made = actions.approve_referral(actor=given.actor, number=given.word("referral"))
    return recorded(made.reference, made.entry_id)


def _seal(given: Given) -> object:
    return sealing.seal_referral(
        actor=given.actor, number=given.word("referral"), progress=_progress
    )


def _progress(words: str) -> None:
    """Say what is under way, where somebody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{words}\n")


def _list(given: Given) -> object:
    return read(queries.referral_rows, actor=given.actor)


def _show(given: Given) -> object:
    return read(queries.referral, actor=given.actor, number=given.word("referral"))


COMMANDS = (
    Command(
        noun="referral",
        verb="prepare",
        about="Prepare a referral of felony allegations.",
        calls="referrals.actions.prepare_referral",
        run=_prepare,
        arguments=_prepare_arguments,
    ),
    Command(
        noun="referral",
        verb="approve",
        about="Approve a referral, as a police supervisor who did not prepare it.",
        calls="referrals.actions.approve_referral",
        run=_approve,
        arguments=_one,
    ),
    Command(
        noun="referral",
        verb="seal",
        about="Seal an approved referral's packet, and verify it as the recipient would.",
        calls="referrals.sealing.seal_referral",
        run=_seal,
        arguments=_one,
    ),
    Command(
        noun="referral",
        verb="list",
        about="List the referrals.",
        calls="referrals.queries.referral_rows",
        run=_list,
    ),
    Command(
        noun="referral",
        verb="show",
        about="Show one referral, with its checks and, once sealed, where its packet lies.",
        calls="referrals.queries.referral",
        run=_show,
        arguments=_one,
    ),
)
