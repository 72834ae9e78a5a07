"""A full or read-only disk on the command line: nothing is acknowledged, and one line says why."""

import errno
import os

import pytest
from django.db import connection

from crash.full_disk import RefusingDisk, pages_left
from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit
from onrecord.incidents.models import Incident
from onrecord.ledger import sequencing

pytestmark = pytest.mark.usefixtures("committed", "people", "home")
SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own limit")


@SQLITE
def test_a_command_says_so_in_one_line(run: Run) -> None:
    line = ("incident", "open", "--as", "avery", "--origin", "seen", "--district", "District 4",
            "--summary", "x" * 9000)  # fmt: skip
    with pages_left(0):
        refused = run(*line)
    assert refused.code == Exit.CANNOT_RUN
    assert refused.err == ("onrecord: the database cannot be used (database or disk is full).\n")
    assert refused.out == ""
    assert not Incident.objects.exists()
    assert run(*line).code == Exit.DONE


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_command_that_cannot_publish_says_so_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    disk = RefusingDisk(code)
    monkeypatch.setattr(sequencing, "Disk", lambda: disk)
    disk.left = 0
    refused = run("log", "publish", "--as", "frankie")
    assert refused.code == Exit.CANNOT_RUN
    assert refused.err.startswith("onrecord: the disk cannot be written (")
    assert os.strerror(code) in refused.err
    disk.left = None
    assert run("log", "publish", "--as", "frankie").code == Exit.DONE
