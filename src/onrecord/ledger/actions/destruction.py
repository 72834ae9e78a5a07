"""Asking for a destruction and deciding on it: two persons, and the authority that the law names.

The entries of these acts stay for ever. So they name what is destroyed by its random ledger
subject alone, and a reason that repeats what is to be destroyed is refused.
"""

from uuid import UUID

from onrecord.authority import Actor, Facts, Permission
from onrecord.ledger.act import Act, act
from onrecord.ledger.destroying import registry
from onrecord.ledger.destroying.asking import emptied_value, named, repeated, target_of
from onrecord.ledger.destroying.scope import Scope, scope_of
from onrecord.ledger.destroying.states import (
    DestructionAction,
    DestructionScope,
    DestructionState,
    after,
)
from onrecord.ledger.errors import DestructionHeld, UnfitDestruction
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.models import Destruction, Entry
from onrecord.ledger.times import now
from onrecord.ledger.words import fault
from onrecord.storage.directives import current_directive

REQUESTED = declare_for(
    Destruction, "destruction.requested", 1, "A destruction was asked for, by an authority (G26)."
)
APPROVED = declare_for(
    Destruction, "destruction.approved", 1, "A second person approved a destruction (G26)."
)
REFUSED = declare_for(
    Destruction, "destruction.refused", 1, "A second person refused a destruction (G26)."
)

LIMITS = {"document_number": 120, "reason": 1_000}
"""Characters of what a person types."""


def _about_target(*, scope: str, reference: str, **_rest: object) -> Facts:
    return Facts(about=target_of(scope, reference).subject)


def _about_request(*, number: str, **_rest: object) -> Facts:
    row = named(number)
    return Facts(about=row.subject, requester=row.requested_by)


@act(Permission.DESTRUCTION_REQUEST, facts=_about_target)
def request_destruction(
    act: Act,
    *,
    actor: Actor,
    scope: str,
    reference: str,
    authority: str,
    document_number: str,
    reason: str,
    field: str = "",
) -> Entry:
    """Ask for a destruction; return the entry, which holds its number (D-1).

    `scope` is incident, exhibit or field. `reference` names what goes: `2026-0123`,
    `2026-0123 E-1`, or for a field `2026-0123 party 1` (a noun of the ledger and a number).
    `authority` is an id of the directive's `destruction_authorities`. Raises UnfitDestruction,
    UnknownDestruction, DestructionHeld.
    """
    kind = DestructionScope(scope)
    row = target_of(scope, reference)
    name = field.strip() if kind is DestructionScope.FIELD else ""
    if kind is DestructionScope.FIELD:
        emptied_value(row, name)
    reached = scope_of(row.subject, name)
    directive = current_directive()
    try:
        orders = directive.destruction_authority(authority)
    except KeyError:
        known = ", ".join(item.id for item in directive.destruction_authorities) or "none"
        raise UnfitDestruction(
            "authority",
            f"{authority!r}: the directive names no such authority. It names: {known}.",
        ) from None
    made = Destruction(
        number=f"D-{Destruction.objects.count() + 1}",
        scope=kind.value,
        target=row.subject,
        field=name,
        directive=directive.id,
        authority=orders.id,
        authority_title=orders.title,
        of_court=orders.of_court,
        document_number=_said(reached, "document_number", document_number),
        reason=_said(reached, "reason", reason),
        state=DestructionState.REQUESTED.value,
        requested_by=_person(actor),
        requested_at=now(),
    )
    _demand_no_hold(reached, made)
    return act.save(REQUESTED, made)


@act(Permission.DESTRUCTION_APPROVE, facts=_about_request)
def approve_destruction(act: Act, *, actor: Actor, number: str, reason: str) -> Entry:
    """Approve as a second person, and have the worker carry it out. Raises as the request does."""
    from onrecord.ledger.destroying.tasks import carry_out_destruction  # noqa: PLC0415 - it acts

    row = _decide(actor, number, reason, DestructionAction.APPROVE)
    _demand_no_hold(scope_of(row.target, row.field), row)
    entry = act.save(APPROVED, row)
    carry_out_destruction.enqueue(row.number)
    return entry


@act(Permission.DESTRUCTION_APPROVE, facts=_about_request)
def refuse_destruction(act: Act, *, actor: Actor, number: str, reason: str) -> Entry:
    """Refuse as a second person; what was asked about stands."""
    return act.save(REFUSED, _decide(actor, number, reason, DestructionAction.REFUSE))


def _decide(actor: Actor, number: str, reason: str, action: DestructionAction) -> Destruction:
    row = Destruction.objects.select_for_update().get(id=named(number).id)
    row.state = after(row.state, action).value
    row.decided_by = _person(actor)
    row.decided_at = now()
    row.decided_reason = _said(scope_of(row.target, row.field), "reason", reason)
    return row


def _said(reached: Scope, name: str, words: str) -> str:
    """Return words for good, or refuse none, too many, and such as repeat what is destroyed."""
    words = words.strip()
    label = name.replace("_", " ")
    if not words:
        raise UnfitDestruction(name, f"{label}: enter it; it stays in the record.")
    if len(words) > LIMITS[name]:
        raise UnfitDestruction(name, f"{label}: at most {LIMITS[name]} characters.")
    wrong = fault(words)
    if wrong:
        raise UnfitDestruction(name, f"{label}: {wrong}")
    found = repeated(reached, words)
    if found:
        raise UnfitDestruction(
            name,
            f"{label}: it repeats what is to be destroyed ({found}), and would stay for ever. "
            "Leave names and contents out; the document's number is enough.",
        )
    return words


def _demand_no_hold(reached: Scope, row: Destruction) -> None:
    held = registry.holds(reached, of_court=row.of_court)
    if held:
        raise DestructionHeld(f"Held: {' '.join(held)} Nothing was destroyed.")


def _person(actor: Actor) -> UUID:
    if actor.id is None:
        raise UnfitDestruction("actor", "A person must act here; the system decides nothing.")
    return actor.id
