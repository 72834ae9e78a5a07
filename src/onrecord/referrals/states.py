"""The states of a referral: a pure table, and its refusals."""

from collections.abc import Mapping
from enum import StrEnum

from onrecord.authority import Refused


class ReferralState(StrEnum):
    """How far a referral has come."""

    PREPARED = "prepared"
    APPROVED = "approved"
    SEALING = "sealing"
    SEALED = "sealed"


class ReferralAction(StrEnum):
    """What can be done to a referral."""

    APPROVE = "approve"
    BEGIN_SEALING = "begin sealing"
    SEAL = "seal"


TABLE: Mapping[tuple[ReferralState, ReferralAction], ReferralState] = {
    (ReferralState.PREPARED, ReferralAction.APPROVE): ReferralState.APPROVED,
    (ReferralState.APPROVED, ReferralAction.BEGIN_SEALING): ReferralState.SEALING,
    # A sealing that a crash broke off is begun again; nothing was sealed by it.
    (ReferralState.SEALING, ReferralAction.BEGIN_SEALING): ReferralState.SEALING,
    (ReferralState.SEALING, ReferralAction.SEAL): ReferralState.SEALED,
}


def after(state: str, action: ReferralAction) -> ReferralState:
    """Return the next state, or raise Refused with the reason in words."""
    following = TABLE.get((ReferralState(state), action))
    if following is None:
        raise Refused("state", f"A referral that is {state} cannot {action}.")
    return following
