"""`onrecord log`: the transparency log that the record leaves."""

import argparse
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from onrecord.cli.command import BadInput, Command, Given
from onrecord.ledger import publication, queries
from onrecord.ledger.export import export_log
from onrecord.ledger.tiles import Published


@dataclass(frozen=True)
class Checkpoint:
    """The published checkpoint: a C2SP signed note, and when it was published."""

    size: int
    root: str
    published_at: datetime
    note: str


@dataclass(frozen=True)
class Exported:
    """A copy of the published log, to be verified anywhere."""

    folder: str
    size: int


def _checkpoint(given: Given) -> Checkpoint | str:
    published = queries.published()
    if given.flag("json"):
        return _shown(published)
    return published.note.decode("utf-8").removesuffix("\n")


def _shown(published: Published) -> Checkpoint:
    return Checkpoint(
        size=published.size,
        root=published.root.hex(),
        published_at=published.at,
        note=published.note.decode("utf-8"),
    )


def _publish_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", default="", help="why before its time; it is recorded")


def _publish(given: Given) -> Checkpoint:
    return _shown(publication.publish_now(actor=given.actor, reason=given.word("reason")))


def _prove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("index", type=int, help="the entry's index in the log, from 0")


def _prove(given: Given) -> str:
    return queries.prove(given.line.index).decode("utf-8").removesuffix("\n")


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a new or empty folder")


def _export(given: Given) -> Exported:
    target: Path = given.line.folder
    try:
        head = export_log(target)
    except OSError as error:
        raise BadInput(f"{target} cannot be written ({error.strerror}).") from error
    return Exported(folder=str(target), size=head.size)


COMMANDS = (
    Command(
        noun="log",
        verb="checkpoint",
        about="Print the published checkpoint, a C2SP signed note.",
        calls="ledger.queries.published",
        run=_checkpoint,
        acts=False,
    ),
    Command(
        noun="log",
        verb="publish",
        about="Publish a checkpoint of everything recorded so far, before its time.",
        calls="ledger.publication.publish_now",
        run=_publish,
        arguments=_publish_arguments,
    ),
    Command(
        noun="log",
        verb="prove",
        about="Print the proof (C2SP tlog-proof) that an entry is in the published log.",
        calls="ledger.queries.prove",
        run=_prove,
        arguments=_prove_arguments,
        acts=False,
    ),
    Command(
        noun="log",
        verb="export",
        about="Copy the published log into a folder: checkpoint, tiles, key and policy.",
        calls="ledger.export.export_log",
        run=_export,
        arguments=_export_arguments,
        acts=False,
    ),
)
