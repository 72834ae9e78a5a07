"""How sure an identity is: a ladder, and what stands beside it, never below it (G8). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.directive.facts import Asked, Outcome
from onrecord.incidents.states import ConfirmationResult


class Rung(StrEnum):
    """The rungs, lowest first."""

    CLAIMED = "claimed only"
    CREDENTIAL = "credential seen"
    NAME_AND_BADGE = "name and badge"
    CONFIRMED = "confirmed with the agency"


LADDER = tuple(Rung)
_REACHED = {
    Outcome.CLAIMED: Rung.CLAIMED,
    Outcome.PART: Rung.CLAIMED,
    Outcome.CREDENTIAL: Rung.CREDENTIAL,
    Outcome.NAME_AND_BADGE: Rung.NAME_AND_BADGE,
}
_BESIDE = {
    Outcome.PART: "part of name and badge given",
    Outcome.REFUSED: "refused",
    Outcome.NO_ANSWER: "no answer",
    Outcome.LEFT: "left",
    Outcome.IN_DOUBT: "in doubt",
}
_ASKED = {
    Asked.NOT_SAFE: "not asked: not safe",
    Asked.NOT_FEASIBLE: "not asked: not feasible",
    Asked.COULD_NOT_TELL: "not asked: could not tell who",
}
_ANSWERED = {
    ConfirmationResult.NOT_CONFIRMED: "not confirmed by the agency",
    ConfirmationResult.IN_DOUBT: "in doubt",
    ConfirmationResult.NOT_LAW_ENFORCEMENT: "not law enforcement",
}


@dataclass(frozen=True)
class Standing:
    """The highest rung reached, or None; and what stands beside it, in order, each once."""

    rung: Rung | None
    beside: tuple[str, ...] = ()


def standing(
    attempts: Sequence[tuple[Asked, Outcome | None]], answers: Sequence[ConfirmationResult]
) -> Standing:
    """Return where an identity stands after attempts and the agency's answers, each in order.

    The last answer decides whether it is confirmed; an earlier one stays a row beside it. A
    refusal takes nobody down from a rung.
    """
    reached = [_REACHED[outcome] for _, outcome in attempts if outcome in _REACHED]
    if answers and answers[-1] is ConfirmationResult.CONFIRMED:
        reached.append(Rung.CONFIRMED)
    told = [
        *(_BESIDE.get(outcome, "") if outcome else _ASKED.get(asked, "")
          for asked, outcome in attempts),
        *(_ANSWERED.get(answer, "") for answer in answers),
    ]  # fmt: skip
    beside = tuple(dict.fromkeys(words for words in told if words))
    return Standing(max(reached, key=LADDER.index, default=None), beside)
