"""Release rules, viewing before writing, cautions on offences, and the checks of a pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import onrecord.directive.checks as every_check
from onrecord.directive import (
    Answer,
    Facts,
    Part,
    Period,
    Severity,
    SubjectKind,
    Viewer,
    cautions,
    check,
    coarser,
    felony_answer,
    is_small,
    may_appear,
    publication_day,
    search,
    span_of,
    viewing_before_writing,
)
from onrecord.directive.schema import Prompt
from pure.directive.loaded import CHICAGO, RIVERMOUTH, SEATTLE
from pure.directive.scenarios import Scene

SCENE = Scene("America/Chicago")
CLEAR = SCENE.incident(
    shooting=Answer.NO,
    deadly_force=Answer.NO,
    great_bodily_harm=Answer.NO,
    misconduct_investigation=Answer.NO,
)


def test_spans_and_the_fixed_day() -> None:
    quarter = span_of(date(2026, 11, 5), Period.QUARTER)
    assert (quarter.first, quarter.last, quarter.name) == (
        date(2026, 10, 1),
        date(2026, 12, 31),
        "2026-Q4",
    )
    month = span_of(date(2028, 2, 1), Period.MONTH)
    assert (month.first, month.last, month.name) == (date(2028, 2, 1), date(2028, 2, 29), "2028-02")
    rules = CHICAGO.release
    assert publication_day(rules, quarter) == date(2027, 1, 14)
    assert publication_day(rules, month) == date(2028, 4, 14)
    assert not may_appear(rules, quarter, date(2027, 1, 13))
    assert may_appear(rules, quarter, date(2027, 1, 14))


def test_small_counts_and_the_steps_they_roll_up_to() -> None:
    rules = CHICAGO.release
    assert [n for n in range(12) if is_small(rules, n)] == list(range(1, 10))
    first, second, last = rules.steps
    assert coarser(rules, first) == second
    assert coarser(rules, second) == last
    assert coarser(rules, last) is None


@pytest.mark.parametrize(
    ("changes", "part", "to_write", "barred"),
    [
        ({}, Part.INVOLVED, True, False),
        ({"shooting": Answer.YES}, Part.INVOLVED, True, True),
        ({"shooting": Answer.YES}, Part.WITNESS, True, True),
        ({"shooting": Answer.YES}, Part.UNKNOWN, True, True),
        ({"shooting": Answer.YES}, Part.NEITHER, True, False),
        ({"shooting": Answer.YES}, Part.INVOLVED, False, False),
        ({"great_bodily_harm": Answer.UNKNOWN}, Part.WITNESS, True, True),
    ],
)
def test_viewing_before_writing(
    changes: dict[str, Answer], part: Part, *, to_write: bool, barred: bool
) -> None:
    facts = Facts(replace(CLEAR, **changes))  # type: ignore[arg-type]  # answers by name
    answer = viewing_before_writing(CHICAGO, facts, Viewer(part, to_write))
    assert answer.barred is barred
    assert answer.because
    assert answer.rule is CHICAGO.viewing


def test_without_a_viewing_rule_a_writer_is_barred() -> None:
    answer = viewing_before_writing(
        SEATTLE, Facts(CLEAR), Viewer(Part.WITNESS, has_report_to_write=True)
    )
    assert answer.barred
    assert answer.rule is None


def test_cautions_stand_beside_a_suggestion() -> None:
    misconduct = CHICAGO.offence("il-720-5-33-3")
    federal = " ".join(cautions(misconduct, SubjectKind.FEDERAL))
    assert "doubtful" in federal
    assert "Unchecked (press)" in federal
    assert "immunity" in federal
    assert "NIBRS 90Z is reported for an arrest only" in federal
    assert "immunity" not in " ".join(cautions(misconduct, SubjectKind.LOCAL))
    checked = replace(misconduct, checked=RIVERMOUTH.provisions[0].checked)
    assert "Unchecked" not in " ".join(cautions(checked, SubjectKind.LOCAL))


def test_search_and_the_answer_by_limb() -> None:
    assert [offence.id for offence in search(CHICAGO, "restraint AGGRAVATED")] == [
        "il-720-5-10-3.1"
    ]
    assert len(search(CHICAGO, "12-3")) == 2
    assert felony_answer(CHICAGO.offence("il-720-5-12-2")) is Answer.UNKNOWN
    assert felony_answer(CHICAGO.offence("il-720-5-10-3")) is Answer.YES
    assert felony_answer(CHICAGO.offence("il-720-5-12-3")) is Answer.NO


def test_each_check_finds_its_fault() -> None:
    duty = RIVERMOUTH.duties[0]
    narrative = replace(
        RIVERMOUTH.narrative, prompts=(Prompt(id="status", text="What is your citizenship?"),)
    )
    faulty = replace(
        RIVERMOUTH,
        head=replace(RIVERMOUTH.head, holidays=()),
        duties=(replace(duty, text="Arrest whoever refuses.", deadline=None),),
        narrative=narrative,
        evidence=tuple(replace(RIVERMOUTH.evidence[0], term=term) for term in (None, 91)),
        routes=(),
        drafts=replace(RIVERMOUTH.drafts, kind=CHICAGO.drafts.kind, source=()),
    )
    found = check(faulty)
    assert {finding.check for finding in found} == {one.__name__ for one in every_check.CHECKS}
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    assert found[: len(errors)] == errors
    assert [(e.check, e.where) for e in errors] == [
        ("arrest_wording", f"duties {duty.id}"),
        ("status_wording", "narrative prompt status"),
    ]


def test_each_check_is_a_file_of_its_own_name() -> None:
    folder = Path(every_check.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "finding"}
    assert files == {one.__name__ for one in every_check.CHECKS}
