"""What evidence keeps beside its rows, destroyed with them (G26); and what holds a destruction."""

from collections.abc import Iterator, Mapping

from onrecord.evidence.models import Exhibit, HeldUpload, Viewing
from onrecord.evidence.states import ViewingState
from onrecord.ledger.destroying.scope import Scope
from onrecord.storage.local import blob_store


def holds(scope: Scope, _of_court: bool) -> Iterator[str]:  # noqa: FBT001 - the registry's signature
    """Hold while somebody views an exhibit of the scope."""
    if scope.of(Viewing).filter(state=ViewingState.OPEN).exists():
        yield "Somebody views an exhibit of it; wait until the viewing is closed."


def destroy_files(scope: Scope) -> Mapping[str, int]:
    """Destroy the blobs of the scope's exhibits, and all uploads that wait for their form.

    An upload that waits names no incident yet, so every one goes: its sender is asked for it again.
    """
    store = blob_store()
    blobs = list(scope.of(Exhibit).values_list("blob", flat=True))
    for name in blobs:
        store.destroy(name)
    for held in HeldUpload.objects.all():
        store.destroy(held.staged_name)
        held.delete()
    return {"blobs": len(blobs)}
