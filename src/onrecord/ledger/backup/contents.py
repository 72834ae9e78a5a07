"""What a backup must hold beside the ledger's own: other apps register what their rows name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class NamedBlob:
    """A blob that a row names, with the SHA-256 (hex) and size (bytes) that the row says."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class NamedPacket:
    """A sealed packet's folder among the packets, and its digest (hex)."""

    folder: str
    digest: str


Rows = QuerySet[Any, tuple[Any, ...]]
"""A query of rows of plain columns; it is run on the database that the backup holds."""

Run = Callable[[Rows], Iterator[tuple[Any, ...]]]
"""Runs a query on that database."""

_blobs: dict[str, Callable[[], Rows]] = {}
_packets: dict[str, Callable[[], Rows]] = {}


def register_blobs(name: str, query: Callable[[], Rows]) -> None:
    """Have every backup hold an app's blobs; the query gives name, SHA-256 and size of each."""
    _blobs[name] = query


def register_packets(name: str, query: Callable[[], Rows]) -> None:
    """Have every backup hold an app's sealed packets; the query gives folder and digest of each."""
    _packets[name] = query


def blobs(run: Run) -> Iterator[NamedBlob]:
    """Yield every blob that a database's rows name."""
    for query in _blobs.values():
        yield from (NamedBlob(*row) for row in run(query()))


def packets(run: Run) -> Iterator[NamedPacket]:
    """Yield every sealed packet that a database's rows name."""
    for query in _packets.values():
        yield from (NamedPacket(*row) for row in run(query()))
