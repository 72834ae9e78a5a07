"""Packets that we hold of what is destroyed; what holds a destruction; who is to be told (G26)."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from onrecord.ledger.destroying.scope import Scope
from onrecord.referrals.models import Referral
from onrecord.referrals.states import ReferralState
from onrecord.storage.home import current_home
from onrecord.storage.local import overwrite

PARTIAL = ".partial"
"""What a packet's folder is called while it is written, after its name."""


def holds(scope: Scope, of_court: bool) -> Iterator[str]:  # noqa: FBT001 - the registry's signature
    """Hold while a referral is under way, and while nobody has decided on a sealed packet.

    Decisions of the receiving office are not recorded here yet, so a sealed packet holds, unless a
    court orders the destruction: its order does not wait for another office.
    """
    for referral in scope.of(Referral).order_by("number"):
        if referral.state != ReferralState.SEALED:
            yield f"Referral {referral.number} is under way."
        elif not of_court:
            yield (
                f"The packet of {referral.number} was sealed, and no decision of the receiving "
                "office is recorded; only a court's order goes before it."
            )


def destroy_files(scope: Scope) -> Mapping[str, int]:
    """Destroy the packets that we hold, whole or half-written."""
    referrals = scope.of(Referral)
    for number in referrals.values_list("number", flat=True):
        folder = current_home().packets / number
        for path in (folder, folder.with_name(f"{number}{PARTIAL}")):
            if path.is_dir():
                _destroy(path)
    return {"packets": referrals.filter(state=ReferralState.SEALED).count()}


def recipients(scope: Scope) -> Iterator[Mapping[str, str]]:
    """Yield the directive's destination of each sealed packet, by its id, with the digest."""
    for referral in scope.of(Referral).filter(state=ReferralState.SEALED).order_by("number"):
        yield {"recipient": referral.office, "packet_digest": referral.packet_digest}


def _destroy(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            overwrite(path)
    shutil.rmtree(folder)
    descriptor = os.open(folder.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
