"""Stating that a recording somewhere is kept here, bit-exact, as an exhibit (G3)."""

from onrecord.authority import Actor, Facts, Permission
from onrecord.evidence.errors import InvalidExhibit
from onrecord.evidence.lookup import exhibit_numbered
from onrecord.evidence.queries.facts import is_held
from onrecord.incidents.actions import Receipt
from onrecord.incidents.actions.preservation import COPIED, Taken, take_step
from onrecord.incidents.queries import authority_facts, incident_id
from onrecord.incidents.states import PreservationStep
from onrecord.ledger.act import Act, act


def _facts(*, actor: Actor, number: str, **_rest: object) -> Facts:
    return authority_facts(incident_id(number), actor)


@act(Permission.PRESERVATION_RECORD, _facts)
def record_copy_held(
    act: Act,
    *,
    actor: Actor,
    number: str,
    task: int,
    exhibit_number: str,
) -> Receipt:
    """End a preservation task by an original exhibit whose bytes the store has.

    Raises UnknownExhibit, InvalidExhibit for a derivative or for bytes that are not there.
    """
    row = exhibit_numbered(number, exhibit_number)
    if row.derived_from_id is not None:
        raise InvalidExhibit(
            "exhibit_number", f"{row.number} was derived from another: name the original."
        )
    if not is_held(row):
        raise InvalidExhibit(
            "exhibit_number", f"{row.number}: its bytes are not in the store; nothing is kept."
        )
    taken = Taken(PreservationStep.COPIED, COPIED, {"exhibit_number": row.number})
    return take_step(act, actor, number, task, taken)
