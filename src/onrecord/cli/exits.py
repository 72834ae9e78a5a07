"""How a command ends: the documented table of exit codes."""

from enum import IntEnum
from typing import Self


class Exit(IntEnum):
    """An exit code; `about` is its line in the reference."""

    about: str

    def __new__(cls, code: int, about: str) -> Self:
        """Make a member of a code and the words about it."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.about = about
        return member

    DONE = 0, "done"
    REFUSED = 1, "refused: by authority, by the state of the record, or by sign-in; recorded"
    USAGE = 2, "the command line is not one that the command takes"
    BAD_INPUT = 3, "a value cannot stand; the line says which, and what to do"
    NOT_FOUND = 4, "what was named does not exist here"
    CANNOT_RUN = 5, "this home, port, folder or machine cannot be used"
    DOES_NOT_HOLD = 6, "the record, the log or a proof does not hold"
    FAILED = 7, "failed unexpectedly: a fault of OnRecord; ONRECORD_DEBUG=1 shows where"
    SILENT = 8, "a log is silent past its schedule, or cannot be read: nothing is shown of it now"
    INTERRUPTED = 130, "interrupted at the terminal"
