"""What waits for an investigator."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from onrecord.authority import Actor
from onrecord.incidents.queries import IncidentView, incident, incident_rows
from onrecord.incidents.states import IncidentState, ReplyState
from onrecord.ledger.times import now
from onrecord.referrals.queries import referral_rows
from onrecord.web.desk.items import Item, Queue, day, queue

OPEN = IncidentState.OPEN.value
DUE_SOON = timedelta(days=5)


def queues(actor: Actor) -> Iterator[Queue]:
    """Yield what is to classify, replies awaited, referrals to prepare, packets to seal."""
    views = [
        incident(actor=actor, number=row.number)
        for row in reversed(incident_rows(actor=actor))
        if row.allegations
    ]
    referrals = referral_rows(actor=actor)
    yield queue(
        "Allegations to classify",
        (
            Item(
                f"{view.number}, allegation {a.number}, of {a.party_label}",
                "No track and no offence is set",
                f"/incidents/{view.number}/allegations/{a.number}/classify/?for=investigate",
                "Classify",
                due=view.opened_at,
                left="Opened",
            )
            for view in views
            if view.state == OPEN
            for a in view.allegations
            if not a.track
        ),
        "Every allegation is classified.",
    )
    yield queue("Replies due", _replies_due(views), "No reply is awaited.")
    referred = {row.incident_number for row in referrals}
    yield queue(
        "Referrals to prepare",
        (
            Item(
                f"{view.number}, {', '.join(felonies)}",
                "A felony is alleged, and nothing is referred",
                f"/incidents/{view.number}/referral/new/?for=referral",
                "Prepare",
                due=view.opened_at,
                left="Opened",
            )
            for view in views
            if view.number not in referred
            for felonies in [[a.number for a in view.allegations if a.felony]]
            if felonies
        ),
        "No felony waits for referral.",
    )
    yield queue(
        "Packets to seal",
        (
            Item(
                f"{row.number}, of incident {row.incident_number}",
                "Approved, not sealed",
                f"/referrals/{row.number}/",
                "Open",
                due=row.prepared_at,
                left="Prepared",
            )
            for row in reversed(referrals)
            if row.state in {"approved", "sealing"}
        ),
        "No packet waits for its seal.",
    )


def _replies_due(views: list[IncidentView]) -> Iterator[Item]:
    waiting = [(r.reply_due_on, view, r) for view in views for r in view.replies
               if r.state == ReplyState.ASKED]  # fmt: skip
    today = timezone.localtime(now()).date()
    for due, view, reply in sorted(waiting, key=lambda row: str(row[0] or "9999")):
        words = f"by {due:%Y-%m-%d}" if due else "no date was set"
        overdue = due is not None and due < today
        yield Item(
            f"{view.number}, {reply.agency}",
            f"Asked {day(reply.asked_at)}, {words}",
            f"/incidents/{view.number}/replies/{reply.number}/",
            "Record",
            due=reply.asked_at,
            left="Date has passed" if overdue else "Asked",
            soon=due is not None and due - today <= DUE_SOON,
        )
