"""The fixity check: re-hash each exhibit's blob and compare; every audit runs it.

A blob that no exhibit names is found too: its exhibit was destroyed, and the bytes were not. And
which blobs exhibits name, for backups.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from onrecord.evidence.models import Exhibit
from onrecord.ledger.audit import Finding
from onrecord.ledger.backup.contents import Rows
from onrecord.storage.blobs import BlobStore, StorageError
from onrecord.storage.local import blob_store

_AT_ONCE = 500


def blobs_named() -> Rows:
    """Return the query of the blob of each exhibit, as a backup must hold it."""
    return Exhibit.objects.order_by("received_at").values_list("blob", "sha256", "size")


def check_exhibits(
    newer_than: datetime | None = None, after: str = ""
) -> Iterator[tuple[str, Finding | None]]:
    """Check that each exhibit's blob has the size and the SHA-256 of its row, one by one.

    By the id of the row, from behind `after` on; only those taken in since `newer_than`, if given.
    """
    store = blob_store()
    exhibits = Exhibit.objects.select_related("incident").order_by("pk")
    if newer_than is not None:
        exhibits = exhibits.filter(received_at__gte=newer_than)
    if after:
        exhibits = exhibits.filter(pk__gt=UUID(after))
    for exhibit in exhibits.iterator(chunk_size=_AT_ONCE):
        words = _difference(store, exhibit)
        row = f"{exhibit.incident.number} {exhibit.number}"
        yield str(exhibit.pk), Finding("exhibits", row, "blob", words) if words else None


def check_unnamed(
    _newer_than: datetime | None = None, after: str = ""
) -> Iterator[tuple[str, Finding | None]]:
    """Find the blobs that stand and that no exhibit names, by name, from behind `after` on."""
    for name in blob_store().names():
        if name > after and not Exhibit.objects.filter(blob=name).exists():
            yield name, Finding("blobs", name, "", "stands, and no exhibit names it")


def _difference(store: BlobStore, exhibit: Exhibit) -> str:
    """Say how the bytes differ from what was taken in; empty where they do not."""
    try:
        size = store.size(exhibit.blob)
        if size != exhibit.size:
            return f"{size} bytes, taken in with {exhibit.size}"
        digest = hashlib.sha256()
        for block in store.open_range(exhibit.blob, 0, size):
            digest.update(block)
    except (StorageError, OSError) as error:
        return f"cannot be read: {error}"
    if digest.hexdigest() != exhibit.sha256:
        return f"SHA-256 {digest.hexdigest()}, taken in with {exhibit.sha256}"
    return ""
