"""What lower and higher apps keep in step with a row, within the act that saves it."""

from collections.abc import Callable

from onrecord.ledger.destroying.scope import Scope
from onrecord.ledger.models import Record

Follower = Callable[[Record], None]
Refresher = Callable[[Scope], None]
_followers: dict[str, Follower] = {}
_refreshers: dict[str, Refresher] = {}


def register(name: str, follower: Follower, refresher: Refresher) -> None:
    """Have working rows follow each saved row, and be made anew where a destruction was."""
    _followers[name] = follower
    _refreshers[name] = refresher


def tell(row: Record) -> None:
    """Tell every follower of a row that an act saved."""
    for follower in _followers.values():
        follower(row)


def refresh(scope: Scope) -> None:
    """Have what was derived from a destroyed scope made anew (G26)."""
    for refresher in _refreshers.values():
        refresher(scope)
