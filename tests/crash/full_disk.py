"""Disks and databases that are full when a test says so."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from onrecord.ledger.disk import Disk


class RefusingDisk(Disk):
    """Refuses every operation once `left` of them are done, until `left` is None again."""

    def __init__(self, code: int) -> None:
        self._code = code
        self.left: int | None = None
        self.refused = 0

    def put(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Refuse, with half of the file written where the disk is full."""
        if self._is_over() and self._code == errno.ENOSPC:
            Disk.put(self, path, data[: len(data) // 2], mode=mode)
        self._ask(path)
        Disk.put(self, path, data, mode=mode)

    def link(self, source: Path, target: Path) -> None:
        """Refuse."""
        self._ask(target)
        Disk.link(self, source, target)

    def move(self, source: Path, target: Path) -> None:
        """Refuse."""
        self._ask(target)
        Disk.move(self, source, target)

    def sync(self, *paths: Path) -> None:
        """Refuse: some file systems find out late that they are full."""
        self._ask(*paths[:1])
        Disk.sync(self, *paths)

    def make_folder(self, folder: Path) -> tuple[Path, ...]:
        """Refuse where one is to be made."""
        if not folder.is_dir():
            self._ask(folder)
        return Disk.make_folder(self, folder)

    def remove(self, folder: Path) -> None:
        """Refuse on a read-only disk."""
        if self._code == errno.EROFS:
            self._ask(folder)
        Disk.remove(self, folder)

    def _is_over(self) -> bool:
        return self.left == 0

    def _ask(self, *paths: Path) -> None:
        if self._is_over():
            self.refused += 1
            raise OSError(self._code, os.strerror(self._code), *map(str, paths))
        if self.left is not None:
            self.left -= 1


@contextmanager
def pages_left(count: int) -> Iterator[None]:
    """Let the database grow by so many pages and no more; SQLite says then that it is full."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests freed would be taken first
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + count}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
