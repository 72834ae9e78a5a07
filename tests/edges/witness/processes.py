"""Witness processes as a person runs them, and what a test asks them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onrecord_proof import http

START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment() -> dict[str, str]:
    """Return an environment in which no home can be meant."""
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return {**kept, "ONRECORD_HOME": "/nonexistent/home", "PYTHONUNBUFFERED": "1"}


def onrecord(*line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "onrecord.cli", *line],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
    )


@dataclass
class Running:
    """A witness that serves."""

    folder: Path
    port: int
    options: Sequence[str] = ()
    module: Sequence[str] = ("onrecord.cli", "witness", "serve")
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Its submission prefix."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve, and return once it answers."""
        line = [str(self.folder), "--port", str(self.port), *self.options]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", *self.module, *line],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, self.process.communicate()[0]
            assert time.monotonic() < until, "the witness does not answer"
            time.sleep(0.05)

    def answers(self) -> bool:
        """Say whether it answers."""
        try:
            http.request(f"{self.url}/", timeout=5)
        except OSError:
            return False
        return True

    def post(self, data: bytes) -> http.Response:
        """Post to add-checkpoint."""
        return http.request(f"{self.url}/add-checkpoint", data=data, timeout=30)

    def kill(self) -> None:
        """Kill it and all that it started, at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()

    def stop(self) -> tuple[int, str]:
        """Ask it to end; return its exit code and what it printed."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        printed, _ = self.process.communicate(timeout=30)
        return self.process.returncode, printed


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Running]:
    """Serve a witness's folder meanwhile."""
    running = Running(folder, free_port(), options)
    try:
        running.start()
        yield running
    finally:
        if running.process is not None and running.process.poll() is None:
            running.kill()
