"""When checkpoints are due."""

from datetime import datetime, timedelta

from onrecord.ledger.tiles import Published
from onrecord.storage.home import Home


def next_publication(home: Home, published: Published) -> datetime:
    """Return when the next checkpoint is due by the schedule."""
    return published.at + timedelta(seconds=home.record().publication_seconds)
