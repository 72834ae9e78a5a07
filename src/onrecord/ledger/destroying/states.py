"""The states of a destruction: a pure table, and its refusals."""

from collections.abc import Mapping
from enum import StrEnum

from onrecord.authority import Refused


class DestructionScope(StrEnum):
    """How much is destroyed."""

    INCIDENT = "incident"  # with everything that belongs to it
    EXHIBIT = "exhibit"  # with its derivatives and its viewings
    FIELD = "field"  # one field of one row


class DestructionState(StrEnum):
    """How far a destruction has come."""

    REQUESTED = "requested"
    REFUSED = "refused"
    APPROVED = "approved"
    BEGUN = "begun"
    EMPTIED = "emptied"
    CARRIED_OUT = "carried-out"


class DestructionAction(StrEnum):
    """What can be done to a destruction."""

    APPROVE = "approve"
    REFUSE = "refuse"
    BEGIN = "begin"
    EMPTY = "empty"
    CLOSE = "close"


S, A = DestructionState, DestructionAction
TABLE: Mapping[tuple[DestructionState, DestructionAction], DestructionState] = {
    (S.REQUESTED, A.APPROVE): S.APPROVED,
    (S.REQUESTED, A.REFUSE): S.REFUSED,
    (S.APPROVED, A.BEGIN): S.BEGUN,
    # What came in while it was carried out gets its tombstones too.
    (S.BEGUN, A.BEGIN): S.BEGUN,
    (S.BEGUN, A.EMPTY): S.EMPTIED,
    (S.EMPTIED, A.CLOSE): S.CARRIED_OUT,
}
UNDER_WAY = (S.APPROVED, S.BEGUN, S.EMPTIED)


def after(state: str, action: DestructionAction) -> DestructionState:
    """Return the next state, or raise Refused with the reason in words."""
    following = TABLE.get((DestructionState(state), action))
    if following is None:
        raise Refused("state", f"A destruction that is {state} cannot {action}.")
    return following
