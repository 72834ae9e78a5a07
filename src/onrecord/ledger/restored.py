"""The stale-restore guard: a restored home signs nothing until it is known to be the newest.

A backup holds database, checkpoint store and log folder of one moment. Restored together they agree
with one another, and still may be older than what the log has published since. So a restored home
bears a mark, `restored.toml`, and the sequencer asks `check_restored` before it signs anything.

The mark goes (`settle`) once the home's witnesses, or somebody who kept the newest checkpoint, show
that nothing newer was published, or once an operator says that no newer checkpoint is known; each
is an entry. Where a newer one is known, the mark says so until the lost acts are restored or their
loss is confessed in the log.
"""

import json
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from onrecord.ledger.checkpoint_store import Stored
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import LedgerBehind, RestoreUnconfirmed
from onrecord.storage.home import Home

MARK = "restored.toml"
UNKNOWN = -1
"""The size of the newest checkpoint while nobody has named it."""


@dataclass(frozen=True)
class Restored:
    """From which backup a home was restored, and what is known of newer checkpoints.

    `id` is random, one a restore. `size` (leaves) and `root` (hex) are the backup's checkpoint;
    `newest_size` and `newest_root` the newest one that anybody has shown, and `newest_from` who or
    what showed it.
    """

    id: str
    backup: str
    taken_at: str
    size: int
    root: str
    newest_size: int = UNKNOWN
    newest_root: str = ""
    newest_from: str = ""

    @property
    def is_fork(self) -> bool:
        """Whether what was shown is no larger than the backup, and yet not of its tree."""
        return self.newest_size != UNKNOWN and self.newest_size <= self.size


def mark_file(home: Home) -> Path:
    """Return the file whose presence says that a home was restored and is not yet confirmed."""
    return home.root / MARK


def restored_mark(home: Home) -> Restored | None:
    """Return the mark of a restored home, or None; raise LedgerBehind where it is damaged."""
    path = mark_file(home)
    try:
        return Restored(**tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, TypeError, UnicodeDecodeError) as error:
        raise LedgerBehind(
            f"{path} is damaged ({error}). Restore the backup anew into an empty home."
        ) from error


def mark(home: Home, restored: Restored) -> None:
    """Write the mark, durably."""
    lines = [
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
        for name, value in asdict(restored).items()
    ]
    Disk().replace(mark_file(home), "".join(lines).encode("utf-8"), mode=0o600)


def know_newest(home: Home, restored: Restored, size: int, root: bytes, shown_by: str) -> Restored:
    """Keep in the mark that a newer checkpoint is published, and return the mark."""
    known = replace(restored, newest_size=size, newest_root=root.hex(), newest_from=shown_by)
    mark(home, known)
    return known


def settle(home: Home) -> None:
    """Take the mark away: the home is known to be the newest, or its loss is confessed."""
    path = mark_file(home)
    if path.exists():
        path.unlink()
        Disk().sync(path.parent)


def check_restored(home: Home, stored: Stored) -> None:
    """Refuse to sign in a restored home that may be behind what was published.

    `stored` is the checkpoint store's latest. Raises RestoreUnconfirmed, a LedgerBehind, with what
    to do. A home that was not restored, or that has caught up with the newest checkpoint known,
    passes.
    """
    restored = restored_mark(home)
    if restored is None:
        return
    if restored.newest_size == UNKNOWN:
        raise RestoreUnconfirmed(
            f"This home was restored from the backup {restored.backup} (taken {restored.taken_at}, "
            f"{restored.size} entries), and nothing shows yet that its log published nothing "
            "newer; signing now could fork it. Run `onrecord restore --newest` with a newer "
            "checkpoint's file, a mirror's folder or the log's URL; or, where nobody has any, "
            "`onrecord restore --no-newer-checkpoint-is-known`."
        )
    has_caught_up = not restored.is_fork and (
        stored.size > restored.newest_size
        or (stored.size, stored.root.hex()) == (restored.newest_size, restored.newest_root)
    )
    if not has_caught_up:
        raise RestoreUnconfirmed(behind(restored))


def behind(restored: Restored) -> str:
    """Say how far a restored home is behind the newest checkpoint known, and what to do."""
    shown = f"The log has published {restored.newest_size} entries ({restored.newest_from})"
    if restored.is_fork:
        return (
            f"{shown}, and they are not those of this home, restored from {restored.backup} with "
            f"{restored.size}: the log has forked. Nothing was signed. Keep both checkpoints: they "
            "prove it. Restore a backup of the log that was published, or close this log and begin "
            "its successor (`onrecord log succeed`)."
        )
    lost = restored.newest_size - restored.size
    return (
        f"{shown}; this home was restored from {restored.backup} with {restored.size}: {lost} "
        f"published {'entry is' if lost == 1 else 'entries are'} missing here. Nothing was signed. "
        "Restore a newer backup; or, where there is none, confess the loss with `onrecord log "
        "adopt-loss --from MIRROR`."
    )
