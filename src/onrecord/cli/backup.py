"""`onrecord backup` and `onrecord restore`: a home kept in another place, and brought back."""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from onrecord.authority import SYSTEM, Channel
from onrecord.cli.acting import operating_account
from onrecord.cli.command import BadInput, Command, Ended, Given
from onrecord.cli.exits import Exit
from onrecord.cli.founding import needs_founding
from onrecord.cli.restoring import restore_home
from onrecord.ledger.backup.checking import check
from onrecord.ledger.backup.confirming import Confirmed, confirm
from onrecord.ledger.backup.taking import Taken, Wanted, take
from onrecord.ledger.errors import RestoreUnconfirmed
from onrecord.storage.home import HomeError, current_home

_NO_NEWER = "no_newer_checkpoint_is_known"


@dataclass(frozen=True)
class RestoredHome:
    """A home that was restored. `confirmed_by` is empty while it may sign nothing."""

    home: str
    backup: str
    taken_at: str
    entries: int
    confirmed_by: str
    shown_by: str
    next: str


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the folder that keeps the backups")
    parser.add_argument(
        "--check", action="store_true", help="take none; check one fully, by default the newest"
    )
    parser.add_argument("--which", default="", metavar="NAME", help="the backup to check")
    parser.add_argument(
        "--without-keys", action="store_true", help="leave the private keys out; keep them apart"
    )
    parser.add_argument(
        "--keep", type=int, default=0, metavar="N", help="afterwards keep the newest N only"
    )
    parser.add_argument(
        "--keep-days",
        type=int,
        default=0,
        metavar="D",
        help="this backup goes when a later one is taken after D days; its manifest says so",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="do not read again the blobs that the folder has already in their size",
    )


def _backup(given: Given) -> Taken | Ended:
    for name in ("keep", "keep_days"):
        if getattr(given.line, name) < 0:
            raise BadInput(f"--{name.replace('_', '-')}: give a number from 1, or leave it out.")
    os.umask(0o077)  # a backup holds all that the home does
    folder: Path = given.line.folder
    with _Progress() as say:
        if given.flag("check"):
            result = check(folder, given.word("which"), say)
            return Ended(result, Exit.DONE if result.holds else Exit.DOES_NOT_HOLD)
        if given.word("which"):
            raise BadInput("--which names the backup to check: give --check with it.")
        wanted = Wanted(
            with_keys=not given.flag("without_keys"),
            keep=given.line.keep,
            keep_days=given.line.keep_days,
            quick=given.flag("quick"),
        )
        return take(folder, wanted, say)


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        help="the folder that keeps the backups; without it, answer for a home restored before",
    )
    parser.add_argument(
        "--which", default="", metavar="NAME", help="the backup; by default the newest"
    )
    parser.add_argument(
        "--keys", type=Path, metavar="FOLDER", help="the keys, where the backup has none"
    )
    parser.add_argument(
        "--newest",
        default="",
        metavar="WHERE",
        help="the newest checkpoint that anybody kept: a file, a mirror's folder or the log's URL",
    )
    parser.add_argument(
        "--no-newer-checkpoint-is-known",
        action="store_true",
        help="say so where nobody kept one; it is recorded",
    )


def _restore(given: Given) -> RestoredHome | Ended | Confirmed:
    folder: Path | None = given.line.folder
    if given.word("newest") and given.flag(_NO_NEWER):
        raise BadInput("--newest names a checkpoint: leave --no-newer-checkpoint-is-known out.")
    if folder is None:
        if given.word("which") or given.line.keys:
            raise BadInput("Name the folder that keeps the backups.")
        if needs_founding(current_home()):
            raise HomeError(f"{current_home().root} is no home: name the folder of backups.")
        return _confirm(given)
    home = current_home()
    with _Progress() as say:
        mark = restore_home(home, folder, given.word("which"), keys=given.line.keys, say=say)
    try:
        confirmed, waits = _confirm(given), ""
    except RestoreUnconfirmed as refusal:
        confirmed, waits = None, str(refusal)
    done = RestoredHome(
        home=str(home.root),
        backup=mark.backup,
        taken_at=mark.taken_at,
        entries=mark.size,
        confirmed_by=confirmed.confirmed_by if confirmed else "",
        shown_by=confirmed.shown_by if confirmed else "",
        next=waits or "Start it: onrecord serve",
    )
    return Ended(done, Exit.DOES_NOT_HOLD if waits else Exit.DONE)


def _confirm(given: Given) -> Confirmed:
    return confirm(
        home=current_home(),
        actor=SYSTEM.SETUP.via(Channel.CLI, operating_account()),
        newest=given.word("newest"),
        no_newer=given.flag(_NO_NEWER),
    )


class _Progress:
    """Shows how far it has come, where somebody watches; the line goes when it has ended."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._show("")

    def __call__(self, step: str, done: int, total: int) -> None:
        of = f" of {total:,}" if total else ""
        self._show(f"{step}: {done:,}{of}" if done or total else f"{step} ...")

    def _show(self, words: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{words}")
            sys.stderr.flush()


COMMANDS = (
    Command(
        noun="backup",
        about="Copy the home, while it runs, into a folder of backups: log, checkpoint store, "
        "database, keys, exhibits and packets, each verified; or check such a backup.",
        calls="ledger.backup.taking.take",
        run=_backup,
        arguments=_backup_arguments,
        acts=False,
    ),
    Command(
        noun="restore",
        about="Fill an empty ONRECORD_HOME from a backup, every file verified. It signs nothing "
        "until the newest published checkpoint is shown, or an operator says that none is known; "
        "ends with 6 while it waits for that.",
        calls="ledger.backup.confirming.confirm",
        run=_restore,
        arguments=_restore_arguments,
        acts=False,
        needs_home=False,
    ),
)
