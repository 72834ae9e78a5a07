"""The sequencer's process: indices about each second, checkpoints by the schedule or on request."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.db import OperationalError, connection

from onrecord.ledger import lock
from onrecord.ledger.errors import SequencerRuns
from onrecord.ledger.publication import is_requested, next_publication
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.tiles import LogFolder
from onrecord.ledger.times import now
from onrecord.storage.home import Home, current_home

ROUND_SECONDS = 0.5
_log = logging.getLogger(__name__)


def run(stop: Callable[[], bool], home: Home | None = None) -> None:
    """Sequence the home's log until `stop()` is true; asked about twice a second.

    Waits while another process sequences. Raises LedgerBehind, with what to do, when database,
    tiles and checkpoint store disagree: nothing is signed then. A database that is away for a
    moment is waited for.
    """
    home = home or current_home()
    while not stop():
        try:
            with lock.exclusive(home):
                _sequence(stop, home)
        except SequencerRuns:
            time.sleep(ROUND_SECONDS)
        except OperationalError as error:
            _log.warning("The database does not answer (%s); trying again.", error)
            connection.close()
            time.sleep(ROUND_SECONDS)


def _sequence(stop: Callable[[], bool], home: Home) -> None:
    sequencer = Sequencer.open(home)
    sequencer.finish()
    while not stop():
        sequencer.assign()
        if is_due(home, now()):
            sequencer.publish()
        time.sleep(ROUND_SECONDS)


def is_due(home: Home, moment: datetime) -> bool:
    """Say whether a checkpoint is to be published now: by the schedule, or on request."""
    published = LogFolder(home.log).published()
    # A clock that was set back must not stop publication until it has caught up.
    by_schedule = not published.at <= moment < next_publication(home, published)
    return by_schedule or is_requested(published.size)
