"""What waits for an evidence custodian."""

from collections.abc import Iterator

from onrecord.authority import Actor
from onrecord.evidence.queries import exhibit, exhibits, pointers
from onrecord.incidents.queries import incident_rows
from onrecord.web.desk.items import Item, Queue, queue


def queues(actor: Actor) -> Iterator[Queue]:
    """Yield recordings that are not held, exhibits that could not be read."""
    numbers = [row.number for row in reversed(incident_rows(actor=actor))]
    yield queue(
        "Recordings pointed to, not held here",
        (item for number in numbers for item in _not_held(actor, number)),
        "Every recording that was pointed to is held.",
    )
    yield queue(
        "Exhibits whose media data could not be read",
        (
            Item(
                f"{number}, {row.number} {row.title}",
                row.unread,
                f"/incidents/{number}/exhibits/{row.number}/",
                "Open",
                due=row.received_at,
                left="Received",
            )
            for number in numbers
            for row in exhibits(actor=actor, number=number)
            if row.unread
        ),
        "Nothing of the kind.",
    )


def _not_held(actor: Actor, number: str) -> Iterator[Item]:
    pointed = pointers(actor=actor, number=number)
    if not pointed:
        return
    held = {
        exhibit(actor=actor, number=number, exhibit_number=row.number).holder_evidence_number
        for row in exhibits(actor=actor, number=number)
    }
    for pointer in pointed:
        if pointer.holder_evidence_number in held:
            continue
        yield Item(
            f"{number}, {pointer.holder} {pointer.holder_evidence_number}",
            f"{pointer.pointed_by} pointed to it; it can be lost where it lies",
            f"/incidents/{number}/exhibits/new/?for=evidence",
            "Take in",
            due=pointer.pointed_at,
            left="Pointed to",
        )
