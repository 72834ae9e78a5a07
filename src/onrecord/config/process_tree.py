"""The process tree of a running server: children that start, are watched and end together.

1. Every child leads a session of its own: a Ctrl-C at the terminal reaches the parent alone.
2. The first SIGINT, SIGTERM or SIGHUP asks each child to end and waits at most `DRAIN_SECONDS`;
   what still runs then is killed with its whole group. The second kills at once.
3. A child that ends by itself is started again; one that ends `DEATHS` times within
   `DEATHS_WITHIN` seconds, or because the record does not hold, brings the tree down.
4. Children hold the reading end of a pipe whose writing end only the parent has (see `child`): when
   the parent is gone, however it went, they end too.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.cli.exits import Exit

DRAIN_SECONDS = 6.0
DEATHS = 4
DEATHS_WITHIN = 60.0
PARENT_PIPE = "ONRECORD_PARENT_PIPE"
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Child:
    """One child: its name, its command line, and when it has died so far."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self, environment: Mapping[str, str], pipe: int) -> None:
        """Start, or start again, with the pipe by which the child learns of our end."""
        self.process = subprocess.Popen(  # noqa: S603 - our own modules, no shell
            self.command,
            env={**environment, PARENT_PIPE: str(pipe)},
            pass_fds=(pipe,),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )

    def runs(self) -> bool:
        """Say whether the child runs."""
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self) -> None:
        """Ask the child to end after its work in hand."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill_group(self) -> None:
        """Kill the child and whatever it started; a group that is gone is no error."""
        if self.process is not None:
            # macOS says PermissionError of a group of which only a zombie is left.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def has_died_too_often(self, moment: float) -> bool:
        """Count a death at a moment (seconds); say whether it is one too many."""
        self.deaths = [at for at in self.deaths if moment - at < DEATHS_WITHIN] + [moment]
        return len(self.deaths) >= DEATHS


class ProcessTree:
    """Starts children, watches them until a signal or a failure, and ends them all.

    The first child starts alone, so that it is ready soonest: `is_ready` is asked every tenth of a
    second until it says yes; then `when_ready` is called once, and the others start. `say` shows
    a line to the person at the terminal.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        is_ready: Callable[[], bool],
        when_ready: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:
        self._children = children
        self._is_ready = is_ready
        self._when_ready = when_ready
        self._say = say
        self._asked_to_end = 0

    def run(self) -> bool:
        """Run until asked to end (True) or until a child failed for good (False)."""
        reading, writing = os.pipe()
        wake_reading, wake_writing = os.pipe()
        os.set_blocking(wake_writing, False)
        former_wake = signal.set_wakeup_fd(wake_writing)
        former = {number: signal.signal(number, self._on_signal) for number in _ENDING}
        former[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            whole = self._watch(wake_reading, reading)
            self._drain(wake_reading)
            return whole
        finally:
            for child in self._children:
                child.kill_group()
            for number, handler in former.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(former_wake)
            for end in (reading, writing, wake_reading, wake_writing):
                os.close(end)

    def _on_signal(self, *_: object) -> None:
        self._asked_to_end += 1

    def _watch(self, wake: int, pipe: int) -> bool:
        first, *others = self._children
        first.start(os.environ, pipe)
        started, ready = [first], False
        while not self._asked_to_end:
            _sleep(wake, None if ready else 0.1)
            for child in started:
                if self._asked_to_end or child.runs():
                    continue
                child.kill_group()
                code = child.process.returncode if child.process else 0
                if code == Exit.DOES_NOT_HOLD:
                    return False
                if child.has_died_too_often(time.monotonic()):
                    self._say(f"The {child.name} ends again and again; its lines stand above.")
                    return False
                self._say(f"The {child.name} ended by itself (exit {code}); starting it again.")
                child.start(os.environ, pipe)
            if not ready and not self._asked_to_end and self._is_ready():
                ready = True
                self._when_ready()
                for child in others:
                    child.start(os.environ, pipe)
                started = [first, *others]
        return True

    def _drain(self, wake: int) -> None:
        until = time.monotonic() + DRAIN_SECONDS
        patience = 1 if self._asked_to_end else 0  # one Ctrl-C more than that kills at once
        for child in self._children:
            child.ask_to_end()
        while any(child.runs() for child in self._children):
            left = until - time.monotonic()
            if left <= 0 or self._asked_to_end > patience:
                return  # `run` kills what is left
            _sleep(wake, left)


def _sleep(wake: int, seconds: float | None) -> None:
    """Sleep until a signal arrives or the seconds are over."""
    if select.select([wake], [], [], seconds)[0]:
        os.read(wake, 4096)


def command_of(name: str, *arguments: str) -> tuple[str, ...]:
    """Return the command line that runs a child of that name (see `child`)."""
    return (sys.executable, "-m", "onrecord.config.child", name, *arguments)
