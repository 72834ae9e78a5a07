"""What `onrecord witness serve` takes, and the module that it becomes."""

import argparse
from pathlib import Path

LAST_PORT = 65_535


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: give 1 or more")
    return number


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not a port; give 1 to {LAST_PORT}")
    return port


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `onrecord witness serve` and this module both take."""
    parser.add_argument("folder", type=Path, help="the witness's folder")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=_port, default=8090, help="port to listen on")
    parser.add_argument(
        "--rate", type=_positive, default=60, help="requests a minute from one client address"
    )
    parser.add_argument(
        "--log-rate",
        type=_positive,
        default=60,
        help="checkpoints a minute of one log: so many larger ones, and so many again",
    )
    parser.add_argument(
        "--behind-proxy",
        action="store_true",
        help="a client is the last address in X-Forwarded-For; only where a proxy of yours adds it",
    )
