"""Fixtures of the monitor's tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.logs_for_tests import NOW, Log, trusting
from onrecord.cli.monitor import Anew
from onrecord.monitor.alarms import Channel
from onrecord.monitor.follow import Round, Watched, look, trust
from onrecord.monitor.memory import Memory

SILENCE = 26 * 3_600

Looking = Callable[..., Round]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """Make an empty log."""
    return Log(tmp_path / "log")


@pytest.fixture
def round_(tmp_path: Path, log: Log) -> Looking:
    """Make one round, `after` so many seconds, in a folder opened anew as cron does."""

    def looking(
        after: int = 0,
        *,
        policy: bytes | None = None,
        channels: tuple[Channel, ...] = (),
        full: bool = False,
        source: str | None = None,
    ) -> Round:
        place = Anew(source or str(log.root))
        with Memory(tmp_path / "kept") as memory:
            given = policy if policy is not None else trusting(log)
            believed = trust(memory, place, given)
            watched = Watched(place, believed, SILENCE, channels, full=full)
            return look(memory, watched, NOW + after)

    return looking
