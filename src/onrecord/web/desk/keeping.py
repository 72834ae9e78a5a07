"""What waits to be kept where it lies, for whoever may have it kept (G4)."""

from datetime import timedelta

from onrecord.authority import Actor
from onrecord.incidents.queries import due_preservation
from onrecord.ledger.times import now
from onrecord.web.desk.items import After, Item, Queue, queue
from onrecord.web.incidents.opening import left

DUE_SOON = timedelta(days=5)


def to_keep(actor: Actor, after: After) -> Queue:
    """Return the incidents whose evidence nobody answered for yet, by due time."""
    due = due_preservation(actor=actor, after=after.get("evidence-to-keep", ""))
    return queue(
        "Evidence to keep",
        (
            Item(
                f"{row.incident_number}, {row.summary}",
                f"{row.waiting} source{'' if row.waiting == 1 else 's'} without an answer; first: "
                f"{row.first.title}",
                f"/incidents/{row.incident_number}/preservation/?for=evidence",
                "Open",
                due=row.first.due_at,
                left=left(row.first.due_at) if row.first.due_at else row.first.due,
                soon=row.first.due_at is None or row.first.due_at - now() <= DUE_SOON,
            )
            for row in due.rows
        ),
        "Every source has its answer.",
        due.following,
    )
