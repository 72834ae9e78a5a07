"""Asking the worker for a seal, and watching how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from onrecord.authority import Actor, Permission, Refused
from onrecord.evidence.queries import exhibit_files
from onrecord.ledger.act import demand
from onrecord.ledger.times import now
from onrecord.referrals.models import Referral, SealingProgress
from onrecord.referrals.queries import facts_for, readable
from onrecord.referrals.states import ReferralAction, ReferralState, after
from onrecord.referrals.tasks import seal
from onrecord.storage.home import current_home

_WAITS = {TaskResultStatus.READY, TaskResultStatus.RUNNING}


@dataclass(frozen=True)
class SealingView:
    """A sealing under way, or how the last one ended. Bytes are those of the packet's folder."""

    step: str
    under_way: bool
    fault: str
    asked_by: str
    asked_at: datetime
    bytes_written: int
    bytes_total: int


def ask_to_seal(*, actor: Actor, number: str) -> None:
    """Have the worker seal a packet, or finish a sealing that was broken off; raise Refused.

    The acts are the worker's, in the actor's name; here only the request is kept. Asked again
    while the worker is at it, nothing happens.
    """
    row = readable(actor, number)
    demand(actor, Permission.REFERRAL_SEAL, facts_for(actor, Permission.REFERRAL_SEAL, row))
    if row.state != ReferralState.SEALED:
        after(row.state, ReferralAction.BEGIN_SEALING)
    elif _has_seal(row):
        raise Refused("state", f"{row.number} is sealed already. A packet is sealed once.")
    exhibits = exhibit_files(actor=actor, number=row.incident.number)
    with transaction.atomic():
        former = SealingProgress.objects.select_for_update().filter(referral=row).first()
        if former is not None and _is_under_way(former):
            return
        SealingProgress.objects.update_or_create(
            referral=row,
            defaults={
                "task": str(seal.enqueue(row.number, actor.username).id),
                "asked_by": actor.username,
                "asked_at": now(),
                "step": "Waiting for the worker",
                "fault": "",
                "bytes_total": sum(exhibit.size for exhibit in exhibits),
            },
        )


def sealing(*, actor: Actor, number: str) -> SealingView | None:
    """Return how far the sealing of a packet has come, or None where nobody asked for one."""
    row = readable(actor, number)
    progress = SealingProgress.objects.filter(referral=row).first()
    if progress is None:
        return None
    under_way = _is_under_way(progress)
    fault = progress.fault
    if not fault and not under_way and not _has_seal(row):
        fault = "The worker broke off. Nothing is lost: seal again, and it goes on from there."
    return SealingView(
        step=progress.step,
        under_way=under_way,
        fault=fault,
        asked_by=progress.asked_by,
        asked_at=progress.asked_at,
        bytes_written=_bytes_of(row),
        bytes_total=progress.bytes_total,
    )


def _folder(row: Referral) -> Path:
    return current_home().packets / row.number


def _has_seal(row: Referral) -> bool:
    return (_folder(row) / "seal.tlog-proof").exists()


def _is_under_way(progress: SealingProgress) -> bool:
    try:
        return seal.get_result(progress.task).status in _WAITS
    except TaskResultDoesNotExist:
        return False


def _bytes_of(row: Referral) -> int:
    """Return the bytes of exhibits written so far; a packet grows under another name."""
    whole = _folder(row)
    for folder in (whole, whole.with_name(f"{whole.name}.partial")):
        if folder.is_dir():
            files = (folder / "data" / "exhibits").glob("*")
            return sum(file.stat().st_size for file in files if file.is_file())
    return 0
