"""`onrecord log`: the transparency log that the record leaves."""

import argparse
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from onrecord.cli.command import BadInput, Command, Given
from onrecord.ledger import publication, queries
from onrecord.ledger.disk import Disk
from onrecord.ledger.tiles import LogFolder, paths_of
from onrecord.storage.home import current_home


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
    files: int


def _checkpoint(_given: Given) -> Checkpoint:
    return _shown(queries.published())


def _shown(published: queries.Published) -> Checkpoint:
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
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet")


def _export(given: Given) -> Exported:
    target: Path = given.line.folder
    if target.exists():
        raise BadInput(f"{target} exists; name a folder that does not.")
    log = LogFolder(current_home().log)
    published = log.published()
    paths = list(paths_of(published.size))
    disk = Disk()
    try:
        for path in paths:
            disk.write(target / path, log.bytes_of(path))
        disk.write(target / "log.vkey", f"{queries.vkey()}\n".encode("ascii"))
        disk.write(target / "policy.txt", queries.policy_text().encode("ascii"))
        disk.write(target / "checkpoint", published.note)
    except OSError as error:
        raise BadInput(f"{target} cannot be written ({error.strerror}).") from error
    return Exported(folder=str(target), size=published.size, files=len(paths) + 3)


COMMANDS = (
    Command(
        noun="log",
        verb="checkpoint",
        about="Show the published checkpoint.",
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
        calls="ledger.queries.published",
        run=_export,
        arguments=_export_arguments,
        acts=False,
    ),
)
