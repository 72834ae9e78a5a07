"""What verification found, and the exit codes of `onrecord-verify`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TypeVar

from onrecord_proof.errors import ProofError
from onrecord_proof.strict import Json

T = TypeVar("T")

MEANING = (
    "This shows what was recorded, when (to a publication interval), and unaltered since; "
    "not that it is true."
)


class Exit(IntEnum):
    """The exit codes; any other means that the verifier itself was broken off."""

    HOLDS = 0
    FAILS = 1
    USAGE = 2
    KEY_NOT_CONFIRMED = 3
    UNCHECKED = 4


class Subject(StrEnum):
    """What was checked."""

    PACKET = "packet"
    PROOF = "proof"
    LOG = "log"
    CHECKPOINTS = "checkpoints"


SUMMARIES = {
    Exit.HOLDS: "Every check holds, under the trust policy you gave.",
    Exit.FAILS: "The {subject} {does} not verify. Do not rely on {it}.",
    Exit.KEY_NOT_CONFIRMED: "Consistent with itself; key not confirmed. "
    "Give --policy FILE, a trust policy that did not come with the {subject}.",
    Exit.UNCHECKED: "Nothing was found wrong, but not everything could be checked.",
}


class Result(StrEnum):
    """What came of one check."""

    HOLDS = "holds"
    FAILS = "does not hold"
    UNCHECKED = "could not check"


@dataclass(frozen=True)
class Check:
    """One numbered check: its result, what was seen, and for a failure the reason's code."""

    number: int
    title: str
    result: Result
    detail: str
    code: str | None = None


@dataclass(frozen=True)
class Report:
    """What verification found of a subject.

    name is the packet's number or the log's origin, None where it could not be read. trust is the
    number of the check that needs a trust policy from outside. facts are for programs, by name;
    shown are lines for people, beside the checks.
    """

    subject: Subject
    name: str | None
    checks: tuple[Check, ...]
    trust: int
    facts: Mapping[str, Json] = field(default_factory=dict)
    shown: tuple[str, ...] = ()

    @property
    def exit(self) -> Exit:
        """The exit code: one failure decides; trust alone unchecked has a code of its own."""
        by_result = {
            result: [check.number for check in self.checks if check.result is result]
            for result in Result
        }
        if by_result[Result.FAILS]:
            return Exit.FAILS
        if not by_result[Result.UNCHECKED]:
            return Exit.HOLDS
        only_trust = by_result[Result.UNCHECKED] == [self.trust]
        return Exit.KEY_NOT_CONFIRMED if only_trust else Exit.UNCHECKED

    @property
    def summary(self) -> str:
        """The result in a sentence."""
        does, it = ("do", "them") if self.subject is Subject.CHECKPOINTS else ("does", "it")
        return SUMMARIES[self.exit].format(subject=self.subject, does=does, it=it)

    @property
    def meaning(self) -> str:
        """What the result shows, and what it never shows."""
        if self.exit is Exit.HOLDS:
            return MEANING
        return f"Where every check holds: {MEANING[0].lower()}{MEANING[1:]}"


class NotKnownError(Exception):
    """A check cannot be made: what it stands on is not known."""


def known(value: T | None, number: int) -> T:
    """Return what check `number` established."""
    if value is None:
        raise NotKnownError(f"it stands on check {number}, which did not hold")
    return value


def make_check(number: int, title: str, check: Callable[[], str]) -> Check:
    """Run one check and say what came of it; `check` returns what it saw, in words."""
    try:
        return Check(number, title, Result.HOLDS, check())
    except ProofError as error:
        return Check(number, title, Result.FAILS, error.message, error.code)
    except NotKnownError as error:
        return Check(number, title, Result.UNCHECKED, str(error))
    except OSError as error:
        return Check(number, title, Result.UNCHECKED, f"the system cannot read it: {error}")
