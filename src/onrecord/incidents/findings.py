"""Decisions of bodies about an allegation; pure words, and which of them fit which step."""

from collections.abc import Mapping
from enum import StrEnum


class DecisionStep(StrEnum):
    """A recommendation, a final finding and an outcome are kept apart."""

    RECOMMENDED = "recommended-finding"
    FINAL = "final-finding"
    OUTCOME = "outcome"


class Result(StrEnum):
    """What was recommended, found or done."""

    SUSTAINED = "sustained"
    NOT_SUSTAINED = "not-sustained"
    EXONERATED = "exonerated"
    UNFOUNDED = "unfounded"
    CHARGED = "charged"
    DECLINED = "declined"
    REMOVED = "removed-to-federal-court"
    DISMISSED = "dismissed"
    ACQUITTED = "acquitted"
    CONVICTED = "convicted"
    DISCIPLINED = "disciplined"
    NO_ACTION = "no-action"
    OTHER = "other"


class Reason(StrEnum):
    """Why nothing was charged, or a charge ended; not stated is an answer, never a no."""

    INSUFFICIENT_EVIDENCE = "insufficient-evidence"
    IMMUNITY = "immunity"
    REMOVED = "removed-to-federal-court"
    NO_OFFENCE = "no-offence"
    NO_JURISDICTION = "no-jurisdiction"
    TIME_LIMIT = "time-limit"
    OTHER = "other"
    NOT_STATED = "not-stated"


_FINDINGS = (
    Result.SUSTAINED,
    Result.NOT_SUSTAINED,
    Result.EXONERATED,
    Result.UNFOUNDED,
    Result.OTHER,
)
REASONED = (Result.DECLINED, Result.DISMISSED)
"""Results that bear a reason."""
FITTING: Mapping[DecisionStep, tuple[Result, ...]] = {
    DecisionStep.RECOMMENDED: _FINDINGS,
    DecisionStep.FINAL: _FINDINGS,
    DecisionStep.OUTCOME: tuple(r for r in Result if r not in _FINDINGS or r is Result.OTHER),
}
