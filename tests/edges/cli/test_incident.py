"""Commands of incidents: values, words kept apart, and what cannot stand."""

from pathlib import Path

import pytest

from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit

pytestmark = pytest.mark.usefixtures("home", "people")
OPEN = ("incident", "open", "--as", "avery", "--origin", "seen", "--district", "District 4")
STATUS = "A man said that an undocumented person was in the car."


def test_an_incident_is_opened_listed_and_shown(run: Run) -> None:
    opened = run(
        *OPEN,
        *("--summary", "Two vehicles stop a car.", "--occurred-at", "2026-03-03T21:14"),
        *("--account", "stated-federal-purpose=an arrest"),
    )
    assert opened.code == Exit.DONE
    assert opened.out.startswith("reference: 2026-0001\n") or "reference: 20" in opened.out
    listed = run("incident", "list", "--as", "avery", "--json").json
    number = listed[0]["number"]
    assert listed[0]["occurred_at"] == "2026-03-04T03:14:00+00:00"  # 21:14 in Chicago
    shown = run("incident", "show", number, "--as", "avery", "--purpose", "to write", "--json").json
    assert shown["accounts"]["stated_federal_purpose"] == "an arrest"
    assert "occurred at: 2026-03" in run("incident", "list", "--as", "avery").out


def test_words_on_status_need_a_choice_and_the_rule_is_printed(run: Run) -> None:
    asked = run(*OPEN, "--summary", STATUS)
    assert asked.code == Exit.BAD_INPUT
    assert asked.err.startswith("onrecord: summary: ")
    assert '"undocumented person"' in asked.err
    assert "--keep-as" in asked.err
    assert run("incident", "list", "--as", "avery", "--json").json == []


@pytest.mark.parametrize("keep_as", ["quotation", "remove"])
def test_the_choice_is_carried_out(run: Run, keep_as: str) -> None:
    assert run(*OPEN, "--summary", STATUS, "--keep-as", keep_as).code == Exit.DONE
    summary = run("incident", "list", "--as", "avery", "--json").json[0]["summary"]
    assert "undocumented" not in summary
    assert ("[passage kept apart]" in summary) is (keep_as == "quotation")


def test_a_legal_authority_needs_its_kind(run: Run) -> None:
    line = (*OPEN, "--summary", "They showed an administrative warrant.")
    assert run(*line, "--keep-as", "legal-authority").code == Exit.BAD_INPUT
    kind = ("--authority-kind", "warrant signed by an agency's officer")
    assert run(*line, "--keep-as", "legal-authority", *kind).code == Exit.DONE


def test_text_comes_from_a_file_or_says_what_is_wrong_with_it(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "summary.txt"
    file.write_text("Two vehicles stop a car.\n", "utf-8")
    assert run(*OPEN, "--summary", f"@{file}").code == Exit.DONE
    file.write_bytes(b"\xff\xfe broken")
    broken = run(*OPEN, "--summary", f"@{file}")
    assert broken.code == Exit.BAD_INPUT
    assert "not UTF-8" in broken.err
    absent = run(*OPEN, "--summary", f"@{tmp_path / 'absent'}")
    assert absent.code == Exit.BAD_INPUT
    assert "cannot be read" in absent.err


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--summary", " "), Exit.BAD_INPUT, "summary: enter"),
        (("--summary", "x", "--answer", "injured=maybe"), Exit.BAD_INPUT, "--answer"),
        (("--summary", "x", "--answer", "weather=yes"), Exit.BAD_INPUT, "weather"),
        (("--summary", "x", "--answer", "injured"), Exit.USAGE, "NAME=VALUE"),
        (("--summary", "x", "--occurred-at", "yesterday"), Exit.USAGE, "is not a time"),
        (("--summary", "x", "--occurred-at", "2999-01-01T00:00"), Exit.BAD_INPUT, "has not come"),
        (("--summary", "x", "--force-used", "some"), Exit.USAGE, "invalid choice"),
        ((), Exit.USAGE, "--summary"),
    ],
)
def test_what_cannot_stand_says_so(run: Run, more: tuple[str, ...], code: Exit, said: str) -> None:
    ran = run(*OPEN, *more)
    assert ran.code == code
    assert said in ran.err


def test_an_incident_that_is_not_there_is_not_found(run: Run) -> None:
    ran = run("incident", "show", "2020-0001", "--as", "avery", "--purpose", "review")
    assert ran.code == Exit.NOT_FOUND
    party = run("party", "add", "2020-0001", "--as", "avery", "--kind", "federal")
    assert party.code == Exit.NOT_FOUND


def test_where_in_a_video_is_a_time_from_its_start(run: Run) -> None:
    assert run(*OPEN, "--summary", "Two vehicles stop a car.").code == Exit.DONE
    number = run("incident", "list", "--as", "avery", "--json").json[0]["number"]
    record = ("identification", "record", number, "--as", "avery", "--asked", "asked")
    asked = (*record, "--outcome", "refused", "--exhibit", "E-4", "--video-time")
    assert run(*asked, "4:31").code == Exit.USAGE
    assert run(*asked, "00:04:31.25").code == Exit.DONE
    show = ("incident", "show", number, "--as", "avery", "--purpose", "review", "--json")
    assert run(*show).json["attempts"][0]["video_ms"] == 271_250
