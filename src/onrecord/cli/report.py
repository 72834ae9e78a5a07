"""`onrecord report`: the officer's account, from the first words to the supervisor's decision."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from onrecord.cli.arguments import add_incident, add_passages, choices, pair
from onrecord.cli.command import BadInput, Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import recorded
from onrecord.reports import actions, queries
from onrecord.reports.rendering import as_json, as_pdf, as_text


@dataclass(frozen=True)
class ReportFile:
    """A file that was written: where, its bytes, and the version in it."""

    file: str
    size: int
    version: int


def _write_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("--text", required=True, help="the narrative so far (text)")


def _write(given: Given) -> object:
    return actions.save_draft(
        actor=given.actor, number=given.word("incident"), text=given.text("text")
    )


def _lock_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument(
        "--text", default=None, help="the narrative; by default the saved draft (text)"
    )
    parser.add_argument(
        "--prompt",
        action="append",
        default=[],
        metavar="ID",
        help="a prompt of the directive that stood beside the text; may be given several times",
    )
    add_passages(parser)


def _lock(given: Given) -> object:
    number = given.word("incident")
    if given.line.text is None:
        text = read(queries.writing, actor=given.actor, number=number).draft_text
    else:
        text = given.text("text")
    made = actions.lock_narrative(
        actor=given.actor,
        number=number,
        text=text,
        prompts_shown=given.line.prompt,
        choices=choices(given.line, narrative=text),
    )
    return recorded(made.reference, made.entry_id)


def _show(given: Given) -> object:
    return read(queries.report, actor=given.actor, number=given.word("incident"))


def _submit_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("--sign", required=True, help="your name, as the record has it")


def _submit(given: Given) -> object:
    made = actions.submit_report(
        actor=given.actor, number=given.word("incident"), signature_name=given.word("sign")
    )
    return recorded(made.reference, made.entry_id)


def _approve(given: Given) -> object:
    made = actions.approve_report(actor=given.actor, number=given.word("incident"))
    return recorded(made.reference, made.entry_id)


def _return_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument(
        "--reason",
        type=pair,
        action="append",
        required=True,
        metavar="FIELD=WORDS",
        help="what must change, and where, such as narrative=...; may be given several times",
    )
    add_passages(parser)


def _return(given: Given) -> object:
    reasons = [actions.ReasonAt(field, words) for field, words in given.line.reason]
    texts = {f"reasons.{index}": reason.words for index, reason in enumerate(reasons)}
    made = actions.return_report(
        actor=given.actor,
        number=given.word("incident"),
        reasons=reasons,
        choices=choices(given.line, **texts),
    )
    return recorded(made.reference, made.entry_id)


def _gap_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("duty", help="the duty's id in the directive")
    parser.add_argument("--reason", required=True, help="why it stays unmet (text)")
    add_passages(parser)


def _gap(given: Given) -> object:
    reason = given.text("reason")
    made = actions.state_gap(
        actor=given.actor,
        number=given.word("incident"),
        duty=given.word("duty"),
        reason=reason,
        choices=choices(given.line, reason=reason),
    )
    return recorded(made.reference, made.entry_id)


def _amend_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("--reason", required=True, help="why the account is amended (text)")
    add_passages(parser)


def _amend(given: Given) -> object:
    reason = given.text("reason")
    actions.amend_report(
        actor=given.actor,
        number=given.word("incident"),
        reason=reason,
        choices=choices(given.line, reason=reason),
    )
    return read(queries.writing, actor=given.actor, number=given.word("incident"))


def _answer_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("reason", help="the reason's name in the last return, such as reason-1")
    parser.add_argument("--words", required=True, help="what you did about it (text)")
    add_passages(parser)


def _answer(given: Given) -> object:
    words = given.text("words")
    made = actions.answer_reason(
        actor=given.actor,
        number=given.word("incident"),
        reason=given.word("reason"),
        words=words,
        choices=choices(given.line, words=words),
    )
    return recorded(made.reference, made.entry_id)


def _compare_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("older", type=int, help="the number of the older version")
    parser.add_argument("newer", type=int, help="the number of the newer version")


def _compare(given: Given) -> object:
    return read(
        queries.compare_versions,
        actor=given.actor,
        number=given.word("incident"),
        older=given.line.older,
        newer=given.line.newer,
    )


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument(
        "--version", type=int, default=None, help="the version; by default the approved one"
    )
    parser.add_argument(
        "--format", choices=("text", "pdf", "json"), default="text", help="by default text"
    )
    parser.add_argument(
        "--to", type=Path, default=None, help="the file to write; must not exist; a PDF needs one"
    )


def _export(given: Given) -> object:
    line = given.line
    if line.to is not None and line.to.exists():
        raise BadInput(f"--to: {line.to} exists; name a file that does not.")
    if line.to is None and line.format == "pdf":
        raise BadInput("--to: name the file that the PDF goes to.")
    found = read(
        queries.export_report,
        actor=given.actor,
        number=given.word("incident"),
        version=line.version,
    )
    if line.format == "pdf":
        data = as_pdf(found)
    else:
        data = as_json(found) if line.format == "json" else as_text(found).encode()
    if line.to is None:
        return data.decode()
    try:
        line.to.write_bytes(data)
    except OSError as error:
        raise BadInput(f"--to: {line.to} cannot be written ({error.strerror}).") from error
    return ReportFile(str(line.to), len(data), found.version)


COMMANDS = (
    Command(
        noun="report",
        verb="write",
        about="Save the narrative so far as a draft, for its author alone.",
        calls="reports.actions.save_draft",
        run=_write,
        arguments=_write_arguments,
    ),
    Command(
        noun="report",
        verb="lock",
        about="Lock the narrative as the next version; duties open to its author after this.",
        calls="reports.actions.lock_narrative",
        run=_lock,
        arguments=_lock_arguments,
    ),
    Command(
        noun="report",
        verb="show",
        about="Show a report with its versions and decisions.",
        calls="reports.queries.report",
        run=_show,
        arguments=add_incident,
    ),
    Command(
        noun="report",
        verb="submit",
        about="Sign and submit the locked version.",
        calls="reports.actions.submit_report",
        run=_submit,
        arguments=_submit_arguments,
    ),
    Command(
        noun="report",
        verb="approve",
        about="Approve the submitted version, as a supervisor who is not its author.",
        calls="reports.actions.approve_report",
        run=_approve,
        arguments=add_incident,
    ),
    Command(
        noun="report",
        verb="return",
        about="Return the submitted version with reasons.",
        calls="reports.actions.return_report",
        run=_return,
        arguments=_return_arguments,
    ),
    Command(
        noun="report",
        verb="amend",
        about="Open the account again, with a reason; locking it makes a further version.",
        calls="reports.actions.amend_report",
        run=_amend,
        arguments=_amend_arguments,
    ),
    Command(
        noun="report",
        verb="answer",
        about="Say what was done about a reason of the last return; the next version ticks it off.",
        calls="reports.actions.answer_reason",
        run=_answer,
        arguments=_answer_arguments,
    ),
    Command(
        noun="report",
        verb="compare",
        about="Compare two versions of a report, field by field.",
        calls="reports.queries.compare_versions",
        run=_compare,
        arguments=_compare_arguments,
    ),
    Command(
        noun="report",
        verb="export",
        about="Lay a version out in the department's narrative layout: text, PDF or JSON.",
        calls="reports.queries.export_report",
        run=_export,
        arguments=_export_arguments,
    ),
    Command(
        noun="gap",
        verb="state",
        about="State why a duty stays unmet; a stated gap never stops submission.",
        calls="reports.actions.state_gap",
        run=_gap,
        arguments=_gap_arguments,
    ),
)
