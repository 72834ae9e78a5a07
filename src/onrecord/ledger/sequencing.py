"""Sequencing: entries get their indices, the tree grows, a checkpoint is signed and published.

In this order, and no step before the one above it is durable:

1. One short transaction assigns indices to the oldest entries that have none (`assign`).
2. Tiles and bundles are computed and written under `staging/log/<size>-<root>/` (`publish`, as
   3 to 6).
3. The checkpoint is signed.
4. The checkpoint store swaps the last checkpoint for it, or refuses.
5. The staged files are linked to their final names; a name that exists holds the same bytes.
6. The checkpoint file is replaced: publication.

A restart finishes 5 and 6 from the staged files of the stored checkpoint; where they are gone it
computes the same bytes again. No checkpoint is signed that is not published.
"""

import heapq
from collections.abc import Iterator
from contextlib import suppress
from operator import itemgetter
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Max

from onrecord.ledger import guard, turn
from onrecord.ledger.checkpoint_store import (
    CheckpointStore,
    Prove,
    SqliteCheckpointStore,
    Stored,
)
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import LedgerBehind
from onrecord.ledger.keys import LogKey, load_key
from onrecord.ledger.models import Entry, LostLeaf
from onrecord.ledger.tiles import LogFolder, Published, Tree, prover
from onrecord.storage.home import Home
from onrecord_proof import checkpoint, merkle, statement
from onrecord_proof.checkpoint import Checkpoint
from onrecord_proof.errors import ProofError
from onrecord_proof.tile import WIDTH

ASSIGN_AT_ONCE = 5_000
GROW_AT_ONCE = 16_384  # leaves a checkpoint: bounds memory, and what a restart repeats


class Sequencer:
    """Sequences the log of one home. Whoever makes one holds `lock.exclusive(home)`."""

    def __init__(self, home: Home, store: CheckpointStore, key: LogKey, disk: Disk) -> None:
        self._staging = home.staging / "log"  # what lies beside it is not ours: uploads
        self._folder = LogFolder(home.log)
        self._store = store
        self._key = key
        self._disk = disk

    @classmethod
    def open(cls, home: Home) -> "Sequencer":
        """Return the sequencer of a home that is set up."""
        return cls(
            home, SqliteCheckpointStore(home.checkpoint_store), load_key(home.log_key), Disk()
        )

    def assign(self) -> int:
        """Step 1: give every entry that has none its index; return how many got one.

        Entries that come in meanwhile may wait for the next time: it always ends.
        """
        total = count = _assign_oldest()
        while count == ASSIGN_AT_ONCE:
            count = _assign_oldest()
            total += count
        return total

    def publish(self) -> Checkpoint:
        """Do steps 2 to 6, whether or not there was activity; return what is published.

        Raises LedgerBehind, with what to do, when database, tiles and store disagree.
        """
        stored = self.finish()
        end = sequenced()
        self._check_database(stored, end)
        if stored.size == end:
            self._disk.replace(self._folder.checkpoint_file, stored.note)
        while stored.size < end:
            tree = Tree.resume(self._folder, stored.size, stored.root)
            self._stage(tree, min(end, stored.size + GROW_AT_ONCE))
            head = Checkpoint(self._key.origin, tree.size, tree.frontier.root())
            fresh = Stored(head.size, head.root, self._key.sign(head))
            self._store.swap(stored, fresh, self._prove(tree))
            self._install(fresh)
            self._clear()
            stored = fresh
        return Checkpoint(self._key.origin, stored.size, stored.root)

    def finish(self) -> Stored:
        """Finish steps 5 and 6 of the stored checkpoint, and return it."""
        stored = self._opened()
        published = self._published()
        if published is not None and published.size > stored.size:
            raise LedgerBehind(
                f"The published log has {published.size} entries, the checkpoint store "
                f"{stored.size}: the store was replaced by an older copy. Restore the newest one. "
                "Nothing was signed."
            )
        if published is None or published.note != stored.note:
            if stored.size and not self._staged(stored).is_dir():
                self._restage(published, stored)
            self._install(stored)
        self._clear()
        return stored

    def _check_database(self, stored: Stored, end: int) -> None:
        """Refuse a database that is behind the store, or is another's."""
        if end < stored.size:
            raise LedgerBehind(
                f"The database has {end} sequenced entries, the stored checkpoint {stored.size}. "
                f"{_RESTORE}"
            )
        if stored.size:
            last = stored.size - 1
            leaf = next(leaves(last, stored.size), b"")
            bottom = self._folder.tile(0, last // WIDTH, last % WIDTH + 1)
            if merkle.leaf_hash(leaf) != bottom[-merkle.HASH_SIZE :]:
                raise LedgerBehind(
                    f"Entry {last} of the database is not the one that was published. {_RESTORE}"
                )

    def _opened(self) -> Stored:
        stored = self._store.latest()
        try:
            head = checkpoint.open_checkpoint(stored.note, self._key.origin, self._key.public)
        except ProofError as error:
            raise LedgerBehind(
                f"The checkpoint in the store is not of this log ({error}). Restore key and store "
                "from the same backup."
            ) from error
        if (head.size, head.root) != (stored.size, stored.root):
            raise LedgerBehind("The checkpoint store contradicts itself. Restore it from a backup.")
        return stored

    def _published(self) -> Published | None:
        return self._folder.published() if self._folder.checkpoint_file.exists() else None

    def _staged(self, stored: Stored) -> Path:
        return self._staging / f"{stored.size}-{stored.root.hex()}"

    def _stage(self, tree: Tree, end: int) -> None:
        """Grow the tree to `end` leaves and stage its files; the folder's name says: complete."""
        unfinished = self._staging / "unfinished"
        if unfinished.exists():
            self._disk.remove(unfinished)
        for path, data in (*tree.extend(leaves(tree.size, end)), *tree.partial()):
            self._disk.write(unfinished / path, data)
        if tree.size != end:
            raise LedgerBehind(f"The database lacks the entry of index {tree.size}. {_RESTORE}")
        self._disk.rename(unfinished, self._staging / f"{tree.size}-{tree.frontier.root().hex()}")

    def _restage(self, published: Published | None, stored: Stored) -> None:
        tree = Tree()
        if published is not None:
            tree = Tree.resume(self._folder, published.size, published.root)
        self._stage(tree, stored.size)
        if tree.frontier.root() != stored.root:
            raise LedgerBehind(
                f"The database's first {stored.size} entries are not those of the stored "
                f"checkpoint. {_RESTORE}"
            )

    def _prove(self, tree: Tree) -> Prove:
        """Return what proves that the staged tree extends smaller ones."""
        staged = LogFolder(self._staging / f"{tree.size}-{tree.frontier.root().hex()}")
        return prover(staged, self._folder)

    def _install(self, stored: Stored) -> None:
        """Do steps 5 and 6."""
        staged = self._staged(stored)
        for source in sorted(staged.rglob("*")):
            if source.is_file():
                self._link(source, self._folder.root / source.relative_to(staged))
        self._disk.replace(self._folder.checkpoint_file, stored.note)

    def _clear(self) -> None:
        for leftover in self._staging.glob("*"):
            self._disk.remove(leftover)

    def _link(self, source: Path, target: Path) -> None:
        with suppress(FileExistsError):
            self._disk.link(source, target)
        if source.read_bytes() != target.read_bytes():
            raise LedgerBehind(
                f"{target} holds other bytes than the log says. Restore it from a backup; "
                "a published file never changes."
            )


_RESTORE = (
    "Stop writing, and restore the newest backup of the database: acts that were logged are not "
    "in it."
)


def sequenced() -> int:
    """Return how many entries have an index: the size of the tree to come."""
    rows = (
        Entry.objects.aggregate(last=Max("index")),
        LostLeaf.objects.aggregate(last=Max("index")),
    )
    return max(0 if row["last"] is None else row["last"] + 1 for row in rows)


def leaves(start: int, end: int) -> Iterator[bytes]:
    """Yield the leaves [start, end), 33 bytes each, as far as the indices are without a gap."""
    held = Entry.objects.filter(index__gte=start, index__lt=end).order_by("index")
    lost = LostLeaf.objects.filter(index__gte=start, index__lt=end).order_by("index")
    stated = (
        (index, statement.leaf(bytes(said)))
        for index, said in held.values_list("index", "statement")
    )
    both = heapq.merge(stated, lost.values_list("index", "leaf"), key=itemgetter(0))
    for expected, (index, leaf) in enumerate(both, start):
        if index != expected:
            return
        yield bytes(leaf)


def _assign_oldest() -> int:
    with transaction.atomic(durable=True), guard.permitted("sequencer"):
        turn.take()
        waiting = Entry.objects.filter(index=None).order_by("id").values_list("id", flat=True)
        pairs = list(enumerate(waiting[:ASSIGN_AT_ONCE], start=sequenced()))
        with connection.cursor() as cursor:
            cursor.executemany(
                'UPDATE ledger_entry SET "index" = %s WHERE id = %s AND "index" IS NULL', pairs
            )
    return len(pairs)
