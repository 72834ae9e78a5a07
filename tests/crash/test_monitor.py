"""Each write of the monitor's folder broken, as tests/crash breaks the sequencer's; then restart.

Afterwards nothing that was seen is forgotten: a rollback behind a checkpoint that was kept, and a
fork of it, are still found.
"""

from pathlib import Path

import pytest

from crash.faults import NOT_STORED, STORED, TORN, Fault, Faults
from monitor.conftest import SILENCE
from monitor.logs_for_tests import NOW, Log, leaves, trusting
from onrecord.cli.monitor import Anew
from onrecord.monitor.follow import Round, Watched, look, trust
from onrecord.monitor.kinds import Outcome
from onrecord.monitor.memory import Disk, Memory

pytestmark = pytest.mark.crash

HONEST = leaves(400)
WAYS = [
    *[(step, when) for step in ("write", "name", "folder") for when in (NOT_STORED, STORED)],
    ("write", TORN),
]


class FaultyDisk(Disk):
    """A disk that breaks once."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def write(self, path: Path, data: bytes) -> None:
        """Break whole or half-way."""

        def torn() -> None:
            Disk.write(self, path, data[: len(data) // 2])

        self._faults.around("write", lambda: Disk.write(self, path, data), torn)

    def name(self, path: Path, target: Path) -> None:
        """Break."""
        self._faults.around("name", lambda: Disk.name(self, path, target), _nothing)

    def folder(self, path: Path) -> None:
        """Break."""
        if not path.is_dir():
            self._faults.around("folder", lambda: Disk.folder(self, path), _nothing)


def _nothing() -> None:
    """Half of this step is none of it."""


def a_round(kept: Path, log: Log, at: int, disk: Disk | None = None) -> Round:
    """Open the folder anew, make a round, and close it."""
    place = Anew(str(log.root))
    with Memory(kept, disk) as memory:
        believed = trust(memory, place, trusting(log))
        return look(memory, Watched(place, believed, SILENCE), at)


@pytest.mark.parametrize(("step", "when"), WAYS)
@pytest.mark.parametrize("after", ["it goes on", "it rolls back", "it forks"])
def test_a_broken_write(tmp_path: Path, step: str, when: str, after: str) -> None:
    """Break the first such write of a first round or a later one, restart; then the second."""
    for begun in (False, True):
        occurrence, broke = 0, True
        while broke:
            case = tmp_path / f"{begun}-{occurrence}"
            log, kept, broke = Log(case / "log"), case / "kept", False
            if begun:
                log.publish(HONEST[:100])
                a_round(kept, log, NOW)
            log.publish(HONEST[:300])
            try:
                a_round(kept, log, NOW + 60, FaultyDisk(Faults(step, when, occurrence)))
            except Fault:
                broke = True
            was_kept = bool(list(kept.glob("checkpoints/300-*.note")))
            if after == "it rolls back":
                log.publish(HONEST[:200])
            elif after == "it forks":
                log.publish([*leaves(1, "another"), *HONEST[1:300]], anew=True)
            else:
                log.publish(HONEST[:400])
            done = a_round(kept, log, NOW + 120)
            kinds = {one.kind for one in done.alarms}
            if after == "it goes on":
                assert done.outcome is Outcome.HOLDS, (step, when, occurrence, kinds)
            elif after == "it rolls back":
                assert ("rollback" in kinds) is was_kept
            else:
                assert ("split-view" in kinds) is was_kept
                assert (done.outcome is Outcome.WRONG) is (begun or was_kept)
            assert not list(kept.rglob(".*"))
            occurrence += 1
    assert occurrence > 0


def test_a_crash_between_sending_and_remembering_sends_twice_rather_than_never(
    tmp_path: Path,
) -> None:
    log, kept = Log(tmp_path / "log"), tmp_path / "kept"
    log.publish(HONEST[:9])
    a_round(kept, log, NOW)
    log.publish(HONEST[:5])
    heard: list[str] = []

    class Ear:
        name = "mail"

        def send(self, message: object) -> None:
            heard.append(str(message))

    def with_ear(at: int, disk: Disk | None = None) -> None:
        place = Anew(str(log.root))
        with Memory(kept, disk) as memory:
            look(memory, Watched(place, trust(memory, place, None), SILENCE, (Ear(),)), at)

    with pytest.raises(Fault):
        with_ear(NOW + 60, FaultyDisk(Faults("name", NOT_STORED, 2)))
    assert len(heard) == 1
    with_ear(NOW + 120)
    with_ear(NOW + 180)
    assert len(heard) == 2
