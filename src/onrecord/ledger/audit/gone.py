"""What is lawfully gone: destroyed fields with their authority, lost leaves with the confession."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from onrecord.ledger.audit.destroyed import Mandates
from onrecord.ledger.audit.findings import MOST, Cursor, Destroyed, Finding, Lost, Progress, Steps
from onrecord.ledger.audit.job import Job
from onrecord.ledger.audit.places import published_leaf
from onrecord.ledger.models import Disclosure, LostLeaf, Tombstone
from onrecord.ledger.queries import opened_entries
from onrecord_proof.statement import LEAF_SIZE, LEAF_VERSION

DECIDING = "destruction.approved"
"""The kind, without its version, by which a destruction is decided."""
CONFESSING = "log.loss_adopted"
_AT_ONCE = 500


def audit_tombstones(job: Job, cursor: Cursor) -> Steps:
    """Count and list what was destroyed, and name a tombstone without a lawful decision."""
    stones = Tombstone.objects.order_by("entry_id", "name")
    if job.since is not None:
        stones = stones.filter(decided_in_id__gte=job.first_new)
    total, done = stones.count(), int(str(cursor.get("done", 0)))
    entry, after = int(str(cursor.get("entry", 0))), str(cursor.get("name", ""))
    mandates = Mandates()
    groups = {(d.month, d.authority, d.decided_in): d for d in job.result.destructions}
    while piece := list(_after(stones, entry, after)):
        held = Disclosure.objects.filter(entry_id__in={stone.entry_id for stone in piece})
        standing = set(held.values_list("entry_id", "name"))
        partly = {of for of, _ in standing}
        for stone in piece:
            job.result.add(*_check_stone(job, stone, standing, mandates))
            is_whole = stone.entry_id != entry and stone.entry_id not in partly
            _count(job, groups, stone, statements=int(is_whole))
            entry = stone.entry_id
        after, done = piece[-1].name, done + len(piece)
        yield (
            Progress("Destroyed fields", done, total),
            {"entry": entry, "name": after, "done": done},
        )


def audit_lost(job: Job, cursor: Cursor) -> Steps:
    """Count and list the lost leaves; that each is in the tree was checked with the entries."""
    lost = LostLeaf.objects.order_by("index").select_related("confessed_in")
    if job.since is not None:
        lost = lost.filter(confessed_in_id__gte=job.first_new)
    total, done = lost.count(), int(str(cursor.get("done", 0)))
    after = int(str(cursor.get("after", -1)))
    confessions: dict[int, range] = {}
    while piece := list(lost.filter(index__gt=after)[:_AT_ONCE]):
        for leaf in piece:
            job.result.add(*_check_lost(job, leaf, confessions))
            _count_lost(job, leaf)
        after, done = piece[-1].index, done + len(piece)
        yield Progress("Lost leaves", done, total), {"after": after, "done": done}


def _after(stones: QuerySet[Tombstone], entry: int, name: str) -> QuerySet[Tombstone]:
    later = Q(entry_id__gt=entry) | Q(entry_id=entry, name__gt=name)
    return stones.filter(later).select_related("entry", "decided_in")[:_AT_ONCE]


def _check_stone(
    job: Job, stone: Tombstone, standing: set[tuple[int, str]], mandates: Mandates
) -> Iterator[Finding]:
    row, decided = f"of entry {stone.entry_id}", stone.decided_in
    if stone.name not in job.kinds.get(stone.entry.kind, ()):
        yield Finding("ledger_tombstone", row, stone.name, "is no field of the entry")
    if not stone.authority.strip():
        yield Finding("ledger_tombstone", row, stone.name, "names no authority")
    if (stone.entry_id, stone.name) in standing:
        yield Finding("ledger_disclosure", row, stone.name, "stands beside its tombstone")
    if decided.kind.partition("/")[0] != DECIDING:
        words = f"entry {decided.id} ({decided.kind}) does not decide on a destruction"
        yield Finding("ledger_tombstone", row, stone.name, words)
    for words in mandates.faults(stone):
        yield Finding("ledger_tombstone", row, stone.name, words)


def _count(
    job: Job,
    groups: dict[tuple[str, str, int], Destroyed],
    stone: Tombstone,
    *,
    statements: int,
) -> None:
    job.result.destroyed += 1
    job.result.statements_destroyed += statements
    key = (f"{stone.decided_in.recorded_at:%Y-%m}", stone.authority, stone.decided_in_id)
    if key not in groups and len(groups) < MOST:
        groups[key] = Destroyed(*key)
        job.result.destructions.append(groups[key])
    if key in groups:
        groups[key].fields += 1
        groups[key].statements += statements


def _check_lost(job: Job, lost: LostLeaf, confessions: dict[int, range]) -> Iterator[Finding]:
    row, leaf, confessed = f"{lost.index}", bytes(lost.leaf), lost.confessed_in
    if len(leaf) != LEAF_SIZE or not leaf.startswith(LEAF_VERSION):
        yield Finding("ledger_lostleaf", row, "leaf", "is no leaf")
    if confessed.kind.partition("/")[0] != CONFESSING:
        words = f"entry {confessed.id} ({confessed.kind}) confesses no loss"
        yield Finding("ledger_lostleaf", row, "confessed_in", words)
    elif lost.index not in _confessed(confessed.id, confessions):
        words = f"entry {confessed.id} confesses the loss of other indices"
        yield Finding("ledger_lostleaf", row, "confessed_in", words)
    if job.head is None:
        return
    if lost.index >= job.head.size:
        yield Finding("ledger_lostleaf", row, "index", "is beyond the published checkpoint")
    elif leaf != published_leaf(job.home.log, lost.index, job.head.size):
        yield Finding("ledger_lostleaf", row, "leaf", "is not the leaf that was published")


def _confessed(entry: int, known: dict[int, range]) -> range:
    """Return the indices whose loss an entry confesses; none where it does not open."""
    if entry not in known:
        (opened,) = opened_entries([entry], ("first", "count"))
        values = opened.values()
        first, count = values.get("first"), values.get("count")
        known[entry] = range(0)
        if isinstance(first, int) and isinstance(count, int):
            known[entry] = range(first, first + count)
    return known[entry]


def _count_lost(job: Job, lost: LostLeaf) -> None:
    job.result.lost += 1
    losses = job.result.losses
    last = losses[-1] if losses else None
    if last and last.last + 1 == lost.index and last.confessed_in == lost.confessed_in_id:
        last.last, last.leaves = lost.index, last.leaves + 1
    elif len(losses) < MOST:
        losses.append(Lost(lost.index, lost.index, 1, lost.confessed_in_id))
