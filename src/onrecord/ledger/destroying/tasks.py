"""What the worker does for a destruction; broken off at any line, it is taken again."""

from datetime import timedelta

from django.db import OperationalError
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from onrecord.authority import SYSTEM
from onrecord.ledger.destroying.states import UNDER_WAY
from onrecord.ledger.errors import DestructionHeld, DestructionUnfinished
from onrecord.ledger.models import Destruction
from onrecord.ledger.times import now

_AGAIN_AFTER = timedelta(minutes=1)


@task()
def carry_out_destruction(number: str) -> None:
    """Carry an approved destruction out; where it is held or cannot end yet, come back.

    So it does from a disk that refuses, or a database that is busy: nobody need ask again.
    """
    from onrecord.ledger.actions.destroying import carry_out  # noqa: PLC0415 - actions enqueue this

    try:
        carry_out(actor=SYSTEM.WORKER, number=number)
    except (DestructionHeld, DestructionUnfinished, OSError, OperationalError):
        carry_out_destruction.using(run_after=now() + _AGAIN_AFTER).enqueue(number)


def resume_destructions() -> int:
    """Enqueue every destruction that is under way and that no task waits for; return how many.

    Asked when the worker starts, before it takes tasks that a crash cut off: those go on by
    themselves.
    """
    waiting = DBTaskResult.objects.filter(
        task_path=carry_out_destruction.module_path,
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING),
    ).values_list("args_kwargs", flat=True)
    named = {held["args"][0] for held in waiting}
    numbers = Destruction.objects.filter(state__in=UNDER_WAY).values_list("number", flat=True)
    missed = [number for number in numbers if number not in named]
    for number in missed:
        carry_out_destruction.enqueue(number)
    return len(missed)
