"""Recording that a home was restored from a backup, and how it is known to be the newest."""

from onrecord.authority import Actor, Permission
from onrecord.ledger.act import Act, act, demand_first
from onrecord.ledger.kinds import declare
from onrecord.ledger.models import Entry
from onrecord.ledger.restored import Restored

BY_NEWEST = "newest-checkpoint"
BY_WITNESSES = "witnesses"
BY_STORE = "checkpoint-store"
BY_OPERATOR = "operator-knows-no-newer"

RESTORED = declare(
    "home.restored",
    1,
    ("backup_taken_at", "size", "root", "confirmed_by", "shown_by"),
    "A home was restored from a backup, and may sign again: who or what showed that its log had "
    "published nothing newer, or that an operator knew of nothing newer.",
)
_CHAIN = "home/restored"


def confirm(*, actor: Actor, restored: Restored, confirmed_by: str, shown_by: str | None) -> None:
    """Record how a restored home was confirmed; said twice of one restore it is recorded once.

    `confirmed_by` is one of the four above, `shown_by` names the file, URL or witnesses.
    """
    demand_first(actor, Permission.HOME_SET_UP)
    if not Entry.objects.filter(subject=_subject(restored)).exists():
        _record(actor=actor, restored=restored, confirmed_by=confirmed_by, shown_by=shown_by)


@act(Permission.HOME_SET_UP)
def _record(
    act: Act, *, actor: Actor, restored: Restored, confirmed_by: str, shown_by: str | None
) -> None:
    act.note(
        RESTORED,
        subject=_subject(restored),
        chain=_CHAIN,
        backup_taken_at=restored.taken_at,
        size=restored.size,
        root=restored.root,
        confirmed_by=confirmed_by,
        shown_by=shown_by,
    )


def _subject(restored: Restored) -> str:
    return f"restore/{restored.id}"
