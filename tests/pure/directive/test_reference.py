"""The reference pages say what the code does, and the phrases cover every word."""

from __future__ import annotations

import ast
import dataclasses
import sys
from pathlib import Path

from onrecord.directive import ActKind, Directive, IncidentFacts, Outcome, phrases
from onrecord.directive.item import Condition
from onrecord.directive.parse import LISTS, REQUIRED_LISTS, SHARED_LISTS, SINGLES
from onrecord.directive.vocabulary import VOCABULARY
from pure.directive.loaded import RIVERMOUTH
from pure.directive.reference import PAGES, schema_page, vocabulary_page


def test_the_pages_are_those_of_the_code() -> None:
    assert (PAGES / "directive-vocabulary.md").read_text("utf-8") == vocabulary_page()
    assert (PAGES / "directive.md").read_text("utf-8") == schema_page()


def test_every_part_of_a_directive_is_parsed_from_some_key() -> None:
    parts = {field.name for field in dataclasses.fields(Directive)} - {"head", "digest"}
    keys = REQUIRED_LISTS | LISTS | SHARED_LISTS | SINGLES
    assert parts == set(keys)


def test_there_is_a_phrase_for_every_answer_act_and_outcome() -> None:
    answers = {
        field.name.replace("_", "-")
        for field in dataclasses.fields(IncidentFacts)
        if field.type == "Answer"
    }
    assert set(phrases.INCIDENT) == answers
    assert set(phrases.ACTS) == {kind.value for kind in ActKind}
    assert set(phrases.OUTCOMES) == {outcome.value for outcome in Outcome}


def test_a_condition_is_written_as_it_is_read() -> None:
    assert str(Condition("always")) == "always"
    written = [str(condition) for duty in RIVERMOUTH.duties for condition in duty.met_by]
    assert written[0] == "outcome: name-and-badge"
    assert {condition.partition(":")[0] for condition in written} <= set(VOCABULARY)


def test_the_package_is_pure() -> None:
    effects = {"os", "pathlib", "random", "secrets", "socket", "subprocess", "time", "io"}
    for file in Path(phrases.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.partition(".")[0]
                assert name.startswith("onrecord.directive") or top in sys.stdlib_module_names, file
                assert top not in effects, file
            called = isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}
            assert not called, f"{file} reads a clock"
