"""Stalling a log: an entry waits for its index, and the wall clock has moved on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from onrecord.authority import SYSTEM
from onrecord.ledger import stalled, times
from onrecord.ledger.models import Entry
from record.ledger.acts_for_tests import note_words


@contextmanager
def stalled_log() -> Iterator[None]:
    """Have an entry wait eleven minutes for its index; afterwards the clock is right again."""
    if not Entry.objects.filter(index=None).exists():
        note_words(actor=SYSTEM.SETUP)
    later = times.now() + timedelta(minutes=11)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stalled, "_seen", stalled._Seen())
        patched.setattr(times, "now", lambda: later)
        yield
