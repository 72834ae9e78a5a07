"""One writer of the record at a time, on every database.

SQLite has one writer by nature, and its transactions queue before they begin (`ledger.sqlite3`).
On PostgreSQL an advisory lock, held until the transaction ends, gives the same: acts see all that
earlier acts wrote, chains never fork, numbers never collide and no two acts can deadlock,
whichever chains they touch.
"""

from django.db import connection

_LOCK = 0x6F6E7265636F7264  # "onrecord"


def take() -> None:
    """Wait for the turn; it is given back when the transaction ends. Taking it twice is fine."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
