"""Commands that anybody runs, anywhere: no home, no account, no database, no Django.

They stand in the tree as every other does, and are run from here before any of that is loaded.
"""

import importlib
import os
import sys
from collections.abc import Sequence

from onrecord.cli.command import BadInput, Command, Ended, Given
from onrecord.cli.exits import Exit
from onrecord.cli.parsing import parser_of
from onrecord.monitor.errors import (
    MemoryDamaged,
    MemoryForeign,
    MemoryInUse,
    NothingToTrust,
)

MODULES = {"monitor": "onrecord.cli.monitor"}
"""The module of each such command, loaded only when it is the one to run."""

ENDINGS: tuple[tuple[type[BaseException], Exit], ...] = (
    (MemoryDamaged, Exit.CANNOT_RUN),
    (MemoryInUse, Exit.CANNOT_RUN),
    (MemoryForeign, Exit.BAD_INPUT),
    (NothingToTrust, Exit.BAD_INPUT),
)
"""How the failures of such commands end."""

_ALSO: tuple[tuple[type[BaseException], Exit], ...] = (
    (BadInput, Exit.BAD_INPUT),
    *ENDINGS,
    (OSError, Exit.CANNOT_RUN),
    (KeyboardInterrupt, Exit.INTERRUPTED),
)


def stands_alone(arguments: Sequence[str]) -> bool:
    """Say whether a command line is of a command that stands alone."""
    return bool(arguments) and arguments[0] in MODULES


def run_alone(arguments: Sequence[str], *, debug: bool = False) -> int:
    """Run such a command; return its exit code. A failure is one line, unless `debug` raises it."""
    module = importlib.import_module(MODULES[arguments[0]])
    command: Command = module.COMMANDS[0]
    line = parser_of(command).parse_args(arguments[1:])
    try:
        result = command.run(Given(line))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            raise
        code, words = _ending(error)
        sys.stderr.write(f"onrecord: {words}\n")
        return code
    return result.code if isinstance(result, Ended) else Exit.DONE


def _ending(error: BaseException) -> tuple[Exit, str]:
    if isinstance(error, KeyboardInterrupt):
        return Exit.INTERRUPTED, "interrupted."
    words = next(iter(str(error).splitlines()), type(error).__name__)
    for kind, code in _ALSO:
        if isinstance(error, kind):
            return code, words
    return Exit.FAILED, f"failed unexpectedly ({type(error).__name__}): {words}"
