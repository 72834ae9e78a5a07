"""Step 1: every entry, from its disclosures to the published checkpoint."""

from collections.abc import Iterator
from contextlib import closing

from django.db.models import OuterRef, Subquery

from onrecord.ledger.audit.closely import check_entries, check_strays
from onrecord.ledger.audit.findings import Cursor, Finding, Progress, Steps
from onrecord.ledger.audit.job import Job, first_disclosure, first_id
from onrecord.ledger.audit.pool import Pool
from onrecord.ledger.audit.tree import Differing, UpperTree
from onrecord.ledger.errors import LedgerError
from onrecord.ledger.models import Chain, Entry
from onrecord.ledger.recompute.piece import PIECE, Piece, Recomputed
from onrecord_proof.errors import ProofError

_STEP = "Entries and the log"
_AT_ONCE = 500


def audit_entries(job: Job, cursor: Cursor) -> Steps:
    """Recompute entries, the tree and its files, piece by piece."""
    result = job.result
    total = Entry.objects.filter(id__gte=job.first, id__lte=job.latest).count()
    try:
        tree = _tree(job, cursor)
    except (ProofError, LedgerError) as error:
        result.add(Finding("log", "tile", "", str(error)))
        tree = None
    with closing(Pool(job.kinds, job.home.log, total - result.entries)) as pool:
        for piece, done in pool.recomputed(_pieces(job, cursor)):
            result.entries += done.entries
            result.add(*_found(job, done))
            if tree is not None:
                result.add(*_named(tree.take(done)))
            yield Progress(_STEP, result.entries, total), _cursor(piece, tree)
        result.add(*(Finding("database", "", "", words) for words in pool.damage()))
    if tree is not None and job.head is not None:
        result.add(*_named(tree.finish()))
        if tree.size == job.head.size and tree.root() != job.head.root:
            result.add(Finding("log", "checkpoint", "", "its root is not that of the entries"))
        result.in_checkpoint = tree.size - job.start


def audit_chains(job: Job, cursor: Cursor) -> Steps:
    """Each chain ends at its head; that it begins once was checked entry by entry."""
    chains = Chain.objects.order_by("key")
    if job.since is not None:
        chains = chains.filter(head_id__gte=job.first)
    total, done = chains.count(), int(str(cursor.get("done", 0)))
    after = str(cursor.get("after", ""))
    last = Entry.objects.filter(chain=OuterRef("key")).order_by("-id").values("id")[:1]
    rows = chains.annotate(last=Subquery(last)).values_list("key", "head_id", "head__chain", "last")
    while piece := list(rows.filter(key__gt=after)[:_AT_ONCE]):
        for key, head, chain, latest in piece:
            if head is None or chain != key:
                words = "is no entry of this chain"
                job.result.add(Finding("ledger_chain", key, "head", words))
            elif latest != head:
                words = "is not the last of this chain"
                job.result.add(Finding("ledger_chain", key, "head", words))
        after, done = piece[-1][0], done + len(piece)
        yield Progress("Chains", done, total), {"after": after, "done": done}


def _tree(job: Job, cursor: Cursor) -> UpperTree | None:
    if cursor:
        return UpperTree.of(job.home.log, cursor["tree"]) if cursor.get("tree") else None
    if job.head is None:
        return None
    return UpperTree.resume(job.home.log, job.start) if job.start else UpperTree(job.home.log)


def _pieces(job: Job, cursor: Cursor) -> Iterator[Piece]:
    """Yield the pieces: as the tree's tiles lie, then what is in no checkpoint yet."""
    first = int(str(cursor.get("first", job.first)))
    disclosures = int(str(cursor.get("disclosures", job.first_disclosure)))
    start = int(str(cursor.get("start", job.start)))
    size = job.head.size if job.head is not None else 0
    while start < size or first <= job.latest:
        if start < size:
            end = min(start + PIECE, size)
            after = first_id(end, job.latest)
        else:
            end, after = start, first + PIECE
        after = max(first, min(after, job.latest + 1))
        if after > job.latest:
            beyond = job.latest_disclosure + 1
        else:
            beyond = max(disclosures, first_disclosure(after, job.latest_disclosure))
        yield Piece(first, after, disclosures, beyond, start, end)
        first, disclosures, start = after, beyond, end


def _cursor(piece: Piece, tree: UpperTree | None) -> Cursor:
    return {
        "first": piece.last,
        "disclosures": piece.disclosures_last,
        "start": piece.end,
        "tree": tree.state() if tree is not None else None,
    }


def _found(job: Job, done: Recomputed) -> Iterator[Finding]:
    yield from check_entries(done.odd, job.kinds)
    yield from check_strays(done.strays, job.kinds)
    yield from _named(iter(done.files))
    for index in done.gaps:
        size = job.head.size if job.head is not None else 0
        words = f"is missing: the published checkpoint holds {size} entries"
        yield Finding("ledger_entry", f"index {index}", "", words)
    for index in done.doubled:
        words = "was confessed as lost, and an entry has its index"
        yield Finding("ledger_lostleaf", f"{index}", "", words)


def _named(files: Differing) -> Iterator[Finding]:
    return (Finding("log", path, "", words) for path, words in files)
