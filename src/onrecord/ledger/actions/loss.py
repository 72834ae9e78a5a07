"""Confessing lost acts: the log goes on from its own tree, and says which statements are gone.

A backup can be older than the log. The published leaves stay; those whose statements the database
lost are kept as they are, and an entry names them. The log is never cut back and never begun anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from onrecord.authority import Actor, Permission
from onrecord.ledger import lock, restored
from onrecord.ledger.act import Act, act, demand_first
from onrecord.ledger.checkpoint_store import Stored, read_store
from onrecord.ledger.errors import LedgerBehind, NothingLost
from onrecord.ledger.kinds import declare
from onrecord.ledger.models import Entry, LostLeaf
from onrecord.ledger.sequencing import Sequencer, leaves, sequenced
from onrecord.ledger.tiles import LogFolder, Tree
from onrecord.ledger.words import fit
from onrecord.storage.home import current_home
from onrecord_proof import checkpoint, merkle, note, statement, strict, tile
from onrecord_proof.errors import ProofError
from onrecord_proof.source import Source

ADOPTED = declare(
    "log.loss_adopted",
    1,
    ("first", "count", "size", "root", "reason"),
    "Acts that the log has leaves for are lost from the database: from index `first` on, so many.",
)
_CHAIN = "log/loss"
_CHECKPOINT_LIMIT = note.MAX_SIZE
_BUNDLE_LIMIT = tile.WIDTH * (2 + statement.LEAF_SIZE)
_AT_ONCE = 500


@dataclass(frozen=True)
class LossAdopted:
    """What was confessed: indices from `first` to `size` - 1, of which `lost` have no statement."""

    entry: int
    first: int
    size: int
    lost: int


def adopt_loss(*, actor: Actor, reason: str, mirror: Source | None = None) -> LossAdopted:
    """Confess what the log published and the database lost; the log goes on from there.

    `mirror` is a copy of the published log that is newer than this home's, where there is one: its
    leaves are taken in first. Raises NothingLost, SequencerRuns while the home is served, Refused,
    and LedgerBehind where the mirror, the log's folder and the database are not of one log.
    """
    demand_first(actor, Permission.LOG_ADOPT_LOSS)
    fit("reason", reason)
    home = current_home()
    with lock.exclusive(home):
        if mirror is not None:
            _take_in(Sequencer.open(home), read_store(home).latest(), mirror)
        stored, first = read_store(home).latest(), sequenced()
        if first >= stored.size:
            raise NothingLost(
                f"The database has all {stored.size} entries of the stored checkpoint. If the log "
                "has published more, name a copy of it: `onrecord log adopt-loss --from MIRROR`."
            )
        folder = LogFolder(home.log)
        _check_beginning(folder, stored, first)
        orphans = tuple(_published_leaves(folder.bytes_of, first, stored.size))
        adopted = _adopt(actor=actor, reason=reason, stored=stored, first=first, orphans=orphans)
        restored.settle(home)
    return adopted


@act(Permission.LOG_ADOPT_LOSS)
def _adopt(
    act: Act,
    *,
    actor: Actor,
    reason: str,
    stored: Stored,
    first: int,
    orphans: tuple[bytes, ...],
) -> LossAdopted:
    entry = act.note(
        ADOPTED,
        subject=f"loss/{act.id}",
        chain=_CHAIN,
        first=first,
        count=len(orphans),
        size=stored.size,
        root=strict.encode_base64(stored.root),
        reason=fit("reason", reason),
    )
    # What waited for its index when the backup was made has it in the log by now.
    waiting = {
        statement.leaf(bytes(said)): id_
        for id_, said in Entry.objects.filter(index=None).values_list("id", "statement")
    }
    lost = []
    for index, leaf in enumerate(orphans, first):
        known = waiting.get(leaf)
        if known is None:
            lost.append(LostLeaf(index=index, leaf=leaf, confessed_in=entry))
        else:
            Entry.objects.filter(id=known, index=None).update(index=index)
    LostLeaf.objects.bulk_create(lost, batch_size=_AT_ONCE)
    return LossAdopted(entry.id, first, stored.size, len(lost))


def _take_in(sequencer: Sequencer, stored: Stored, mirror: Source) -> None:
    try:
        signed = mirror.read("checkpoint", _CHECKPOINT_LIMIT)
        size = checkpoint.parse(note.parse(signed).text).size
        later = _published_leaves(lambda path: mirror.read(path, _BUNDLE_LIMIT), stored.size, size)
        sequencer.take_in(signed, later)
    except (ProofError, OSError) as error:
        raise LedgerBehind(f"The mirror cannot be used: {error}") from error


def _check_beginning(folder: LogFolder, stored: Stored, size: int) -> None:
    """Refuse a database whose entries are not the first ones of the published tree."""
    tree = Tree()
    for _file in tree.extend(leaves(0, size)):
        pass

    def fetch(level: int, index: int, width: int) -> bytes:
        there = min(tile.WIDTH, (stored.size >> level * tile.HEIGHT) - index * tile.WIDTH)
        return folder.tile(level, index, there)[: width * merkle.HASH_SIZE]

    try:
        root = tile.root_from_tiles(fetch, size)
    except ProofError as error:
        raise LedgerBehind(f"The published log is damaged: {error}. Name a mirror.") from error
    if tree.frontier.root() != root:
        raise LedgerBehind(
            f"The database's {size} entries are not the first {size} of the published log. "
            "Restore another backup."
        )


def _published_leaves(read: Callable[[str], bytes], start: int, end: int) -> Iterator[bytes]:
    """Yield the leaves [start, end) from the bundles of a published log of `end` entries."""
    for index in range(start // tile.WIDTH, -(-end // tile.WIDTH)):
        width = min(tile.WIDTH, end - index * tile.WIDTH)
        bundle = tile.decode_bundle(read(tile.entries_path(index, width)))
        yield from bundle[max(0, start - index * tile.WIDTH) : width]
