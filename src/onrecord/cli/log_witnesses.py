"""`onrecord log witnesses`: whom the log asks for cosignatures."""

import argparse
import sys
from pathlib import Path

from onrecord.cli.acting import acting_person
from onrecord.cli.command import BadInput, Command, Given
from onrecord.ledger import queries
from onrecord.ledger.actions.witnesses import set_witnesses


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help="a trust policy (C2SP tlog-policy) of witness, group and quorum lines, each witness "
        "with its URL; without it the present one is printed",
    )


def _witnesses(given: Given) -> str:
    if given.line.file is None:
        present = queries.witnesses()
        if not present.is_recorded:
            sys.stderr.write(
                "This is not what the log's latest entry about it says: set the witnesses again.\n"
            )
        return present.policy.removesuffix("\n")
    path: Path = given.line.file
    try:
        policy = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not a policy: it is not text.") from error
    # Only to set them somebody has to act; to read what is published nobody is asked.
    actor = acting_person(given.line.acting)
    return set_witnesses(actor=actor, policy=policy).removesuffix("\n")


COMMANDS = (
    Command(
        noun="log",
        verb="witnesses",
        about="Name the witnesses that cosign the log, and the quorum without which nothing is "
        "published; without a file, print them.",
        calls="ledger.actions.witnesses.set_witnesses",
        run=_witnesses,
        arguments=_arguments,
        acts=False,
    ),
)
