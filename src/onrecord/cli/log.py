"""`onrecord log`: the transparency log that the record leaves."""

import argparse
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from onrecord.cli.command import BadInput, Command, Ended, Given
from onrecord.cli.exits import Exit
from onrecord.cli.reading import read
from onrecord.ledger import oversight, publication, queries
from onrecord.ledger.actions.authorities import set_authorities
from onrecord.ledger.authorities import authorities, read_authorities
from onrecord.ledger.export import export_log
from onrecord.ledger.tiles import Published
from onrecord.ledger.tokens import timestamps
from onrecord.storage.home import current_home


@dataclass(frozen=True)
class Checkpoint:
    """The published checkpoint: a C2SP signed note, and when it was published."""

    size: int
    root: str
    published_at: datetime
    note: str


@dataclass(frozen=True)
class AuthorityShown:
    """A timestamp authority that this home asks; `roots` is SHA-256 of its trust roots' PEM."""

    name: str
    url: str
    policy: str
    roots: str
    valid_until: datetime


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


def _health(given: Given) -> oversight.LogHealth:
    return read(oversight.log_health, actor=given.actor)


def _authorities_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help="a TOML file of [[authority]] tables, with the certificates beside it; without it "
        "those set are shown",
    )


def _authorities(given: Given) -> list[AuthorityShown]:
    file: Path | None = given.line.file
    if file is not None:
        set_authorities(actor=given.actor, authorities=read_authorities(file))
    return [
        AuthorityShown(
            name=authority.name,
            url=authority.url,
            policy=authority.policy or "any",
            roots=authority.digest,
            valid_until=min(root.not_valid_after_utc for root in authority.roots),
        )
        for authority in authorities(current_home())
    ]


def _timestamps_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("size", nargs="?", type=int, help="of the checkpoint of this size alone")


def _timestamps(given: Given) -> Ended:
    tokens = timestamps(given.line.size)
    holds = all(token.holds is not False for token in tokens)
    return Ended(tokens, Exit.DONE if holds else Exit.DOES_NOT_HOLD)


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
        about="Copy the published log into a folder: checkpoint, tiles, keys, policy, timestamps.",
        calls="ledger.export.export_log",
        run=_export,
        arguments=_export_arguments,
        acts=False,
    ),
    Command(
        noun="log",
        verb="health",
        about="Say how the log stands: entries waiting, checkpoints late, clocks that differ.",
        calls="ledger.oversight.log_health",
        run=_health,
    ),
    Command(
        noun="log",
        verb="authorities",
        about="Set, or without FILE show, the timestamp authorities (RFC 3161) of checkpoints.",
        calls="ledger.actions.authorities.set_authorities",
        run=_authorities,
        arguments=_authorities_arguments,
    ),
    Command(
        noun="log",
        verb="timestamps",
        about="List the kept timestamp tokens, each checked anew; ends with 6 when one does not "
        "hold.",
        calls="ledger.tokens.timestamps",
        run=_timestamps,
        arguments=_timestamps_arguments,
        acts=False,
    ),
)
