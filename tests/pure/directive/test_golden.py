"""The shipped packs on worked examples, against tables that a lawyer can read and correct."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pure.directive.golden import EXAMPLES
from pure.directive.scenarios import COLUMNS, table

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_evaluation_is_the_reviewed_table(name: str) -> None:
    directive, scenarios = EXAMPLES[name]
    with (GOLDEN / f"directive_{name}.csv").open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        reviewed = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS
    assert table(directive, scenarios()) == reviewed
