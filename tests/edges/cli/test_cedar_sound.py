"""The second demo city, under another order: built by its command, sound, and in its own time."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.storage.home import Home


def run(home: Home, *line: str) -> subprocess.CompletedProcess[str]:
    left_out = {"DJANGO_SETTINGS_MODULE", "ONRECORD_DATABASE_URL", "ONRECORD_TIME_ZONE"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", "onrecord.cli", *line],
        env={**kept, "ONRECORD_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("sound") / "home")
    built = run(home, "demo", "--city", "cedar-sound")
    assert built.returncode == 0, built.stderr
    assert "Cedar Sound in November 2026" in built.stderr
    return home


def test_every_state_stands_in_it(sound: Home) -> None:
    with closing(sqlite3.connect(sound.database)) as database:

        def states(table: str, column: str) -> set[str]:
            return {str(row[0]) for row in database.execute(f"SELECT {column} FROM {table}")}  # noqa: S608 - names of ours

        assert states("incidents_incident", "state") == {"open", "closed"}
        assert states("incidents_incident", "directive") == {"seattle-2026"}
        assert states("reports_report", "state") == {"draft", "submitted", "approved", "returned"}
        assert states("referrals_referral", "state") == {"prepared", "approved", "sealed"}
        assert states("incidents_agencyreply", "state") == {"replied", "no-reply"}
        assert states("incidents_involvedparty", "kind") == {"federal", "local", "civilian"}


def test_the_audit_finds_nothing(sound: Home) -> None:
    audited = run(sound, "audit", "--as", "zuri")
    assert audited.returncode == 0, audited.stdout
    assert "findings: none" in audited.stdout


def test_its_commands_tell_the_time_of_its_directive(sound: Home) -> None:
    module = "onrecord.config.settings"
    said = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", f"import {module} as s; print(s.TIME_ZONE)"],
        env={"ONRECORD_HOME": str(sound.root), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "America/Los_Angeles"


def test_another_city_does_not_take_its_home(sound: Home) -> None:
    again = run(sound, "demo")
    assert (again.returncode, "already" in again.stdout) == (0, True)
    other = run(sound, "demo", "--city", "lakemont")
    assert (other.returncode, "holds Cedar Sound" in other.stderr) == (5, True)


def test_an_unknown_city_is_refused(tmp_path: Path) -> None:
    refused = run(Home(tmp_path / "home"), "demo", "--city", "atlantis")
    assert refused.returncode == 2
    assert "lakemont" in refused.stderr
