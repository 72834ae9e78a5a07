"""What waits for a person, by role: queues of what, why you, since or until when, and one act.

Each role has a module of its own here. A queue that is empty stays, and says when it was looked at.
"""

from collections.abc import Callable, Iterator

from onrecord.authority import Actor, Role
from onrecord.web.desk import (
    administrator,
    auditor,
    custodian,
    inspector,
    investigator,
    officer,
    records,
    supervisor,
)
from onrecord.web.desk.items import After, Queue

_BY_ROLE: tuple[tuple[Role, Callable[[Actor, After], Iterator[Queue]]], ...] = (
    (Role.OFFICER, officer.queues),
    (Role.SUPERVISOR, supervisor.queues),
    (Role.INVESTIGATOR, investigator.queues),
    (Role.CUSTODIAN, custodian.queues),
    (Role.RECORDS, records.queues),
    (Role.AUDITOR, auditor.queues),
    (Role.INSPECTOR_GENERAL, inspector.queues),
    (Role.ADMINISTRATOR, administrator.queues),
)


def queues_of(actor: Actor, after: After) -> list[Queue]:
    """Return the queues of every role that a person holds, those of each role in its order."""
    return [queue for role, make in _BY_ROLE if role in actor.roles for queue in make(actor, after)]
