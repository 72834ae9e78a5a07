"""What waits for the inspector general."""

from collections.abc import Iterator

from onrecord.authority import Actor
from onrecord.incidents.queries import (
    closure_draws,
    closures_undrawn,
    incident_list,
    steering_attempts,
)
from onrecord.incidents.states import IncidentState
from onrecord.ledger.destructions import destructions
from onrecord.web.desk.auditor import refusals
from onrecord.web.desk.items import After, Item, Queue, queue
from onrecord.web.desk.reconciling import without_incident

CLOSED = IncidentState.CLOSED.value


def queues(actor: Actor, after: After) -> Iterator[Queue]:
    """Yield attempts to steer, closures to draw and to review, refusals, destructions."""
    yield queue(
        "Attempts to steer",
        (
            Item(
                c.office if c.office != "Not recorded" else "Office not recorded",
                f"{c.words or 'No words recorded'}. Recorded by {c.recorded_by}",
                "/audit/",
                "Read",
                due=c.at,
                left="Recorded",
            )
            for c in reversed(steering_attempts(actor=actor))
        ),
        "No attempt to steer is recorded.",
    )
    yield _to_sample(actor)
    yield _to_review(actor)
    yield refusals(actor)
    closed = incident_list(actor=actor, state=CLOSED, after=after.get("closed-incidents", ""))
    yield queue(
        "Closed incidents",
        (
            Item(
                f"{row.number}, {row.event_status.replace('-', ' ')}",
                "Two persons closed it; you may open it again",
                f"/incidents/{row.number}/?for=oversight",
                "Read",
                due=row.opened_at,
                left="Opened",
            )
            for row in closed.rows
        ),
        "No incident is closed.",
        closed.following,
    )
    yield _destructions(actor)
    yield without_incident(actor)


def _to_sample(actor: Actor) -> Queue:
    undrawn = closures_undrawn(actor=actor)
    item = Item(
        f"{undrawn.count} closure{'' if undrawn.count == 1 else 's'}",
        "No draw has had a chance at them; nobody chooses which are reviewed",
        "/closures/new/",
        "Draw",
        due=undrawn.since,
        left="Closed since",
    )
    return queue("Closures to sample", iter([item] if undrawn.count else []), "All had a draw.")


def _to_review(actor: Actor) -> Queue:
    return queue(
        "Closures to review",
        (
            Item(
                f"{one.number}, {one.stated.replace('-', ' ')}",
                f"Drawn in {draw.number}; {one.stated_by} and {one.confirmed_by} closed it",
                f"/closures/{draw.number}/{one.closure}/",
                "Review",
                due=one.closed_at,
                left="Closed",
            )
            for draw in reversed(closure_draws(actor=actor))
            for one in draw.closures
            if one.number and not one.result
        ),
        "No closure that was drawn waits for its review.",
    )


def _destructions(actor: Actor) -> Queue:
    return queue(
        "Destructions",
        (
            Item(
                f"{one.number}, {one.state.replace('-', ' ')}",
                f"{one.authority}, {one.document_number}",
                f"/destructions/{one.number}/",
                "Read",
                due=one.requested_at,
                left="Asked for",
            )
            for one in destructions(actor=actor)
        ),
        "Nothing was destroyed, and nobody asked for it.",
    )
