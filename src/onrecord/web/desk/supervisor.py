"""What waits for a supervisor."""

from collections.abc import Iterator

from onrecord.authority import Actor
from onrecord.referrals.queries import referrals_waiting
from onrecord.reports.queries import reports_to_review
from onrecord.web.desk.items import After, Item, Queue, queue
from onrecord.web.desk.keeping import to_keep
from onrecord.web.desk.reconciling import without_incident


def queues(actor: Actor, after: After) -> Iterator[Queue]:
    """Yield reports to review, referrals to approve, evidence to keep."""
    reports = reports_to_review(actor=actor, after=after.get("reports-to-review", ""))
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
            for row in reports.rows
        ),
        "No report waits for your review.",
        reports.following,
    )
    prepared = referrals_waiting(
        actor=actor, states=["prepared"], after=after.get("referrals-to-approve", "")
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
            for row in prepared.rows
        ),
        "No referral waits for approval.",
        prepared.following,
    )
    yield to_keep(actor, after)
    yield without_incident(actor)
