"""Sequencing: entries get their indices, the tree grows, a checkpoint is signed and published.

In this order, and no step before the one above it is durable:

1. One short transaction assigns indices to the oldest entries that have none (`assign`).
2. Tiles and bundles are computed and written under `staging/log/<size>-<root>/` (`publish`, as
   3 to 6).
3. The checkpoint is signed.
4. The checkpoint store swaps the last checkpoint for it, or refuses.
5. The staged files are linked to their final names; a name that exists holds the same bytes.
6. The witnesses cosign, and the checkpoint file is replaced: publication.

A restart finishes 5 and 6 from the staged files of the stored checkpoint; where they are gone it
computes the same bytes again. No checkpoint is signed that is not published. Before 1 and 3 the
database must be that of the store, and before 3 no witness may be ahead.
"""

from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from onrecord.ledger import guard, turn
from onrecord.ledger.checkpoint_store import CheckpointStore, Stored, open_store
from onrecord.ledger.cosigning import Cosigners, NoCosigners
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import LedgerBehind
from onrecord.ledger.key_files import open_own
from onrecord.ledger.keys import LogKey, load_keys, stamp
from onrecord.ledger.restored import check_restored
from onrecord.ledger.staging import Staging
from onrecord.ledger.tiles import LogFolder, Published, Tree
from onrecord.ledger.witnessing import Witnesses
from onrecord.storage.home import Home
from onrecord_proof import merkle, note, statement
from onrecord_proof.checkpoint import Checkpoint
from onrecord_proof.errors import ProofError
from onrecord_proof.tile import WIDTH

ASSIGN_AT_ONCE = 5_000
_READ_AT_ONCE = 2_048
GROW_AT_ONCE = 16_384  # leaves a checkpoint: bounds memory, and what a restart repeats


class Sequencer:
    """Sequences the log of one home. Whoever makes one holds `lock.exclusive(home)`."""

    def __init__(
        self,
        home: Home,
        store: CheckpointStore,
        key: LogKey,
        disk: Disk,
        cosigners: Cosigners | None = None,
    ) -> None:
        self._home = home
        self._folder = LogFolder(home.log)
        # What lies in staging beside `log` is not ours: uploads.
        self._staging = Staging(home.staging / "log", self._folder, disk)
        self._store = store
        self._key = key
        self._key_stamp = stamp(home)
        self._disk = disk
        self._cosigners = cosigners or NoCosigners()
        self._verified: Stored | None = None  # whose signature was seen to hold
        self._consulted: Stored | None = None  # beyond which no witness was seen to be
        self._tree: Tree | None = None  # that of the stored checkpoint, once it was read

    @classmethod
    def open(cls, home: Home, cosigners: Cosigners | None = None) -> "Sequencer":
        """Return the sequencer of a home that is set up."""
        return cls(home, open_store(home), load_keys(home), Disk(), cosigners or Witnesses.of(home))

    def assign(self) -> int:
        """Step 1: give every entry that has none its index; return how many got one.

        Entries that come in meanwhile may wait for the next time: it always ends. Raises
        LedgerBehind for a database that is not the store's: an index is for good.
        """
        # The store may be far away: what this sequencer saw last in it is enough here.
        self._check(self._verified or self._opened(), sequenced())
        total = count = _assign_oldest()
        while count == ASSIGN_AT_ONCE:
            count = _assign_oldest()
            total += count
        return total

    def publish(self) -> Checkpoint:
        """Do steps 2 to 6, whether or not there was activity; return what is published.

        Raises LedgerBehind, with what to do, when database, tiles, store and witnesses disagree,
        and QuorumMissing while too few witnesses answer: the next call goes on from there.
        """
        self._renew()
        stored = self.finish()
        end = sequenced()
        self._check(stored, end)
        if stored.size == end:
            self._announce(stored)
        else:
            # Nothing is signed that a quorum is not there to hear of: a restored home whose
            # witnesses are all away would sign a fork.
            self._cosigners.cosign(stored.note, self._staging.prove(stored.size, stored.root))
        while stored.size < end:
            stored = self._grow(stored, min(end, stored.size + GROW_AT_ONCE))
        return Checkpoint(self._key.origin, stored.size, stored.root)

    def _renew(self) -> None:
        """Take the keys as they are now, and ask the witnesses anew."""
        if stamp(self._home) != self._key_stamp:
            self._key_stamp, self._key = stamp(self._home), load_keys(self._home)
        self._consulted = None

    def finish(self) -> Stored:
        """Finish steps 5 and 6 of the stored checkpoint, and return it."""
        stored = self._opened()
        published = self._published()
        if published is not None:
            self._check_published(published, stored)
        if published is None or published.size != stored.size:
            if stored.size and not self._staging.holds(stored):
                self._restage(published, stored)
            self._staging.install(stored)
            self._announce(stored)
        self._staging.clear()
        return stored

    def take_in(self, signed: bytes, later: Iterable[bytes]) -> Stored:
        """Take in what this log published and this home has lost, up to a checkpoint of its own.

        `later` are the leaves, 33 bytes each, from the stored size on. What a mirror kept is
        believed because the stored tree, extended by it, has the root that our key signed. Raises
        LedgerBehind where it has not, or where the checkpoint is not a larger one.
        """
        stored = self._opened()
        try:
            head = open_own(self._home, self._key, signed)
        except ProofError as error:
            raise LedgerBehind(f"The mirror's checkpoint is not of this log ({error}).") from error
        if head.size <= stored.size:
            raise LedgerBehind(
                f"The mirror's checkpoint has {head.size} entries, this home's {stored.size}: "
                "there is nothing newer in it."
            )
        tree = Tree.resume(self._folder, stored.size, stored.root)
        self._staging.grow(tree, later, head.size)
        if (tree.size, tree.frontier.root()) != (head.size, head.root):
            raise LedgerBehind(
                f"The mirror's entries, added to this home's {stored.size}, do not make its "
                "checkpoint. It is damaged, or of another history. Nothing was taken in."
            )
        own = note.parse(signed)
        lines = tuple(line for line in own.signatures if line.name == head.origin)
        fresh = Stored(head.size, head.root, note.Note(own.text, lines).encode())
        self._store.swap(stored, fresh, self._staging.prove(head.size, head.root))
        return self.finish()

    def _grow(self, stored: Stored, end: int) -> Stored:
        """Do steps 2 to 6 once, up to `end` leaves; return what is stored and published now."""
        tree, self._tree = self._tree_of(stored), None
        self._stage(tree, end)
        root = tree.frontier.root()
        head = Checkpoint(self._key.origin, tree.size, root)
        fresh = Stored(head.size, head.root, self._key.sign(head))
        self._store.swap(stored, fresh, self._staging.prove(tree.size, root))
        self._verified = self._consulted = fresh
        self._staging.install(fresh)
        self._announce(fresh)
        self._staging.clear()
        self._tree = tree
        return fresh

    def _announce(self, stored: Stored) -> None:
        """Step 6. Without activity it comes out again, with the witnesses' word of today."""
        prove = self._staging.prove(stored.size, stored.root)
        signed = self._cosigners.cosign(stored.note, prove)
        self._disk.replace(self._folder.checkpoint_file, signed)

    def _tree_of(self, stored: Stored) -> Tree:
        """Return the tree of the stored checkpoint, from memory where it is the one just made."""
        tree = self._tree
        if tree is None or (tree.size, tree.frontier.root()) != (stored.size, stored.root):
            return Tree.resume(self._folder, stored.size, stored.root)
        tree.taken_up()
        return tree

    def _check(self, stored: Stored, end: int) -> None:
        """Refuse to go on from a database, a home or a store that is not the newest."""
        self._check_database(stored, end)
        check_restored(self._home, stored)
        if self._consulted != stored:
            self._cosigners.ahead(stored, self._staging.prove(stored.size, stored.root))
            self._consulted = stored

    def _check_database(self, stored: Stored, end: int) -> None:
        """Refuse a database that is behind the store, or is another's."""
        if end < stored.size:
            raise LedgerBehind(
                f"The database has {end} sequenced entries, the stored checkpoint {stored.size}. "
                f"{_RESTORE}"
            )
        published = self._published()
        size = min(stored.size, published.size if published else 0)
        if size:
            last = size - 1
            leaf = next(leaves(last, size), b"")
            bottom = self._folder.tile(0, last // WIDTH, last % WIDTH + 1)
            if merkle.leaf_hash(leaf) != bottom[-merkle.HASH_SIZE :]:
                raise LedgerBehind(
                    f"Entry {last} of the database is not the one that was published. {_RESTORE}"
                )

    def _opened(self) -> Stored:
        stored = self._store.latest()
        if stored == self._verified:
            return stored
        try:
            head = open_own(self._home, self._key, stored.note)
        except ProofError as error:
            raise LedgerBehind(
                f"The checkpoint in the store is not of this log ({error}). Restore key and store "
                "from the same backup."
            ) from error
        if (head.size, head.root) != (stored.size, stored.root):
            raise LedgerBehind("The checkpoint store contradicts itself. Restore it from a backup.")
        self._verified = stored
        return stored

    def _published(self) -> Published | None:
        return self._folder.published() if self._folder.checkpoint_file.exists() else None

    def _check_published(self, published: Published, stored: Stored) -> None:
        """Refuse a store that is older than what is published, or another's."""
        if published.size > stored.size:
            raise LedgerBehind(
                f"The published log has {published.size} entries, the checkpoint store "
                f"{stored.size}: the store was replaced by an older copy. Restore the newest one. "
                "Nothing was signed."
            )
        if published.size == stored.size and published.root != stored.root:
            raise LedgerBehind(
                f"The published log and the checkpoint store have {stored.size} entries each, and "
                "not the same ones. Restore both from the newest backup. Nothing was signed."
            )

    def _stage(self, tree: Tree, end: int) -> None:
        """Step 2: grow the tree to `end` leaves."""
        self._staging.grow(tree, leaves(tree.size, end), end)
        if tree.size != end:
            raise LedgerBehind(f"The database lacks the entry of index {tree.size}. {_RESTORE}")

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


_RESTORE = (
    "Stop writing, and restore the newest backup of the database: acts that were logged are not "
    "in it. Where none is newer, `onrecord log adopt-loss` confesses the loss in the log."
)


def sequenced() -> int:
    """Return how many indices are taken: the size of the tree to come."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT max("index") FROM ledger_entry '
            'UNION ALL SELECT max("index") FROM ledger_lostleaf'
        )
        return max(0 if last is None else last + 1 for (last,) in cursor.fetchall())


def leaves(start: int, end: int) -> Iterator[bytes]:
    """Yield the leaves [start, end), 33 bytes each, as far as the indices are without a gap."""
    expected = start
    while expected < end:
        found = _leaves_at(expected, min(end, expected + _READ_AT_ONCE))
        for index, stated, lost in found:
            if index != expected:
                return
            expected += 1
            yield statement.leaf(bytes(stated)) if stated is not None else bytes(lost or b"")
        if not found:
            return


def _leaves_at(start: int, end: int) -> list[tuple[int, bytes | None, bytes | None]]:
    """Return index, statement and lost leaf, one of them null, in the order of the indices."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT "index", statement, NULL FROM ledger_entry '
            'WHERE "index" >= %s AND "index" < %s '
            'UNION ALL SELECT "index", NULL, leaf FROM ledger_lostleaf '
            'WHERE "index" >= %s AND "index" < %s ORDER BY 1',
            [start, end, start, end],
        )
        return list(cursor.fetchall())


def _assign_oldest() -> int:
    """Give the oldest entries that have no index the next ones, in the order of their writing."""
    with transaction.atomic(durable=True), guard.permitted("sequencer"):
        turn.take()
        with connection.cursor() as cursor:
            cursor.execute(
                'UPDATE ledger_entry SET "index" = waiting.place + %s FROM '
                "(SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM ledger_entry "
                'WHERE "index" IS NULL ORDER BY id LIMIT %s) AS waiting '
                'WHERE ledger_entry.id = waiting.id AND ledger_entry."index" IS NULL',
                [sequenced(), ASSIGN_AT_ONCE],
            )
            return int(cursor.rowcount)
