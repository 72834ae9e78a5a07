"""What waits for an officer."""

from collections.abc import Iterator

from onrecord.authority import Actor
from onrecord.incidents.queries import accounts_due
from onrecord.reports.queries import QueueRow, own_unfinished
from onrecord.web.desk.items import After, Item, Queue, queue
from onrecord.web.desk.keeping import to_keep

_RETURNED = "A supervisor asks for more"
_UNFINISHED = {
    "draft": "Your narrative is not locked yet",
    "locked": "Narrative locked; not submitted",
}


def queues(actor: Actor, after: After) -> Iterator[Queue]:
    """Yield returned reports, reports under way, incidents that wait, evidence to keep."""
    returned = own_unfinished(
        actor=actor, states=["returned"], after=after.get("returned-to-you", "")
    )
    yield queue(
        "Returned to you",
        (_own(row, _RETURNED, "Answer") for row in returned.rows),
        "No report was returned to you.",
        returned.following,
    )
    begun = own_unfinished(actor=actor, states=list(_UNFINISHED), after=after.get("drafts", ""))
    yield queue(
        "Drafts",
        (_own(row, _UNFINISHED[row.state], "Go on") for row in begun.rows),
        "You have no report under way.",
        begun.following,
    )
    due = accounts_due(actor=actor, after=after.get("incidents-that-wait-for-your-account", ""))
    yield queue(
        "Incidents that wait for your account",
        (
            Item(
                f"{row.number}, {row.summary}",
                "You took part; the account is written in your own words",
                f"/incidents/{row.number}/?for=report",
                "Open",
                due=row.opened_at,
                left="Opened",
            )
            for row in due.rows
        ),
        "Every incident of yours has its account.",
        due.following,
    )
    yield to_keep(actor, after)


def _own(row: QueueRow, why: str, act: str) -> Item:
    url = f"/incidents/{row.number}/report/"
    return Item(f"{row.number}, {row.summary}", why, url, act, due=row.since, left="Since")
