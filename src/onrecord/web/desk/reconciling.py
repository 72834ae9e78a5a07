"""Dispatch events without an incident, as several roles' desks show them (G13)."""

from onrecord.authority import Actor
from onrecord.incidents.queries import reconciliation
from onrecord.web.desk.items import Item, Queue, queue

SHOWN = 10


def without_incident(actor: Actor) -> Queue:
    """Return the oldest events that should have an incident and have none."""
    found = reconciliation(actor=actor, limit=SHOWN)
    empty = (
        "Every event of the directive's codes has its incident, or is explained."
        if found.codes
        else "The directive does not know which codes pick events; nothing is reconciled."
    )
    return queue(
        "Dispatch events without an incident",
        (
            Item(
                f"{event.number}, {event.title}",
                "A reason waits for a second person"
                if event.explanation_waits
                else "Its code asks for an incident; match it, open one, or say why there is none",
                f"/dispatch/{event.number}/",
                "Open",
                due=event.received_at,
                left=f"{event.days} day{'' if event.days == 1 else 's'} open; received",
            )
            for event in found.events
        ),
        empty,
    )
