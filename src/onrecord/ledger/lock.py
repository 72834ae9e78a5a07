"""One sequencer a home: a lock on a file, given back by the system when the process ends.

The checkpoint store's compare-and-swap is the fence behind it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from onrecord.ledger.errors import SequencerRuns
from onrecord.storage.home import Home


@contextmanager
def exclusive(home: Home) -> Iterator[None]:
    """Hold the sequencing of a home, or raise SequencerRuns at once."""
    descriptor = os.open(home.root / "sequencer.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SequencerRuns(f"Another process sequences the log of {home.root}.") from None
        yield
    finally:
        os.close(descriptor)
