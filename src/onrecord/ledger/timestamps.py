"""Having the log's checkpoints stamped, beside sequencing and never in its way.

A thread watches; each authority is asked in a thread of its own, so that one that hangs delays
nobody. One that fails is a warning that names it, once an hour, and is asked again, later each
time. What is asked for is always the latest checkpoint: a token on it covers all before it.
"""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection

from onrecord.ledger import clock
from onrecord.ledger.authorities import Authority, authorities
from onrecord.ledger.errors import LedgerError
from onrecord.ledger.tiles import LogFolder
from onrecord.ledger.tokens import ask, is_kept, keep, sweep
from onrecord.storage.home import Home, HomeError
from onrecord_proof import note
from onrecord_proof.errors import ProofError

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """In seconds: how often to look, how long to wait for an answer, when to ask again, to warn."""

    look: float = 1.0
    answer: float = 10.0
    first_retry: float = 10.0
    longest_retry: float = 900.0
    warn: float = 3600.0


@dataclass
class _Asked:
    """How asking one authority goes; moments are monotonic."""

    thread: threading.Thread | None = None
    failures: int = 0
    not_before: float = 0.0
    warned_at: float | None = None

    def is_due(self) -> bool:
        return (
            self.thread is None or not self.thread.is_alive()
        ) and time.monotonic() >= self.not_before


@dataclass
class _Memory:
    """How asking goes in one home; it outlives a stamper, since sequencing may begin again often.

    `authorities` is by name.
    """

    authorities: dict[str, _Asked] = field(default_factory=dict)
    complained: float | None = None


_memories: dict[str, _Memory] = {}  # by home


@dataclass
class Stamper:
    """Asks a home's authorities for tokens on what is published, while it runs.

    `published` only takes note, and returns at once; it may be called before `start`.
    """

    home: Home
    pace: Pace = field(default_factory=Pace)
    _latest: tuple[bytes, int] | None = None
    _wake: threading.Event = field(default_factory=threading.Event)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @property
    def _memory(self) -> _Memory:
        return _memories.setdefault(str(self.home.root), _Memory())

    def start(self) -> None:
        """Begin, with the checkpoint that stands published: its tokens may still lack."""
        try:
            sweep(self.home)
            standing = LogFolder(self.home.log).published()
            if standing.size and self._latest is None:
                self.published(note.parse(standing.note).text, standing.size)
        except (LedgerError, HomeError, ProofError, OSError) as error:
            _log.warning("No checkpoint to stamp yet: %s", error)
        self._thread = threading.Thread(target=self._watch, name="timestamps", daemon=True)
        self._thread.start()

    def published(self, text: str, size: int) -> None:
        """Take note of a published checkpoint: its text and its size in entries."""
        self._latest = (text.encode(), size)
        self._wake.set()

    def stop(self) -> None:
        """End; a request under way is left to itself, and keeps its token if it comes in time."""
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            self._wake.wait(self.pace.look)
            self._wake.clear()
            if self._latest is None:
                continue
            text, size = self._latest
            for authority in self._configured():
                asked = self._memory.authorities.setdefault(authority.name, _Asked())
                if asked.is_due() and not is_kept(self.home, size, authority.name):
                    asked.thread = threading.Thread(
                        target=self._ask,
                        args=(authority, asked, text, size),
                        name=f"timestamps from {authority.name}",
                        daemon=True,
                    )
                    asked.thread.start()

    def _configured(self) -> Iterator[Authority]:
        if self._stopped.is_set():
            return
        try:
            yield from authorities(self.home)
        except (LedgerError, OSError) as error:
            if self._may_warn(self._memory.complained):
                self._memory.complained = time.monotonic()
                _log.warning("No timestamps are asked for: %s", error)

    def _ask(self, authority: Authority, asked: _Asked, text: bytes, size: int) -> None:
        began = datetime.now(UTC)
        try:
            token = ask(authority, text, self.pace.answer)
            ended = datetime.now(UTC)
            keep(self.home, size, text, authority.name, token)
        except Exception as error:  # noqa: BLE001 - whatever an answer sets off, it is asked again
            self._failed(authority, asked, error)
            return
        asked.failures, asked.not_before = 0, 0.0
        # It was stamped at some moment between: only beyond those do the clocks differ.
        ours = min(max(token.at, began), ended)
        try:
            clock.notice(f"the timestamp authority {authority.name}", token.at, ours)
        finally:
            connection.close()  # this thread's own

    def _failed(self, authority: Authority, asked: _Asked, error: Exception) -> None:
        wait = min(self.pace.first_retry * 2**asked.failures, self.pace.longest_retry)
        asked.failures = min(asked.failures + 1, 32)
        asked.not_before = time.monotonic() + wait
        if self._may_warn(asked.warned_at):
            asked.warned_at = time.monotonic()
            _log.warning(
                "The timestamp authority %s gave no token: %s. It is asked again; publication "
                "goes on.",
                authority.name,
                error,
            )

    def _may_warn(self, last: float | None) -> bool:
        return last is None or time.monotonic() - last >= self.pace.warn
