"""What a command is: a noun, a verb, and the one action or query that it calls."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.authority import Actor
from onrecord.cli.exits import Exit


class BadInput(Exception):  # noqa: N818 - named for what happened
    """A value on the command line cannot stand; the text says which, and what to do."""


class NotFound(Exception):  # noqa: N818 - named for what happened
    """What was named does not exist here."""


@dataclass(frozen=True)
class Ended:
    """What a command gave, where it ends otherwise than done."""

    value: object
    code: Exit


@dataclass(frozen=True)
class Given:
    """A parsed command line, and who acts; reading an option that the command lacks is a fault."""

    line: argparse.Namespace
    person: Actor | None = None

    @property
    def actor(self) -> Actor:
        """The acting person of a command that needs one."""
        if self.person is None:
            raise TypeError("This command was declared as acting for nobody.")
        return self.person

    def word(self, name: str) -> str:
        """Return a value given as one word, or as its default."""
        return str(getattr(self.line, name))

    def flag(self, name: str) -> bool:
        """Say whether a switch was given."""
        return bool(getattr(self.line, name))

    def text(self, name: str) -> str:
        """Return free text: as given, from the file of `@FILE`, or from standard input for `-`."""
        value = self.word(name)
        option = f"--{name.replace('_', '-')}"
        if value != "-" and not value.startswith("@"):
            return value
        try:
            data = sys.stdin.buffer.read() if value == "-" else Path(value[1:]).read_bytes()
            return data.decode("utf-8").rstrip("\n")
        except OSError as error:
            raise BadInput(f"{option}: {value[1:]} cannot be read ({error.strerror}).") from error
        except UnicodeDecodeError as error:
            raise BadInput(f"{option}: this is not UTF-8 text; save it as UTF-8.") from error


def nothing(_parser: argparse.ArgumentParser) -> None:
    """Add no arguments."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command of one noun.

    `calls` is the action or query behind it, as `app.module.name`, or "" where the command is the
    tool's own. `run` takes what was given, calls it, and returns what it gave: text, a dataclass,
    several of them, None, or an `Ended`. `acts` is false where nobody need be named: no record is
    touched. `needs_home` is false where no home need be set up. `as_json` is what `--json` does.
    """

    noun: str
    verb: str = ""
    about: str
    calls: str = ""
    run: Callable[[Given], object]
    arguments: Callable[[argparse.ArgumentParser], None] = field(default=nothing)
    acts: bool = True
    needs_home: bool = True
    as_json: str = "print one JSON document"

    @property
    def name(self) -> str:
        """The command as it is typed, after `onrecord`."""
        return f"{self.noun} {self.verb}".strip()
