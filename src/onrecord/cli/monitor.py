"""`onrecord monitor`: follow a log from outside, and raise an alarm when it does not hold."""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from onrecord.cli.command import BadInput, Command, Ended, Given
from onrecord.cli.exits import Exit
from onrecord.monitor.alarms import SHOWS, Channel, Mail, Webhook, rehearse
from onrecord.monitor.follow import Round, Watched, is_first_use, look, trust
from onrecord.monitor.kinds import Outcome
from onrecord.monitor.lines import for_people, for_programs
from onrecord.monitor.memory import Memory
from onrecord_proof.errors import ProofError
from onrecord_proof.source import NotThereError, open_source

EVERY_SECONDS = 900
SILENCE_HOURS = 26
_HOUR = 3_600
_POLICY_LIMIT = 65_536
_LAST_PORT = 65_535
_CODES = {
    Outcome.HOLDS: Exit.DONE,
    Outcome.SILENT: Exit.SILENT,
    Outcome.WRONG: Exit.DOES_NOT_HOLD,
}


@dataclass(frozen=True)
class Anew:
    """A log that is opened for each file, so that a folder may come, go and be replaced."""

    place: str

    def __str__(self) -> str:
        return self.place

    def read(self, path: str, limit: int) -> bytes:
        """Return a file of the log, as Source.read has it."""
        return open_source(self.place).read(path, limit)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source",
        help="the log: a URL, or a folder that `onrecord log export` wrote or a mirror keeps",
    )
    parser.add_argument(
        "--keep",
        type=Path,
        required=True,
        metavar="DIR",
        help="the folder that keeps every checkpoint seen; one folder a log, made where absent",
    )
    parser.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="whom you trust (C2SP tlog-policy): the log's key, witnesses with URLs, a quorum; "
        "without it the log's own key is trusted on first use",
    )
    parser.add_argument("--once", action="store_true", help="make one round and end")
    parser.add_argument(
        "--every",
        type=_seconds,
        default=EVERY_SECONDS,
        metavar="SECONDS",
        help=f"how long to wait between rounds; by default {EVERY_SECONDS}",
    )
    parser.add_argument(
        "--silence",
        type=_hours,
        default=SILENCE_HOURS * _HOUR,
        metavar="HOURS",
        help=f"how long the log may say nothing new; by default {SILENCE_HOURS}, for a log that "
        "publishes daily",
    )
    parser.add_argument(
        "--full", action="store_true", help="read all the log's tiles in each round, not only some"
    )
    parser.add_argument(
        "--go-on", action="store_true", help="go on after an alarm that the log does not hold"
    )
    parser.add_argument(
        "--rehearse", action="store_true", help="send one message to whom alarms go, and end"
    )
    parser.add_argument("--mail-to", default="", metavar="ADDRESS", help="who is told by e-mail")
    parser.add_argument("--mail-from", default="", metavar="ADDRESS", help="the sender of it")
    parser.add_argument(
        "--mail-server",
        type=_server,
        metavar="HOST:PORT",
        help="a mail server that takes mail from this machine without sign-in",
    )
    parser.add_argument(
        "--webhook", default="", metavar="URL", help="where alarms are posted, JSON"
    )


def _monitor(given: Given) -> Ended:
    channels = _channels(given)
    source = Anew(given.word("source"))
    try:
        open_source(source.place)
    except NotThereError:
        pass  # a folder that is not there yet is a log that cannot be read, said in the round
    except ProofError as error:
        raise BadInput(f"{error.message}. Give the URL under which `checkpoint` lies.") from error
    if given.flag("rehearse"):
        return _rehearse(source, channels, as_json=given.flag("json"))
    policy = _policy(given)
    as_json = given.flag("json")
    with Memory(given.line.keep) as memory:
        believed = trust(memory, source, policy)
        if not as_json:
            _say(SHOWS)
            if is_first_use(memory):
                _say(
                    f"The key in {memory.root / 'trust.policy'} came from the log itself (trust on "
                    "first use): compare it with one that its operator gave you another way."
                )
        watched = Watched(
            source=source,
            trust=believed,
            silence_seconds=given.line.silence,
            channels=channels,
            full=given.flag("full"),
            progress=_progress,
        )
        return Ended(None, _rounds(given, memory, watched))


def _rehearse(source: Anew, channels: tuple[Channel, ...], *, as_json: bool) -> Ended:
    """Send a message through each channel, so that somebody hears it before it is needed."""
    if not channels:
        raise BadInput("--rehearse: name whom to tell, with --webhook or the --mail options.")
    failed = rehearse(source.place, channels, int(time.time()))
    for words in failed:
        sys.stderr.write(f"onrecord monitor: not delivered: {words}\n")
    delivered = len(channels) - len(failed)
    if as_json:
        _say(json.dumps({"delivered": delivered, "undelivered": list(failed)}))
    else:
        _say(f"delivered: {delivered} of {len(channels)}")
    return Ended(None, Exit.CANNOT_RUN if failed else Exit.DONE)


def _rounds(given: Given, memory: Memory, watched: Watched) -> Exit:
    """Make one round, or rounds until something is wrong; return how it ends."""
    while True:
        done = look(memory, watched, int(time.time()))
        _show(done, memory, as_json=given.flag("json"))
        stops = done.outcome is Outcome.WRONG and not given.flag("go_on")
        if given.flag("once") or stops:
            return _CODES[done.outcome]
        time.sleep(given.line.every)


def _show(done: Round, memory: Memory, *, as_json: bool) -> None:
    if as_json:
        value = {**for_programs(done), "trust_on_first_use": is_first_use(memory)}
        _say(json.dumps(value))
    else:
        for line in for_people(done):
            _say(line)
    for words in done.undelivered:
        sys.stderr.write(f"onrecord monitor: {words}; it is tried again in the next round\n")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _progress(done: int, of: int) -> None:
    """Show how far reading all tiles has come, where somebody watches."""
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        sys.stderr.write(f"\r\x1b[Kreading all tiles: {done} of {of} entries{end}")
        sys.stderr.flush()


def _policy(given: Given) -> bytes | None:
    path: Path | None = given.line.policy
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            data = file.read(_POLICY_LIMIT + 1)
    except OSError as error:
        raise BadInput(f"--policy: {path} cannot be read ({error.strerror}).") from error
    if len(data) > _POLICY_LIMIT:
        raise BadInput(f"--policy: {path} is over {_POLICY_LIMIT} bytes; no trust policy is.")
    return data


def _channels(given: Given) -> tuple[Channel, ...]:
    """Return the ways in which people are told."""
    channels: list[Channel] = []
    mail = {name: given.word(name) for name in ("mail_to", "mail_from")}
    server = given.line.mail_server
    if any(mail.values()) or server:
        if not (all(mail.values()) and server):
            raise BadInput("E-mail needs --mail-to, --mail-from and --mail-server together.")
        for name, address in mail.items():
            if "@" not in address or not address.isprintable() or " " in address:
                option = f"--{name.replace('_', '-')}"
                raise BadInput(f"{option}: {address!a} is no e-mail address.")
        host, port = server
        channels.append(Mail(host, port, mail["mail_from"], mail["mail_to"]))
    if given.word("webhook"):
        try:
            channels.append(Webhook(given.word("webhook")))
        except ProofError as error:
            raise BadInput("--webhook: this is no http or https URL.") from error
    return tuple(channels)


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r}: give whole seconds, at least 1")
    return int(text)


def _hours(text: str) -> int:
    try:
        seconds = round(float(text) * _HOUR)
    except (ValueError, OverflowError):
        seconds = 0
    if seconds <= 0:
        raise argparse.ArgumentTypeError(f"{text!r}: give hours above 0, such as 26")
    return seconds


def _server(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and 0 < int(port) <= _LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r}: give HOST:PORT, such as localhost:25")
    return host, int(port)


COMMANDS = (
    Command(
        noun="monitor",
        about="Follow a log from outside, keep every checkpoint it shows, and raise an alarm when "
        "it does not hold or falls silent. Needs no home and no account.",
        run=_monitor,
        arguments=_arguments,
        acts=False,
        needs_home=False,
        as_json="print one JSON object a round, each on a line",
    ),
)
