"""`onrecord reply` and `onrecord contact`: what agencies say, and who spoke with whom."""

import argparse

from onrecord.cli.arguments import add_incident, add_passages, add_texts, choices, day, moment
from onrecord.cli.command import Command, Given
from onrecord.cli.receipts import recorded
from onrecord.incidents import actions
from onrecord.incidents.states import ReplyState

ANSWERED = (ReplyState.REPLIED.value, ReplyState.NO_REPLY.value)
CONTACT_TEXTS = ("office", "person_named", "way", "words")


def _request_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("--agency", required=True, help="the agency that is asked")
    parser.add_argument("--way", required=True, help="how it was asked, such as by letter")
    parser.add_argument("--allegation", action="append", default=[], metavar="A1", help="of which")
    parser.add_argument("--asked-at", type=moment, default=None, help="when; by default now")
    parser.add_argument("--due-on", type=day, default=None, help="by when a reply is asked for")
    parser.add_argument(
        "--no-objection-on",
        type=day,
        default=None,
        help="when the prosecutor stated no objection; needed where a felony may lie",
    )
    add_passages(parser)


def _request(given: Given) -> object:
    texts = {"agency": given.word("agency"), "asked_by_way": given.word("way")}
    made = actions.request_reply(
        actor=given.actor,
        number=given.word("incident"),
        allegations=given.line.allegation,
        asked_at=given.line.asked_at,
        reply_due_on=given.line.due_on,
        no_objection_on=given.line.no_objection_on,
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


def _record_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("reply", type=int, help="the request's number, such as 1")
    parser.add_argument("--state", required=True, choices=ANSWERED, help="whether a reply came")
    add_texts(
        parser,
        words="the reply, word for word",
        authenticated_how="how its origin was proved; without it, shown as unauthenticated",
    )
    parser.add_argument("--replied-at", type=moment, default=None, help="when; by default now")
    add_passages(parser)


def _record(given: Given) -> object:
    texts = {name: given.text(name) for name in ("words", "authenticated_how")}
    made = actions.record_reply(
        actor=given.actor,
        number=given.word("incident"),
        reply=given.line.reply,
        state=ReplyState(given.word("state")),
        replied_at=given.line.replied_at,
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


def _contact_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("--office", required=True, help="the elected office or law department")
    parser.add_argument("--words", required=True, help="what was said or written (text)")
    add_texts(parser, person_named="who spoke for it", way="how, such as by telephone")
    parser.add_argument("--at", type=moment, default=None, help="when; by default now")
    add_passages(parser)


def _contact(given: Given) -> object:
    texts = {name: given.text(name) for name in CONTACT_TEXTS}
    made = actions.record_contact(
        actor=given.actor,
        number=given.word("incident"),
        at=given.line.at,
        choices=choices(given.line, **texts),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


COMMANDS = (
    Command(
        noun="reply",
        verb="request",
        about="Record that an agency was asked to reply to allegations.",
        calls="incidents.actions.request_reply",
        run=_request,
        arguments=_request_arguments,
    ),
    Command(
        noun="reply",
        verb="record",
        about="Record an agency's reply word for word, or that none came.",
        calls="incidents.actions.record_reply",
        run=_record,
        arguments=_record_arguments,
    ),
    Command(
        noun="contact",
        verb="record",
        about="Record a communication with an elected office, its staff or the law department.",
        calls="incidents.actions.record_contact",
        run=_contact,
        arguments=_contact_arguments,
    ),
)
