"""Who counts as a minor, from a table that a lawyer can read; where an identity stands."""

import csv
from pathlib import Path

import pytest

from onrecord.directive import Answer, Asked, Outcome
from onrecord.incidents.findings import FITTING, REASONED, DecisionStep, Result
from onrecord.incidents.identity import Rung, Standing, standing
from onrecord.incidents.minors import counts_as_minor, may_show_a_minor
from onrecord.incidents.states import ConfirmationResult

GOLDEN = Path(__file__).parents[2] / "golden" / "minors.csv"
with GOLDEN.open(newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
NO, UNKNOWN = Answer.NO, Answer.UNKNOWN
CONFIRMED, IN_DOUBT, NOT_POLICE = (
    ConfirmationResult.CONFIRMED,
    ConfirmationResult.IN_DOUBT,
    ConfirmationResult.NOT_LAW_ENFORCEMENT,
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["said in order"] or "nothing said")
def test_who_counts_as_a_minor_is_the_reviewed_answer(row: dict[str, str]) -> None:
    said = [Answer(word) for word in row["said in order"].split()]
    assert counts_as_minor(said) is (row["counts as a minor"] == "yes")


def test_one_minor_among_people_and_nobody_recorded_count() -> None:
    assert may_show_a_minor([[NO], [UNKNOWN]])
    assert may_show_a_minor([])
    assert not may_show_a_minor([[NO], [UNKNOWN, NO]])


def asked(*outcomes: Outcome) -> list[tuple[Asked, Outcome | None]]:
    return [(Asked.ASKED, outcome) for outcome in outcomes]


def test_north_seattle_claimed_by_word_shown_nothing_confirmed_later() -> None:
    """911 calls of a possible kidnapping; the driver said which agency, and showed nothing."""
    at_the_van = asked(Outcome.CLAIMED, Outcome.REFUSED)
    assert standing(at_the_van, []) == Standing(Rung.CLAIMED, ("refused",))
    assert standing(at_the_van, [CONFIRMED]) == Standing(Rung.CONFIRMED, ("refused",))


@pytest.mark.parametrize(
    ("outcome", "rung"),
    [
        (Outcome.CLAIMED, Rung.CLAIMED),
        (Outcome.PART, Rung.CLAIMED),
        (Outcome.CREDENTIAL, Rung.CREDENTIAL),
        (Outcome.NAME_AND_BADGE, Rung.NAME_AND_BADGE),
        (Outcome.REFUSED, None),
        (Outcome.NO_ANSWER, None),
        (Outcome.LEFT, None),
        (Outcome.IN_DOUBT, None),
    ],
)
def test_every_outcome_has_its_rung_or_stands_beside(outcome: Outcome, rung: Rung | None) -> None:
    found = standing(asked(outcome), [])
    assert found.rung is rung
    assert bool(found.beside) is (rung is None or outcome is Outcome.PART)
    after = standing(asked(Outcome.NAME_AND_BADGE, outcome), [])
    assert after.rung is Rung.NAME_AND_BADGE  # nothing takes down from a rung


def test_the_agencys_last_answer_decides_and_earlier_ones_stay_beside() -> None:
    doubted = standing(asked(Outcome.CREDENTIAL), [CONFIRMED, IN_DOUBT])
    assert doubted == Standing(Rung.CREDENTIAL, ("in doubt",))
    impostor = standing(asked(Outcome.CLAIMED), [NOT_POLICE])
    assert impostor == Standing(Rung.CLAIMED, ("not law enforcement",))
    settled = standing([], [IN_DOUBT, CONFIRMED])
    assert settled == Standing(Rung.CONFIRMED, ("in doubt",))


def test_not_asked_is_no_refusal() -> None:
    found = standing([(Asked.NOT_SAFE, None)], [])
    assert found == Standing(None, ("not asked: not safe",))


def test_findings_and_outcomes_never_mix() -> None:
    findings, outcomes = FITTING[DecisionStep.FINAL], FITTING[DecisionStep.OUTCOME]
    assert set(findings) & set(outcomes) == {Result.OTHER}
    assert set(findings) | set(outcomes) == set(Result)
    assert set(REASONED) <= set(outcomes)
