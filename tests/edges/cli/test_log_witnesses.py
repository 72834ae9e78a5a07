"""`onrecord log witnesses`: it sets them for somebody, and prints them for anybody."""

from pathlib import Path

import pytest

from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit
from onrecord.storage.home import Home
from record.ledger.witnesses_for_tests import Network

POLICY = Network.of("a", "b").policy("group any any a b", "quorum any").decode()

pytestmark = pytest.mark.usefixtures("committed", "people")


def test_the_command_sets_and_prints_them(home: Home, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "policy"
    file.write_text(POLICY)
    assert run("log", "witnesses").out == "quorum none\n"
    assert "Say who acts" in run("log", "witnesses", str(file)).err
    done = run("log", "witnesses", str(file), "--as", "indigo")
    assert (done.code, done.out) == (Exit.DONE, POLICY)
    assert run("log", "witnesses").out == POLICY
    assert run("log", "witnesses", str(file), "--as", "avery").code == Exit.REFUSED
    home.witness_policy.unlink()
    assert "set the witnesses again" in run("log", "witnesses").err


@pytest.mark.parametrize(
    ("data", "words"),
    [(None, "cannot be read"), (b"\xff\xfe", "not text"), (b"quorum x\n", "'x' is not defined")],
)
def test_the_command_says_what_is_wrong_with_a_file(
    home: Home, tmp_path: Path, run: Run, data: bytes | None, words: str
) -> None:
    file = tmp_path / "policy"
    if data is not None:
        file.write_bytes(data)
    refused = run("log", "witnesses", str(file), "--as", "indigo")
    assert refused.code == Exit.BAD_INPUT
    assert words in refused.err
    assert not home.witness_policy.exists()
