"""What waits for the inspector general."""

from collections.abc import Iterator

from onrecord.authority import Actor
from onrecord.incidents.queries import incident_list, steering_attempts
from onrecord.incidents.states import IncidentState
from onrecord.web.desk.auditor import refusals
from onrecord.web.desk.items import After, Item, Queue, queue
from onrecord.web.desk.reconciling import without_incident

CLOSED = IncidentState.CLOSED.value


def queues(actor: Actor, after: After) -> Iterator[Queue]:
    """Yield attempts to steer, refused attempts, closed incidents."""
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
    yield without_incident(actor)
