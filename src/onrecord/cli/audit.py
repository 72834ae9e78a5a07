"""`onrecord audit`: whether what stands in the database still says what was logged."""

import argparse
import sys
import time
from pathlib import Path

from onrecord.cli.command import BadInput, Command, Ended, Given
from onrecord.cli.exits import Exit
from onrecord.cli.reading import read
from onrecord.ledger import audit

_BAR = 24  # characters
_EVERY_SECONDS = 0.1
_TAKE_UP = "\nWhat was checked is kept for a day: `onrecord audit --resume` takes it up.\n"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--incremental",
        action="store_true",
        help="check only what is newer than the last audit that ended without a difference; what "
        "was changed further back, only a full audit finds",
    )
    parser.add_argument(
        "--since", default="", metavar="FILE", help="likewise, from a checkpoint that you kept"
    )
    parser.add_argument(
        "--blobs",
        default="",
        choices=["all", "new", "none"],
        help="which exhibits and packets are read again; by default all, or new with --incremental",
    )
    parser.add_argument(
        "--resume", action="store_true", help="take up an audit that broke off within a day"
    )


def _audit(given: Given) -> Ended:
    asked = audit.Asked(
        incremental=given.flag("incremental"),
        since=_checkpoint(given.word("since")),
        blobs=given.word("blobs"),
        resume=given.flag("resume"),
    )
    bar = Bar()
    try:
        result = read(audit.run, actor=given.actor, on_progress=bar.show, asked=asked)
    except KeyboardInterrupt:
        sys.stderr.write(_TAKE_UP)
        raise
    bar.end()
    return Ended(result, Exit.DONE if result.holds else Exit.DOES_NOT_HOLD)


def _checkpoint(name: str) -> bytes | None:
    if not name:
        return None
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise BadInput(f"--since: {name} cannot be read ({error.strerror}).") from error


class Bar:
    """Shows how far the audit has come, in one line of standard error, where somebody watches."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._step = ""
        self._began = self._shown = 0.0
        self._from = 0

    def show(self, progress: audit.Progress) -> None:
        """Draw the line anew, ten times a second at most; each step that ends keeps its line."""
        if not self._watched:
            return
        moment = time.monotonic()
        if progress.step != self._step:
            self.end()
            self._step, self._began, self._from = progress.step, moment, progress.done
        is_done = progress.total and progress.done >= progress.total
        if is_done or moment - self._shown >= _EVERY_SECONDS:
            self._shown = moment
            words = line(progress, progress.done - self._from, moment - self._began)
            sys.stderr.write(f"\r\x1b[K{words}")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line of the step that ended."""
        if self._watched and self._step:
            sys.stderr.write("\n")


def line(progress: audit.Progress, since: int, seconds: float) -> str:
    """Return the bar's line: `since` were done in so many seconds, the rest of them before."""
    rate = since / seconds if seconds >= 1 else 0
    if not progress.total:
        words = f"{progress.step}: {progress.done:,}"
        return f"{words}, {rate:,.0f} a second" if rate else words
    share = min(1.0, progress.done / progress.total)
    bar = ("#" * round(share * _BAR)).ljust(_BAR, ".")
    words = f"{progress.step}: [{bar}] {share:4.0%} of {progress.total:,}"
    if not rate or share == 1:
        return words
    left = round((progress.total - progress.done) / rate)
    return f"{words}, {rate:,.0f} a second, {left // 60}:{left % 60:02} left"


COMMANDS = (
    Command(
        noun="audit",
        about="Recompute the log from the record and compare every row, exhibit and sealed packet "
        "with it; ends with 6 when anything differs, and names it.",
        calls="ledger.audit.run",
        run=_audit,
        arguments=_arguments,
    ),
)
