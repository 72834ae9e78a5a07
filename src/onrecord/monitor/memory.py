"""The folder in which a monitor keeps what it saw, so that nobody can say later it was otherwise.

    trust.policy                         the trust policy, as it was when the folder was begun
    checkpoints/<size>-<root16>.<n>.note each signed checkpoint that the log showed, as it was
    witnesses/<key ID>/...               likewise, each that a witness showed
    keys/<NNNN>.tlog-proof               each link of the log's key chain
    evidence/...                         what proves a fork, in JSON
    state.json                           what is known; see `state`

Nothing but `state.json` is ever changed, and nothing is ever deleted. A note is durable before the
state that speaks of it. A torn or altered file is named and never taken for less.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

from onrecord.monitor.errors import MemoryDamaged, MemoryForeign, MemoryInUse
from onrecord.monitor.sights import LOG, Head, Shown
from onrecord.monitor.state import State, decode, encode
from onrecord.monitor.watch import Evidence
from onrecord_proof import checkpoint, note
from onrecord_proof.errors import ProofError
from onrecord_proof.keychain import link_path

STATE = "state.json"
POLICY = "trust.policy"
CHECKPOINTS = "checkpoints"
WITNESSES = "witnesses"

_NOTE = re.compile(r"(0|[1-9][0-9]{0,18})-([0-9a-f]{16})\.([1-9][0-9]*)\.note")
_FRESH = ".new"
_PASSAGES = (
    f".{STATE}{_FRESH}",
    f".{POLICY}{_FRESH}",
    f"{CHECKPOINTS}/.*.note{_FRESH}",
    f"{WITNESSES}/*/.*.note{_FRESH}",
    f"keys/.*.tlog-proof{_FRESH}",
    f"evidence/.*.json{_FRESH}",
)
_OURS = frozenset({"lock", STATE, POLICY, CHECKPOINTS, WITNESSES, "keys", "evidence"}) | {
    f".{STATE}{_FRESH}",
    f".{POLICY}{_FRESH}",
}


class Disk:
    """The file system under the folder. `put` and `move` are durable once what they name is synced.

    Tests break each operation, and take the power away before it.
    """

    def put(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Write a new file in a folder that exists."""
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)

    def move(self, source: Path, target: Path) -> None:
        """Give a file another name, in place of a file."""
        source.replace(target)

    def sync(self, *paths: Path) -> None:
        """Make contents of files and names in folders durable."""
        for path in paths:
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def make_folder(self, folder: Path) -> tuple[Path, ...]:
        """Make a folder, and those above it; return the folders that are to be synced for it."""
        if folder.is_dir():
            return ()
        above = self.make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        return (*above, folder.parent)

    def replace(self, path: Path, data: bytes, *, mode: int = 0o644) -> None:
        """Put a file in the place of another, or of none, at once and durably."""
        fresh = path.with_name(f".{path.name}{_FRESH}")
        fresh.unlink(missing_ok=True)
        made = self.make_folder(path.parent)
        self.put(fresh, data, mode=mode)
        self.sync(fresh, *made)
        self.move(fresh, path)
        self.sync(path.parent)


class Memory:
    """An open folder; one monitor at a time holds it."""

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        """Open or begin a folder. Raises MemoryForeign, MemoryInUse, or OSError."""
        self.root = root
        self._disk = disk or Disk()
        self._require_own()
        self._disk.sync(*self._disk.make_folder(root))
        self._lock = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise MemoryInUse(
                f"Another monitor works on {root}. Stop it, or give this one a folder of its own."
            ) from None
        self._sweep()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the folder back."""
        os.close(self._lock)

    @property
    def is_begun(self) -> bool:
        """Whether a state was ever written here, or ought to be here."""
        return (self.root / STATE).exists() or any(self.root.glob("*/**/*.note"))

    def begin(self, policy: bytes) -> None:
        """Begin: keep the trust policy, then the state of a monitor that saw nothing yet."""
        self._disk.replace(self.root / POLICY, policy)
        self.save(State())

    def policy(self) -> bytes:
        """Return the trust policy with which the folder was begun."""
        return self._read(POLICY)

    def require_policy(self, given: bytes) -> None:
        """Refuse another trust policy than the folder's; raises MemoryForeign."""
        if given != self.policy():
            raise MemoryForeign(
                f"{self.root} was begun with another trust policy: compare it with "
                f"{self.root / POLICY}. Replace that file by yours if you mean to change it, or "
                "give a new folder."
            )

    def state(self) -> State:
        """Return what is known, with checkpoints that were kept just before a crash taken in."""
        data = self._read(STATE)
        try:
            state = decode(data)
        except ProofError as error:
            raise self.damaged(STATE, error.message) from error
        spoken = [state.latest, *(one.shown for one in state.pending)]
        spoken += [voice.last for voice in state.voices.values()]
        for shown in spoken:
            if shown is not None and self._shown(shown.note, shown.by).head != shown.head:
                raise self.damaged(shown.note, f"{STATE} says {shown.head} of it")
        return state

    def save(self, state: State) -> None:
        """Put a state in the place of the one before."""
        self._disk.replace(self.root / STATE, encode(state))

    def keep(self, by: str, folder: str, head: Head, data: bytes) -> Shown:
        """Keep a note as it is, once, and return where."""
        stem = f"{head.size}-{head.root.hex()[:16]}"
        place, number = self.root / folder, 1
        while (path := place / f"{stem}.{number}.note").exists():
            if path.read_bytes() == data:
                return Shown(by, head, f"{folder}/{path.name}")
            number += 1
        self._disk.replace(path, data)
        return Shown(by, head, f"{folder}/{path.name}")

    def keep_evidence(self, evidence: Evidence) -> None:
        """Write what proves a fork, once."""
        path = self.root / evidence.name
        if not path.exists():
            self._disk.replace(path, json.dumps(evidence.value, indent=1).encode() + b"\n")

    def note(self, name: str) -> bytes:
        """Return the bytes of a kept note."""
        return self._read(name)

    def links(self) -> list[bytes]:
        """Return the kept links of the log's key chain, in their order."""
        count = len(list((self.root / "keys").glob("*.tlog-proof")))
        return [self._read(link_path(number)) for number in range(1, count + 1)]

    def keep_link(self, number: int, data: bytes) -> None:
        """Keep the next link of the log's key chain."""
        self._disk.replace(self.root / link_path(number), data)

    def of_sizes(self, sizes: frozenset[int], names: Mapping[str, str]) -> tuple[Shown, ...]:
        """Return the checkpoints of these sizes; `names` says whose each witness's folder is."""
        folders = {CHECKPOINTS: LOG, **names}
        return tuple(
            self._shown(f"{folder}/{name}", by)
            for folder, by in folders.items()
            for size, name in self._notes(folder)
            if size in sizes
        )

    def largest(self) -> Shown | None:
        """Return the largest checkpoint that the log ever showed, by what is kept."""
        found = max(self._notes(CHECKPOINTS), default=None)
        return None if found is None else self._shown(f"{CHECKPOINTS}/{found[1]}", LOG)

    def check(self) -> int:
        """Read every note that is kept; return how many; raises MemoryDamaged for a wrong one."""
        count = 0
        for path in sorted(self.root.glob("*/**/*.note")):
            self._shown(str(path.relative_to(self.root)), LOG)
            count += 1
        return count

    def _notes(self, folder: str) -> Iterator[tuple[int, str]]:
        place = self.root / folder
        if not place.is_dir():
            return
        with os.scandir(place) as entries:
            for entry in entries:
                if match := _NOTE.fullmatch(entry.name):
                    yield int(match[1]), entry.name

    def _shown(self, name: str, by: str) -> Shown:
        """Read a kept note; its name must be that of what it says."""
        try:
            head = checkpoint.parse(note.parse(self._read(name)).text)
        except ProofError as error:
            raise self.damaged(name, error.message) from error
        match = _NOTE.fullmatch(Path(name).name)
        if match is None or (int(match[1]), match[2]) != (head.size, head.root.hex()[:16]):
            raise self.damaged(name, "its name is not that of the checkpoint in it")
        return Shown(by, Head(head.size, head.root), name)

    def _read(self, name: str) -> bytes:
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            raise self.damaged(name, "it is gone") from None

    def _require_own(self) -> None:
        """Refuse a folder in which something else lies."""
        if not self.root.is_dir() or (self.root / STATE).exists():
            return
        strange = sorted(path.name for path in self.root.iterdir() if path.name not in _OURS)
        if strange:
            raise MemoryForeign(
                f"{self.root} holds {strange[0]!a}, and is no folder of a monitor. Name a new one."
            )

    def _sweep(self) -> None:
        """Remove what a crash left under a name of passage."""
        for pattern in _PASSAGES:
            for path in self.root.glob(pattern):
                path.unlink()

    def damaged(self, name: str, why: str) -> MemoryDamaged:
        """Return the error that names a file or folder here that is not as it was written."""
        return MemoryDamaged(
            f"{self.root / name} is torn or altered: {why}. What this monitor saw can no longer be "
            f"relied on. Keep {self.root} as it is and find out who changed it; restore it from a "
            "backup, or begin a new folder."
        )
