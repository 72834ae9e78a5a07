"""Both packs on worked examples, against tables that a lawyer can read and correct."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from onrecord.directive import Directive, Facts
from pure.directive.loaded import CHICAGO, SEATTLE
from pure.directive.scenarios import COLUMNS, chicago, seattle, table

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.mark.parametrize(
    ("name", "directive", "scenarios"),
    [("chicago", CHICAGO, chicago), ("seattle", SEATTLE, seattle)],
)
def test_the_evaluation_is_the_reviewed_table(
    name: str,
    directive: Directive,
    scenarios: Callable[[], Iterator[tuple[str, str, Facts, datetime]]],
) -> None:
    with (GOLDEN / f"directive_{name}.csv").open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        reviewed = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS
    assert table(directive, scenarios()) == reviewed
