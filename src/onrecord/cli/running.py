"""Run one command: parse, find who acts, call, print."""

from collections.abc import Sequence

from onrecord.cli.acting import acting_person
from onrecord.cli.command import Command, Ended, Given
from onrecord.cli.exits import Exit
from onrecord.cli.founding import needs_founding
from onrecord.cli.printing import show
from onrecord.cli.tree import parser
from onrecord.storage.home import HomeError, current_home


def run(arguments: Sequence[str]) -> Exit:
    """Parse and run one command; return how it ended. Whatever fails is raised."""
    line = parser().parse_args(arguments)
    command: Command = line.command
    home = current_home()
    if command.needs_home and needs_founding(home):
        raise HomeError(
            f"{home.root} is not set up. Run `onrecord setup` or `onrecord demo` first."
        )
    person = acting_person(line.acting) if command.acts else None
    result = command.run(Given(line, person))
    ended = result if isinstance(result, Ended) else Ended(result, Exit.DONE)
    show(ended.value, as_json=line.json)
    return ended.code
