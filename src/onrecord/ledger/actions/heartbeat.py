"""A log that stands still says so: after a day without an entry it gets one that says nothing else.

So a checkpoint that does not grow for much longer than a day is silence, which a monitor can tell
from a quiet city.
"""

from datetime import timedelta
from uuid import uuid4

from onrecord.authority import SYSTEM, Actor, Permission
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare
from onrecord.ledger.models import Entry
from onrecord.ledger.tiles import LogFolder
from onrecord.ledger.times import now
from onrecord.storage.home import Home

SILENT_AFTER = timedelta(hours=23)
"""Less than a day: a log published daily beats at the first publication without news."""

BEAT = declare("log.heartbeat", 1, ("size",), "Nothing else was recorded for about a day.")
_CHAIN = "log/heartbeats"


@act(Permission.LOG_PUBLISH)
def beat(act: Act, *, actor: Actor, size: int) -> int:
    """Record that nothing else was recorded; `size` is that of the published checkpoint."""
    return act.note(BEAT, subject=f"heartbeat/{uuid4()}", chain=_CHAIN, size=size).id


def beat_if_silent(home: Home) -> None:
    """Append a heartbeat where the newest entry is older than `SILENT_AFTER`."""
    newest = Entry.objects.order_by("-id").values_list("recorded_at", flat=True).first()
    if newest is None or now() - newest > SILENT_AFTER:
        folder = LogFolder(home.log)
        size = folder.published().size if folder.checkpoint_file.exists() else 0
        beat(actor=SYSTEM.SEQUENCER, size=size)
