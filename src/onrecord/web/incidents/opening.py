"""Opening an incident: its purpose is recorded once a person, purpose and day; then the page.

Pages below an incident (report, exhibits, referral) begin with it as well:

    view = opened(request, number)
    context = {"strip": strip_of(request.actor, view), ...}

The purpose comes with the link (`?for=review`), stays for the session, and is by default that of
the reader's role; nobody is asked twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf

from django.http import Http404

from onrecord.authority import Actor, Permission, Refused, Role
from onrecord.directive import ClockReading, ClockState, Evaluation
from onrecord.incidents.actions import note_access
from onrecord.incidents.errors import UnknownIncident
from onrecord.incidents.queries import IncidentView, authority_facts, incident
from onrecord.ledger.act import demand
from onrecord.ledger.times import now
from onrecord.reports.queries import evaluation
from onrecord.web.incidents.words import EVENT, STATE, word
from onrecord.web.rule import StaffRequest

PURPOSES: Mapping[str, str] = {
    "record": "record what was seen and done",
    "report": "write the report",
    "review": "review the report",
    "investigate": "investigate what is alleged",
    "evidence": "keep the evidence",
    "referral": "prepare or approve a referral",
    "oversight": "oversight",
}
_BY_ROLE = (
    (Role.SUPERVISOR, "review"),
    (Role.INVESTIGATOR, "investigate"),
    (Role.CUSTODIAN, "evidence"),
    (Role.INSPECTOR_GENERAL, "oversight"),
    (Role.OFFICER, "report"),
)
_KEPT = "purposes"
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class NextClock:
    """The clock of the strip: its words, how long is left, and when it ends."""

    words: str
    left: str = ""
    ends: datetime | None = None
    soon: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip of every incident page."""

    number: str
    url: str
    district: str
    state: str
    hold: str
    next_clock: NextClock | None


def opened(
    request: StaffRequest, number: str, permission: Permission | None = None
) -> IncidentView:
    """Return an incident whole, its opening recorded; Http404 where there is none such.

    permission: what the page's form will ask for. It is demanded at once, so that nobody fills in
    a form in vain.
    """
    actor = request.actor
    try:
        note_access(actor=actor, number=number, purpose=PURPOSES[purpose_of(request, number)])
        view = incident(actor=actor, number=number)
    except UnknownIncident as unknown:
        raise Http404(str(unknown)) from unknown
    if permission is not None:
        demand(actor, permission, authority_facts(view.id, actor))
    return view


def purpose_of(request: StaffRequest, number: str) -> str:
    """Return the purpose for which this reader has the incident open, by its short name."""
    kept: dict[str, str] = request.session.get(_KEPT, {})
    asked = request.GET.get("for", "")
    if asked in PURPOSES:
        if kept.get(number) != asked:
            request.session[_KEPT] = kept | {number: asked}
        return asked
    held = next((purpose for role, purpose in _BY_ROLE if role in request.actor.roles), "record")
    return kept.get(number, held)


def strip_of(actor: Actor, view: IncidentView) -> Strip:
    """Return the strip of an incident's pages, as this reader may see it."""
    event = word(EVENT, view.event_status)
    return Strip(
        number=view.number,
        url=f"/incidents/{view.number}/",
        district=view.district,
        state=f"{word(STATE, view.state)}, {event[:1].lower()}{event[1:]}",
        hold="",
        next_clock=next_clock(actor, view),
    )


def duties_of(actor: Actor, view: IncidentView) -> Evaluation | None:
    """Return what the directive says, or None where this reader may not see duties (G6)."""
    if not view.duties_shown:
        return None
    try:
        return evaluation(actor=actor, number=view.number)
    except Refused:  # the page asked, nobody attempted anything
        return None


def next_clock(actor: Actor, view: IncidentView) -> NextClock | None:
    """Return the running clock that ends first; in words, why none is shown."""
    if not view.duties_shown:
        return NextClock("Shown once your narrative is locked")
    found = duties_of(actor, view)
    if found is None:
        return NextClock("Not open to your role")
    running = running_clocks(found)
    if not running:
        return None
    reading = running[0]
    ends = reading.ends
    return NextClock(
        words=f"{reading.clock.title}, if it applies" if reading.provided else reading.clock.title,
        left=left(ends) if ends else "",
        ends=ends,
        soon=ends is not None and (ends - now()).days < SOON_DAYS,
    )


def running_clocks(found: Evaluation) -> list[ClockReading]:
    """Return the clocks that run, the one that ends first before the others."""
    running = [
        reading
        for reading in found.clocks
        if reading.state is ClockState.RUNNING and reading.ends is not None
    ]
    return sorted(running, key=lambda reading: reading.ends.timestamp() if reading.ends else inf)


def left(ends: datetime) -> str:
    """Say how long is left: "87 days left", "5 hours left", "overdue"."""
    remaining = ends - now()
    if remaining.total_seconds() < 0:
        return "overdue"
    if remaining.days > 0:
        return f"{remaining.days} day{'' if remaining.days == 1 else 's'} left"
    hours = remaining.seconds // 3600
    return f"{hours} hour{'' if hours == 1 else 's'} left"
