"""Copies of the database: SQLite by its online backup, PostgreSQL by pg_dump and pg_restore.

Both are of one moment, while acts go on.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from onrecord.ledger.backup.contents import Rows, Run
from onrecord.ledger.backup.manifest import POSTGRESQL, SQLITE
from onrecord.ledger.backup.progress import Say
from onrecord.ledger.errors import BackupDamaged, BackupRefused

FILES = {SQLITE: "database.sqlite3", POSTGRESQL: "database.pgdump"}
_PAGES_AT_ONCE = 4096
_STEP = "Copying the database"


def engine() -> str:
    """Return which database this home uses."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRESQL


@contextmanager
def copied(folder: Path, say: Say) -> Iterator[Run]:
    """Copy the database into a folder; the body runs queries on that very state.

    Raises BackupRefused where PostgreSQL's tools lack, BackupDamaged for a database that is.
    """
    if engine() == POSTGRESQL:
        with _dumped(folder / FILES[POSTGRESQL], say) as run:
            yield run
        return
    target = folder / FILES[SQLITE]
    copy_sqlite(Path(connection.settings_dict["NAME"]), target, say)
    with _reading(target) as run:
        yield run


def copy_sqlite(source: Path, target: Path, say: Say) -> None:
    """Copy a SQLite database in use to a new file, whole and of one moment; check and sync it."""

    def progress(_status: int, left: int, total: int) -> None:
        say(_STEP, total - left, total)

    # One transaction holds the moment: writers go on in their journal, and nothing begins anew.
    with closing(sqlite3.connect(source, timeout=30, isolation_level=None)) as live:
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master")
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            target.chmod(0o600)
            live.backup(copy, pages=_PAGES_AT_ONCE, progress=progress)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, whatever opens it
        live.execute("ROLLBACK")
    check_sqlite(target, say)
    descriptor = os.open(target, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_sqlite(path: Path, say: Say) -> None:
    """Have SQLite check a copy; raise BackupDamaged."""
    say("Checking the copy of the database", 0, 0)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
            broken = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupDamaged(f"{path.name}: SQLite cannot read it ({error}).") from error
    if found != ["ok"]:
        raise BackupDamaged(f"{path.name}: SQLite finds it damaged: {'; '.join(found)}.")
    if broken is not None:
        raise BackupDamaged(f"{path.name}: a row of {broken[0]} names a row that is not there.")


@contextmanager
def _reading(path: Path) -> Iterator[Run]:
    """Open a copy of a SQLite database, to run queries on it."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:

        def run(query: Rows) -> Iterator[tuple[Any, ...]]:
            sql, values = query.query.sql_with_params()
            return copy.execute(sql.replace("%s", "?"), values)

        yield run


@contextmanager
def _dumped(target: Path, say: Say) -> Iterator[Run]:
    """Dump PostgreSQL, and read within the very snapshot that was dumped."""
    program = _tool("pg_dump")
    say(_STEP, 0, 0)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        target.touch(mode=0o600)
        _run(
            program,
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
        check_dump(target)
        yield lambda query: query.iterator()


def check_dump(path: Path) -> None:
    """Have pg_restore read a dump's table of contents; raise BackupDamaged."""
    listed = subprocess.run(  # noqa: S603 - PostgreSQL's own program, found on the path
        [_tool("pg_restore"), "--list", str(path)], capture_output=True, text=True, check=False
    )
    if listed.returncode or "TABLE DATA" not in listed.stdout:
        raise BackupDamaged(f"{path.name}: pg_restore cannot read it ({_words(listed.stderr)}).")


def require_empty(*, again: bool) -> None:
    """Raise BackupRefused where the database that ONRECORD_DATABASE_URL names holds tables.

    `again` is true where a restore into it was broken off.
    """
    if engine() == POSTGRESQL and not again and connection.introspection.table_names():
        raise BackupRefused(
            "The database that ONRECORD_DATABASE_URL names holds tables. Name an empty one."
        )


def restore_dump(path: Path) -> None:
    """Load a dump, all or nothing; what a broken-off restore loaded is replaced."""
    connection.close()
    _run(
        _tool("pg_restore"),
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        "--clean",
        "--if-exists",
        f"--dbname={connection.settings_dict['NAME']}",
        str(path),
    )


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupRefused(
            f"{name} is not here, and a PostgreSQL database is copied with it: install "
            "PostgreSQL's client programs, of the server's version or newer."
        )
    return found


def _run(program: str, *arguments: str) -> None:
    ran = subprocess.run(  # noqa: S603 - PostgreSQL's own program, found on the path
        [program, "--no-password", *arguments],
        env={**os.environ, **_environment(connection.settings_dict)},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise BackupRefused(f"{Path(program).name} failed: {_words(ran.stderr)}")


def _environment(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return what names the server to PostgreSQL's programs; a password stands on no line."""
    values = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    return {name: str(value) for name, value in values.items() if value}


def _words(text: str) -> str:
    return " ".join(text.split())[:300]
