"""Where an interrupted audit is taken up: its state in a file of the home, after each piece.

The file stands while an audit is under way and after one that broke off; an audit that ends removes
it. Whoever can write it can have an audit pass over entries: an audit that must convince others
runs from its beginning.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from onrecord.ledger.audit.findings import Cursor
from onrecord.ledger.audit.job import Job
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import AuditRuns
from onrecord.ledger.times import now
from onrecord.storage.home import Home

OLDEST = timedelta(days=1)
"""An audit that began longer ago is begun anew: what it saw first is too old for its last."""
_FORMAT = 1
_EVERY_SECONDS = 0.5


class Keeper:
    """The state of one audit, written at most about twice a second."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._disk = Disk()
        self._written = 0.0

    def resumed(self, home: Home) -> tuple[Job, int, Cursor] | None:
        """Return the job that broke off, the step in which, and where; None where there is none."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            if kept["format"] != _FORMAT:
                return None
            job = Job.of(home, kept["job"])
            if now() - datetime.fromisoformat(job.result.began_at) > OLDEST:
                return None
            return job, int(kept["step"]), dict(kept["cursor"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def keep(self, job: Job, step: int, cursor: Cursor, *, at_once: bool = False) -> None:
        """Keep how far the audit has come, durably."""
        if not at_once and time.monotonic() - self._written < _EVERY_SECONDS:
            return
        state = {"format": _FORMAT, "job": job.kept(), "step": step, "cursor": cursor}
        self._disk.replace(self._path, json.dumps(state).encode(), mode=0o600)
        self._written = time.monotonic()

    def clear(self) -> None:
        """Forget: the audit has ended."""
        self._path.unlink(missing_ok=True)


@contextmanager
def keeper(home: Home, name: str) -> Iterator[Keeper]:
    """Hold the state of the audits of this name; raise AuditRuns where one is under way."""
    folder = home.root / "audit"
    folder.mkdir(mode=0o700, exist_ok=True)
    held = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AuditRuns(
                "Another audit of this home is under way. Wait until it ends."
            ) from None
        yield Keeper(folder / f"{name}.json")
    finally:
        os.close(held)
