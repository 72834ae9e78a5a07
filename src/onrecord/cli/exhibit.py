"""`onrecord exhibit`: take evidence in, list it, hand a copy out, view it."""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from onrecord.cli.arguments import add_incident, add_passages, add_word, choices, moment
from onrecord.cli.command import BadInput, Command, Given
from onrecord.cli.reading import read
from onrecord.cli.receipts import Recorded, recorded
from onrecord.evidence import actions, queries
from onrecord.evidence.queries import ExhibitView
from onrecord.evidence.states import ExhibitKind
from onrecord.storage.blobs import BLOCK
from onrecord.storage.local import blob_store


@dataclass(frozen=True)
class Taken:
    """An exhibit taken in."""

    receipt: Recorded
    sha256: str
    size: int


@dataclass(frozen=True)
class Copied:
    """A copy handed out."""

    file: str
    receipt: Recorded


@dataclass(frozen=True)
class Viewing:
    """A viewing that was opened: the exhibit's facts, where it plays, and until when."""

    page: str
    token: str
    until: datetime
    exhibit: ExhibitView
    receipt: Recorded


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("file", type=Path, help="the file; its bytes are kept as they are")
    add_word(parser, "--kind", ExhibitKind, "what it is; body-worn-video by a custodian only")
    parser.add_argument("--title", required=True, help="a few neutral words")
    parser.add_argument("--source", required=True, help="who handed it over, or which device")
    parser.add_argument("--holder-evidence-number", default="", help="the holder's number for it")
    parser.add_argument("--recorded-at", type=moment, default=None, help="when it was recorded")
    parser.add_argument("--recorded-by", default="", help="user name of the recording officer")
    parser.add_argument("--derived-from", default="", help="the exhibit that it was made from")
    add_passages(parser)


def _add(given: Given) -> Taken:
    path: Path = given.line.file
    store = blob_store()
    staged = store.stage(_blocks(path))
    texts = {
        "title": given.word("title"),
        "source": given.word("source"),
        "original_name": path.name,
    }
    try:
        made = actions.add_exhibit(
            actor=given.actor,
            number=given.word("incident"),
            staged=staged,
            kind=given.word("kind"),
            holder_evidence_number=given.word("holder_evidence_number"),
            recorded_at=given.line.recorded_at,
            recorded_by=given.word("recorded_by"),
            derived_from=given.word("derived_from"),
            choices=choices(given.line, **texts),
            store=store,
            **texts,
        )
    except BaseException:
        store.discard(staged)  # the file is still where it was; nothing is lost
        raise
    return Taken(recorded(made.reference, made.entry_id), staged.sha256, staged.size)


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes; one block is in memory at a time."""
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(BLOCK):
                yield block
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}).") from error


def _list(given: Given) -> object:
    return read(queries.exhibits, actor=given.actor, number=given.word("incident"))


def _one(parser: argparse.ArgumentParser) -> None:
    add_incident(parser)
    parser.add_argument("exhibit", help="the exhibit's number, such as E-1")
    parser.add_argument("--purpose", required=True, help="why; it is recorded")
    add_passages(parser)


def _get_arguments(parser: argparse.ArgumentParser) -> None:
    _one(parser)
    parser.add_argument("--to", type=Path, required=True, help="the file to write; must not exist")


def _get(given: Given) -> Copied:
    target: Path = given.line.to
    if target.exists():
        raise BadInput(f"--to: {target} exists; name a file that does not.")
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise BadInput(f"--to: {target.parent} is no folder that you may write in.")
    copy = actions.download_exhibit(
        actor=given.actor,
        number=given.word("incident"),
        exhibit_number=given.word("exhibit"),
        purpose=given.word("purpose"),
        choices=choices(given.line, purpose=given.word("purpose")),
    )
    _write(target, copy.served.blocks)
    return Copied(str(target), recorded(copy.receipt.reference, copy.receipt.entry_id))


def _write(target: Path, blocks: Iterator[bytes]) -> None:
    """Write a file that appears under its name only when it is whole and durable."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("wb") as file:
            for block in blocks:
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, target)
    except OSError as error:
        raise BadInput(f"--to: {target} cannot be written ({error.strerror}).") from error
    finally:
        partial.unlink(missing_ok=True)


def _view(given: Given) -> Viewing:
    number, exhibit = given.word("incident"), given.word("exhibit")
    ticket = actions.open_viewing(
        actor=given.actor,
        number=number,
        exhibit_number=exhibit,
        purpose=given.word("purpose"),
        choices=choices(given.line, purpose=given.word("purpose")),
    )
    return Viewing(
        page=f"/incidents/{number}/exhibits/{exhibit}/",
        token=ticket.token,
        until=ticket.until,
        exhibit=read(queries.exhibit, actor=given.actor, number=number, exhibit_number=exhibit),
        receipt=recorded(ticket.receipt.reference, ticket.receipt.entry_id),
    )


COMMANDS = (
    Command(
        noun="exhibit",
        verb="add",
        about="Take a file in as an exhibit; its bytes are hashed once and kept as they are.",
        calls="evidence.actions.add_exhibit",
        run=_add,
        arguments=_add_arguments,
    ),
    Command(
        noun="exhibit",
        verb="list",
        about="List the exhibits of an incident.",
        calls="evidence.queries.exhibits",
        run=_list,
        arguments=add_incident,
    ),
    Command(
        noun="exhibit",
        verb="get",
        about="Hand a copy out into a file; it is one entry of the exhibit's custody.",
        calls="evidence.actions.download_exhibit",
        run=_get,
        arguments=_get_arguments,
    ),
    Command(
        noun="exhibit",
        verb="view",
        about="Open a viewing for a purpose, and show the exhibit's facts and its page.",
        calls="evidence.actions.open_viewing",
        run=_view,
        arguments=_one,
    ),
)
