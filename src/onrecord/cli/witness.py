"""`onrecord witness`: run a witness of any log, on a machine that is not the log's."""

import argparse
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from onrecord.cli.command import Command, Given
from onrecord.witness import keys
from onrecord.witness.arguments import add_arguments
from onrecord.witness.store import LogView, WitnessStore

MODULE = "onrecord.witness.serving"


@dataclass(frozen=True)
class KnownLog:
    """A log that the witness knows; `cosigned_at` is None where it has cosigned nothing yet."""

    origin: str
    keys: tuple[str, ...]
    size: int
    root: str
    cosigned_at: datetime | None
    forks: tuple[str, ...]


def _folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the witness's folder")


def _setup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a new or empty folder")
    parser.add_argument(
        "--name",
        required=True,
        help="the witness's permanent name, an address without scheme: witness.example/paper",
    )


def _setup(given: Given) -> str:
    made = keys.make(given.line.folder, given.word("name"), WitnessStore.create)
    return made.public.vkey()


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    _folder(parser)
    parser.add_argument("vkey", help="the log's public key, as the log publishes it")
    parser.add_argument(
        "--origin", help="the log's origin, where it is not the key's name; by default the name"
    )


def _add_log(given: Given) -> str:
    store, vkey = _store(given), given.word("vkey").strip()
    is_new = store.add_log(vkey, given.line.origin)
    origin = given.line.origin or vkey.partition("+")[0]
    return f"{origin}: {'this key is trusted now.' if is_new else 'this key was trusted already.'}"


def _drop_arguments(parser: argparse.ArgumentParser) -> None:
    _folder(parser)
    parser.add_argument("vkey", help="the public key that is trusted no longer")


def _drop_key(given: Given) -> str:
    return f"{_store(given).drop_key(given.word('vkey').strip())}: this key is trusted no longer."


def _list(given: Given) -> list[KnownLog]:
    return [_known(log) for log in _store(given).logs()]


def _known(log: LogView) -> KnownLog:
    return KnownLog(
        origin=log.origin,
        keys=log.vkeys,
        size=log.size,
        root=log.root.hex(),
        cosigned_at=datetime.fromtimestamp(log.at, UTC) if log.at else None,
        forks=tuple(note.decode() for note in log.forks),
    )


def _store(given: Given) -> WitnessStore:
    keys.load(given.line.folder)
    return WitnessStore(keys.store_file(given.line.folder))


def _serve(given: Given) -> None:
    """Become the server, without all that the command line has loaded."""
    line = [str(given.line.folder), "--host", given.word("host"), "--port", given.word("port")]
    line += ["--rate", given.word("rate"), "--log-rate", given.word("log_rate")]
    line += ["--behind-proxy"] if given.flag("behind_proxy") else []
    os.execv(sys.executable, [sys.executable, "-m", MODULE, *line])  # noqa: S606 - our own module


COMMANDS = (
    Command(
        noun="witness",
        verb="setup",
        about="Make a witness: its key and its store, in a new or empty folder. Prints its public "
        "key.",
        run=_setup,
        arguments=_setup_arguments,
        acts=False,
        needs_home=False,
    ),
    Command(
        noun="witness",
        verb="add-log",
        about="Trust a log's key, so that the witness cosigns that log. A log may have several "
        "keys, while one is being replaced.",
        run=_add_log,
        arguments=_add_arguments,
        acts=False,
        needs_home=False,
    ),
    Command(
        noun="witness",
        verb="drop-key",
        about="Trust a log's key no longer: it was retired, or was lost to somebody else. What was "
        "cosigned stays, so that the log cannot begin anew.",
        run=_drop_key,
        arguments=_drop_arguments,
        acts=False,
        needs_home=False,
    ),
    Command(
        noun="witness",
        verb="list",
        about="List the logs that a witness knows: what it last cosigned, and any fork that it "
        "was shown.",
        run=_list,
        arguments=_folder,
        acts=False,
        needs_home=False,
    ),
    Command(
        noun="witness",
        verb="serve",
        about="Serve a witness until Ctrl-C (C2SP tlog-witness).",
        run=_serve,
        arguments=add_arguments,
        acts=False,
        needs_home=False,
    ),
)
