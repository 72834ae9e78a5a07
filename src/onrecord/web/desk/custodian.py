"""What waits for an evidence custodian."""

from collections.abc import Iterator

from onrecord.authority import Actor
from onrecord.evidence.queries import exhibits_unread, recordings_not_held
from onrecord.web.desk.items import After, Item, Queue, queue
from onrecord.web.desk.keeping import to_keep


def queues(actor: Actor, after: After) -> Iterator[Queue]:
    """Yield evidence to keep, recordings that are not held, exhibits that could not be read."""
    yield to_keep(actor, after)
    elsewhere = recordings_not_held(
        actor=actor, after=after.get("recordings-pointed-to-not-held-here", "")
    )
    yield queue(
        "Recordings pointed to, not held here",
        (
            Item(
                f"{row.incident_number}, {row.holder} {row.holder_evidence_number}",
                f"{row.pointed_by} pointed to it; it can be lost where it lies",
                f"/incidents/{row.incident_number}/exhibits/new/?for=evidence",
                "Take in",
                due=row.pointed_at,
                left="Pointed to",
            )
            for row in elsewhere.rows
        ),
        "Every recording that was pointed to is held.",
        elsewhere.following,
    )
    unread = exhibits_unread(
        actor=actor, after=after.get("exhibits-whose-media-data-could-not-be-read", "")
    )
    yield queue(
        "Exhibits whose media data could not be read",
        (
            Item(
                f"{row.incident_number}, {row.number} {row.title}",
                row.why,
                f"/incidents/{row.incident_number}/exhibits/{row.number}/",
                "Open",
                due=row.received_at,
                left="Received",
            )
            for row in unread.rows
        ),
        "Nothing of the kind.",
        unread.following,
    )
