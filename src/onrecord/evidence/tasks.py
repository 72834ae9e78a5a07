"""What the worker does for evidence; each task may run twice without harm."""

from django_tasks import task

from onrecord.authority import SYSTEM
from onrecord.evidence import actions  # actions enqueue these tasks: both name the module only
from onrecord.evidence.media.probe import look
from onrecord.evidence.models import Exhibit
from onrecord.storage.local import blob_store


@task()
def probe_exhibit(exhibit_id: str) -> None:
    """Read an exhibit's media data in the media process, and record what it said."""
    exhibit = Exhibit.objects.get(id=exhibit_id)
    result = look(blob_store().path(exhibit.blob))
    actions.record_probe(actor=SYSTEM.WORKER, exhibit_id=exhibit_id, result=result)


@task()
def close_viewing_when_over(viewing_id: str) -> None:
    """Close a viewing whose token has ended, or come back when it will have."""
    until = actions.close_viewing_if_over(actor=SYSTEM.WORKER, viewing_id=viewing_id)
    if until is not None:
        close_viewing_when_over.using(run_after=until).enqueue(viewing_id)
