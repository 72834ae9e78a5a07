"""Real SIGKILLs under load: two writers and a sequencer, killed twenty times at any moment."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from crash.proving import assert_all_is_well
from onrecord.ledger.sequencing import Sequencer
from onrecord.storage.home import Home
from onrecord_proof.checkpoint import Checkpoint

KILLS = 20
SEED = 20260131
TESTS = Path(__file__).parents[1]


@pytest.mark.crash
@pytest.mark.usefixtures("committed")
def test_nothing_acknowledged_is_lost(home: Home) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the moments of the kills, no secret
    acknowledged: list[int] = []
    checkpoints: list[Checkpoint] = []
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, TESTS / "crash" / "load.py", home.root, connection.settings_dict["NAME"]],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, sys.path)])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as loader:
        assert loader.stdin is not None
        assert loader.stdout is not None
        for _ in range(KILLS):
            loader.stdin.write("\n")
            loader.stdin.flush()
            child, killed, patience = 0, False, chance.randint(1, 60)
            for line in loader.stdout:
                word, *rest = line.split()
                if word == "ended":
                    break
                if word == "pid":
                    child = int(rest[0])
                elif word == "act":
                    acknowledged.append(int(rest[0]))
                elif word == "checkpoint":
                    root = bytes.fromhex(rest[1])
                    checkpoints.append(Checkpoint("demo.invalid/x", int(rest[0]), root))
                patience -= 1
                if child and not killed and patience <= 0:
                    time.sleep(chance.uniform(0, 0.03))
                    os.kill(child, signal.SIGKILL)
                    killed = True
            assert killed, "the loader ended by itself"
        loader.stdin.close()
        assert loader.wait(timeout=10) == 0
    assert len(acknowledged) > KILLS
    assert len(checkpoints) > KILLS
    sequencer = Sequencer.open(home)
    sequencer.assign()
    sequencer.publish()
    assert_all_is_well(home, acknowledged, checkpoints)
