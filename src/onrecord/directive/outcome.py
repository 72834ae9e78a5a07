"""What an evaluation says: a status for every duty, a reading for every running clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from onrecord.directive.facts import Answer, FactRef
from onrecord.directive.schema import Clock, Directive, Duty, FlagGround, Trigger


class Status(StrEnum):
    """The four statuses of a duty; every duty has exactly one."""

    MET = "met"
    UNMET = "unmet"
    EXCUSED = "excused"
    NOT_APPLICABLE = "not_applicable"


class ClockState(StrEnum):
    """How a clock stands at the time of the evaluation."""

    RUNNING = "running"
    PASSED = "passed"
    STOPPED = "stopped"
    CANNOT_BE_COMPUTED = "cannot be computed"


@dataclass(frozen=True)
class ClockReading:
    """One clock on one fact. `starts` and `ends` are in the directive's zone.

    `cannot` says why there is no end; `stopped_by` the fact after which nothing is lost when
    the clock runs out; `provided` the answer that nobody recorded and on which the clock depends.
    """

    clock: Clock
    state: ClockState
    about: FactRef | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    cannot: str | None = None
    stopped_by: FactRef | None = None
    provided: str | None = None

    @property
    def late(self) -> bool:
        """Whether the fact that stopped the clock came after its end."""
        if self.ends is None or self.stopped_by is None or self.stopped_by.at is None:
            return False
        return self.stopped_by.at > self.ends


@dataclass(frozen=True)
class Triggering:
    """Whether the directive reaches the incident: by which trigger and fact, or why not."""

    answer: Answer
    trigger: Trigger | None
    fact: FactRef | None
    because: str


@dataclass(frozen=True)
class DutyOutcome:
    """One duty. `because` is a sentence for a person; `fact` meets or excuses it.

    `gap` is the reason stated for a duty that stays unmet. `late`: the fact that meets it came
    after the end of its clock.
    """

    duty: Duty
    status: Status
    because: str
    fact: FactRef | None = None
    gap: str | None = None
    clock: ClockReading | None = None
    late: bool = False

    @property
    def checked(self) -> bool:
        """Whether a named person has read the official text against this duty."""
        return self.duty.checked is not None

    @property
    def display(self) -> str:
        """The word that pages show for the status."""
        if self.status is Status.UNMET:
            return "To do" if self.gap is None else "Gap stated"
        return {
            Status.MET: "Met",
            Status.EXCUSED: "Excused",
            Status.NOT_APPLICABLE: "Does not apply",
        }[self.status]


@dataclass(frozen=True)
class ProposedFlag:
    """A ground on which a supervisor may ask for a flag; a proposal, never a decision (G5)."""

    ground: FlagGround
    fact: FactRef | None
    because: str


@dataclass(frozen=True)
class Evaluation:
    """The whole answer for one incident at one time."""

    directive: Directive
    at: datetime
    trigger: Triggering
    duties: tuple[DutyOutcome, ...]
    clocks: tuple[ClockReading, ...]
    flags: tuple[ProposedFlag, ...]

    def of(self, duty_id: str) -> DutyOutcome:
        """Return the outcome of one duty; KeyError if the directive has no such duty."""
        for outcome in self.duties:
            if outcome.duty.id == duty_id:
                return outcome
        raise KeyError(duty_id)

    @property
    def to_do(self) -> tuple[DutyOutcome, ...]:
        """Duties that are unmet and for which no gap is stated."""
        return tuple(o for o in self.duties if o.status is Status.UNMET and o.gap is None)

    @property
    def gaps(self) -> tuple[DutyOutcome, ...]:
        """Duties that are unmet and whose gap is stated."""
        return tuple(o for o in self.duties if o.status is Status.UNMET and o.gap is not None)
