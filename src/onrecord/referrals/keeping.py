"""Which packets stand sealed, for backups."""

from onrecord.ledger.backup.contents import Rows
from onrecord.referrals.models import Referral
from onrecord.referrals.states import ReferralState


def packets_named() -> Rows:
    """Return the query of each sealed packet, as a backup must hold it."""
    rows = Referral.objects.filter(state=ReferralState.SEALED.value).order_by("number")
    return rows.values_list("number", "packet_digest")
