"""Blobs as files of the home: `staging/blobs/<name>` and `blobs/<ab>/<name>`, names random.

Each file and the folder that names it are made durable (fsync) before a step is reported done.
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from onrecord.storage.blobs import (
    BLOCK,
    BlobExists,
    BlobMissing,
    BlobStore,
    Staged,
    StorageError,
    StoreFull,
)
from onrecord.storage.home import Home, current_home

RESERVE = 256 * 1024 * 1024
"""Bytes that uploads leave free, so that the ledger can still be written."""

_NAME = re.compile(r"[0-9a-f]{32}")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class LocalBlobStore:
    """The store on a local file system that has hard links."""

    def __init__(self, staging: Path, blobs: Path) -> None:
        """Keep blobs under `blobs`, and bytes on their way under `staging`, made where absent.

        Both must be on one file system: a link is what makes keeping atomic.
        """
        self._staging = staging
        self._blobs = blobs
        for folder in (staging, blobs):
            _make_folder(folder)

    def writer(self) -> "LocalWriter":
        """Begin staging under a fresh random name."""
        return LocalWriter(self._staging, secrets.token_hex(16))

    def stage(self, chunks: Iterable[bytes]) -> Staged:
        """Stage a stream in one pass."""
        with self.writer() as writer:
            for chunk in chunks:
                writer.write(chunk)
            return writer.finish()

    def keep(self, staged: Staged) -> str:
        """Link the staged file among the blobs; the link fails where the name exists."""
        source, target = self._staged(staged.name), self._blob(staged.name)
        _make_folder(target.parent)
        try:
            os.link(source, target)
        except FileExistsError:
            raise BlobExists(
                f"Blob {staged.name} is kept already; blobs are written once. Stage it anew."
            ) from None
        except FileNotFoundError:
            raise BlobMissing(
                f"The uploaded bytes {staged.name} are no longer in staging. Upload them again."
            ) from None
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise _full(self.free()) from error
            raise
        _make_durable(target.parent)
        return staged.name

    def finish(self, staged: Staged) -> None:
        """Unlink the staging name; the blob stays."""
        self._unlink(self._staged(staged.name))

    def undo(self, staged: Staged) -> None:
        """Unlink the blob, only while its staging name stands beside it."""
        source, target = self._staged(staged.name), self._blob(staged.name)
        if not source.exists():
            raise StorageError(f"Blob {staged.name} is finished; it is not undone.")
        self._unlink(target)

    def discard(self, staged: Staged) -> None:
        """Unlink the staging name."""
        self._unlink(self._staged(staged.name))

    def destroy(self, name: str) -> bool:
        """Overwrite the file once with zeros, where it lies; then unlink both of its names.

        A copy-on-write file system, a solid-state disk and a snapshot may keep the old blocks.
        """
        blob, staged = self._blob(name), self._staged(name)
        for path in (blob, staged):
            if path.exists():
                overwrite(path)
                break
        else:
            return False
        self._unlink(staged)
        self._unlink(blob)
        return True

    def names(self) -> Iterator[str]:
        """Yield the names in `blobs` that staging has not."""
        for folder in sorted(self._blobs.iterdir()):
            for file in sorted(folder.iterdir()) if folder.is_dir() else ():
                if _NAME.fullmatch(file.name) and not self._staged(file.name).exists():
                    yield file.name

    def size(self, name: str) -> int:
        """Return the size that the file has now."""
        return self.path(name).stat().st_size

    def open_range(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        """Open the file, then hand its bytes out block by block."""
        file = self.path(name).open("rb", buffering=0)
        return _Blocks(file, start, stop)

    def path(self, name: str) -> Path:
        """Return the blob's own file."""
        path = self._blob(name)
        if not path.is_file():
            raise BlobMissing(
                f"Blob {name} is not in the store. Restore it from a backup, then run the audit."
            )
        return path

    def free(self) -> int:
        """Return the free bytes of the file system, less the reserve."""
        return max(shutil.disk_usage(self._blobs).free - RESERVE, 0)

    def sweep(self, older_than: timedelta, is_named: Callable[[str], bool]) -> tuple[str, ...]:
        """Settle staged files whose last write is older than this."""
        limit = time.time() - older_than.total_seconds()
        settled = []
        for file in sorted(self._staging.iterdir()):
            if not _NAME.fullmatch(file.name) or file.stat().st_mtime >= limit:
                continue
            blob = self._blob(file.name)
            if blob.exists() and not is_named(file.name):
                self._unlink(blob)
            self._unlink(file)
            settled.append(file.name)
        return tuple(settled)

    def _staged(self, name: str) -> Path:
        return self._staging / _checked(name)

    def _blob(self, name: str) -> Path:
        return self._blobs / _checked(name)[:2] / name

    def _unlink(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _make_durable(path.parent)


class LocalWriter:
    """One file on its way into staging."""

    def __init__(self, staging: Path, name: str) -> None:
        self._path = staging / name
        self._hash = hashlib.sha256()
        self._size = 0
        self._open = True
        with _room(staging):
            descriptor = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
        self._file = os.fdopen(descriptor, "wb", buffering=0)

    def write(self, chunk: bytes) -> None:
        """Write all of a chunk, however the system splits it."""
        rest = memoryview(chunk)
        with _room(self._path.parent):
            while rest:
                rest = rest[self._file.write(rest) :]
        self._hash.update(chunk)
        self._size += len(chunk)

    def finish(self) -> Staged:
        """Make the file and its folder durable."""
        with _room(self._path.parent):
            os.fsync(self._file.fileno())
            self._file.close()
            _make_durable(self._path.parent)
        self._open = False
        return Staged(name=self._path.name, sha256=self._hash.hexdigest(), size=self._size)

    def abort(self) -> None:
        """Close and remove the file."""
        if self._open:
            self._open = False
            self._file.close()
            self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.abort()


def blob_store(home: Home | None = None) -> BlobStore:
    """Return the store of a home, by default of the one that this process was started on."""
    home = home or current_home()
    return LocalBlobStore(staging=home.staging / "blobs", blobs=home.blobs)


def overwrite(path: Path) -> None:
    """Write zeros over a whole file and make them durable; the file keeps its length."""
    path.chmod(0o600)
    with path.open("r+b", buffering=0) as file:
        rest = os.fstat(file.fileno()).st_size
        while rest:
            rest -= file.write(bytes(min(BLOCK, rest)))
        os.fsync(file.fileno())


def _checked(name: str) -> str:
    """Refuse a name that is not ours, such as one that climbs out of the folder."""
    if not _NAME.fullmatch(name):
        raise BlobMissing(f"{name[:60]!r} is no blob's name; names are 32 hexadecimal digits.")
    return name


class _Blocks(Iterator[bytes]):
    """The rest of a range; `close` ends it early, as a server does when its client has gone."""

    def __init__(self, file: BinaryIO, start: int, stop: int) -> None:
        file.seek(start)
        self._file, self._rest = file, stop - start

    def __next__(self) -> bytes:
        if self._rest <= 0 or self._file.closed:
            self.close()
            raise StopIteration
        block = self._file.read(min(BLOCK, self._rest))
        if not block:
            self.close()
            raise StorageError(
                f"{Path(self._file.name).name} ends {self._rest} bytes early. Run the audit; "
                "restore it from a backup."
            )
        self._rest -= len(block)
        return block

    def close(self) -> None:
        self._file.close()


@contextmanager
def _room(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _full(shutil.disk_usage(folder).free) from error
        raise


def _full(free: int) -> StoreFull:
    return StoreFull(
        f"The store is full: {free // 1_000_000:,} MB free. Nothing lost: everything recorded "
        "before is kept. Make room, then send this file again."
    )


def _make_folder(folder: Path) -> None:
    """Make a folder and whatever is above it, each durable in its parent."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _make_durable(folder.parent)


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
