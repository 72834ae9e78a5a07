"""A process that writes acts and publishes until it is killed; see test_kills.

    python load.py HOME DATABASE-NAME

For each line on its standard input it forks a child that loads the record, and prints its `pid`;
a line `slow` gives the child a disk and a checkpoint store that take long to make things durable.
The child prints `act ID` for each act it was told was kept and `checkpoint SIZE ROOT` for each it
published. Once the child is gone, `ended` is printed.
"""

import os
import random
import sys
import threading
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import django

P = ParamSpec("P")
T = TypeVar("T")
WRITERS = 2
SLOW_SECONDS = 0.02
PAUSE_SECONDS = 0.03  # an act is quicker than a checkpoint: else most news is of acts


def tell(words: str) -> None:
    """Say a line in one write, which a kill cannot tear."""
    os.write(1, f"{words}\n".encode())


def load(home_root: Path, database: str) -> None:
    """Write and publish without end."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    from onrecord.authority import SYSTEM  # noqa: PLC0415 - likewise
    from onrecord.ledger import lock  # noqa: PLC0415 - likewise
    from onrecord.ledger.sequencing import Sequencer  # noqa: PLC0415 - likewise
    from onrecord.storage.home import Home  # noqa: PLC0415 - likewise
    from record.ledger.acts_for_tests import note_words  # noqa: PLC0415 - likewise

    def write(number: int) -> None:
        connection.settings_dict["NAME"] = database
        while True:
            for id_ in note_words(actor=SYSTEM.SETUP, chain=f"test/{number}"):
                tell(f"act {id_}")
            time.sleep(PAUSE_SECONDS)

    for number in range(WRITERS):
        threading.Thread(target=write, args=[number], daemon=True).start()
    connection.settings_dict["NAME"] = database
    home = Home(home_root)
    with lock.exclusive(home):
        sequencer = Sequencer.open(home)
        while True:
            sequencer.assign()
            head = sequencer.publish()
            tell(f"checkpoint {head.size} {head.root.hex()}")


def slow_down() -> None:
    """Have every flush of this process take up to 20 ms, before it and after it."""
    from onrecord.ledger.checkpoint_store import SqliteCheckpointStore  # noqa: PLC0415 - likewise
    from onrecord.ledger.disk import Disk  # noqa: PLC0415 - likewise

    def slow(action: Callable[P, T]) -> Callable[P, T]:
        @wraps(action)
        def slowly(*args: P.args, **named: P.kwargs) -> T:
            time.sleep(random.uniform(0, SLOW_SECONDS))  # noqa: S311 - no secret
            result = action(*args, **named)
            time.sleep(random.uniform(0, SLOW_SECONDS))  # noqa: S311 - no secret
            return result

        return slowly

    Disk.sync = slow(Disk.sync)  # type: ignore[method-assign] # in this process alone
    SqliteCheckpointStore.swap = slow(SqliteCheckpointStore.swap)  # type: ignore[method-assign] # likewise


def main() -> None:
    """Fork a loader for each line."""
    django.setup()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            if line.strip() == "slow":
                slow_down()
            load(Path(sys.argv[1]), sys.argv[2])
        tell(f"pid {child}")
        os.waitpid(child, 0)
        tell("ended")


if __name__ == "__main__":
    main()
