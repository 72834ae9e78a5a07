"""What waits for a supervisor."""

from collections.abc import Iterator

from onrecord.authority import Actor
from onrecord.referrals.queries import referral_rows
from onrecord.reports.queries import review_queue
from onrecord.web.desk.items import Item, Queue, queue


def queues(actor: Actor) -> Iterator[Queue]:
    """Yield reports to review, referrals to approve."""
    yield queue(
        "Reports to review",
        (
            Item(
                f"{row.number}, report of {row.author}",
                "The author is in your chain",
                f"/incidents/{row.number}/report/?for=review",
                "Review",
                due=row.since,
                left="Submitted",
            )
            for row in review_queue(actor=actor)
        ),
        "No report waits for your review.",
    )
    yield queue(
        "Referrals to approve",
        (
            Item(
                f"{row.number}, of incident {row.incident_number}",
                f"Prepared for {row.office_title}; a supervisor approves",
                f"/referrals/{row.number}/",
                "Open",
                due=row.prepared_at,
                left="Prepared",
            )
            for row in reversed(referral_rows(actor=actor))
            if row.state == "prepared"
        ),
        "No referral waits for approval.",
    )
