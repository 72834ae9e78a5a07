"""Each write of the monitor's folder broken, as tests/crash breaks the sequencer's; then restart.

Afterwards nothing that was seen is forgotten: a rollback behind a checkpoint that was kept, and a
fork of it, are still found.
"""

from pathlib import Path

import pytest

from crash.faults import NOT_STORED, STORED, TORN, Fault, Faults
from crash.volatile import ANY, NAMES_KEPT, NAMES_LOST, PowerLoss, VolatileDisk
from monitor.conftest import SILENCE
from monitor.logs_for_tests import NOW, Log, leaves, trusting
from onrecord.cli.monitor import Anew
from onrecord.monitor.follow import Round, Watched, look, trust
from onrecord.monitor.kinds import Outcome
from onrecord.monitor.memory import Disk, Memory

pytestmark = pytest.mark.crash

HONEST = leaves(80)
WAYS = [
    *[(step, when) for step in ("write", "name", "folder") for when in (NOT_STORED, STORED)],
    ("write", TORN),
]


class FaultyDisk(Disk):
    """A disk that breaks once."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def put(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Break whole or half-way."""

        def torn() -> None:
            Disk.put(self, path, data[: len(data) // 2], mode=mode)

        self._faults.around("write", lambda: Disk.put(self, path, data, mode=mode), torn)

    def move(self, source: Path, target: Path) -> None:
        """Break."""
        self._faults.around("name", lambda: Disk.move(self, source, target), _nothing)

    def make_folder(self, folder: Path) -> tuple[Path, ...]:
        """Break."""
        if folder.is_dir():
            return ()
        return self._faults.around("folder", lambda: Disk.make_folder(self, folder), _nothing)


class LosingDisk(VolatileDisk):
    """The model of a disk that loses power, under the monitor's own way of replacing a file."""

    replace = Disk.replace


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
                log.publish(HONEST[:10])
                a_round(kept, log, NOW)
            log.publish(HONEST[:30])
            try:
                a_round(kept, log, NOW + 60, FaultyDisk(Faults(step, when, occurrence)))
            except Fault:
                broke = True
            was_kept = bool(list(kept.glob("checkpoints/30-*.note")))
            if after == "it rolls back":
                log.publish(HONEST[:20])
            elif after == "it forks":
                log.publish([*leaves(1, "another"), *HONEST[1:30]], anew=True)
            else:
                log.publish(HONEST[:40])
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


@pytest.mark.parametrize("names", [NAMES_KEPT, NAMES_LOST, ANY])
@pytest.mark.parametrize("contents", ["empty", "garbled", ANY])
def test_power_is_lost_in_a_first_round(tmp_path: Path, contents: str, names: str) -> None:
    """Whatever is left, the folder can be begun, and what it then saw stays seen."""
    operation, lost = 0, True
    while lost:
        case, lost = tmp_path / str(operation), False
        log, kept = Log(case / "log"), case / "kept"
        log.publish(HONEST[:9])
        try:
            a_round(kept, log, NOW, LosingDisk(operation, contents, names, case / "trash"))
        except PowerLoss:
            lost = True
        assert a_round(kept, log, NOW + 60).outcome is Outcome.HOLDS, operation
        log.publish(HONEST[:8])
        assert [one.kind for one in a_round(kept, log, NOW + 120).alarms] == ["rollback"]
        operation += 1
    assert operation > 16


@pytest.mark.parametrize("names", [NAMES_KEPT, NAMES_LOST, ANY])
@pytest.mark.parametrize("contents", ["empty", "garbled", ANY])
def test_power_is_lost(tmp_path: Path, contents: str, names: str) -> None:
    """Before the first operation of a round, then the second, and so on: no round forgets."""
    log, kept, size = Log(tmp_path / "log"), tmp_path / "kept", 1
    operation, lost, at = 0, True, NOW
    shown = []
    while lost:
        size, at, lost = size + 1, at + 60, False
        log.publish(HONEST[:size])
        disk = LosingDisk(operation, contents, names, tmp_path / "trash")
        try:
            a_round(kept, log, at, disk)
        except PowerLoss:
            lost = True
        size, at = size + 1, at + 60
        shown.append(log.publish(HONEST[:size]))
        assert a_round(kept, log, at).outcome is Outcome.HOLDS, operation
        operation += 1
    assert operation > 8
    notes = {path.read_bytes() for path in kept.glob("checkpoints/*.note")}
    assert notes >= set(shown)
    log.publish(HONEST[: size - 1])
    assert [one.kind for one in a_round(kept, log, at + 60).alarms] == ["rollback"]


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
