"""Durable writes: when a method has returned, its effect outlives a loss of power.

The sequencer writes through a `Disk` only, so that tests can break each write.
"""

import fcntl
import os
import shutil
from pathlib import Path


class Disk:
    """The file system under the log."""

    def write(self, path: Path, data: bytes, *, mode: int = 0o644, flush: bool = True) -> None:
        """Write a new file, and its folders where they lack; refuse a file that exists.

        Without `flush` its name is durable only once `flush` was called for the folder: one call
        for many files.
        """
        self._make_folder(path.parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            _sync(file.fileno())
        if flush:
            _sync_folder(path.parent)

    def flush(self, folder: Path) -> None:
        """Make the names in a folder durable."""
        _sync_folder(folder)

    def rename(self, source: Path, target: Path) -> None:
        """Give a folder its final name, in the same parent."""
        source.rename(target)
        _sync_folder(target.parent)

    def link(self, source: Path, target: Path, *, flush: bool = True) -> None:
        """Give a file a second name; raise FileExistsError where the name is taken.

        `flush` is that of `write`.
        """
        self._make_folder(target.parent)
        os.link(source, target)
        if flush:
            _sync_folder(target.parent)

    def replace(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Put a file in the place of another, at once: readers see the one or the other."""
        fresh = path.with_name(f".{path.name}.new")
        fresh.unlink(missing_ok=True)
        self.write(fresh, data, mode=mode)
        fresh.replace(path)
        _sync_folder(path.parent)

    def sync_folder(self, folder: Path) -> None:
        """Make durable which names a folder holds, after one was taken away."""
        _sync_folder(folder)

    def remove(self, folder: Path) -> None:
        """Remove a folder with all it holds."""
        shutil.rmtree(folder)

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            _sync_folder(folder.parent)


def _sync(descriptor: int) -> None:
    full = getattr(fcntl, "F_FULLFSYNC", None)  # macOS: fsync leaves data in the drive
    if full is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, full)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)
