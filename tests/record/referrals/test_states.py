"""Every pair of state and action: the table's answer, or a refusal in words."""

import pytest

from onrecord.authority import Refused
from onrecord.referrals.states import ReferralAction, ReferralState, after

S, A = ReferralState, ReferralAction
LAWFUL = {
    (S.PREPARED, A.APPROVE): S.APPROVED,
    (S.APPROVED, A.BEGIN_SEALING): S.SEALING,
    (S.SEALING, A.BEGIN_SEALING): S.SEALING,
    (S.SEALING, A.SEAL): S.SEALED,
}


@pytest.mark.parametrize("action", ReferralAction)
@pytest.mark.parametrize("state", ReferralState)
def test_every_pair(state: ReferralState, action: ReferralAction) -> None:
    if (state, action) in LAWFUL:
        assert after(state.value, action) is LAWFUL[state, action]
        return
    with pytest.raises(Refused) as refusal:
        after(state.value, action)
    assert refusal.value.code == "state"
    assert state.value in refusal.value.reason


def test_no_state_leads_back_and_none_skips_the_approval() -> None:
    order = list(ReferralState)
    assert all(
        order.index(end) - order.index(start) in {0, 1} for (start, _), end in LAWFUL.items()
    )
