"""The command `onrecord-verify`: check a packet and print the numbered list of what was checked."""

import argparse
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from onrecord_proof import policy
from onrecord_proof.errors import ProofError
from onrecord_proof.report import MEANING, Exit, Report
from onrecord_proof.verify import verify

EXIT_CODES = """\
exit codes:
  0  every check holds, under the trust policy given with --policy
  1  something does not hold
  2  the command was not understood, or the policy file could not be read
  3  consistent with itself, but the log's key is not confirmed (no --policy)
  4  nothing was found wrong, but something could not be checked
"""

_SHOWN_FROM = 64 << 20  # bytes: smaller files are read before anyone wonders
_BROKEN_OFF = 130


def main(argv: Sequence[str] | None = None, *, beside: Path | None = None) -> int:
    """Run the command and return its exit code; `beside` is the packet if none is named."""
    arguments = _parse(argv, beside)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        pinned = _read_policy(arguments.policy)
    except (OSError, ProofError) as error:
        sys.stderr.write(f"onrecord-verify: the policy {arguments.policy!a}: {error}\n")
        return Exit.USAGE
    bar = _Bar(shown=sys.stderr.isatty())
    try:
        report = verify(Path(arguments.packet), pinned=pinned, progress=bar.show)
    except KeyboardInterrupt:
        sys.stderr.write("\nonrecord-verify: broken off; nothing was shown\n")
        return _BROKEN_OFF
    sys.stdout.write(_as_json(report) if arguments.json else _as_text(report))
    return report.exit


def _parse(argv: Sequence[str] | None, beside: Path | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="onrecord-verify",
        description=f"Check an OnRecord packet offline. {MEANING}",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "packet",
        metavar="PACKET",
        nargs="?" if beside else None,
        default=beside,
        help="the packet's directory or canonical zip"
        + (" (default: where this file lies)" if beside else ""),
    )
    parser.add_argument(
        "--policy",
        metavar="FILE",
        help="a trust policy (C2SP tlog-policy) that did not come with the packet",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    arguments = parser.parse_args(argv)
    if not Path(arguments.packet).exists():
        parser.error(f"there is no {str(arguments.packet)!a}")
    return arguments


def _read_policy(path: str | None) -> policy.Policy | None:
    return None if path is None else policy.parse(Path(path).read_bytes())


def _as_text(report: Report) -> str:
    lines = [f"Packet {report.number or '(number not readable)'}"]
    for check in report.checks:
        lines.append(f"{check.number:>3}. {check.result:<16} {check.title}")
        lines.append(f"{'':22}{_plain(check.detail)}" + (f" [{check.code}]" if check.code else ""))
    lines += [f"Result: {report.summary}", report.meaning]
    return "".join(f"{line}\n" for line in lines)


def _as_json(report: Report) -> str:
    value = {
        "packet": report.number,
        "packet_digest": report.digest,
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
    """Says on stderr how far a large file has been read, when a person is looking."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._last = ""

    def show(self, path: str, done: int, size: int) -> None:
        if not self._shown or size < _SHOWN_FROM:
            return
        line = "" if done == size else f"{path}: {100 * done // size} %"
        if line != self._last:
            sys.stderr.write(f"\r{line:<{len(self._last)}}\r{line}")
            sys.stderr.flush()
            self._last = line


if __name__ == "__main__":
    sys.exit(main())
