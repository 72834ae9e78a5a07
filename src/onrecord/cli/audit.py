"""`onrecord audit`: whether what stands in the database still says what was logged."""

import sys

from onrecord.cli.command import Command, Ended, Given
from onrecord.cli.exits import Exit
from onrecord.cli.reading import read
from onrecord.ledger import audit


def _audit(given: Given) -> Ended:
    result = read(audit.run, actor=given.actor, on_progress=_progress)
    return Ended(result, Exit.DONE if result.holds else Exit.DOES_NOT_HOLD)


def _progress(progress: audit.Progress) -> None:
    """Show how far the audit has come, where somebody watches."""
    if sys.stderr.isatty():
        of = f" of {progress.total}" if progress.total else ""
        sys.stderr.write(f"\r\x1b[K{progress.step}: {progress.done}{of}")
        if progress.total and progress.done >= progress.total:
            sys.stderr.write("\n")
        sys.stderr.flush()


COMMANDS = (
    Command(
        noun="audit",
        about="Recompute the log from the record and compare every row and exhibit with it; ends "
        "with 6 when anything differs, and names it.",
        calls="ledger.audit.run",
        run=_audit,
    ),
)
