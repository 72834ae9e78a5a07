"""`onrecord audit`: what it takes, its line for whoever watches, and how it is broken off."""

import sys
from pathlib import Path

import pytest

from conftest import People
from edges.cli.commands_for_tests import Run
from onrecord.cli import audit as command
from onrecord.cli.exits import Exit
from onrecord.ledger import audit
from onrecord.ledger.audit import Progress
from onrecord.ledger.publication import publish_now
from onrecord.storage.home import Home

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize(
    ("progress", "since", "seconds", "said"),
    [
        (Progress("Rows", 0, 0), 0, 0.0, "Rows: 0"),
        (Progress("Rows", 1_500, 0), 1_500, 3.0, "Rows: 1,500, 500 a second"),
        (
            Progress("Rows", 250, 1_000),
            100,
            2.0,
            "Rows: [######..................]  25% of 1,000, 50 a second, 0:15 left",
        ),
        (Progress("Rows", 10, 10), 10, 5.0, "Rows: [########################] 100% of 10"),
        (Progress("Rows", 12, 10), 12, 0.5, "Rows: [########################] 100% of 10"),
    ],
)
def test_the_line_tells_share_rate_and_time_left(
    progress: Progress, since: int, seconds: float, said: str
) -> None:
    assert command.line(progress, since, seconds) == said


def test_the_bar_is_drawn_for_a_person_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for is_watched in (True, False):
        monkeypatch.setattr(sys.stderr, "isatty", lambda watched=is_watched: watched)
        bar = command.Bar()
        bar.show(Progress("Rows", 5, 10))
        bar.show(Progress("Rows", 10, 10))
        bar.show(Progress("Chains", 1, 1))
        bar.end()
        drawn = capsys.readouterr().err
        assert bool(drawn) is is_watched
        if is_watched:
            assert drawn.count("\n") == 2
            assert "100% of 10" in drawn


@pytest.mark.usefixtures("committed", "people")
def test_it_goes_on_from_the_last_audit_or_from_a_checkpoint_that_was_kept(
    run: Run, home: Home, people: People, tmp_path: Path
) -> None:
    refused = run("audit", "--as", "gray", "--incremental")
    assert (refused.code, "Run a full one" in refused.err) == (Exit.BAD_INPUT, True)
    publish_now(actor=people.frankie)
    kept = tmp_path / "checkpoint"
    kept.write_bytes((home.log / "checkpoint").read_bytes())
    whole = run("audit", "--as", "gray", "--json").json
    assert (whole["scope"], whole["differences"]) == ("full", 0)
    publish_now(actor=people.frankie)
    for asked in (["--incremental"], ["--since", str(kept)]):
        newer = run("audit", "--as", "gray", "--json", *asked).json
        assert (newer["scope"], newer["since"]) == ("incremental", whole["size"])
        assert newer["size"] > whole["size"]
    kept.write_bytes(b"else")
    assert run("audit", "--as", "gray", "--since", str(kept)).code == Exit.BAD_INPUT
    assert run("audit", "--as", "gray", "--since", str(tmp_path / "none")).code == Exit.BAD_INPUT
    assert run("audit", "--as", "gray", "--blobs", "some").code == Exit.USAGE


@pytest.mark.usefixtures("committed", "people")
def test_broken_off_at_the_terminal_it_says_how_it_is_taken_up(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(command.Bar, "show", interrupted)
        from onrecord.cli.__main__ import main  # noqa: PLC0415 - two lines are wanted here

        assert main(["audit", "--as", "gray"]) == Exit.INTERRUPTED
    assert "onrecord audit --resume" in capsys.readouterr().err
    taken_up = run("audit", "--as", "gray", "--json", "--resume").json
    assert (taken_up["resumed"], taken_up["differences"]) == (True, 0)
    assert audit.Asked().resume is False
