"""The command `onrecord-verify`: check what was given, and print the numbered list of checks."""

import argparse
import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from onrecord_proof import asked, policy
from onrecord_proof.errors import ProofError
from onrecord_proof.report import MEANING, Exit, Report, Subject

EXIT_CODES = """\
what is checked:
  a packet (its folder or zip), a proof file (.tlog-proof), a log (its folder or URL), or saved
  checkpoints, with or without the log that they are of

exit codes:
  0  every check holds, under the trust policy given with --policy
  1  something does not hold; SPLIT VIEW and ROLLBACK: the log has shown two histories
  2  the command was not understood, or a file named in an option could not be read
  3  consistent with itself, but the log's key is not confirmed (no --policy)
  4  nothing was found wrong, but something could not be checked
"""

_SHOWN_FROM = 64 << 20  # bytes: smaller files are read before anyone wonders
_SHOWN_FROM_ENTRIES = 20_000
_BROKEN_OFF = 130
_ONLY_FOR = {
    "leaf": Subject.PROOF,
    "statement": Subject.PROOF,
    "since": Subject.LOG,
    "last": Subject.LOG,
    "trust_successor": Subject.LOG,
}


def main(argv: Sequence[str] | None = None, *, beside: Path | None = None) -> int:
    """Run the command and return its exit code; `beside` is the packet if none is named."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    parser = _parser(beside)
    given = parser.parse_args(argv)
    try:
        what = asked.tell(given.what or [str(beside)])
        _check_options(given, what.subject)
        check = _checker(given, what)
    except asked.UsageError as error:
        parser.error(str(error))
    except (OSError, ProofError) as error:
        sys.stderr.write(f"onrecord-verify: {error}\n")
        return Exit.USAGE
    try:
        report = check()
    except KeyboardInterrupt:
        sys.stderr.write("\nonrecord-verify: broken off; nothing was shown\n")
        return _BROKEN_OFF
    sys.stdout.write(_as_json(report) if given.json else _as_text(report))
    return report.exit


def _parser(beside: Path | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onrecord-verify",
        description=f"Check what OnRecord hands out or publishes. {MEANING}",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    default = " (default: the packet in which this file lies)" if beside else ""
    add(
        "what",
        metavar="WHAT",
        nargs="*" if beside else "+",
        help=f"a packet, a proof, a log, or checkpoints and their log{default}",
    )
    add(
        "--policy",
        metavar="FILE",
        help="a trust policy (C2SP tlog-policy) that did not come with what is checked",
    )
    add(
        "--keys",
        metavar="LOG",
        help="the folder or URL of a log whose key chain (keys/) extends the policy",
    )
    add("--leaf", metavar="FILE", help="for a proof: the entry's leaf, 33 bytes")
    add("--statement", metavar="FILE", help="for a proof: the entry's statement")
    add(
        "--since",
        metavar="CHECKPOINT",
        help="for a log: check only how it grew from this saved checkpoint",
    )
    add(
        "--trust-successor",
        metavar="VKEY",
        help="for a log that says it succeeds another: its key, from a source that you trust",
    )
    add(
        "--last",
        metavar="CHECKPOINT",
        help="for such a log: the last checkpoint of the log that it says it succeeds",
    )
    add("--json", action="store_true", help="print the result as JSON")
    return parser


def _check_options(given: argparse.Namespace, subject: Subject) -> None:
    """Refuse an option that says nothing about what is checked."""
    for name, only in _ONLY_FOR.items():
        if getattr(given, name) is not None and subject is not only:
            option = "--" + name.replace("_", "-")
            raise asked.UsageError(f"{option} is for a {only}, and this is a {subject}")
    for name in ("keys", "last", "trust_successor"):
        if getattr(given, name) is not None and given.policy is None:
            raise asked.UsageError(f"--{name.replace('_', '-')} extends a policy: give --policy")
    if given.leaf is not None and given.statement is not None:
        raise asked.UsageError("give --statement or --leaf, not both")


def _checker(given: argparse.Namespace, what: asked.Asked) -> Callable[[], Report]:
    """Return the check with everything that it needs read; each loads its own modules only."""
    bar = _Bar(_SHOWN_FROM if what.subject is Subject.PACKET else _SHOWN_FROM_ENTRIES)
    pinned = _pinned(given.policy)
    if what.subject is Subject.PACKET:
        return _packet_checker(given, what.one, pinned, bar)
    from onrecord_proof import source, trust  # noqa: PLC0415 - a packet needs neither

    trusted = None
    if pinned is not None:
        links = trust.read_links(source.open_source(given.keys)) if given.keys else []
        successor = trust.read_key(given.trust_successor) if given.trust_successor else None
        trusted = trust.Trust(pinned, tuple(links), successor, _saved(given.last))
        trusted.extended()
    if what.subject is Subject.PROOF:
        from onrecord_proof.verify_proof import verify_proof  # noqa: PLC0415 - likewise

        data, stated, leaf = (
            Path(what.one).read_bytes(),
            _bytes(given.statement),
            _bytes(given.leaf),
        )
        return lambda: verify_proof(data, trust=trusted, stated=stated, leaf=leaf)
    if what.subject is Subject.LOG:
        from onrecord_proof.verify_log import verify_log  # noqa: PLC0415 - likewise

        log, since = source.open_source(what.one), _saved(given.since)
        return lambda: verify_log(log, trust=trusted, since=since, progress=bar.show)
    from onrecord_proof.verify_checkpoints import verify_checkpoints  # noqa: PLC0415 - likewise

    saved = {name: Path(name).read_bytes() for name in what.checkpoints}
    of = source.open_source(what.one) if what.one else None
    return lambda: verify_checkpoints(saved, of, trust=trusted)


def _packet_checker(
    given: argparse.Namespace, path: str, pinned: policy.Policy | None, bar: "_Bar"
) -> Callable[[], Report]:
    from onrecord_proof.verify import verify  # noqa: PLC0415 - only a packet needs it

    if pinned is not None and given.keys is not None:
        from onrecord_proof import source, trust  # noqa: PLC0415 - only a key chain needs them

        links = trust.read_links(source.open_source(given.keys))
        pinned = trust.Trust(pinned, tuple(links)).extended()
    return lambda: verify(Path(path), pinned=pinned, progress=bar.show)


def _bytes(path: str | None) -> bytes | None:
    return None if path is None else Path(path).read_bytes()


def _saved(path: str | None) -> bytes | None:
    """Return a saved checkpoint, refusing what is none."""
    if path is None:
        return None
    from onrecord_proof import checkpoint, note  # noqa: PLC0415 - a packet needs neither

    data = Path(path).read_bytes()
    try:
        checkpoint.parse(note.parse(data).text)
    except ProofError as error:
        raise ProofError(error.code, f"the checkpoint {path!a}: {error.message}") from error
    return data


def _pinned(path: str | None) -> policy.Policy | None:
    if path is None:
        return None
    try:
        return policy.parse(Path(path).read_bytes())
    except ProofError as error:
        raise ProofError(error.code, f"the policy {path!a}: {error.message}") from error


def _as_text(report: Report) -> str:
    lines = [f"{report.subject.capitalize()} {_plain(report.name or '(not readable)')}"]
    for check in report.checks:
        lines.append(f"{check.number:>3}. {check.result:<16} {check.title}")
        lines.append(f"{'':22}{_plain(check.detail)}" + (f" [{check.code}]" if check.code else ""))
    if report.shown:
        lines.append("The entry says, where it is opened:")
        lines += [f"     {_plain(line)}" for line in report.shown]
    lines += [f"Result: {report.summary}", report.meaning]
    return "".join(f"{line}\n" for line in lines)


def _as_json(report: Report) -> str:
    value = {
        report.subject.value: report.name,
        **report.facts,
        "exit": report.exit,
        "result": report.summary,
        "meaning": report.meaning,
        "checks": [asdict(check) for check in report.checks],
    }
    return json.dumps(value, indent=2) + "\n"


def _plain(text: str) -> str:
    """Return the text without characters that would act on a terminal."""
    return "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in text)


class _Bar:
    """Says on stderr how far something large has been read, when a person is looking."""

    def __init__(self, shown_from: int) -> None:
        self._shown = sys.stderr.isatty()
        self._from = shown_from
        self._last = ""

    def show(self, what: str, done: int, size: int) -> None:
        if not self._shown or size < self._from:
            return
        line = "" if done == size else f"{what}: {100 * done // size} %"
        if line != self._last:
            sys.stderr.write(f"\r{line:<{len(self._last)}}\r{line}")
            sys.stderr.flush()
            self._last = line


if __name__ == "__main__":
    sys.exit(main())
