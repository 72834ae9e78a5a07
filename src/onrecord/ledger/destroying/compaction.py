"""Writing the database anew, so that what was freed in it is overwritten or left behind.

SQLite: `secure_delete` overwrites each freed place with zeros as it is freed; then the journal is
emptied into the file, the file is written anew by VACUUM, and the journal emptied again.

PostgreSQL: a deleted row stays in its file until VACUUM FULL writes table and indexes anew, and
VACUUM FULL keeps what an older transaction may still see, so those are waited for. The server's own
write-ahead log, its archive and its replicas keep what was written for as long as they are set to:
`docs/howto/destruction.md` says so.
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import OperationalError, connection

from onrecord.ledger.errors import DestructionUnfinished

_PATIENCE = 30.0  # seconds
_EMPTY_JOURNAL = "PRAGMA wal_checkpoint(TRUNCATE)"


def overwrite_freed() -> None:
    """Have this connection overwrite what it frees from now on; asked outside a transaction."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def compact(patience: float = _PATIENCE) -> None:
    """Write the database anew; raise DestructionUnfinished where somebody still reads the old.

    `patience` in seconds.
    """
    if connection.vendor == "sqlite":
        _compact_sqlite(patience)
    else:
        _compact_postgresql(patience)


def _compact_sqlite(patience: float) -> None:
    for statement in (_EMPTY_JOURNAL, "VACUUM", _EMPTY_JOURNAL):
        _until(partial(_run, statement), patience)


def _run(statement: str) -> bool:
    """Run one statement; say whether it was done, and not merely tried."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(statement)
        except OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                return False
            raise
        row = cursor.fetchone() if statement == _EMPTY_JOURNAL else None
        return row is None or row[0] == 0


def _compact_postgresql(patience: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    _until(lambda: _all_began_after(moment), patience)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")


def _all_began_after(moment: datetime) -> bool:
    """Say whether every transaction that runs in this database began after a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND xact_start < %s",
            [moment],
        )
        (count,) = cursor.fetchone()
    return not count


def _until(done: Callable[[], bool], patience: float) -> None:
    ends = time.monotonic() + patience
    while not done():
        if time.monotonic() > ends:
            raise DestructionUnfinished(
                "Somebody still reads the database as it was before, so that it cannot be written "
                "anew. Rows and bytes are gone from it. Carry it out again in a minute: it goes on "
                "from here."
            )
        time.sleep(0.2)
