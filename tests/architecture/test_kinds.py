"""The committed reference of kinds says what the code declares: a log cannot be migrated."""

from pathlib import Path

import pytest

from onrecord.ledger.kinds import declared
from onrecord.ledger.kinds_reference import file_name, main, render, write_reference

REFERENCE = Path(__file__).parents[2] / "docs" / "spec" / "kinds"
# Kinds that only tests declare are no kinds of the product.
KINDS = [kind for kind in declared() if not kind.name.startswith("test.")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.id))
def test_each_kind_stands_in_the_reference(kind: object) -> None:
    file = REFERENCE / file_name(kind)  # type: ignore[arg-type] # parametrized with kinds
    assert file.is_file(), "run script/reference"
    assert file.read_text("utf-8") == render(kind)  # type: ignore[arg-type] # as above


def test_the_reference_holds_no_kind_that_the_code_lacks() -> None:
    """An old version is declared for ever, so that its entries stay readable."""
    assert {file.name for file in REFERENCE.glob("*.json")} == {file_name(kind) for kind in KINDS}


def test_writing_the_reference_writes_each_kind(tmp_path: Path) -> None:
    count = write_reference(tmp_path / "kinds")
    assert count == len(list((tmp_path / "kinds").glob("*.json"))) == len(declared())


def test_the_command_wants_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Name the folder" in capsys.readouterr().err
