"""The port of write-once blobs: what every store of exhibits' bytes promises.

A blob is kept in three steps, each durable before the next:

1. `writer` or `stage`: bytes stream once through SHA-256 into staging under a random name.
2. `keep`: the staged bytes are linked under the same name among the blobs, where a name that
   exists is refused. Staging still holds its name, so that an interrupted act can be undone.
3. `finish`: the name in staging goes, once the row that names the blob is committed; or `undo`:
   the blob goes and the staged bytes stay, for another try.

A crash between any two steps leaves whole files only, and `sweep` settles them at the next start.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

BLOCK = 1024 * 1024
"""Bytes read or written at a time; what one stream holds in memory."""


class StorageError(Exception):
    """The store refuses; `code` is stable, the text says what, where and what to do."""

    code = "storage"


class StoreFull(StorageError):  # noqa: N818 - named for what happened
    """The disk has no room; nothing that was kept before is touched."""

    code = "store-full"


class BlobExists(StorageError):  # noqa: N818 - named for what happened
    """A blob of this name is kept already; blobs are written once."""

    code = "blob-exists"


class BlobMissing(StorageError):  # noqa: N818 - named for what happened
    """The store lacks a blob, or the staged bytes, of this name."""

    code = "blob-missing"


@dataclass(frozen=True)
class Staged:
    """Bytes that are durable in staging. `sha256` is lower-case hex, `size` in bytes."""

    name: str
    sha256: str
    size: int


class StagingWriter(Protocol):
    """Takes bytes as they come; leaving its context without `finish` drops them."""

    def write(self, chunk: bytes) -> None:
        """Append; raise StoreFull when the disk has no room."""
        ...

    def finish(self) -> Staged:
        """Make the bytes durable and say what they are."""
        ...

    def abort(self) -> None:
        """Drop what was written; nothing happens after `finish`."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class BlobStore(Protocol):
    """A store of write-once blobs."""

    def writer(self) -> StagingWriter:
        """Begin staging bytes that are pushed."""
        ...

    def stage(self, chunks: Iterable[bytes]) -> Staged:
        """Stage a stream in one pass; durable before it returns."""
        ...

    def keep(self, staged: Staged) -> str:
        """Keep staged bytes and return the blob's name; raise BlobExists or BlobMissing."""
        ...

    def finish(self, staged: Staged) -> None:
        """Forget the staging name of bytes that were kept and are now named by the record."""
        ...

    def undo(self, staged: Staged) -> None:
        """Take back a `keep` whose act failed; the staged bytes stay. Never after `finish`."""
        ...

    def discard(self, staged: Staged) -> None:
        """Drop staged bytes that nobody wants; a kept blob is not touched."""
        ...

    def destroy(self, name: str) -> bool:
        """Destroy a kept blob for good, by law (G26); say whether there was one. It may run twice.

        Its bytes are overwritten where the store can, then every name of it goes, durably.
        """
        ...

    def names(self) -> Iterator[str]:
        """Yield the name of every blob that is kept and finished, in order."""
        ...

    def size(self, name: str) -> int:
        """Return a blob's size in bytes, or raise BlobMissing."""
        ...

    def open_range(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        """Return the bytes from start up to stop (exclusive) in blocks of at most BLOCK.

        The blob is opened before this returns (BlobMissing), so that a reader may still be told.
        It is closed after its last block, or by `close` of what is returned.
        """
        ...

    def path(self, name: str) -> Path:
        """Return a local file that holds the blob, to be read only; raise BlobMissing."""
        ...

    def free(self) -> int:
        """Return how many more bytes the store can take, roughly."""
        ...

    def sweep(self, older_than: timedelta, is_named: Callable[[str], bool]) -> tuple[str, ...]:
        """Settle what a crash left in staging, older than this; return the names settled.

        Bytes that were only staged go. A blob that still has its staging name is finished where
        the record names it (`is_named`), and undone where it does not. Other blobs stay.
        """
        ...
