"""The pages of the formats: their examples hold, and they name every code of a refusal."""

import json
import re
from pathlib import Path

import pytest

import onrecord_proof
from onrecord_proof import disclosure, note, policy, statement

ROOT = Path(__file__).parents[3]
PAGES = ROOT / "docs" / "spec"
SOURCES = Path(onrecord_proof.__file__).parent
CORE = (
    "checkpoint",
    "cosignature",
    "disclosure",
    "keychain",
    "merkle",
    "note",
    "opened",
    "policy",
    "proof",
    "statement",
    "strict",
    "tile",
)
# Raised where a program misuses the library; no input of a format is refused with them.
INTERNAL = {"frontier", "seed-length", "json-type", "key-chain-number"}


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text("utf-8")


def blocks(name: str) -> list[str]:
    return re.findall(r"^```\n(.*?)^```$", page(name), re.MULTILINE | re.DOTALL)


def documented() -> set[str]:
    text = "".join(path.read_text("utf-8") for path in sorted(PAGES.glob("*.md")))
    return set(re.findall(r"`([a-z0-9-]+)`", text))


@pytest.mark.parametrize("name", CORE)
def test_every_code_is_on_a_page(name: str) -> None:
    source = (SOURCES / f"{name}.py").read_text("utf-8")
    codes = set(re.findall(r'ProofError\(\s*"([a-z0-9-]+)"', source))
    assert codes
    assert codes - documented() <= INTERNAL


def test_every_code_of_a_vector_is_on_a_page() -> None:
    vectors = ROOT / "tests" / "vectors"
    paths = [
        path for name in (*CORE, "leaf", "key-chain") for path in (vectors / name).glob("*.json")
    ]
    cases = [json.loads(path.read_bytes()) for path in paths]
    codes = {case["refused"] for case in cases if "refused" in case}
    assert codes
    assert codes - documented() <= INTERNAL


def test_the_statement_on_its_page_is_one() -> None:
    (example,) = blocks("statement")
    assert statement.parse(example.rstrip("\n").encode()).names == statement.ENVELOPE
    assert all(f"`{name}`" in page("statement") for name in statement.ENVELOPE)
    assert all(f"`{name}`" in page("kinds/README") for name in statement.ENVELOPE)


def test_the_disclosure_on_its_page_opens() -> None:
    (example,) = re.findall(r"^    (WyJ\w+)$", page("disclosure"), re.MULTILINE)
    assert disclosure.open(example)[1] == "FR"
    assert f"`{disclosure.digest(example)}`" in page("disclosure")


def test_the_checkpoint_on_its_page_holds_under_the_policy_on_its_page() -> None:
    (signed,), (trusted,) = blocks("checkpoint"), blocks("trust-policy")
    parsed = policy.parse(trusted)
    assert len(parsed.witnesses) == 3
    keys = [log.key for log in parsed.logs]
    assert note.verify(note.parse(signed.encode()), keys, strict=True) == keys
