"""Founding a home: whole or not at all, private, and never on a real origin."""

import fcntl
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord.cli.exits import Exit
from onrecord.cli.founding import MARK
from onrecord.storage.home import Home


def onrecord(home: Path, *line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "onrecord.cli", *line],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def environment(home: Path) -> dict[str, str]:
    left_out = {"DJANGO_SETTINGS_MODULE", "ONRECORD_DATABASE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "ONRECORD_HOME": str(home)}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_trial_home_is_private_and_whole_and_founded_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "deep" / "home")
    first = onrecord(home.root, "setup", "--directive", "seattle-2026")
    assert first.returncode == Exit.DONE, first.stderr
    record = home.record()
    assert (record.mode, record.origin) == ("trial", "demo.invalid/trial")
    assert record.directive == "seattle-2026"
    assert record.notice == "Trial: no real data"
    assert mode(home.root) == 0o700
    assert mode(home.log_key) == mode(home.secret) == mode(home.database) == 0o600
    assert (home.log / "checkpoint").exists()
    assert not (home.root / MARK).exists()
    key = home.log_key.read_bytes()
    again = onrecord(home.root, "setup")
    assert again.returncode == Exit.DONE
    assert "was set up already" in again.stdout
    assert home.log_key.read_bytes() == key
    demo = onrecord(home.root, "demo")
    assert demo.returncode == Exit.CANNOT_RUN
    assert "is a trial home" in demo.stderr


def test_a_real_origin_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    ran = onrecord(tmp_path / "home", "setup", "--origin", "log.example.org")
    assert ran.returncode == Exit.CANNOT_RUN
    assert "G28" in ran.stderr
    assert not (tmp_path / "home").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    ran = onrecord(tmp_path, "setup")
    assert ran.returncode == Exit.CANNOT_RUN
    assert "holds files that are not OnRecord's" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_directive_that_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    ran = onrecord(tmp_path / "home", "setup", "--directive", "atlantis")
    assert ran.returncode == Exit.CANNOT_RUN
    assert "it has: chicago-2026-01" in ran.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.crash
def test_what_a_crash_left_is_begun_anew(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    founding = subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli", "setup"], env=environment(home.root)
    )
    while not home.database.exists():
        assert founding.poll() is None
        time.sleep(0.01)
    founding.send_signal(signal.SIGKILL)
    founding.wait()
    assert (home.root / MARK).exists()
    listing = onrecord(home.root, "incident", "list", "--as", "avery")
    assert listing.returncode == Exit.CANNOT_RUN
    assert "is not set up" in listing.stderr
    ran = onrecord(home.root, "setup")
    assert ran.returncode == Exit.DONE, ran.stderr
    assert not (home.root / MARK).exists()
    assert home.record().mode == "trial"


def test_two_cannot_found_one_home_at_once(tmp_path: Path) -> None:
    mark = tmp_path / MARK
    with mark.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ran = onrecord(tmp_path, "setup")
    assert ran.returncode == Exit.CANNOT_RUN
    assert "is being set up by another process" in ran.stderr
