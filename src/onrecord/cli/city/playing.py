"""Playing the city's past: stories take turns in the order of their times.

A story is a generator that yields its next turn, when and who, and gets that person as actor back;
what it then does is done at that time. So the entries of the whole city ascend, while each story
reads from its beginning to its end. The moments are fixed, the seconds seeded: the same seed, the
same facts.
"""

import heapq
import os
import random
from collections.abc import Callable, Generator, Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from onrecord.accounts.queries import actor_named
from onrecord.authority import Actor, Channel
from onrecord.ledger.times import now, pretend
from onrecord.storage.home import HomeError

SEED = 20_260_131
YEAR = 2026

Turn = tuple[str, str]
"""When and who: `04-22 17:41` in the city's time, seconds if they matter, or `+40` seconds after
the story's last turn; and a user name of the roster."""
Story = Generator[Turn, Actor, None]
Progress = Callable[[str], None]


def at(when: str) -> datetime:
    """Return a moment such as `04-22 17:41` or `04-22 17:41:07` of the city's year."""
    moment = datetime.fromisoformat(f"{YEAR}-{when}")
    return moment.replace(tzinfo=timezone.get_current_timezone())


def play(stories: Sequence[Story], city: str, progress: Progress) -> None:
    """Play stories until each has ended; say each month that begins."""
    chance = random.Random(SEED)  # noqa: S311 - seconds of fiction, no secret
    waiting: list[tuple[datetime, int, str]] = []

    def wait(order: int, turn: Turn, since: datetime | None) -> None:
        when, who = turn
        if when.startswith("+") and since is not None:
            moment = since + timedelta(seconds=int(when))
        else:
            moment = at(when)
            if when.count(":") == 1:
                moment += timedelta(seconds=chance.randrange(1, 60))
        heapq.heappush(waiting, (moment, order, who))

    for order, story in enumerate(stories):
        wait(order, next(story), None)
    month = ""
    while waiting:
        moment, order, who = heapq.heappop(waiting)
        if month != f"{moment:%B %Y}":
            month = f"{moment:%B %Y}"
            progress(f"{city} in {month}")
        with pretend(moment):
            try:
                turn = stories[order].send(actor_named(who, channel=Channel.CLI))
            except StopIteration:
                continue
            finally:
                _do_tasks()
        wait(order, turn, moment)


def after(seconds: int) -> datetime:
    """Return the moment so many seconds after the present turn."""
    return now() + timedelta(seconds=seconds)


def _do_tasks() -> None:
    """Do what the worker would do between two turns, at the same time of the city."""
    if not DBTaskResult.objects.ready().exists():
        return
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"city-{os.getpid()}",
        excluded_queue_names=[],
    ).run()
    failed = DBTaskResult.objects.failed().first()
    if failed is not None:
        raise HomeError(f"The demo city was not built: {failed.task_path}: {failed.traceback}")
