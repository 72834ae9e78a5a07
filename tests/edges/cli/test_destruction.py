"""Destruction by commands: asked for, decided by another, carried out, listed."""

from pathlib import Path

import pytest

from conftest import People
from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit
from onrecord.incidents.models import Incident
from onrecord.ledger.destroying import registry
from onrecord.ledger.errors import DestructionUnfinished
from referring import recorded

pytestmark = pytest.mark.usefixtures("home", "committed")
ORDER = ("--authority", "court-order", "--document", "26 X 7", "--reason", "Ordered.")


def test_from_the_request_to_the_list(people: People, run: Run, tmp_path: Path) -> None:
    number = recorded(people)
    asked = run("destruction", "request", "incident", number, "--as", "frankie", *ORDER)
    assert asked.code == Exit.DONE, asked.err
    assert "D-1" in asked.out
    own = run("destruction", "approve", "D-1", "--as", "frankie", "--reason", "Yes.")
    assert own.code == Exit.REFUSED
    reason = tmp_path / "reason.txt"
    reason.write_text("I read the order.\n")
    early = run("destruction", "carry-out", "D-1", "--as", "frankie")
    assert early.code == Exit.REFUSED
    approved = run("destruction", "approve", "D-1", "--as", "hollis", "--reason", f"@{reason}")
    assert approved.code == Exit.DONE, approved.err
    done = run("destruction", "carry-out", "D-1", "--as", "frankie")
    assert done.code == Exit.DONE, done.err
    assert not Incident.objects.exists()
    listed = run("destruction", "list", "--as", "gray", "--json")
    assert listed.code == Exit.DONE
    (row,) = listed.json  # type: ignore[misc] # a list of objects
    assert (row["state"], row["authority"]) == ("carried-out", "Court, another order to destroy")
    assert row["backups_until"] > row["carried_out_at"][:10]
    assert run("destruction", "list", "--as", "avery").code == Exit.REFUSED


def test_each_failure_has_its_line_and_its_code(
    people: People, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = recorded(people)
    line = ("destruction", "request", "incident")
    assert run(*line, "2026-9999", "--as", "frankie", *ORDER).code == Exit.NOT_FOUND
    assert run("destruction", "carry-out", "D-9", "--as", "frankie").code == Exit.NOT_FOUND
    wrong = run(*line, number, "--as", "frankie", *ORDER[2:], "--authority", "the-mayor")
    assert wrong.code == Exit.BAD_INPUT
    assert "names no such authority" in wrong.err
    monkeypatch.setitem(registry._holds, "a test", lambda *_: iter(["Something holds it."]))
    held = run(*line, number, "--as", "frankie", *ORDER)
    assert (held.code, "Something holds it." in held.err) == (Exit.BAD_INPUT, True)
    monkeypatch.delitem(registry._holds, "a test")
    assert run(*line, number, "--as", "frankie", *ORDER).code == Exit.DONE
    run("destruction", "refuse", "D-1", "--as", "hollis", "--reason", "It names another.")
    again = run("destruction", "approve", "D-1", "--as", "hollis", "--reason", "Yes.")
    assert again.code == Exit.REFUSED
    run(*line, number, "--as", "frankie", *ORDER)
    run("destruction", "approve", "D-2", "--as", "hollis", "--reason", "Yes.")

    def busy() -> None:
        raise DestructionUnfinished("Somebody still reads the database.")

    monkeypatch.setattr("onrecord.ledger.actions.destroying.compact", busy)
    stuck = run("destruction", "carry-out", "D-2", "--as", "frankie")
    assert stuck.code == Exit.CANNOT_RUN
    monkeypatch.undo()
    assert run("destruction", "carry-out", "D-2", "--as", "frankie").code == Exit.DONE
