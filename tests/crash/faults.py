"""Breaks one write of the sequencer: it fails and is not stored, or fails though it is stored."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.db import connection

from onrecord.ledger.checkpoint_store import (
    CheckpointStore,
    Prove,
    SqliteCheckpointStore,
    Stored,
)
from onrecord.ledger.disk import Disk
from onrecord.ledger.keys import LogKey, load_key
from onrecord.ledger.sequencing import Sequencer
from onrecord.storage.home import Home
from onrecord_proof.checkpoint import Checkpoint

T = TypeVar("T")

NOT_STORED = "failed, not stored"
STORED = "failed, but stored"
TORN = "failed, half stored"

STEPS = ("assign", "put", "sync", "rename", "sign", "swap", "link", "replace", "remove")


class Fault(Exception):  # noqa: N818 - it is no error of the product
    """The power went, or something like it."""


class Faults:
    """Breaks the `occurrence`-th (from 0) call of a step, once, in the way of `when`."""

    def __init__(self, step: str, when: str, occurrence: int) -> None:
        self._step = step
        self._when = when
        self._left = occurrence
        self.signed: list[Checkpoint] = []

    def around(self, step: str, action: Callable[[], T], torn: Callable[[], None]) -> T:
        """Do an action, unless or until it is the one to break."""
        is_hit = step == self._step and self._left == 0
        self._left -= step == self._step
        if is_hit and self._when == NOT_STORED:
            raise Fault(step)
        if is_hit and self._when == TORN:
            torn()
            raise Fault(step)
        result = action()
        if is_hit:
            raise Fault(step)
        return result


class FaultyDisk(Disk):
    """A disk that breaks once."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def put(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Break whole or half-way."""
        half = data[: len(data) // 2]
        self._around("put", lambda: Disk.put(self, path, data, mode=mode), path, half)

    def sync(self, *paths: Path) -> None:
        """Break."""
        self._around("sync", lambda: Disk.sync(self, *paths))

    def rename(self, source: Path, target: Path) -> None:
        """Break."""
        self._around("rename", lambda: Disk.rename(self, source, target))

    def link(self, source: Path, target: Path) -> None:
        """Break."""
        self._around("link", lambda: Disk.link(self, source, target))

    def replace(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Break; what it does breaks by itself."""
        self._around("replace", lambda: Disk.replace(self, path, data, mode=mode))

    def remove(self, folder: Path) -> None:
        """Break whole or after one file."""
        some = next(path for path in folder.rglob("*") if path.is_file())
        self._faults.around("remove", lambda: Disk.remove(self, folder), some.unlink)

    def _around(
        self, step: str, action: Callable[[], None], path: Path = Path(), half: bytes = b""
    ) -> None:
        def torn() -> None:
            Disk.put(self, path, half)

        self._faults.around(step, action, torn)


class FaultyStore:
    """A checkpoint store that breaks once."""

    def __init__(self, faults: Faults, inner: CheckpointStore) -> None:
        self._faults = faults
        self._inner = inner

    def latest(self) -> Stored:
        """Read; this does not break."""
        return self._inner.latest()

    def swap(self, expected: Stored, fresh: Stored, prove: Prove) -> None:
        """Break."""
        self._faults.around("swap", lambda: self._inner.swap(expected, fresh, prove), _nothing)


class FaultyKey(LogKey):
    """A key that breaks once, and remembers what it signed."""

    faults: Faults

    def sign(self, checkpoint: Checkpoint) -> bytes:
        """Break, and remember what was signed."""

        def sign() -> bytes:
            self.faults.signed.append(checkpoint)
            return LogKey.sign(self, checkpoint)

        return self.faults.around("sign", sign, _nothing)


class FaultySequencer(Sequencer):
    """A sequencer each of whose steps breaks once."""

    def __init__(self, home: Home, faults: Faults) -> None:
        key = load_key(home.log_key)
        faulty = FaultyKey(key.public, key._seed)
        object.__setattr__(faulty, "faults", faults)  # the key is frozen
        store = FaultyStore(faults, SqliteCheckpointStore(home.checkpoint_store))
        super().__init__(home, store, faulty, FaultyDisk(faults))
        self._faults = faults

    def assign(self) -> int:
        """Break at the commit, or within the transaction once indices were written."""

        def assign() -> int:
            return Sequencer.assign(self)

        def torn() -> None:
            with connection.execute_wrapper(_break_after_update):
                Sequencer.assign(self)

        return self._faults.around("assign", assign, torn)


def _break_after_update(
    execute: Callable[..., object],
    sql: str,
    params: object,
    many: bool,
    context: object,
) -> object:
    result = execute(sql, params, many, context)
    if sql.startswith("UPDATE ledger_entry"):
        raise Fault("assign")
    return result


def _nothing() -> None:
    """Half of this step is none of it."""
