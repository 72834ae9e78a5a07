"""Durable writes: when a method has returned, its effect outlives a loss of power.

The sequencer writes through a `Disk` only, so that tests can break each write.
"""

import fcntl
import hashlib
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

AT_ONCE = 8  # flushes that wait together cost a file system little more than one
_BLOCK = 1 << 20


@dataclass(frozen=True)
class FileSum:
    """A file's size in bytes and its SHA-256 in lower-case hex."""

    size: int
    sha256: str


def sum_of(path: Path) -> FileSum:
    """Read a file once, and say what it is."""
    hashed, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            hashed.update(block)
            size += len(block)
    return FileSum(size, hashed.hexdigest())


class Disk:
    """The file system under the log. Effects are durable, but for `put`, `link` and `move`."""

    def put(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Write a new file in a folder that exists; durable once file and folder are synced."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name, or raise FileExistsError; durable once its folder is."""
        os.link(source, target)

    def move(self, source: Path, target: Path) -> None:
        """Give a file or folder another name, in place of a file; durable once its folder is."""
        source.replace(target)

    def sync(self, *paths: Path) -> None:
        """Make contents of files and names in folders durable: all of them when it returns."""
        if len(paths) == 1:
            _sync(paths[0])
        elif paths:
            list(_pool().map(_sync, paths))

    def write(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Write a new file, and its folders where they lack; refuse a file that exists."""
        made = self.make_folder(path.parent)
        self.put(path, data, mode=mode)
        self.sync(path, path.parent, *made)

    def copy(self, source: Path, target: Path, *, mode: int = 0o600) -> FileSum:
        """Copy a file to a new name, durably, and say what was copied.

        Which names its folder holds is not yet durable: many files may share one `sync`.
        """
        self.make_folder(target.parent)
        hashed, size = hashlib.sha256(), 0
        with source.open("rb") as file:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(descriptor, "wb") as copied:
                while block := file.read(_BLOCK):
                    copied.write(block)
                    hashed.update(block)
                    size += len(block)
        self.sync(target)
        return FileSum(size, hashed.hexdigest())

    def rename(self, source: Path, target: Path) -> None:
        """Give a folder its final name, in the same parent."""
        self.move(source, target)
        self.sync(target.parent)

    def replace(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Put a file in the place of another, at once: readers see the one or the other."""
        fresh = path.with_name(f".{path.name}.new")
        fresh.unlink(missing_ok=True)
        made = self.make_folder(path.parent)
        self.put(fresh, data, mode=mode)
        self.sync(fresh, *made)
        self.move(fresh, path)
        self.sync(path.parent)

    def sync_tree(self, folder: Path) -> None:
        """Make durable which names a folder and all folders below it hold."""
        self.sync(folder, *(path for path in folder.rglob("*") if path.is_dir()))

    def remove(self, folder: Path) -> None:
        """Remove a folder with all it holds."""
        shutil.rmtree(folder)

    def make_folder(self, folder: Path) -> tuple[Path, ...]:
        """Make a folder, and those above it; return the folders that are to be synced for it."""
        if folder.is_dir():
            return ()
        above = self.make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        return (*above, folder.parent)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sync")


def _sync(path: Path) -> None:
    full = getattr(fcntl, "F_FULLFSYNC", None)  # macOS: fsync leaves data in the drive
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if full is None:
            os.fsync(descriptor)
        else:
            fcntl.fcntl(descriptor, full)
    finally:
        os.close(descriptor)
