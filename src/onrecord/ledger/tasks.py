"""What the worker does for the ledger; an audit that a crash broke off is run again whole."""

from django_tasks import task

from onrecord.authority import SYSTEM
from onrecord.ledger.audit.findings import Progress
from onrecord.ledger.audit.run import run
from onrecord.ledger.models import AuditRun
from onrecord.ledger.times import now


@task()
def audit_record(run_id: int) -> None:
    """Audit the home, note how far it has come, and keep what was found."""
    kept = AuditRun.objects.filter(id=run_id)

    def note(progress: Progress) -> None:
        kept.update(step=progress.step, done=progress.done, total=progress.total)

    result = run(actor=SYSTEM.WORKER, on_progress=note)
    kept.update(
        ended_at=now(),
        result={
            "entries": result.entries,
            "in_checkpoint": result.in_checkpoint,
            "destroyed": result.destroyed,
            "rows": result.rows,
            "blobs": result.blobs,
            "differences": result.differences,
            "findings": [[f.place, f.row, f.field, f.words] for f in result.findings],
        },
    )
