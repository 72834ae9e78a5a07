"""The parser of one command, for the tree and for commands that stand alone."""

import argparse

from onrecord.cli.command import Command


def parser_of(command: Command) -> argparse.ArgumentParser:
    """Return the parser of one command alone."""
    leaf = argparse.ArgumentParser(prog=f"onrecord {command.name}", description=command.about)
    fill(leaf, command)
    return leaf


def fill(leaf: argparse.ArgumentParser, command: Command) -> None:
    """Give a parser what a command takes; the parsed line then has the `command`."""
    command.arguments(leaf)
    leaf.add_argument("--json", action="store_true", help=command.as_json)
    if command.calls:
        leaf.add_argument("--as", dest="acting", metavar="USER", help="the acting person")
    leaf.set_defaults(command=command)
