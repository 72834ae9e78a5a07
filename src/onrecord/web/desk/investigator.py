"""What waits for an investigator."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from onrecord.authority import Actor
from onrecord.incidents.queries import ReplyAwaited, allegations_to_classify, replies_awaited
from onrecord.ledger.times import now
from onrecord.referrals.queries import incidents_to_refer, referrals_waiting
from onrecord.web.desk.items import After, Item, Queue, day, queue

DUE_SOON = timedelta(days=5)


def queues(actor: Actor, after: After) -> Iterator[Queue]:
    """Yield what is to classify, replies awaited, referrals to prepare, packets to seal."""
    unclassified = allegations_to_classify(
        actor=actor, after=after.get("allegations-to-classify", "")
    )
    yield queue(
        "Allegations to classify",
        (
            Item(
                f"{row.number}, allegation {row.allegation}, of {row.party_label}",
                "No track and no offence is set",
                f"/incidents/{row.number}/allegations/{row.allegation}/classify/?for=investigate",
                "Classify",
                due=row.opened_at,
                left="Opened",
            )
            for row in unclassified.rows
        ),
        "Every allegation is classified.",
        unclassified.following,
    )
    awaited = replies_awaited(actor=actor, after=after.get("replies-due", ""))
    yield queue("Replies due", map(_reply, awaited.rows), "No reply is awaited.", awaited.following)
    to_refer = incidents_to_refer(actor=actor, after=after.get("referrals-to-prepare", ""))
    yield queue(
        "Referrals to prepare",
        (
            Item(
                f"{row.number}, {', '.join(row.allegations)}",
                "A felony is alleged, and nothing is referred",
                f"/incidents/{row.number}/referral/new/?for=referral",
                "Prepare",
                due=row.opened_at,
                left="Opened",
            )
            for row in to_refer.rows
        ),
        "No felony waits for referral.",
        to_refer.following,
    )
    approved = referrals_waiting(
        actor=actor, states=["approved", "sealing"], after=after.get("packets-to-seal", "")
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
            for row in approved.rows
        ),
        "No packet waits for its seal.",
        approved.following,
    )


def _reply(row: ReplyAwaited) -> Item:
    due = row.reply_due_on
    words = f"by {due:%Y-%m-%d}" if due else "no date was set"
    today = timezone.localtime(now()).date()
    return Item(
        f"{row.number}, {row.agency}",
        f"Asked {day(row.asked_at)}, {words}",
        f"/incidents/{row.number}/replies/{row.reply}/",
        "Record",
        due=row.asked_at,
        left="Date has passed" if due is not None and due < today else "Asked",
        soon=due is not None and due - today <= DUE_SOON,
    )
