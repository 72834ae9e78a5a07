"""The log as the public site serves it, followed by the monitor, page by page."""

from pathlib import Path

import pytest
from django.test import Client

from onrecord.authority import SYSTEM
from onrecord.ledger.sequencing import Sequencer
from onrecord.monitor.follow import Watched, is_first_use, look, trust
from onrecord.monitor.kinds import Outcome
from onrecord.monitor.memory import Memory
from onrecord.storage.home import Home
from onrecord_proof.source import NotThereError
from record.ledger.acts_for_tests import note_words

pytestmark = pytest.mark.django_db
NOW = 1_772_000_000


class Site:
    """The public site as the place of a log."""

    def __init__(self) -> None:
        self._client = Client()

    def read(self, path: str, limit: int) -> bytes:
        """Return what the site serves under /log/."""
        answered = self._client.get(f"/log/{path}")
        if answered.status_code == 404:
            raise NotThereError(path)
        assert answered.status_code == 200, path
        data = b"".join(answered) if answered.streaming else answered.content
        assert len(data) <= limit
        return data


def publish(home: Home, count: int) -> int:
    note_words(actor=SYSTEM.SETUP, count=count)
    sequencer = Sequencer.open(home)
    sequencer.assign()
    return sequencer.publish().size


def test_the_served_log_is_followed_as_it_grows(home: Home, tmp_path: Path) -> None:
    site = Site()
    with Memory(tmp_path / "kept") as memory:
        size = publish(home, 5)
        watched = Watched(site, trust(memory, site, None), 26 * 3_600, full=True)
        assert is_first_use(memory)
        for number, count in enumerate([0, 250, 7]):
            size = publish(home, count) if count else size
            done = look(memory, watched, NOW + number)
            assert done.outcome is Outcome.HOLDS, done
            assert done.state.latest is not None
            assert done.state.latest.head.size == size
            assert done.undelivered == ()
    assert len(list((tmp_path / "kept/checkpoints").iterdir())) == 3
