"""Several writers at once: nobody is told that the database is locked, and chains stay in order."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from onrecord.authority import SYSTEM
from onrecord.ledger import audit, lock
from onrecord.ledger.models import Entry
from onrecord.ledger.publication import publish_now
from onrecord.ledger.sequencing import Sequencer
from onrecord.storage.home import Home
from record.ledger.acts_for_tests import note_words

pytestmark = pytest.mark.usefixtures("committed")

THREADS, ACTS = 4, 12


def together(*works: Callable[[], None]) -> list[BaseException]:
    """Run each work in a thread of its own, all at once; return what went wrong."""
    wrong: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            start.wait()
            work()
        except BaseException as error:  # noqa: BLE001 - the test shows whatever it was
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_four_writers_and_a_sequencer(home: Home) -> None:
    """The writers share chains and take them in different orders."""

    def write(number: int) -> None:
        for turn in range(ACTS):
            note_words(actor=SYSTEM.SETUP, chain=f"test/{(number + turn) % 3}", count=2)

    def sequence() -> None:
        with lock.exclusive(home):
            for _ in range(6):
                sequencer = Sequencer.open(home)
                sequencer.assign()
                sequencer.publish()

    works = [lambda number=number: write(number) for number in range(THREADS)]
    assert together(*works, sequence) == []
    published = publish_now(actor=SYSTEM.SETUP)
    assert published.size == THREADS * ACTS * 2 + 1  # and the request itself
    result = audit.run(actor=SYSTEM.SETUP)
    assert (result.findings, result.in_checkpoint) == ([], published.size)


def test_two_ask_for_publication_at_once(home: Home) -> None:
    note_words(actor=SYSTEM.SETUP)
    sizes: list[int] = []

    def ask() -> None:
        sizes.append(publish_now(actor=SYSTEM.SETUP, timeout_seconds=20).size)

    assert together(ask, ask) == []
    assert max(sizes) == Entry.objects.count() == 3
    assert (home.log / "checkpoint").exists()
