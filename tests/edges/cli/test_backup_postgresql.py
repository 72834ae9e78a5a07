"""A home on PostgreSQL, backed up by pg_dump and restored into an empty database.

script/postgres-for-tests .venv/bin/pytest tests/edges/cli/test_backup_postgresql.py
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from conftest import People
from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit
from onrecord.ledger.backup.folder import BackupFolder
from onrecord.ledger.models import Entry
from onrecord.ledger.publication import publish_now
from onrecord.storage.home import Home
from referring import recorded, with_exhibit

URL = os.environ.get("ONRECORD_DATABASE_URL", "")
NO_NEWER = "--no-newer-checkpoint-is-known"
pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not URL, reason="no PostgreSQL: run under script/postgres-for-tests"),
    pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not here"),
]


@pytest.fixture
def empty() -> Iterator[str]:
    """Make an empty database on the tests' server; give its URL."""
    name = f"restored_{os.getpid()}"
    with psycopg.connect(URL, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlunsplit(urlsplit(URL)._replace(path=f"/{name}"))
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def onrecord(home: Path, url: str, *line: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "onrecord.cli", *line],
        env={**kept, "ONRECORD_HOME": str(home), "ONRECORD_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.usefixtures("committed")
def test_a_dump_becomes_a_home_again(
    people: People, home: Home, tmp_path: Path, run: Run, empty: str
) -> None:
    backups, place = tmp_path / "backups", tmp_path / "restored"
    with_exhibit(people, recorded(people), b"a note" * 1000)
    publish_now(actor=people.gray)
    taken = run("backup", str(backups), "--json")
    assert taken.code == Exit.DONE, taken.err
    assert taken.json["blobs"] == 1
    checked = run("backup", str(backups), "--check")
    assert checked.code == Exit.DONE, checked.out
    assert "rehearse" in checked.out  # what was not checked is said

    in_use = urlunsplit(urlsplit(URL)._replace(path=f"/{connection.settings_dict['NAME']}"))
    refused = onrecord(place, in_use, "restore", str(backups))
    assert (refused.returncode, "holds tables" in refused.stderr) == (Exit.CANNOT_RUN, True)
    restored = onrecord(place, empty, "restore", str(backups), NO_NEWER)
    assert restored.returncode == Exit.DONE, restored.stderr
    published = onrecord(place, empty, "log", "publish", "--as", "gray")
    assert published.returncode == Exit.DONE, published.stderr
    audited = onrecord(place, empty, "audit", "--as", "gray", "--json")
    assert audited.returncode == Exit.DONE, audited.stdout
    assert json.loads(audited.stdout)["entries"] == Entry.objects.count() + 2
    assert home.root != place

    again = onrecord(tmp_path / "again", empty, "restore", str(backups), NO_NEWER)
    assert again.returncode == Exit.CANNOT_RUN
    assert "holds tables" in again.stderr


@pytest.mark.usefixtures("committed")
def test_a_damaged_dump_is_named(
    people: People, home: Home, tmp_path: Path, run: Run, empty: str
) -> None:
    publish_now(actor=people.gray)
    backups = tmp_path / "backups"
    run("backup", str(backups))
    dump = BackupFolder(backups).find() / "database.pgdump"
    data = bytearray(dump.read_bytes())
    data[len(data) // 2] ^= 1
    dump.write_bytes(data)
    assert run("backup", str(backups), "--check").code == Exit.DOES_NOT_HOLD
    refused = onrecord(tmp_path / "restored", empty, "restore", str(backups))
    assert refused.returncode == Exit.DOES_NOT_HOLD
    assert "database.pgdump is damaged" in refused.stderr
    assert home.is_set_up


@pytest.mark.usefixtures("committed")
def test_without_pg_dump_it_is_said(
    people: People, home: Home, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_now(actor=people.gray)
    monkeypatch.setattr("onrecord.ledger.backup.database.shutil.which", lambda _name: None)
    refused = run("backup", str(tmp_path / "backups"))
    assert (refused.code, "pg_dump is not here" in refused.err) == (Exit.CANNOT_RUN, True)
    assert home.is_set_up
