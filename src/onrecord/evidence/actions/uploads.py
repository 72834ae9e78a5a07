"""Uploads that wait for their form to be mended, and what a crash left in staging."""

from dataclasses import dataclass
from datetime import timedelta

from onrecord.authority import Actor, Facts, Permission
from onrecord.evidence.errors import InvalidExhibit
from onrecord.evidence.lookup import viewer_of
from onrecord.evidence.models import Exhibit, HeldUpload
from onrecord.ledger.act import demand
from onrecord.ledger.times import now
from onrecord.storage.blobs import BlobStore, Staged
from onrecord.storage.local import blob_store

HELD_FOR = timedelta(days=1)
"""How long staged bytes wait; then they are swept."""


@dataclass(frozen=True)
class Upload:
    """Bytes that arrived, and the name that their sender's device gave them."""

    staged: Staged
    original_name: str


def hold_upload(*, actor: Actor, staged: Staged, original_name: str) -> str:
    """Keep staged bytes for their sender's next try, and return the reference to name them by."""
    demand(actor, Permission.INCIDENT_LIST, Facts())  # whoever has no incident takes nothing in
    HeldUpload.objects.update_or_create(
        staged_name=staged.name,
        defaults={
            "sha256": staged.sha256,
            "size": staged.size,
            "original_name": original_name[-255:],
            "held_for": viewer_of(actor),
            "held_at": now(),
        },
    )
    return staged.name


def held_upload(*, actor: Actor, reference: str) -> Upload:
    """Return what the actor's reference stands for, or raise InvalidExhibit."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    held = HeldUpload.objects.filter(staged_name=reference, held_for_id=actor.id).first()
    if held is None:
        raise InvalidExhibit(
            "file", "The file that was sent before is no longer kept. Choose it again."
        )
    return Upload(Staged(held.staged_name, held.sha256, held.size), held.original_name)


def sweep_staging(*, older_than: timedelta = HELD_FOR, store: BlobStore | None = None) -> int:
    """Settle staged bytes that nobody came back for; return how many. Asked at each start."""
    swept = (store or blob_store()).sweep(
        older_than, lambda name: Exhibit.objects.filter(blob=name).exists()
    )
    HeldUpload.objects.filter(staged_name__in=swept).delete()
    return len(swept)
