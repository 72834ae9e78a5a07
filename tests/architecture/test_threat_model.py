"""The threat model prints every guardrail in full, and claims none without a test that exists."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
TEXT = (REPOSITORY / "THREAT_MODEL.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### (G\d+)\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL))
ALL = [f"G{n}" for n in range(1, 31)]
# What the first release promises to hold; the others say what is missing.
PROMISED = {f"G{n}" for n in (1, 2, 6, 7, 8, 9, 11, 15, 16, 22, 23, 26, 29)}
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def held(guardrail: str) -> str:
    """Return what a section says of how its guardrail is held."""
    return SECTIONS[guardrail].partition("**Held here:**")[2].strip()


def test_all_thirty_are_printed_in_order_and_in_full() -> None:
    assert list(SECTIONS) == ALL
    for guardrail in ALL:
        rule = SECTIONS[guardrail].partition("**Held here:**")[0]
        assert re.search(rf"\*\*{guardrail}\. ", rule), guardrail
        assert len(rule) > 100, guardrail


@pytest.mark.parametrize("guardrail", ALL)
def test_none_is_claimed_without_a_test_that_exists(guardrail: str) -> None:
    words = held(guardrail)
    named = NAMED.findall(words)
    if guardrail in PROMISED:
        assert not words.startswith(("in part", "not yet"))
    assert named or words.startswith("not yet: ")
    for path, function in named:
        file = REPOSITORY / path
        assert file.is_file(), path
        assert not function or f"def {function}(" in file.read_text("utf-8"), function


@pytest.mark.parametrize("guardrail", sorted(PROMISED))
def test_what_is_promised_has_a_file_of_its_own(guardrail: str) -> None:
    own = f"tests/guardrails/test_g{int(guardrail[1:]):02}.py"
    assert own in {path for path, _ in NAMED.findall(held(guardrail))}
