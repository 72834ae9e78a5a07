"""What waits for a person, by role: queues of what, why you, since or until when, and one act.

A queue that is empty stays, and says when it was looked at.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from onrecord.authority import Actor, Role
from onrecord.evidence.queries import exhibit, exhibits, pointers
from onrecord.incidents.queries import (
    IncidentView,
    authority_facts,
    incident,
    incident_id,
    incident_rows,
    steering_attempts,
)
from onrecord.incidents.states import IncidentState, ReplyState
from onrecord.ledger.oversight import RefusedAttempt, log_health, refused_attempts
from onrecord.ledger.times import now
from onrecord.referrals.queries import referral_rows
from onrecord.releases.queries import latest_snapshot
from onrecord.reports.queries import QueueRow, own_reports, review_queue
from onrecord.web import moments

OPEN = IncidentState.OPEN.value
DUE_SOON = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `due` is when, `left` what that means in words."""

    what: str
    why: str
    url: str
    act: str
    due: datetime | None = None
    left: str = ""
    soon: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """A titled list of what waits, and what an empty one says."""

    title: str
    items: tuple[Item, ...]
    empty: str


def queues_of(actor: Actor) -> list[Queue]:
    """Return the queues of every role that a person holds, those of each role in its order."""
    return [queue for role, make in _BY_ROLE if role in actor.roles for queue in make(actor)]


def _checked() -> str:
    return f"Checked {timezone.localtime(now()):%H:%M}."


def _day(at: datetime) -> str:
    return moments.day(at, timezone.get_current_timezone())


def _queue(title: str, items: Iterator[Item], empty: str) -> Queue:
    return Queue(title, tuple(items), f"{empty} {_checked()}")


def _officer(actor: Actor) -> Iterator[Queue]:
    own = own_reports(actor=actor)
    yield _queue(
        "Returned to you",
        (
            _own(row, "A supervisor asks for more", "Answer")
            for row in own
            if row.state == "returned"
        ),
        "No report was returned to you.",
    )
    yield _queue(
        "Drafts",
        (_own(row, _UNFINISHED[row.state], "Go on") for row in own if row.state in _UNFINISHED),
        "You have no report under way.",
    )
    begun = {row.number for row in own}
    yield _queue(
        "Incidents that wait for your account",
        _accounts_due(actor, begun),
        "Every incident of yours has its account.",
    )


_RETURNED = "A supervisor asks for more"
_UNFINISHED = {
    "draft": "Your narrative is not locked yet",
    "locked": "Narrative locked; not submitted",
}


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


def _supervisor(actor: Actor) -> Iterator[Queue]:
    yield _queue(
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
    yield _queue(
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


def _investigator(actor: Actor) -> Iterator[Queue]:
    views = [
        incident(actor=actor, number=row.number)
        for row in reversed(incident_rows(actor=actor))
        if row.allegations
    ]
    referrals = referral_rows(actor=actor)
    yield _queue(
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
    yield _queue("Replies due", _replies_due(views), "No reply is awaited.")
    referred = {row.incident_number for row in referrals}
    yield _queue(
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
    yield _queue(
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
            f"Asked {_day(reply.asked_at)}, {words}",
            f"/incidents/{view.number}/replies/{reply.number}/",
            "Record",
            due=reply.asked_at,
            left="Date has passed" if overdue else "Asked",
            soon=due is not None and due - today <= DUE_SOON,
        )


def _custodian(actor: Actor) -> Iterator[Queue]:
    numbers = [row.number for row in reversed(incident_rows(actor=actor))]
    yield _queue(
        "Recordings pointed to, not held here",
        (item for number in numbers for item in _not_held(actor, number)),
        "Every recording that was pointed to is held.",
    )
    yield _queue(
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


def _records(_actor: Actor) -> Iterator[Queue]:
    taken = latest_snapshot()
    first = Item(
        "First figures",
        "Nothing is published yet; by the command “onrecord figures snapshot”",
        "/data/",
        "See the page",
    )
    items = [] if taken else [first]
    when = f" Published {_day(taken.taken_at)}." if taken else ""
    yield _queue("Figures due", iter(items), f"No figures are due.{when}")


def _auditor(actor: Actor) -> Iterator[Queue]:
    yield _refusals(actor)
    health = log_health(actor=actor)
    yield Queue(
        "The log",
        (
            Item(
                f"{health.size:,} entries in the last signed checkpoint",
                f"{health.waiting:,} recorded since; an audit recomputes them all",
                "/audit/",
                "Audit",
                due=health.published_at,
                left="Published",
            ),
        ),
        "",
    )


def _refusals(actor: Actor) -> Queue:
    attempts = refused_attempts(actor=actor)
    counted = f"{len(attempts)} refused attempt{'' if len(attempts) == 1 else 's'}"
    item = Item(
        counted, "Each with who, what and why", "/audit/", "Follow", due=_newest(attempts),
        left="Newest",
    )  # fmt: skip
    return _queue("Refused attempts", iter([item] if attempts else []), "None is recorded.")


def _newest(attempts: tuple[RefusedAttempt, ...]) -> datetime | None:
    return max((attempt.at for attempt in attempts), default=None)


def _inspector(actor: Actor) -> Iterator[Queue]:
    yield _queue(
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
    yield _refusals(actor)
    closed = [row for row in incident_rows(actor=actor) if row.state != OPEN]
    yield _queue(
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
            for row in closed
        ),
        "No incident is closed.",
    )


def _administrator(_actor: Actor) -> Iterator[Queue]:
    yield Queue(
        "Accounts",
        (Item("People who may act here", "You give accounts, and open no record", "/accounts/",
              "Open accounts"),),
        "",
    )  # fmt: skip


_BY_ROLE: tuple[tuple[Role, Callable[[Actor], Iterator[Queue]]], ...] = (
    (Role.OFFICER, _officer),
    (Role.SUPERVISOR, _supervisor),
    (Role.INVESTIGATOR, _investigator),
    (Role.CUSTODIAN, _custodian),
    (Role.RECORDS, _records),
    (Role.AUDITOR, _auditor),
    (Role.INSPECTOR_GENERAL, _inspector),
    (Role.ADMINISTRATOR, _administrator),
)
