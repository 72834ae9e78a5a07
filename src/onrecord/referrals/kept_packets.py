"""The sealed packets on disk: each audit verifies them as their recipient would."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from onrecord.ledger.audit import Finding
from onrecord.ledger.queries import policy_text
from onrecord.referrals.models import Referral
from onrecord.referrals.states import ReferralState
from onrecord.storage.home import current_home
from onrecord_proof import policy
from onrecord_proof.policy import Policy
from onrecord_proof.report import Result
from onrecord_proof.verify import verify

_AT_ONCE = 500


def check_packets(
    newer_than: datetime | None = None, after: str = ""
) -> Iterator[tuple[str, Finding | None]]:
    """Verify each sealed packet under this home's own policy, and compare its digest with its row.

    By the id of the referral, from behind `after` on; only those sealed since `newer_than`.
    """
    sealed = Referral.objects.filter(state=ReferralState.SEALED).order_by("pk")
    if newer_than is not None:
        sealed = sealed.filter(sealed_at__gte=newer_than)
    if after:
        sealed = sealed.filter(pk__gt=UUID(after))
    pinned = policy.parse(policy_text())
    for referral in sealed.iterator(chunk_size=_AT_ONCE):
        words = _difference(referral, current_home().packets / referral.number, pinned)
        yield str(referral.pk), Finding("packets", referral.number, "", words) if words else None


def _difference(referral: Referral, folder: Path, pinned: Policy) -> str:
    """Say why a packet does not verify, or is not the one that was sealed; empty where it is."""
    if not folder.is_dir():
        return "is missing"
    report = verify(folder, pinned=pinned)
    for check in report.checks:
        # Keys and witnesses are replaced in time: whom to trust is the recipient's to say.
        if check.result is not Result.HOLDS and check.number != report.trust:
            return f"{check.title}: {check.result.value} ({check.detail})"
    digest = report.facts["packet_digest"]
    if digest != referral.packet_digest:
        return f"has the digest {digest}, sealed with {referral.packet_digest}"
    return ""
