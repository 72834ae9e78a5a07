"""`onrecord log`: its keys, a successor where the key is lost, and acts that a backup lacks."""

import argparse

from onrecord.cli.command import BadInput, Command, Given
from onrecord.ledger.actions import keys, loss
from onrecord_proof.errors import ProofError
from onrecord_proof.source import Source, open_source


def _reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, help="why; it is recorded")


def _keys(_given: Given) -> tuple[keys.LogKeyView, ...]:
    return keys.log_keys()


def _rotate(given: Given) -> keys.LogKeyView:
    return keys.rotate_key(actor=given.actor, reason=given.text("reason"))


def _retire_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key_id", help="the key's ID, 8 hex digits, as `onrecord log keys` has it")
    _reason(parser)


def _retire(given: Given) -> str:
    keys.retire_key(actor=given.actor, key_id=given.word("key_id"), reason=given.text("reason"))
    return (
        f"The key {given.word('key_id')} signs until the next checkpoint, which says so; then its "
        "file goes."
    )


def _succeed_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--origin", required=True, help="the successor's permanent name")
    _reason(parser)


def _succeed(given: Given) -> keys.LogKeyView:
    return keys.succeed(actor=given.actor, origin=given.word("origin"), reason=given.text("reason"))


def _loss_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="mirror", default="", help="a newer copy of the log: a folder or a URL"
    )
    _reason(parser)


def _adopt(given: Given) -> loss.LossAdopted:
    return loss.adopt_loss(
        actor=given.actor, reason=given.text("reason"), mirror=_mirror(given.word("mirror"))
    )


def _mirror(text: str) -> Source | None:
    try:
        return open_source(text) if text else None
    except (OSError, ProofError) as error:
        raise BadInput(f"--from: {error}.") from error


COMMANDS = (
    Command(
        noun="log",
        verb="keys",
        about="List every public key that the log ever had, the newest first.",
        calls="ledger.actions.keys.log_keys",
        run=_keys,
        acts=False,
    ),
    Command(
        noun="log",
        verb="rotate-key",
        about="Make a new key of the log. Both sign until the former is retired.",
        calls="ledger.actions.keys.rotate_key",
        run=_rotate,
        arguments=_reason,
    ),
    Command(
        noun="log",
        verb="retire-key",
        about="End the overlap: a former key signs nothing after the next checkpoint.",
        calls="ledger.actions.keys.retire_key",
        run=_retire,
        arguments=_retire_arguments,
    ),
    Command(
        noun="log",
        verb="succeed",
        about="Where the log's key is lost: go on under a new origin and key, and say so.",
        calls="ledger.actions.keys.succeed",
        run=_succeed,
        arguments=_succeed_arguments,
    ),
    Command(
        noun="log",
        verb="adopt-loss",
        about="Where only a backup older than the log is left: confess in the log which acts are "
        "lost, and go on.",
        calls="ledger.actions.loss.adopt_loss",
        run=_adopt,
        arguments=_loss_arguments,
    ),
)
