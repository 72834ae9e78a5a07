"""What waits for an officer."""

from collections.abc import Iterator

from onrecord.authority import Actor
from onrecord.incidents.queries import authority_facts, incident_id, incident_rows
from onrecord.incidents.states import IncidentState
from onrecord.reports.queries import QueueRow, own_reports
from onrecord.web.desk.items import Item, Queue, queue

OPEN = IncidentState.OPEN.value
_RETURNED = "A supervisor asks for more"
_UNFINISHED = {
    "draft": "Your narrative is not locked yet",
    "locked": "Narrative locked; not submitted",
}


def queues(actor: Actor) -> Iterator[Queue]:
    """Yield returned reports, reports under way, incidents that wait for an account."""
    own = own_reports(actor=actor)
    yield queue(
        "Returned to you",
        (_own(row, _RETURNED, "Answer") for row in own if row.state == "returned"),
        "No report was returned to you.",
    )
    yield queue(
        "Drafts",
        (_own(row, _UNFINISHED[row.state], "Go on") for row in own if row.state in _UNFINISHED),
        "You have no report under way.",
    )
    begun = {row.number for row in own}
    yield queue(
        "Incidents that wait for your account",
        _accounts_due(actor, begun),
        "Every incident of yours has its account.",
    )


def _own(row: QueueRow, why: str, act: str) -> Item:
    url = f"/incidents/{row.number}/report/"
    return Item(f"{row.number}, {row.summary}", why, url, act, due=row.since, left="Since")


def _accounts_due(actor: Actor, begun: set[str]) -> Iterator[Item]:
    for row in reversed(incident_rows(actor=actor, state=OPEN)):
        if row.number in begun:
            continue
        facts = authority_facts(incident_id(row.number), actor)
        if facts.owes_narrative and not facts.narrative_locked and facts.author is None:
            yield Item(
                f"{row.number}, {row.summary}",
                "You took part; the account is written in your own words",
                f"/incidents/{row.number}/?for=report",
                "Open",
                due=row.opened_at,
                left="Opened",
            )
