"""What the framework's working tables still say of what is destroyed: tasks, sessions, audits."""

import json

from django.contrib.sessions.models import Session
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from onrecord.ledger.destroying.scope import Scope, chunks
from onrecord.ledger.models import AuditRun

_ENDED = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)


def forget(scope: Scope) -> None:
    """Delete the working rows of a scope; asked within the act that empties it.

    A session that names it goes whole, so that its person signs in again. Of tasks every ended one
    goes: a traceback may hold any text.
    """
    for model, keys in scope.working():
        for some in chunks(keys):
            model._base_manager.filter(pk__in=some).delete()  # noqa: SLF001 - Django's documented plain manager
    DBTaskResult.objects.filter(status__in=_ENDED).delete()
    for task in DBTaskResult.objects.all():
        if task.status != TaskResultStatus.RUNNING and _names(scope, task.args_kwargs):
            task.delete()
    for session in Session.objects.iterator():
        if _names(scope, session.get_decoded()):
            session.delete()
    for run in AuditRun.objects.iterator():
        if _names(scope, run.result):
            run.delete()


def _names(scope: Scope, held: object) -> bool:
    text = json.dumps(held, default=str)
    return any(word in text for word in scope.words)
