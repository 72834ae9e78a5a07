"""The sequencer's process: indices about each second, checkpoints by the schedule or on request."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import OperationalError, connection

from onrecord.ledger import clock, lock
from onrecord.ledger.actions import heartbeat, keys
from onrecord.ledger.errors import CheckpointConflict, QuorumMissing, SequencerRuns
from onrecord.ledger.key_links import follow_publication
from onrecord.ledger.publication import is_requested
from onrecord.ledger.schedule import next_publication
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.tiles import LogFolder
from onrecord.ledger.times import now
from onrecord.ledger.timestamps import Stamper
from onrecord.ledger.witnessing import Witnesses
from onrecord.storage.home import Home, current_home
from onrecord_proof import note

ROUND_SECONDS = 0.5
PATIENCE_SECONDS = 5.0  # between two tries of what others, or the disk, did not let happen
CLOCK_SECONDS = 60.0
_LAST_SECOND = 253_402_300_799  # the end of the year 9999
_log = logging.getLogger(__name__)


def run(stop: Callable[[], bool], home: Home | None = None) -> None:
    """Sequence the home's log until `stop()` is true; asked about twice a second.

    Waits while another process sequences. Raises LedgerBehind, with what to do, when database,
    tiles, checkpoint store or witnesses disagree: nothing is signed then. A database that is away
    for a moment is waited for, and so are a disk that cannot be written and a quorum that is
    missing.
    """
    home = home or current_home()
    while not stop():
        try:
            with lock.exclusive(home):
                _sequence(stop, home)
        except SequencerRuns:
            time.sleep(ROUND_SECONDS)
        except CheckpointConflict as conflict:
            _log.warning("%s", conflict)
            _wait(stop)
        except OperationalError as error:
            _log.warning("The database does not answer (%s); trying again.", error)
            connection.close()
            time.sleep(ROUND_SECONDS)
        except OSError as error:
            _log.warning("The log cannot be written (%s); trying again. Acts wait for it.", error)
            _wait(stop)
        except QuorumMissing as missing:
            _log.warning("%s", missing)
            _wait(stop)


def _sequence(stop: Callable[[], bool], home: Home) -> None:
    keys.settle_keys(home)
    witnesses, stamper = Witnesses.of(home), Stamper(home)
    stamper.start()
    try:
        sequencer = Sequencer.open(home, witnesses)
        looked = -CLOCK_SECONDS
        while not stop():
            sequencer.assign()
            if is_due(home, now()):
                _publish(home, sequencer, witnesses, stamper)
            if time.monotonic() - looked >= CLOCK_SECONDS:
                clock.check_log()
                looked = time.monotonic()
            time.sleep(ROUND_SECONDS)
    finally:
        stamper.stop()


def _publish(home: Home, sequencer: Sequencer, witnesses: Witnesses, stamper: Stamper) -> None:
    """Publish all there is, and let others know."""
    folder, began = LogFolder(home.log), now()
    former = folder.published().note if folder.checkpoint_file.exists() else b""
    heartbeat.beat_if_silent(home)
    sequencer.assign()
    sequencer.publish()
    follow_publication(home)
    published = folder.published()
    stamper.published(note.parse(published.note).text, published.size)
    _compare_clocks(witnesses, former, published.note, began)


def _compare_clocks(witnesses: Witnesses, former: bytes, signed: bytes, began: datetime) -> None:
    """Compare the times of cosignatures that came since `began`; older ones are kept lines."""
    known = set(note.parse(former).signatures) if former else set()
    fresh = [line for line in note.parse(signed).signatures if line not in known]
    if not fresh:
        return
    text = note.parse(signed).text
    for name, seconds in witnesses.times(note.Note(text, tuple(fresh)).encode()).items():
        theirs = datetime.fromtimestamp(min(seconds, _LAST_SECOND), UTC)
        # It cosigned some time in between, and says whole seconds.
        ours = min(max(theirs, began - timedelta(seconds=1)), now())
        clock.notice(f"the witness {name}", theirs, ours)


def _wait(stop: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not stop() and time.monotonic() < ends:
        time.sleep(ROUND_SECONDS)


def is_due(home: Home, moment: datetime) -> bool:
    """Say whether a checkpoint is to be published now: by the schedule, or on request."""
    folder = LogFolder(home.log)
    if not folder.checkpoint_file.exists():
        return True  # the first one waits for a quorum, or was taken away
    published = folder.published()
    # A clock that was set back must not stop publication until it has caught up.
    by_schedule = not published.at <= moment < next_publication(home, published)
    return by_schedule or is_requested(published.size)
