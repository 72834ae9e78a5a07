"""Whose turn it is to write: a queue on two locked files beside the database.

SQLite has one writer, and lets the others sleep and try again: whoever happens to wake in time
writes, others may wait for seconds. Here each waits in the order of coming, and the next one
begins as soon as the last has ended:

1. Whoever wants to write locks `...-next`, in the system's queue. One holds it at a time: the next.
2. The next one locks `...-turn` once its holder has ended, within a millisecond of it, and leaves
   `...-next` to the one behind. Who comes back must queue again.
3. It gives `...-turn` back when its transaction has ended.

Locks of files are the system's: they go when a process ends in whatever way. Nothing stands in the
files. SQLite's own lock is behind them, so that what writes without a turn does no harm.
"""

import fcntl
import os
import time
from pathlib import Path

from django.db import OperationalError

_FIRST_PAUSE, _LONGEST_PAUSE = 0.0002, 0.002


class Turns:
    """One connection's place in the queue of a database; not shared between threads."""

    def __init__(self, database: Path, timeout: float) -> None:
        self._paths = [database.with_name(f"{database.name}-{name}") for name in ("next", "turn")]
        self._timeout = timeout
        self._files: list[int] = []
        self._held = False

    def take(self) -> None:
        """Wait for the turn; raise OperationalError where nobody ends within the timeout."""
        ends = time.monotonic() + self._timeout
        try:
            if not self._files:
                self._files = [os.open(path, os.O_RDWR | os.O_CREAT, 0o600) for path in self._paths]
            queue, turn = self._files
            fcntl.flock(queue, fcntl.LOCK_EX)
            try:
                self._wait(turn, ends)
            finally:
                fcntl.flock(queue, fcntl.LOCK_UN)
        except OSError as error:
            self.close()
            raise OperationalError(f"{self._paths[-1]} cannot be locked ({error}).") from error
        self._held = True

    def give_back(self) -> None:
        """Give the turn back, if it is held."""
        if self._held:
            self._held = False
            fcntl.flock(self._files[1], fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the turn back, and leave the files."""
        self.give_back()
        files, self._files = self._files, []
        for descriptor in files:
            os.close(descriptor)

    def _wait(self, turn: int, ends: float) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > ends:
                    raise OperationalError(
                        f"Another process has been writing for {self._timeout:g} s "
                        f"({self._paths[-1]}). See which one, and try again."
                    ) from None
                time.sleep(pause)
                pause = min(pause * 1.2, _LONGEST_PAUSE)
            else:
                return
