"""What the worker does for the ledger; an audit that a crash broke off is taken up where it was."""

from django_tasks import task

from onrecord.authority import SYSTEM
from onrecord.ledger.audit.findings import Progress
from onrecord.ledger.audit.run import Asked, run
from onrecord.ledger.models import AuditRun
from onrecord.ledger.times import now


@task()
def audit_record(run_id: int, *, incremental: bool = False) -> None:
    """Audit the home, note how far it has come, and keep what was found."""
    kept = AuditRun.objects.filter(id=run_id)

    def note(progress: Progress) -> None:
        kept.update(step=progress.step, done=progress.done, total=progress.total)

    result = run(
        actor=SYSTEM.WORKER,
        on_progress=note,
        asked=Asked(resume=True, incremental=incremental),
        name=f"page-{run_id}",
    )
    kept.update(ended_at=now(), result=result.kept())
