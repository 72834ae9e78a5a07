"""Explaining a dispatch event that has no incident: two persons, two reasons (G13)."""

from onrecord.authority import Actor, Facts, Permission, Refused
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.models import DispatchEvent, DispatchExplanation
from onrecord.incidents.queries.dispatch import find_event
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now

DISPATCH_EXPLAINED = declare_for(
    DispatchExplanation,
    "dispatch.explained",
    1,
    "Somebody stated why a dispatch event has no incident.",
)
DISPATCH_COUNTERSIGNED = declare_for(
    DispatchExplanation,
    "dispatch.explanation_countersigned",
    1,
    "A second person agreed why a dispatch event has no incident.",
)


@act(Permission.DISPATCH_EXPLAIN)
def explain_dispatch(
    act: Act, *, actor: Actor, event: str, reason: str, choices: Choices = NO_CHOICES
) -> Receipt:
    """State why an event is not of the kind that its code says; another person must agree.

    Raises UnknownDispatchEvent, InvalidIncident, StatusTextFound.
    """
    found = _unmatched(event)
    explanation = DispatchExplanation(
        event=found,
        reason=_reason(reason, choices),
        stated_by_id=person_id(actor),
        stated_at=now(),
    )
    return receipt(act.save(DISPATCH_EXPLAINED, explanation), found.number)


def _facts(*, event: str, explanation: str, **_arguments: object) -> Facts:
    row = _explanation(event, explanation)
    return Facts(about=row.subject, requester=row.stated_by_id)


@act(Permission.DISPATCH_EXPLAIN_CONFIRM, facts=_facts)
def confirm_dispatch(
    act: Act,
    *,
    actor: Actor,
    event: str,
    explanation: str,
    reason: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Agree, as a second person and with an own reason, that an event needs no incident."""
    found = _unmatched(event)
    row = _explanation(event, explanation)
    if row.confirmed_by_id is not None:
        raise Refused("state", "A second person has agreed already; nothing waits.")
    row.confirmed_by_id = person_id(actor)
    row.confirmed_at = now()
    row.confirmed_reason = _reason(reason, choices)
    return receipt(act.save(DISPATCH_COUNTERSIGNED, row), found.number)


def _unmatched(number: str) -> DispatchEvent:
    found = find_event(number, DispatchEvent.objects.select_for_update())
    if found.incident_id is not None:
        raise Refused("state", f"Event {found.number} has its incident; nothing waits.")
    return found


def _explanation(event: str, reference: str) -> DispatchExplanation:
    about = DispatchExplanation.objects.filter(event=find_event(event))
    row = next((row for row in about if str(row.id) == reference.strip()), None)
    if row is None:
        raise UnknownPart(f"{reference}: event {event} has no such explanation.")
    return row


def _reason(reason: str, choices: Choices) -> str:
    """Return the reason as it may be recorded; there is no incident to keep a passage under."""
    clean, passages = settled({"reason": required("reason", reason, "why")}, choices)
    if passages:
        raise InvalidIncident("reason", "reason: words can be kept apart within an incident alone.")
    return clean["reason"]
