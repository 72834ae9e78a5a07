"""`onrecord incident`: open one, list them, show one."""

import argparse

from onrecord.cli.arguments import (
    add_incident,
    add_passages,
    add_texts,
    add_word,
    choices,
    moment,
    pair,
)
from onrecord.cli.command import BadInput, Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import recorded
from onrecord.directive import Answer, Origin
from onrecord.incidents import actions, queries
from onrecord.incidents.states import ForceUsed, IncidentState


def _open_arguments(parser: argparse.ArgumentParser) -> None:
    add_word(parser, "--origin", Origin, "seen by members, or reported to them")
    parser.add_argument("--district", required=True, help="the district")
    parser.add_argument(
        "--summary", required=True, help="short, neutral words: what was seen or reported (text)"
    )
    add_texts(parser, place="where; few may read it")
    parser.add_argument("--dispatch-number", default="", help="the dispatch centre's number")
    parser.add_argument("--occurred-at", type=moment, default=None, help="when it happened")
    add_word(parser, "--force-used", ForceUsed, "force by anybody at the scene", ForceUsed.UNKNOWN)
    parser.add_argument(
        "--answer",
        type=pair,
        action="append",
        default=[],
        metavar="QUESTION=yes|no|unknown",
        help="a question of every incident, such as injured=yes; may be given several times",
    )
    parser.add_argument(
        "--account",
        type=pair,
        action="append",
        default=[],
        metavar="NAME=WORDS",
        help="what each side said, such as stated-federal-purpose=...; may be given several times",
    )
    add_passages(parser)


def _open(given: Given) -> object:
    texts = {"summary": given.text("summary"), "place": given.text("place")}
    accounts = dict(given.line.account)
    made = actions.open_incident(
        actor=given.actor,
        origin=Origin(given.word("origin")),
        district=given.word("district"),
        dispatch_number=given.word("dispatch_number"),
        occurred_at=given.line.occurred_at,
        force_used=ForceUsed(given.word("force_used")),
        answers=_answers(given.line.answer),
        accounts=accounts,
        choices=choices(given.line, **texts, **accounts, district=given.word("district")),
        **texts,
    )
    return recorded(made.reference, made.entry_id)


def _answers(pairs: list[tuple[str, str]]) -> dict[str, Answer]:
    try:
        return {name: Answer(value) for name, value in pairs}
    except ValueError as error:
        raise BadInput(f"--answer: {error}; answer yes, no or unknown.") from None


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--state", default="", choices=["", *IncidentState], help="only those in this state"
    )
    parser.add_argument("--district", default="", help="only those of this district")


def _list(given: Given) -> object:
    return read(
        queries.incident_rows,
        actor=given.actor,
        state=given.word("state"),
        district=given.word("district"),
    )


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("--purpose", required=True, help="why you open it; it is recorded")


def _show(given: Given) -> object:
    number = given.word("incident")
    actions.note_access(actor=given.actor, number=number, purpose=given.word("purpose"))
    return read(queries.incident, actor=given.actor, number=number)


def _stamps(given: Given) -> object:
    return read(queries.stamps, actor=given.actor, number=given.word("incident"))


COMMANDS = (
    Command(
        noun="incident",
        verb="open",
        about="Open an incident.",
        calls="incidents.actions.open_incident",
        run=_open,
        arguments=_open_arguments,
    ),
    Command(
        noun="incident",
        verb="list",
        about="List the incidents that the acting person may open.",
        calls="incidents.queries.incident_rows",
        run=_list,
        arguments=_list_arguments,
    ),
    Command(
        noun="incident",
        verb="show",
        about="Show an incident; that it was opened, and why, is recorded once a day.",
        calls="incidents.queries.incident",
        run=_show,
        arguments=_show_arguments,
    ),
    Command(
        noun="incident",
        verb="stamps",
        about="List the stamps of a scene, by the phone's clock and the server's.",
        calls="incidents.queries.stamps",
        run=_stamps,
        arguments=add_incident,
    ),
)
