"""`onrecord dispatch`: events of the dispatch centre, imported and reconciled (G12, G13)."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from onrecord.cli.arguments import add_incident, add_passages, add_word, choices
from onrecord.cli.command import BadInput, Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import Recorded, recorded
from onrecord.directive import Origin
from onrecord.incidents import actions, queries
from onrecord.incidents.actions.dispatch import Change
from onrecord.incidents.dispatch_file import FileForm
from onrecord.incidents.states import ForceUsed


@dataclass(frozen=True)
class Brought:
    """What a file brought, and the receipt of its import."""

    file_sha256: str
    added: int
    changed: int
    unchanged: int
    matched: int
    changes: tuple[Change, ...]
    receipt: Recorded


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="a file of events, as docs/spec/dispatch-events.md says")
    parser.add_argument(
        "--form",
        choices=["", *(form.value for form in FileForm)],
        default="",
        help="csv or json; by default as the file's name ends",
    )


def _import(given: Given) -> object:
    path = Path(given.word("file"))
    form = given.word("form") or path.suffix.removeprefix(".").lower()
    if form not in {*FileForm}:
        raise BadInput(f"{path.name}: neither .csv nor .json. Say which with --form.")
    try:
        with path.open("rb") as file:
            made = actions.import_dispatch(actor=given.actor, file=file, form=FileForm(form))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}).") from error
    return Brought(
        file_sha256=made.file_sha256,
        added=made.added,
        changed=made.changed,
        unchanged=made.unchanged,
        matched=made.matched,
        changes=made.changes,
        receipt=recorded(made.reference, made.entry_id),
    )


def _event(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("event", help="the dispatch centre's number of the event")


def _show(given: Given) -> object:
    return read(queries.dispatch_event, actor=given.actor, number=given.word("event"))


def _list(given: Given) -> object:
    return read(queries.dispatch_rows, actor=given.actor)


def _imports(given: Given) -> object:
    return read(queries.dispatch_imports, actor=given.actor)


def _open_arguments(parser: argparse.ArgumentParser) -> None:
    _event(parser)
    add_word(parser, "--origin", Origin, "seen by members, or reported to them")
    parser.add_argument(
        "--summary", required=True, help="short, neutral words: what was seen or reported (text)"
    )
    add_word(parser, "--force-used", ForceUsed, "force by anybody at the scene", ForceUsed.UNKNOWN)
    add_passages(parser)


def _open(given: Given) -> object:
    summary = given.text("summary")
    made = actions.open_from_dispatch(
        actor=given.actor,
        event=given.word("event"),
        origin=Origin(given.word("origin")),
        summary=summary,
        force_used=ForceUsed(given.word("force_used")),
        choices=choices(given.line, summary=summary),
    )
    return recorded(made.reference, made.entry_id)


def _match_arguments(parser: argparse.ArgumentParser) -> None:
    _event(parser)
    add_incident(parser)
    parser.add_argument("--reason", required=True, help="why this incident is that event (text)")
    add_passages(parser)


def _match(given: Given) -> object:
    reason = given.text("reason")
    made = actions.match_dispatch(
        actor=given.actor,
        number=given.word("incident"),
        event=given.word("event"),
        reason=reason,
        choices=choices(given.line, reason=reason),
    )
    return recorded(made.reference, made.entry_id)


def _reconcile(given: Given) -> object:
    return read(queries.reconciliation, actor=given.actor)


def _explain_arguments(parser: argparse.ArgumentParser) -> None:
    _event(parser)
    parser.add_argument("--reason", required=True, help="why no incident is due (text)")


def _explain(given: Given) -> object:
    made = actions.explain_dispatch(
        actor=given.actor, event=given.word("event"), reason=given.text("reason")
    )
    return recorded(made.reference, made.entry_id)


def _confirm_arguments(parser: argparse.ArgumentParser) -> None:
    _event(parser)
    parser.add_argument("explanation", help="its reference, as `onrecord dispatch explanations`")
    parser.add_argument("--reason", required=True, help="why you agree (text)")


def _confirm(given: Given) -> object:
    made = actions.confirm_dispatch(
        actor=given.actor,
        event=given.word("event"),
        explanation=given.word("explanation"),
        reason=given.text("reason"),
    )
    return recorded(made.reference, made.entry_id)


def _explanations(given: Given) -> object:
    return read(queries.explanations, actor=given.actor, number=given.word("event"))


COMMANDS = (
    Command(
        noun="dispatch",
        verb="import",
        about="Import a file of dispatch events, CSV or JSON: whole, or nothing of it.",
        calls="incidents.actions.import_dispatch",
        run=_import,
        arguments=_import_arguments,
    ),
    Command(
        noun="dispatch",
        verb="list",
        about="List the events received last, newest first, with their incidents.",
        calls="incidents.queries.dispatch_rows",
        run=_list,
    ),
    Command(
        noun="dispatch",
        verb="imports",
        about="List the files of dispatch events that were taken in, newest first.",
        calls="incidents.queries.dispatch_imports",
        run=_imports,
    ),
    Command(
        noun="dispatch",
        verb="show",
        about="Show an imported event, with what later files stated otherwise.",
        calls="incidents.queries.dispatch_event",
        run=_show,
        arguments=_event,
    ),
    Command(
        noun="dispatch",
        verb="open",
        about="Open an incident from an imported event: number, time, district and place are its.",
        calls="incidents.actions.open_from_dispatch",
        run=_open,
        arguments=_open_arguments,
    ),
    Command(
        noun="dispatch",
        verb="match",
        about="Match an imported event with the incident in which it is recorded.",
        calls="incidents.actions.match_dispatch",
        run=_match,
        arguments=_match_arguments,
    ),
    Command(
        noun="dispatch",
        verb="reconcile",
        about="Say which events should have an incident, and which have none, oldest first.",
        calls="incidents.queries.reconciliation",
        run=_reconcile,
    ),
    Command(
        noun="dispatch",
        verb="explain",
        about="State why an event has no incident; another person must agree.",
        calls="incidents.actions.explain_dispatch",
        run=_explain,
        arguments=_explain_arguments,
    ),
    Command(
        noun="dispatch",
        verb="explanations",
        about="List why an event has no incident, as people stated it.",
        calls="incidents.queries.explanations",
        run=_explanations,
        arguments=_event,
    ),
    Command(
        noun="dispatch",
        verb="confirm",
        about="Agree, as a second person, that an event has no incident.",
        calls="incidents.actions.confirm_dispatch",
        run=_confirm,
        arguments=_confirm_arguments,
    ),
)
