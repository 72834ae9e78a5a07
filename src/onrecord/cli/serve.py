"""`onrecord serve`: hand over to the process tree, in a process that starts afresh."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from onrecord.cli.command import Command, Given

MODULE = "onrecord.config.serve"  # named, not imported: the edges lie below the wiring
LAST_PORT = 65_535


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not a port; give 1 to {LAST_PORT}")
    return port


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `onrecord serve` and the module that it becomes both take."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on")
    parser.add_argument(
        "--empty", action="store_true", help="found an empty home as a trial, without demo data"
    )


def hand_over(arguments: Sequence[str]) -> NoReturn:
    """Become the server; what it takes is parsed there."""
    os.execv(sys.executable, [sys.executable, "-m", MODULE, *arguments])  # noqa: S606 - our own module


def _serve(given: Given) -> None:
    line = ["--host", given.word("host"), "--port", given.word("port")]
    hand_over([*line, "--empty"] if given.flag("empty") else line)


COMMANDS = (
    Command(
        noun="serve",
        about="Serve this home until Ctrl-C: web, sequencer and worker. An empty home is founded "
        "first: with the demo city, or with --empty as a trial.",
        run=_serve,
        arguments=add_arguments,
        acts=False,
        needs_home=False,
    ),
)
