"""The command line: parse, call, print; every failure is one clear line and a documented code."""

import os
import sys
from collections.abc import Sequence

from onrecord.cli.alone import run_alone, stands_alone
from onrecord.cli.exits import Exit
from onrecord.cli.serve import hand_over
from onrecord.storage.home import HomeError

DEBUG = "ONRECORD_DEBUG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    line = sys.argv[1:] if arguments is None else arguments
    if line[:1] == ["serve"]:
        hand_over(line[1:])  # at once: it loads by itself what is loaded below
    if stands_alone(line):
        return run_alone(line, debug=bool(os.environ.get(DEBUG)))
    import django  # noqa: PLC0415 - not every command needs it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.config.settings")
    try:
        django.setup()
    except HomeError as error:
        sys.stderr.write(f"onrecord: {error}\n")
        return Exit.CANNOT_RUN
    from onrecord.cli.failing import ending  # noqa: PLC0415 - needs loaded apps
    from onrecord.cli.running import run  # noqa: PLC0415 - likewise

    try:
        return run(line)
    except BrokenPipeError:
        # Who read our output has gone: nothing is left to say, nor to flush at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get(DEBUG):
            raise
        code, line = ending(error)
        sys.stderr.write(f"onrecord: {line}\n")
        return code
    return Exit.DONE


if __name__ == "__main__":
    sys.exit(main())
