"""`onrecord directive`: a city's order as data."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from onrecord.cli.arguments import add_incident
from onrecord.cli.command import BadInput, Command, Ended, Given
from onrecord.cli.exits import Exit
from onrecord.cli.founding import REPOSITORY_PACKS
from onrecord.cli.reading import read
from onrecord.directive.checks import Finding, Severity, check
from onrecord.directive.explain import render
from onrecord.reports import queries
from onrecord.storage.directives import available, folder_of, read_pack
from onrecord.storage.home import current_home


@dataclass(frozen=True)
class Checked:
    """A pack that parsed, with what the checks found; unchecked items are among the warnings."""

    pack: str
    title: str
    version: str
    digest: str
    errors: int
    unchecked: int
    findings: tuple[Finding, ...]


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pack",
        nargs="*",
        type=Path,
        help="files of packs; by default those of this home, or of this installation",
    )


def _check(given: Given) -> Ended:
    checked = [_checked(path) for path in given.line.pack or _packs()]
    errors = any(pack.errors for pack in checked)
    return Ended(checked, Exit.BAD_INPUT if errors else Exit.DONE)


def _packs() -> list[Path]:
    home = current_home()
    folder = folder_of(home) if home.is_set_up else REPOSITORY_PACKS
    return [folder / f"{name}.toml" for name in available(folder)]


def _checked(path: Path) -> Checked:
    try:
        directive = read_pack(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}).") from error
    findings = check(directive)
    return Checked(
        pack=directive.head.id,
        title=directive.head.title,
        version=directive.head.version,
        digest=directive.digest,
        errors=sum(finding.severity is Severity.ERROR for finding in findings),
        unchecked=sum(finding.check == "unchecked_items" for finding in findings),
        findings=tuple(findings),
    )


def _explain(given: Given) -> object:
    evaluation = read(queries.evaluation, actor=given.actor, number=given.word("incident"))
    return evaluation if given.flag("json") else render(evaluation).removesuffix("\n")


COMMANDS = (
    Command(
        noun="directive",
        verb="check",
        about="Check packs: a malformed one is refused with its key path and reason; items that "
        "nobody has read against the official text are listed.",
        calls="directive.checks.check",
        run=_check,
        arguments=_check_arguments,
        acts=False,
        needs_home=False,
    ),
    Command(
        noun="directive",
        verb="explain",
        about="Print which duties an incident meets, by which fact, and each clock's end.",
        calls="reports.queries.evaluation",
        run=_explain,
        arguments=add_incident,
    ),
)
