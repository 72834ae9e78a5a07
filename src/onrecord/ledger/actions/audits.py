"""An audit in which nothing differs is itself an entry, so that the next can go on from there."""

import base64
from typing import Protocol
from uuid import uuid4

from onrecord.authority import Actor, Permission
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare
from onrecord.ledger.models import Chain
from onrecord.ledger.queries import opened_entries

COMPLETED = declare(
    "audit.completed",
    1,
    (
        "size",
        "root",
        "scope",
        "since",
        "began_at",
        "entries",
        "rows",
        "blobs",
        "packets",
        "destroyed",
        "lost",
        "differences",
    ),
    "The record was audited under a published checkpoint, and nothing differed.",
)
CHAIN = "audits"


class Audited(Protocol):
    """The result of an audit that ended (`audit.AuditResult`)."""

    size: int
    root: str
    scope: str
    since: int
    began_at: str
    entries: int
    rows: int
    blobs: int
    packets: int
    destroyed: int
    lost: int
    differences: int


@act(Permission.AUDIT_RUN)
def completed(act: Act, *, actor: Actor, result: Audited) -> int:
    """Append that an audit ended without a difference; return the entry's id."""
    said = {name: getattr(result, name) for name in COMPLETED.fields}
    return act.note(COMPLETED, subject=f"audit/{uuid4()}", chain=CHAIN, **said).id


def audited() -> tuple[int, bytes, str] | None:
    """Return size and root of the last audited checkpoint, and when its audit began; or None.

    What it says is what the log holds: an incremental audit recomputes the entry that says it.
    """
    head = Chain.objects.filter(key=CHAIN).values_list("head_id", flat=True).first()
    if head is None:
        return None
    (entry,) = opened_entries([head])
    values = entry.values()
    root, size = values.get("root"), values.get("size")
    if not isinstance(root, str) or not isinstance(size, int) or not root:
        return None
    return size, base64.b64decode(root), str(values.get("began_at") or "")
