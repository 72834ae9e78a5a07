"""No act is acknowledged while entries wait too long for their index.

The sequencer gives every entry its index within about a second. Where one has waited ten minutes
the sequencer is down or stuck, nothing that is recorded reaches the log, and a promise to keep it
there would be empty: acts are refused before anything is written, and say why.

A clock that jumps must neither refuse acts nor let them through, so that how long the oldest entry
has waited is bounded by what this process itself has seen, by a clock that never jumps:

1. It has waited at least since this process first saw it wait.
2. It has waited no longer than since this process last saw nothing wait.
3. Between the two, its own time decides.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from onrecord.authority import SYSTEM, Actor, Permission
from onrecord.ledger import times
from onrecord.ledger.errors import LedgerStalled
from onrecord.ledger.models import Entry

LIMIT = timedelta(minutes=10)
CURES = frozenset({Permission.LOG_ADOPT_LOSS, Permission.LOG_KEYS, Permission.LOG_CONFIGURE})
"""What sets a log going again that stands for want of acts, of its key or of a true witness."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class _Seen:
    """What this process saw; moments are monotonic."""

    entry: int | None = None
    recorded_at: datetime = _LONG_AGO
    first_at: float = 0.0
    nothing_at: float | None = None


_seen = _Seen()


def refuse_if_stalled(actor: Actor, permission: Permission) -> None:
    """Raise LedgerStalled where entries have waited too long for their index.

    The sequencer's own acts pass, those that cure it, and those of the demo city's past.
    """
    if actor == SYSTEM.SEQUENCER or permission in CURES or times.is_pretended():
        return
    moment = since()
    if moment is not None:
        raise LedgerStalled(
            f"Nothing was recorded: entries have waited for their place in the log since "
            f"{moment:%Y-%m-%d %H:%M} UTC, so no act can be promised one. See whether the "
            "sequencer runs and what it says (`onrecord serve`), or run `onrecord log publish` "
            "where no server runs. Then try again."
        )


def since() -> datetime | None:
    """Return the time of the oldest entry without an index, where it has waited too long."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT id FROM ledger_entry WHERE "index" IS NULL ORDER BY id LIMIT 1')
        found = cursor.fetchone()
    moment = time.monotonic()
    if found is None:
        _seen.entry, _seen.nothing_at = None, moment
        return None
    if found[0] != _seen.entry:
        _seen.recorded_at = Entry.objects.values_list("recorded_at", flat=True).get(id=found[0])
        _seen.entry, _seen.first_at = found[0], moment
    recorded_at = _seen.recorded_at
    at_least = timedelta(seconds=moment - _seen.first_at)
    waited = max(at_least, times.now() - recorded_at)
    if _seen.nothing_at is not None:
        waited = min(waited, timedelta(seconds=moment - _seen.nothing_at))
    return recorded_at if waited > LIMIT else None
