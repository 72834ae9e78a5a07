"""Real SIGKILLs under load, on quick and slow disks, and what a loss of power leaves after them.

Two writers and a sequencer are killed at any moment, fifty times or (`script/test --long`) a
thousand. After every other kill what was not durable is torn.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from crash.length import KILLS, LONG, seed
from crash.proving import assert_all_is_well
from crash.tearing import tear
from onrecord.ledger.sequencing import Sequencer
from onrecord.storage.home import Home
from onrecord_proof.checkpoint import Checkpoint

TESTS = Path(__file__).parents[1]
PATIENCE = 15
"""Lines of news at most before a kill."""


class Loader:
    """The process that forks loaders, and what they said."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.acknowledged: list[int] = []
        self.checkpoints: list[Checkpoint] = []

    def load_and_kill(self, how: str, patience: int, delay: float) -> None:
        """Start a loader, and kill it some news and some seconds later."""
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        into.write(f"{how}\n")
        into.flush()
        child, killed = 0, False
        for line in out:
            word, *rest = line.split()
            if word == "ended":
                break
            if word == "pid":
                child = int(rest[0])
            elif word == "act":
                self.acknowledged.append(int(rest[0]))
            elif word == "checkpoint":
                root = bytes.fromhex(rest[1])
                self.checkpoints.append(Checkpoint("demo.invalid/x", int(rest[0]), root))
            patience -= 1
            if child and not killed and patience <= 0:
                time.sleep(delay)
                os.kill(child, signal.SIGKILL)
                killed = True
        assert killed, "the loader ended by itself"


@contextmanager
def loading(home: Home) -> Iterator[Loader]:
    """Run the process that forks loaders."""
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, TESTS / "crash" / "load.py", home.root, connection.settings_dict["NAME"]],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, sys.path)])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Loader(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0


@pytest.mark.crash
@pytest.mark.usefixtures("committed")
def test_nothing_acknowledged_is_lost(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    drawn_from = seed()
    if LONG:
        with capfd.disabled():
            sys.stdout.write(f"\n{KILLS} kills drawn from ONRECORD_SEED={drawn_from}\n")
    chance = random.Random(drawn_from)  # noqa: S311 - the moments of the kills, no secret
    database = Path(connection.settings_dict["NAME"])
    torn: list[str] = []
    with loading(home) as loader:
        for number in range(KILLS):
            how = "slow" if number % 4 == 3 else "quick"
            loader.load_and_kill(how, chance.randint(1, PATIENCE), chance.uniform(0, 0.03))
            if number % 2 and connection.vendor == "sqlite":
                connection.close()
                torn += tear(home, database, loader.acknowledged[-PATIENCE * 3 :], chance)
    assert len(loader.acknowledged) > KILLS
    assert len(loader.checkpoints) > KILLS // 2
    assert connection.vendor != "sqlite" or len(torn) > KILLS // 4
    sequencer = Sequencer.open(home)
    sequencer.assign()
    sequencer.publish()
    assert_all_is_well(home, loader.acknowledged, loader.checkpoints)
