"""What other apps tell of themselves: what holds a destruction, and what lies outside the database.

A hold check yields a sentence for each thing that forbids the destruction now. A keeper destroys
what its app keeps in files; it may run twice, and runs while the rows still stand. A recipients
query names who holds a packet that we handed over.
"""

from collections.abc import Callable, Iterator, Mapping

from onrecord.ledger.destroying.scope import Scope

HoldCheck = Callable[[Scope, bool], Iterator[str]]
"""Takes the scope, and whether a court ordered it; yields what holds it, in words."""
Keeper = Callable[[Scope], Mapping[str, int]]
"""Destroys an app's files of a scope; returns how many of each thing there were."""
Recipients = Callable[[Scope], Iterator[Mapping[str, str]]]
"""Yields {"recipient", "packet_digest"} for each packet that was handed over."""

_holds: dict[str, HoldCheck] = {}
_keepers: dict[str, Keeper] = {}
_recipients: dict[str, Recipients] = {}


def register_hold_check(name: str, check: HoldCheck) -> None:
    """Have a check asked at request, at approval, and before anything goes."""
    _holds[name] = check


def register_keeper(name: str, keeper: Keeper) -> None:
    """Have an app's files destroyed with the rows that name them."""
    _keepers[name] = keeper


def register_recipients(name: str, recipients: Recipients) -> None:
    """Have those listed who are to be told."""
    _recipients[name] = recipients


def holds(scope: Scope, *, of_court: bool) -> list[str]:
    """Return everything that holds a destruction, in words; empty where nothing does."""
    return [words for check in _holds.values() for words in check(scope, of_court)]


def destroy_files(scope: Scope) -> dict[str, int]:
    """Have every keeper destroy its files; return how many of each thing there were."""
    counts: dict[str, int] = {}
    for keeper in _keepers.values():
        for name, count in keeper(scope).items():
            counts[name] = counts.get(name, 0) + count
    return counts


def recipients(scope: Scope) -> list[dict[str, str]]:
    """Return who holds a packet of what is destroyed."""
    return [dict(found) for query in _recipients.values() for found in query(scope)]
