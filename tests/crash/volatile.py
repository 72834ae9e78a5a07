"""A disk that loses power: what was not made durable by then is torn, in one of many ways.

It keeps account of what each flush makes durable: a file's contents by a flush of the file, names
in a folder (made, linked, renamed, replaced, removed) by a flush of the folder.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from crash.tearing import WAYS, tear_file
from onrecord.ledger.disk import Disk

NAMES_KEPT = "kept"
NAMES_LOST = "lost"
ANY = "any"


class PowerLoss(Exception):  # noqa: N818 - it is no error of the product
    """The power went."""


@dataclass(frozen=True)
class _Loose:
    """A change that is not durable: durable once `by` is flushed; `undo` takes it back."""

    by: Path
    undo: Callable[[], None]


class VolatileDisk(Disk):
    """Loses power before its `fails_at`-th operation (from 0).

    Contents that were not flushed are left in the way `contents` (one of `WAYS`, or ANY of them for
    each file), and names are `kept`, `lost`, or ANY of the two for each.
    """

    def __init__(self, fails_at: int, contents: str, names: str, trash: Path) -> None:
        self._left = fails_at
        self._contents = contents
        self._names = names
        self._trash = trash
        self._chance = Random(fails_at)  # noqa: S311 - no secret
        self._files: list[Path] = []
        self._loose: list[_Loose] = []
        self._removed = 0

    def put(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Write; neither contents nor name are durable."""
        self._tick()
        Disk.put(self, path, data, mode=mode)
        self._files.append(path)
        self._loose.append(_Loose(path.parent, lambda: path.unlink(missing_ok=True)))

    def link(self, source: Path, target: Path) -> None:
        """Link; the name is not durable."""
        self._tick()
        Disk.link(self, source, target)
        self._loose.append(_Loose(target.parent, lambda: target.unlink(missing_ok=True)))

    def sync(self, *paths: Path) -> None:
        """Make durable what hangs on these."""
        self._tick()
        Disk.sync(self, *paths)
        flushed = set(paths)
        self._files = [path for path in self._files if path not in flushed]
        self._loose = [loose for loose in self._loose if loose.by not in flushed]

    def move(self, source: Path, target: Path) -> None:
        """Rename; which of the two names it has, and what had the name before, is not durable."""
        self._tick()
        before = target.read_bytes() if target.is_file() else None
        Disk.move(self, source, target)
        self._files = [_moved(path, source, target) for path in self._files]
        self._loose.append(_Loose(target.parent, lambda: _put_back(target, source, before)))

    def remove(self, folder: Path) -> None:
        """Remove; it may come back."""
        self._tick()
        self._removed += 1
        aside = self._trash / str(self._removed)
        shutil.copytree(folder, aside)
        Disk.remove(self, folder)
        self._files = [path for path in self._files if path.parent != folder]
        self._loose.append(_Loose(folder.parent, lambda: _move(aside, folder)))

    def make_folder(self, folder: Path) -> tuple[Path, ...]:
        """Make a folder; its name is not durable."""
        if folder.is_dir():
            return ()
        above = self.make_folder(folder.parent)
        self._tick()
        folder.mkdir()
        self._loose.append(_Loose(folder.parent, lambda: shutil.rmtree(folder, ignore_errors=True)))
        return (*above, folder.parent)

    def _tick(self) -> None:
        if self._left == 0:
            self._lose_power()
            raise PowerLoss
        self._left -= 1

    def _lose_power(self) -> None:
        for path in self._files:
            way = self._chance.choice(list(WAYS)) if self._contents == ANY else self._contents
            if path.exists():
                tear_file(path, way, self._chance)
        for loose in reversed(self._loose):
            if self._names == NAMES_LOST or (self._names == ANY and self._chance.random() < 0.5):
                loose.undo()


def _move(source: Path, target: Path) -> None:
    if source.exists() and not target.exists():
        source.rename(target)


def _moved(path: Path, source: Path, target: Path) -> Path:
    return target / path.relative_to(source) if path.is_relative_to(source) else path


def _put_back(path: Path, former: Path, before: bytes | None) -> None:
    _move(path, former)
    if before is not None and not path.exists():
        path.write_bytes(before)
