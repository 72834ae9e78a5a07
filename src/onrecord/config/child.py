"""One child of the process tree: `python -m onrecord.config.child web|sequencer|worker`.

Each ends on SIGTERM after its work in hand, and when the parent is gone: a thread reads the pipe
that the parent holds open, and its end is the parent's end.
"""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence

from onrecord.cli.exits import Exit
from onrecord.config.process_tree import DRAIN_SECONDS, PARENT_PIPE
from onrecord.ledger.errors import LedgerError

WEB_WORKERS = 2
THREADS_PER_WORKER = 8
REQUESTS_PER_WORKER = 64  # beyond these, new requests wait before they are read
WEB_KILL_SECONDS = 5  # a stalled download must not outlast the drain of the tree
QUEUE_SECONDS = 1.0
TRIES_OF_A_TASK = 3  # a task that kills its worker must not stop the tree for ever


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one child until it is asked to end."""
    parser = argparse.ArgumentParser(prog="onrecord.config.child")
    parser.add_argument("name", choices=sorted(CHILDREN))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args(arguments)
    _end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.config.settings")
    try:
        CHILDREN[given.name](given)
    except LedgerError as error:
        sys.stderr.write(f"onrecord {given.name}: {error}\n")
        sys.exit(Exit.DOES_NOT_HOLD)


def _end_with_parent() -> None:
    pipe = os.environ.pop(PARENT_PIPE, "")
    if pipe:
        os.set_inheritable(int(pipe), False)
        threading.Thread(target=_watch_parent, args=(int(pipe),), daemon=True).start()


def _watch_parent(pipe: int) -> None:
    os.read(pipe, 1)  # nobody ever writes: it returns when the last writer is gone
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(DRAIN_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _web(given: argparse.Namespace) -> None:
    from granian import Granian  # noqa: PLC0415 - the other children do without it
    from granian.constants import Interfaces  # noqa: PLC0415 - likewise
    from granian.log import LogLevels  # noqa: PLC0415 - likewise

    Granian(
        "onrecord.config.wsgi:application",
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=WEB_WORKERS,
        blocking_threads=THREADS_PER_WORKER,
        backpressure=REQUESTS_PER_WORKER,
        workers_kill_timeout=WEB_KILL_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    ).serve()


def _sequencer(_given: argparse.Namespace) -> None:
    import django  # noqa: PLC0415 - after the settings are named

    django.setup()
    from onrecord.ledger.sequencer import run  # noqa: PLC0415 - needs loaded apps

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run(stop.is_set)


def _worker(_given: argparse.Namespace) -> None:
    import django  # noqa: PLC0415 - after the settings are named

    django.setup()
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415 - loaded apps
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - likewise

    from onrecord.evidence.actions import sweep_staging  # noqa: PLC0415 - likewise
    from onrecord.incidents.actions import sweep_contacts  # noqa: PLC0415 - likewise
    from onrecord.ledger.destroying.tasks import resume_destructions  # noqa: PLC0415 - likewise

    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    sweep_staging()
    sweep_contacts()
    resume_destructions()
    # One tree serves a home, with one worker: what stands as running was cut off by a crash.
    cut_off = DBTaskResult.objects.running()
    for task in cut_off:
        again = len(task.worker_ids) < TRIES_OF_A_TASK
        cut_off.filter(id=task.id).update(status="READY" if again else "FAILED")
    worker = Worker(
        queue_names=["*"],
        interval=QUEUE_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"worker-{os.getpid()}",
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()


CHILDREN: dict[str, Callable[[argparse.Namespace], None]] = {
    "web": _web,
    "sequencer": _sequencer,
    "worker": _worker,
}

if __name__ == "__main__":
    main()
