"""Backups of a home under load, and backups and restores killed at any moment."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from conftest import People
from onrecord.evidence.models import Exhibit
from onrecord.ledger.backup.checking import check
from onrecord.ledger.backup.folder import BackupFolder
from onrecord.ledger.backup.taking import Wanted, take
from onrecord.ledger.publication import publish_now
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord_proof import merkle, tile
from onrecord_proof.checkpoint import Checkpoint
from referring import recorded, with_exhibit

KILLS = 8
SEED = 20261124
PATIENCE_SECONDS = 120
TESTS = Path(__file__).parents[1]
pytestmark = [
    pytest.mark.crash,
    pytest.mark.usefixtures("committed"),
    pytest.mark.skipif(
        bool(os.environ.get("ONRECORD_DATABASE_URL")), reason="a SQLite home is backed up here"
    ),
]


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, TESTS / "crash" / script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, sys.path)])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def taking(home: Home, backups: Path) -> subprocess.Popen[str]:
    return start("back_up.py", "take", home.root, connection.settings_dict["NAME"], backups)


def restored(place: Path, backups: Path) -> Any:  # noqa: ANN401 - JSON is any of a few types
    with start("back_up.py", "restore", place, backups) as process:
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    return json.loads(out.splitlines()[-1])


def kill_while(process: subprocess.Popen[str], chance: random.Random, longest: float) -> bool:
    """Kill a process some time after it has begun; say whether it was still at work."""
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(chance.uniform(0, longest))
        process.send_signal(signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


class Load:
    """What the loader was told was kept, and what it published, as it goes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.acknowledged: list[int] = []
        self.checkpoints: list[Checkpoint] = []
        self.child = 0
        self._process = process
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def wait_for(self, acts: int, checkpoints: int) -> None:
        """Wait until so much has happened."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while len(self.acknowledged) < acts or len(self.checkpoints) < checkpoints:
            assert time.monotonic() < ends, "the loader does nothing"
            time.sleep(0.02)

    def end(self) -> None:
        """Kill the child, and hear the rest."""
        os.kill(self.child, signal.SIGKILL)
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._thread.join()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, *rest = line.split()
            if word == "pid":
                self.child = int(rest[0])
            elif word == "act":
                self.acknowledged.append(int(rest[0]))
            elif word == "checkpoint":
                root = bytes.fromhex(rest[1])
                self.checkpoints.append(Checkpoint("demo.invalid/x", int(rest[0]), root))


def test_a_backup_under_load_holds_all_that_was_acknowledged(home: Home, tmp_path: Path) -> None:
    backups, place = tmp_path / "backups", tmp_path / "restored"
    with start("load.py", home.root, connection.settings_dict["NAME"]) as loader:
        assert loader.stdin is not None
        loader.stdin.write("\n")
        loader.stdin.flush()
        load = Load(loader)
        try:
            rounds = []
            for number in range(3):
                load.wait_for(20 * (number + 1), 5 * (number + 1))
                acts, heads = list(load.acknowledged), list(load.checkpoints)
                rounds.append((acts, heads, take(backups, Wanted())))
                load.wait_for(len(acts) + 1, len(heads) + 1)  # it was never stopped
        finally:
            load.end()
    acknowledged, checkpoints, taken = rounds[-1]
    assert BackupFolder(backups).backups()[-1] == taken.name
    found = restored(place, backups)
    assert found["findings"] == []
    missing = set(acknowledged) - set(found["entries"])
    assert not missing
    assert found["published"] > checkpoints[-1].size
    log = LogFolder(place / "log")
    last = log.published()
    for earlier in checkpoints:
        proof = tile.consistency_proof_from_tiles(log.tile, earlier.size, last.size)
        merkle.verify_consistency(earlier.size, last.size, earlier.root, last.root, proof)


def test_killed_at_any_moment_there_are_whole_backups_only(
    people: People, home: Home, tmp_path: Path
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the moments of the kills, no secret
    backups, place = tmp_path / "backups", tmp_path / "restored"
    number = recorded(people)
    for one in range(4):
        with_exhibit(people, number, random.Random(one).randbytes(3_000_000))  # noqa: S311 - film
    publish_now(actor=people.gray)
    folder, killed = BackupFolder(backups), 0
    for _ in range(KILLS):
        before = folder.backups()
        killed += kill_while(taking(home, backups), chance, 0.5)
        assert folder.backups()[: len(before)] == before
    assert killed
    with taking(home, backups) as last:
        assert last.wait(timeout=PATIENCE_SECONDS) == 0
    assert not folder.unfinished.exists()
    for name in folder.backups():
        result = check(backups, name)
        assert result.differences == []
        assert result.blobs == Exhibit.objects.count()
    killed = 0
    for _ in range(KILLS):
        process = start("back_up.py", "restore", place, backups)
        killed += kill_while(process, chance, 0.8)
        if (place / "home.toml").exists() and not (place / ".being-restored").exists():
            break  # it is restored: from here on it is a home, which a restore does not overwrite
    assert killed
    if not (place / "home.toml").exists() or (place / ".being-restored").exists():
        found = restored(place, backups)
        assert (found["findings"], found["blobs"]) == ([], 4)
