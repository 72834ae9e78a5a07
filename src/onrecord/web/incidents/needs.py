"""What an incident needs of this reader now: a few links, the most pressing first.

Until an officer's own narrative is locked, that officer's list names no duty (G6).
"""

from dataclasses import dataclass
from datetime import datetime

from onrecord.authority import Actor, Facts, Permission, Refused, Role, decide
from onrecord.directive import Evaluation
from onrecord.incidents.queries import IncidentView, preservation
from onrecord.incidents.states import IncidentState, ReplyState
from onrecord.reports.errors import UnknownReport
from onrecord.reports.queries import ReportView, report
from onrecord.web.incidents.opening import left

MOST = 4
_WRITES = ("draft", "returned", "locked")
_BY_GROUP = {
    "Aid": "aid/new/",
    "Identification": "identification/new/",
    "Evidence": "exhibits/",
}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do: its words, where, and by when (or None)."""

    words: str
    url: str
    ends: datetime | None = None
    left: str = ""


def needs_of(actor: Actor, view: IncidentView, found: Evaluation | None) -> list[Need]:
    """Return what this reader may do next, at most a handful."""
    base = f"/incidents/{view.number}/"
    needs = _report_needs(actor, view, _report_of(actor, view.number), base)
    for statement in view.event_statements:
        if statement.waits and statement.stated_by != actor.name and _may(actor, _CONFIRM):
            needs.append(
                Need(
                    "A second person must countersign what was stated of the event",
                    f"{base}event/{statement.reference}/confirm/",
                )
            )
    if Role.INVESTIGATOR in actor.roles:
        needs += [
            Need(f"Classify allegation {a.number}", f"{base}allegations/{a.number}/classify/")
            for a in view.allegations
            if not a.track and view.state == IncidentState.OPEN
        ]
        needs += [
            Need(f"Record the reply of {r.agency}", f"{base}replies/{r.number}/")
            for r in view.replies
            if r.state == ReplyState.ASKED
        ]
    duties = _duties(actor, found, base)
    aid = [need for need in duties if need.url == base + _BY_GROUP["Aid"]]
    others = [need for need in duties if need not in aid]
    return [*needs, *aid, *_to_keep(actor, view, base), *others][:MOST]


def _duties(actor: Actor, found: Evaluation | None, base: str) -> list[Need]:
    """Return the duties of this reader's roles; what asks for every source is `_to_keep`."""
    if found is None or Role.INSPECTOR_GENERAL in actor.roles:
        return []
    return [
        Need(
            outcome.duty.title,
            base + _BY_GROUP.get(outcome.duty.group.value, "report/"),
            outcome.clock.ends if outcome.clock else None,
            left(outcome.clock.ends) if outcome.clock and outcome.clock.ends else "",
        )
        for outcome in found.to_do
        if outcome.duty.actor.value in {role.value for role in actor.roles}
        and not any(word.name == "all-sources-answered" for word in outcome.duty.met_by)
    ]


def _to_keep(actor: Actor, view: IncidentView, base: str) -> list[Need]:
    """Return the one line about evidence that nobody answered for yet (G4)."""
    try:
        waiting = [t for t in preservation(actor=actor, number=view.number) if t.state == "open"]
    except Refused:  # the narrative comes first, or the role opens none: the page asked
        return []
    if not waiting or Role.INSPECTOR_GENERAL in actor.roles:
        return []
    unknown = [task for task in waiting if task.due_at is None]
    count = f"{len(waiting)} source{'' if len(waiting) == 1 else 's'}"
    today = f"; {len(unknown)} with an unknown term: act today" if unknown else ""
    ends = min((task.due_at for task in waiting if task.due_at), default=None)
    return [
        Need(
            f"Have evidence kept with {count}{today}",
            f"{base}preservation/",
            ends,
            left(ends) if ends else "",
        )
    ]


_CONFIRM = Permission.EVENT_CONFIRM


def _may(actor: Actor, permission: Permission) -> bool:
    facts = Facts(on_incident=frozenset({actor.id} if actor.id else ()))
    return decide(actor, permission, facts).allowed


def _report_of(actor: Actor, number: str) -> ReportView | None:
    try:
        return report(actor=actor, number=number)
    except (UnknownReport, Refused):
        return None


def _report_needs(
    actor: Actor, view: IncidentView, whole: ReportView | None, base: str
) -> list[Need]:
    writers = {Role.OFFICER, Role.SUPERVISOR}
    if whole is None:
        if writers & actor.roles and not view.duties_shown:
            return [Need("Write the report: your own words first", f"{base}report/")]
        return []
    if whole.author_username == actor.username and whole.state in _WRITES:
        words = {
            "draft": "Finish your narrative and lock it",
            "returned": "The report was returned to you: answer the reasons",
            "locked": "Go through the duties and submit the report",
        }[whole.state]
        return [Need(words, f"{base}report/")]
    others = Role.SUPERVISOR in actor.roles and whole.author_username != actor.username
    if whole.state == "submitted" and others:
        return [Need(f"Review the report of {whole.author}", f"{base}report/?for=review")]
    return []
