"""Fixtures of the command line's tests."""

import pytest

from edges.cli.commands_for_tests import Ran, Run
from onrecord.cli.__main__ import main


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; a failure prints one line, and never a traceback."""

    def command(*line: str) -> Ran:
        try:
            code = main(line)
        except SystemExit as ended:  # argparse ends by itself
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        if code not in {0, 2}:
            assert len(captured.err.strip().splitlines()) <= 1, captured.err
        return Ran(code, captured.out, captured.err)

    return command
