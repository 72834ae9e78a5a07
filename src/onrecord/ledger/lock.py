"""One sequencer a log: locks that the system gives back when the process or connection ends.

A lock on a file of the home keeps a second process of this host away, and on PostgreSQL an advisory
lock a second host on the same database. Both are a courtesy: the checkpoint store's
compare-and-swap is the fence behind them.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from onrecord.ledger.errors import SequencerRuns
from onrecord.storage.home import Home

_SEQUENCING = 0x6F6E7265636F7265  # beside that of `turn`


@contextmanager
def exclusive(home: Home) -> Iterator[None]:
    """Hold the sequencing of a home, or raise SequencerRuns at once."""
    descriptor = os.open(home.root / "sequencer.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SequencerRuns(f"Another process sequences the log of {home.root}.") from None
        with _alone_on_the_database():
            yield
    finally:
        os.close(descriptor)


@contextmanager
def _alone_on_the_database() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SEQUENCING])
        (held,) = cursor.fetchone() or (False,)
    if not held:
        raise SequencerRuns("Another host sequences the log of this database.")
    try:
        yield
    finally:
        # A connection that broke has given the lock back by itself.
        if connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_SEQUENCING])
