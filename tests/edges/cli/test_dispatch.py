"""Commands of dispatch events."""

from pathlib import Path

import pytest

from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit

pytestmark = pytest.mark.usefixtures("home", "people")
EVENTS = (
    "number,code,district,place,received_at,members\n"
    "26-1,FX-21,District 4,Linden St,2026-03-03T21:12:40-06:00,4471; 4472\n"
)


def test_a_file_is_imported_and_opened_from(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(EVENTS, "utf-8")
    brought = run("dispatch", "import", str(file), "--as", "frankie", "--json").json
    assert (brought["added"], brought["receipt"]["reference"]) == (1, "1 events")
    shown = run("dispatch", "show", "26-1", "--as", "avery", "--json").json
    assert shown["members"] == ["4471", "4472"]
    line = ("--origin", "reported", "--summary", "A van stopped.")
    opened = run("dispatch", "open", "26-1", "--as", "avery", *line, "--json").json
    assert (
        run("dispatch", "list", "--as", "ellis", "--json").json[0]["incident"]
        == (opened["reference"])
    )
    assert run("dispatch", "imports", "--as", "ellis", "--json").json[0]["events"] == 1
    match = ("dispatch", "match", "26-1", opened["reference"], "--as", "ellis", "--reason", "same")
    assert run(*match).code == Exit.REFUSED  # it is matched already


def test_what_cannot_stand_ends_with_one_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(EVENTS.replace("-06:00", ""), "utf-8")
    refused = run("dispatch", "import", str(file), "--as", "frankie")
    assert refused.code == Exit.BAD_INPUT
    assert "Line 2, received_at: is no time with its zone." in refused.err
    assert run("dispatch", "import", "none.csv", "--as", "frankie").code == Exit.BAD_INPUT
    assert run("dispatch", "import", str(tmp_path), "--as", "frankie").code == Exit.BAD_INPUT
    assert run("dispatch", "show", "26-1", "--as", "avery").code == Exit.NOT_FOUND


def test_events_are_reconciled_on_the_command_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(EVENTS, "utf-8")
    run("dispatch", "import", str(file), "--as", "frankie")
    open_ones = run("dispatch", "reconcile", "--as", "frankie", "--json").json
    assert [event["number"] for event in open_ones["events"]] == ["26-1"]
    explain = ("dispatch", "explain", "26-1", "--as", "frankie", "--reason", "A delivery van.")
    assert run(*explain).code == Exit.DONE
    (stated,) = run("dispatch", "explanations", "26-1", "--as", "ellis", "--json").json
    confirm = ("dispatch", "confirm", "26-1", stated["reference"], "--reason", "I looked.")
    assert run(*confirm, "--as", "frankie").code == Exit.REFUSED
    assert run(*confirm, "--as", "ellis").code == Exit.DONE
    assert run("dispatch", "reconcile", "--as", "frankie", "--json").json["explained"] == 1
    assert run("figures", "dispatch", "--as", "frankie").code == Exit.DONE
