"""Confirming a restored home: whether its log published anything newer than it holds.

Asked in this order; the first that answers decides:

1. Whoever the operator names: a checkpoint's file, a mirror's folder, or the log's URL.
2. The checkpoint store, where it is not one of the home's own files: it outlived the machine.
3. The home's witnesses: what they cosigned is what was published.
4. The operator, who says that no newer checkpoint is known.

What is newer keeps the home from signing; what confirms becomes an entry. None of the four shows
that nothing newer exists: each shows the newest that it has seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from django.conf import settings

from onrecord.authority import Actor, Permission
from onrecord.ledger import key_files
from onrecord.ledger import restored as restored_home
from onrecord.ledger.act import demand_first
from onrecord.ledger.actions import restoring
from onrecord.ledger.checkpoint_store import Stored, read_store
from onrecord.ledger.errors import (
    BackupRefused,
    QuorumMissing,
    RestoreUnconfirmed,
)
from onrecord.ledger.keys import load_keys
from onrecord.ledger.restored import Restored
from onrecord.ledger.sequencing import leaves, sequenced
from onrecord.ledger.tiles import LogFolder, Tree, prover
from onrecord.ledger.witnessing import Witnesses
from onrecord.storage.home import Home
from onrecord_proof import merkle, tile
from onrecord_proof.checkpoint import Checkpoint
from onrecord_proof.errors import ProofError
from onrecord_proof.source import Source, open_source

_NOTE_LIMIT = 1 << 20
_TILE_LIMIT = tile.WIDTH * merkle.HASH_SIZE


@dataclass(frozen=True)
class Confirmed:
    """A restored home that may sign again, and how that is known. `shown_by` may be empty."""

    backup: str
    size: int
    root: str
    confirmed_by: str
    shown_by: str


def confirm(*, home: Home, actor: Actor, newest: str = "", no_newer: bool = False) -> Confirmed:
    """Confirm a restored home, record it, and take its mark away.

    `newest` names a file, folder or URL; `no_newer` is the operator's word. Raises
    RestoreUnconfirmed where something newer is published, or where nobody answers; WitnessAhead;
    BackupRefused for a home that waits for no confirmation or a `newest` that cannot be read.
    """
    demand_first(actor, Permission.HOME_SET_UP)
    mark = restored_home.restored_mark(home)
    if mark is None:
        raise BackupRefused(f"{home.root} waits for no confirmation: nothing is to be done.")
    stored = read_store(home).latest()
    confirmed_by, shown_by = _ask(home, mark, stored, newest, no_newer=no_newer)
    restoring.confirm(
        actor=actor, restored=mark, confirmed_by=confirmed_by, shown_by=shown_by or None
    )
    restored_home.settle(home)
    return Confirmed(mark.backup, stored.size, stored.root.hex(), confirmed_by, shown_by)


def _ask(
    home: Home, mark: Restored, stored: Stored, newest: str, *, no_newer: bool
) -> tuple[str, str]:
    """Return who confirmed, and by what; raise RestoreUnconfirmed."""
    apart = settings.CHECKPOINT_STORE
    if apart and stored.size > sequenced():
        head = Checkpoint(home.record().origin, stored.size, stored.root)
        raise _newer(home, mark, head, apart)
    if newest:
        mark = _weigh(home, mark, stored, newest)
    if mark.newest_size != restored_home.UNKNOWN:
        restored_home.check_restored(home, stored)
        return restoring.BY_NEWEST, mark.newest_from  # it has caught up with what was known
    if newest:
        return restoring.BY_NEWEST, newest
    if apart:
        return restoring.BY_STORE, apart
    witnesses = _ask_witnesses(home, stored)
    if witnesses:
        return restoring.BY_WITNESSES, ", ".join(witnesses)
    if not no_newer:
        restored_home.check_restored(home, stored)
    return restoring.BY_OPERATOR, ""


def _ask_witnesses(home: Home, stored: Stored) -> list[str]:
    """Return the witnesses that hold this very checkpoint, if they make the home's quorum."""
    witnesses = Witnesses.of(home)
    prove = prover(LogFolder(home.log).bytes_of)
    try:
        witnesses.ahead(stored, prove)
        return sorted(witnesses.times(witnesses.cosign(stored.note, prove)))
    except QuorumMissing:
        return []


def _weigh(home: Home, mark: Restored, stored: Stored, newest: str) -> Restored:
    """Compare the checkpoint that somebody kept with this home's, and return the mark.

    Raises RestoreUnconfirmed where it is newer, or of another tree.
    """
    source = None if Path(newest).is_file() else _source(newest)
    kept = _signed(home, _read(source, newest), newest)
    if kept.size < stored.size:
        holds = _extends(home, kept)
    else:
        holds = (kept.size, kept.root) == (stored.size, stored.root)
    if holds:
        return mark
    refusal = _newer(home, mark, kept, newest)
    if source is not None and kept.size > stored.size and _forks(stored, kept, source):
        raise RestoreUnconfirmed(
            f"{refusal} And it does not extend this home's tree of {stored.size} entries: the log "
            "has forked. Keep both checkpoints: they prove it."
        )
    raise refusal


def _newer(home: Home, mark: Restored, kept: Checkpoint, shown_by: str) -> RestoreUnconfirmed:
    """Keep in the mark what was shown, unless it knows of worse; return the refusal."""
    if not mark.is_fork and (kept.size <= mark.size or kept.size >= mark.newest_size):
        mark = restored_home.know_newest(home, mark, kept.size, kept.root, shown_by)
    return RestoreUnconfirmed(restored_home.behind(mark))


def _source(newest: str) -> Source:
    try:
        return open_source(newest)
    except (ProofError, OSError) as error:
        raise BackupRefused(f"--newest: {error}.") from error


def _read(source: Source | None, newest: str) -> bytes:
    try:
        if source is None:
            with Path(newest).open("rb") as file:
                return file.read(_NOTE_LIMIT)
        return source.read("checkpoint", _NOTE_LIMIT)
    except OSError as error:
        raise BackupRefused(f"--newest: {newest} cannot be read ({error}).") from error


def _signed(home: Home, data: bytes, newest: str) -> Checkpoint:
    """Return a checkpoint of this very log; raise BackupRefused."""
    try:
        return key_files.open_own(home, load_keys(home), data)
    except ProofError as error:
        raise BackupRefused(
            f"--newest: {newest} is no checkpoint that this home's log has signed ({error}). "
            "Where the log's key was changed after the backup, restore a newer one."
        ) from error


def _extends(home: Home, kept: Checkpoint) -> bool:
    """Say whether this home's log extends a smaller checkpoint."""
    folder = LogFolder(home.log)
    head = folder.published()
    if kept.size <= head.size:
        return _verifies(kept, head, prover(folder.bytes_of)(kept.size, head.size))
    tree = Tree.resume(folder, head.size, head.root)  # the store is ahead of what is published
    for _ in tree.extend(leaves(head.size, kept.size)):
        pass
    return tree.frontier.root() == kept.root


def _forks(stored: Stored, kept: Checkpoint, source: Source) -> bool:
    """Say whether a larger checkpoint's own tiles show that it does not extend this home's."""
    fetch = partial(_fetch, source)
    try:
        proof = tile.consistency_proof_from_tiles(fetch, stored.size, kept.size)
    except OSError:
        return False  # it has no tiles: nothing is shown either way
    except ProofError:
        return True
    return not _verifies(stored, kept, proof)


class _Head(Protocol):
    """A tree's size in leaves, and its root."""

    @property
    def size(self) -> int: ...

    @property
    def root(self) -> bytes: ...


def _verifies(older: _Head, newer: _Head, proof: Sequence[bytes]) -> bool:
    try:
        merkle.verify_consistency(older.size, newer.size, older.root, newer.root, proof)
    except ProofError:
        return False
    return True


def _fetch(source: Source, level: int, index: int, width: int) -> bytes:
    return source.read(tile.hash_path(level, index, width), _TILE_LIMIT)
