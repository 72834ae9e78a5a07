"""What a disk may leave after a loss of power, made of what a killed process left.

A kill leaves everything that the process wrote. A loss of power leaves what was made durable, and
of the rest anything: nothing, a part, zeros, garbage. `tear` draws of it: staged files that are not
complete yet, the checkpoint's fresh file, names that were linked but not flushed, and the ends of
write-ahead logs beyond the last commit that anybody could know of.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from onrecord.ledger.checkpoint_store import open_store
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home

WAYS: dict[str, Callable[[bytes, Random], bytes | None]] = {
    "gone": lambda _data, _chance: None,
    "empty": lambda _data, _chance: b"",
    "cut": lambda data, chance: data[: chance.randrange(max(len(data), 1))],
    "one byte short": lambda data, _chance: data[:-1],
    "zeroed": lambda data, _chance: bytes(len(data)),
    "half zeroed": lambda data, _chance: data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
    "garbled": lambda data, chance: chance.randbytes(len(data)),
    "whole": lambda data, _chance: data,
}
_HEADER, _FRAME = 32, 24


def tear_file(path: Path, way: str, chance: Random) -> None:
    """Leave a file in one of the ways; it is another file then, whatever else had its name."""
    left = WAYS[way](path.read_bytes(), chance)
    path.unlink()
    if left is not None:
        path.write_bytes(left)


def tear(home: Home, database: Path, acknowledged: Iterable[int], chance: Random) -> list[str]:
    """Tear what a killed process may not have made durable; return what was torn, for a message.

    Nobody has the files open.
    """
    torn = []
    staging = home.staging / "log"
    for path in [*(staging / "unfinished").glob("*"), home.log / ".checkpoint.new"]:
        if path.is_file() and chance.random() < 0.7:
            way = chance.choice(list(WAYS))
            tear_file(path, way, chance)
            torn.append(f"{path.name} {way}")
    torn += _tear_names(home, staging, chance)
    torn += _tear_end(database, chance)
    if chance.random() < 0.3:
        torn += _lose_a_commit(home, database, list(acknowledged))
    for shared in (database, home.checkpoint_store):
        shared.with_name(f"{shared.name}-shm").unlink(missing_ok=True)  # memory only
    return torn


def _tear_names(home: Home, staging: Path, chance: Random) -> list[str]:
    """Undo names that no flush of their folder stood behind: linked tiles, a staged folder's."""
    stored = open_store(home).latest()
    published = LogFolder(home.log).published()
    torn = []
    for folder in staging.glob("[0-9]*-*"):
        size = int(folder.name.partition("-")[0])
        if size > stored.size and chance.random() < 0.5:
            unfinished = folder.with_name("unfinished")
            if not unfinished.exists():
                folder.rename(unfinished)
                torn.append(f"{folder.name} unfinished again")
        elif size == stored.size > published.size:
            for source in folder.glob("*"):
                target = home.log / source.name.replace(",", "/")
                if target.exists() and chance.random() < 0.5:
                    target.unlink()
                    torn.append(f"{source.name} not linked")
    return torn


def _tear_end(database: Path, chance: Random) -> list[str]:
    """Put something else behind the last commit of a write-ahead log."""
    log = database.with_name(f"{database.name}-wal")
    commits, data = commits_of(log)
    if not commits:
        return []
    end, size = commits[-1], _frame_size(data)
    frame = bytearray(data[end - size : end])
    frame[-1] ^= 1  # right salts, wrong sums
    way, tail = chance.choice(
        [
            ("ends there", b""),
            ("garbage", chance.randbytes(chance.randrange(1, 2 * size))),
            ("zeros", bytes(size)),
            ("a frame that does not add up", bytes(frame)),
            ("half a frame", bytes(frame[: size // 2])),
            ("as it was", data[end:]),
        ]
    )
    log.write_bytes(data[:end] + tail)
    return [f"behind the last commit: {way}"]


def _lose_a_commit(home: Home, database: Path, acknowledged: list[int]) -> list[str]:
    """Lose the last commit, where nobody was told of it: its flush may not have ended."""
    log = database.with_name(f"{database.name}-wal")
    commits, data = commits_of(log)
    if len(commits) < 2:
        return []
    with TemporaryDirectory() as folder:
        copy = Path(folder) / database.name
        shutil.copy(database, copy)
        copy.with_name(f"{copy.name}-wal").write_bytes(data[: commits[-2]])
        reader = sqlite3.connect(copy)
        try:
            (held,) = reader.execute(
                "SELECT count(*) FROM ledger_entry WHERE id IN (SELECT value FROM json_each(?))",
                [json.dumps(acknowledged)],
            ).fetchone()
            (last,) = reader.execute('SELECT max("index") FROM ledger_entry').fetchone()
        finally:
            reader.close()
    if held < len(acknowledged) or (last or 0) + 1 < open_store(home).latest().size:
        return []
    log.write_bytes(data[: commits[-2]])
    return ["the last commit, of which nobody was told, is lost"]


def commits_of(log: Path) -> tuple[list[int], bytes]:
    """Return where each commit of a write-ahead log ends, in bytes, and the log's bytes.

    Source: SQLite, "WAL-mode File Format". Frames of another salt are left from an earlier round.
    """
    data = log.read_bytes() if log.exists() else b""
    if len(data) < _HEADER:
        return [], data
    salts, ends, place, size = data[16:24], [], _HEADER, _frame_size(data)
    while place + size <= len(data) and data[place + 8 : place + 16] == salts:
        if data[place + 4 : place + 8] != bytes(4):
            ends.append(place + size)
        place += size
    return ends, data


def _frame_size(data: bytes) -> int:
    return _FRAME + int.from_bytes(data[8:12], "big")
