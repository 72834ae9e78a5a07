"""The scripts: what they say when a machine lacks something, and that they are sound shell."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SCRIPTS = [
    *(p for p in sorted((REPOSITORY / "script").iterdir()) if p.is_file()),
    REPOSITORY / ".ci" / "run",
]
CANNOT_RUN = 5
USAGE = 2


def ran(script: Path, *line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        [str(script), *line],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy what set-up reads into a folder without an environment."""
    for name in ("script", "requirements"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    (tmp_path / "proof").mkdir()
    for name in ("pyproject.toml", "proof/pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    return tmp_path


def python_that(folder: Path, program: str) -> str:
    """Make a program that stands in for a Python that lacks something."""
    path = folder / "a python"
    path.write_text(f"#!/bin/sh\n{program}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.name))
def test_a_script_is_sound_shell_and_says_what_it_does(script: Path) -> None:
    lines = script.read_text().splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[1].startswith("# ")
    assert os.access(script, os.X_OK)
    checked = subprocess.run(  # noqa: S603 - our own script, which is not run
        ["bash", "-n", str(script)],  # noqa: S607 - where bash lies differs
        check=False,
        capture_output=True,
    )
    assert checked.returncode == 0, checked.stderr


def test_a_python_that_is_too_old_is_one_clear_line(checkout: Path) -> None:
    old = python_that(checkout, '[ "$1" = -V ] && { echo Python 3.9.2; exit 0; }; exit 1')
    setup = ran(checkout / "script/setup", ONRECORD_PYTHON=old)
    assert setup.returncode == CANNOT_RUN
    assert "needs Python 3.11 or newer; found Python 3.9.2" in setup.stderr
    assert len(setup.stderr.splitlines()) == 1
    assert not (checkout / ".venv").exists()


def test_no_python_at_all_is_one_clear_line(checkout: Path) -> None:
    setup = ran(checkout / "script/setup", ONRECORD_PYTHON=str(checkout / "absent"))
    assert setup.returncode == CANNOT_RUN
    assert "found no Python" in setup.stderr
    assert len(setup.stderr.splitlines()) == 1


def test_a_python_without_venv_says_what_to_install(checkout: Path) -> None:
    bare = python_that(
        checkout,
        'case "$2" in *ensurepip*) exit 1;; esac\n[ "$1" = -V ] && echo Python 3.11.2; exit 0',
    )
    setup = ran(checkout / "script/setup", ONRECORD_PYTHON=bare)
    assert setup.returncode == CANNOT_RUN
    assert "apt install python3-venv" in setup.stderr
    assert len(setup.stderr.splitlines()) == 1


def test_server_ends_as_set_up_does(checkout: Path) -> None:
    server = ran(checkout / "script/server", ONRECORD_PYTHON=str(checkout / "absent"))
    assert server.returncode == CANNOT_RUN
    assert len(server.stderr.splitlines()) == 1


@pytest.mark.parametrize("script", ["setup", "postgres-for-tests"])
def test_what_a_script_does_not_take_is_a_usage_line(checkout: Path, script: str) -> None:
    line = ("--unheard-of",) if script == "setup" else ()
    used = ran(checkout / "script" / script, *line)
    assert used.returncode == USAGE
    assert used.stderr.startswith("usage: script/")


def test_the_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in ("run.txt", "dev.txt"):
        text = (REPOSITORY / "requirements" / name).read_text()
        packages = [line for line in text.splitlines() if line and line[0] not in "# "]
        assert packages
        assert all(line.rstrip().endswith("\\") for line in packages), "a package without a hash"
        assert "://" not in text
