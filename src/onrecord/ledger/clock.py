"""This machine's clock, compared with those of others and with the log's own order.

References are the witnesses' cosignatures, timestamp authorities, and the log: an entry whose time
is earlier than that of the entry before it. More than two seconds of difference is a warning, and,
once a day for each reference, an entry `clock.skewed/1`.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import DatabaseError

from onrecord.authority import SYSTEM
from onrecord.ledger.actions.clock import CHAIN, record_skew, subject_of
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.storage.home import DEMO, current_home

LIMIT = timedelta(seconds=2)
"""How far a sane clock may be from a named reference (G28)."""
LOG = "the log's own order"
_AGAIN = timedelta(days=1)
_AT_ONCE = 5_000
_log = logging.getLogger(__name__)
_noticed: dict[str, float] = {}  # by reference, when this process noticed it, monotonic
_looked_at: dict[str, int] = {}  # by home, the index up to which `check_log` has looked


def notice(reference: str, theirs: datetime, ours: datetime) -> None:
    """Compare two readings of the same moment; warn, and record, where they are too far apart.

    At most once a day for each reference. It never raises for a database that does not answer:
    the warning stands by itself.
    """
    offset = ours - theirs
    if abs(offset) <= LIMIT or _was_noticed_here(reference):
        return
    try:
        if _was_recorded(reference):
            return
        _warn(reference, offset)
        record_skew(
            actor=SYSTEM.SEQUENCER,
            reference=reference,
            offset_ms=round(offset / timedelta(milliseconds=1)),
            at=now(),
        )
    except DatabaseError as error:
        _warn(reference, offset)
        _log.warning("That cannot be recorded now (%s).", error)


def _warn(reference: str, offset: timedelta) -> None:
    if not _was_noticed_here(reference):
        _noticed[reference] = time.monotonic()
        _log.warning(
            "The clock of this machine is %.1f s %s %s. Set it by a time service; times in the "
            "record are wrong until then.",
            abs(offset).total_seconds(),
            "ahead of" if offset > timedelta() else "behind",
            reference,
        )


def check_log() -> None:
    """Look for an entry whose time is earlier than that of the entry before it, since last asked.

    Asked first, it looks back over the latest entries; in the demo over none, since the demo
    city's past was played at other times than the present.
    """
    home = current_home()
    end = _sequenced()
    start = _looked_at.get(str(home.root))
    if start is None:
        start = end if home.record().mode == DEMO else max(end - _AT_ONCE, _last_recorded())
    rows = Entry.objects.filter(index__gte=max(0, start - 1), index__lt=end).order_by("index")
    before: datetime | None = None
    for moment in rows.values_list("recorded_at", flat=True).iterator():
        if before is not None:
            notice(LOG, before, min(before, moment))
        before = moment
    _looked_at[str(home.root)] = end


def _was_noticed_here(reference: str) -> bool:
    seen = _noticed.get(reference)
    return seen is not None and time.monotonic() - seen < _AGAIN.total_seconds()


def _was_recorded(reference: str) -> bool:
    found = Entry.objects.filter(subject=subject_of(reference), chain=CHAIN).order_by("-id")
    last = found.values_list("recorded_at", flat=True).first()
    return last is not None and abs(now() - last) < _AGAIN


def _last_recorded() -> int:
    """Return the index of the entry that recorded the log's last skew, from which to look on."""
    found = Entry.objects.filter(subject=subject_of(LOG), chain=CHAIN, index__isnull=False)
    return found.order_by("-id").values_list("index", flat=True).first() or 0


def _sequenced() -> int:
    last = Entry.objects.filter(index__isnull=False).order_by("-index").values_list("index")[:1]
    return max((index + 1 for (index,) in last if index is not None), default=0)
