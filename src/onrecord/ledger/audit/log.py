"""Step 1: every entry ever, from its disclosures to the published checkpoint."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from onrecord.ledger.audit.findings import AuditResult, Finding, Progress
from onrecord.ledger.checkpoint_store import read_store
from onrecord.ledger.errors import LedgerError
from onrecord.ledger.kinds import declared
from onrecord.ledger.models import Chain, Disclosure, Entry, Json, Tombstone
from onrecord.ledger.sequencing import sequenced
from onrecord.ledger.tiles import LogFile, LogFolder, Published, Tree
from onrecord.ledger.times import utc_text
from onrecord.storage.home import Home, HomeError
from onrecord_proof import checkpoint, disclosure, merkle, statement
from onrecord_proof.errors import ProofError

_AT_ONCE = 500
_STEP = "Entries and the log"


@dataclass
class _Held:
    """What the database holds of one entry: disclosures and tombstones by field name."""

    disclosures: dict[str, str] = field(default_factory=dict)
    destroyed: set[str] = field(default_factory=set)


def audit_log(home: Home, result: AuditResult) -> Iterator[Progress]:
    """Recompute every entry, the tree and its files, and check the chains."""
    total = Entry.objects.count()
    names = {kind.id: kind.names for kind in declared()}
    published = _published(home, result)
    folder, tree = LogFolder(home.log), Tree()
    for entries in _pieces(sequenced()):
        for entry, held in _with_fields(entries):
            result.add(*_check_entry(entry, held, names))
            result.entries += 1
            result.destroyed += len(held.destroyed)
            if published and tree.size < published.size and entry.index == tree.size:
                leaf = statement.leaf(bytes(entry.statement))
                result.add(*_check_files(folder, tree.extend([leaf])))
        yield Progress(_STEP, result.entries, total)
    if published:
        result.add(*_check_files(folder, tree.partial()))
        result.add(*_check_head(tree, published))
        result.in_checkpoint = tree.size
    result.add(*_check_chains())
    result.add(*_check_versions())


def _published(home: Home, result: AuditResult) -> Published | None:
    """Return the published checkpoint if the log's key signed it and the store agrees."""
    folder = LogFolder(home.log)
    try:
        published = folder.published()
        key = folder.key()
        checkpoint.open_checkpoint(published.note, home.record().origin, key)
        stored = read_store(home).latest()
    except (ProofError, LedgerError, HomeError) as error:
        result.add(Finding("log", "checkpoint", "", str(error)))
        return None
    if stored.size < published.size or (
        stored.size == published.size and stored.root != published.root
    ):
        result.add(
            Finding("checkpoint store", "", "", f"size {stored.size} is not the published log's")
        )
    return published


def _pieces(end: int) -> Iterator[list[Entry]]:
    """Yield all entries: those below index `end` by index, then the rest by id."""
    start = 0
    while piece := list(_entries().filter(index__gte=start, index__lt=end)[:_AT_ONCE]):
        start = (piece[-1].index or 0) + 1
        yield piece
    newer = Entry.objects.filter(Q(index=None) | Q(index__gte=end))
    latest = newer.aggregate(latest=Max("id"))["latest"] or 0
    after = 0
    while piece := list(
        newer.filter(id__gt=after, id__lte=latest)
        .select_related("previous")
        .order_by("id")[:_AT_ONCE]
    ):
        after = piece[-1].id
        yield piece


def _entries() -> QuerySet[Entry]:
    return Entry.objects.select_related("previous").order_by("index")


def _with_fields(entries: list[Entry]) -> Iterator[tuple[Entry, _Held]]:
    held = {entry.id: _Held() for entry in entries}
    texts = Disclosure.objects.filter(entry_id__in=held)
    for entry_id, name, text in texts.values_list("entry_id", "name", "text"):
        held[entry_id].disclosures[name] = text
    stones = Tombstone.objects.filter(entry_id__in=held)
    for entry_id, name in stones.values_list("entry_id", "name"):
        held[entry_id].destroyed.add(name)
    return ((entry, held[entry.id]) for entry in entries)


def _check_entry(
    entry: Entry, held: _Held, names: Mapping[str, tuple[str, ...]]
) -> Iterator[Finding]:
    row = f"{entry.id}"
    try:
        stated = statement.parse(bytes(entry.statement))
    except ProofError as error:
        yield Finding("ledger_entry", row, "statement", str(error))
        return
    if stated.kind != entry.kind or stated.names != names.get(stated.kind):
        yield Finding("ledger_entry", row, "kind", f"{stated.kind} is not such a kind")
    if bytes(entry.leaf_hash) != merkle.leaf_hash(statement.leaf(bytes(entry.statement))):
        yield Finding("ledger_entry", row, "leaf_hash", "is not the hash of the statement's leaf")
    values: dict[str, Json] = {}
    for name in stated.names:
        text = held.disclosures.get(name)
        if (text is None) != (name in held.destroyed):
            words = "is gone without a tombstone" if text is None else "stands beside its tombstone"
            yield Finding("ledger_disclosure", f"of entry {row}", name, words)
        if text is not None:
            try:
                values.update(disclosure.match(stated, {name: text}))
            except ProofError as error:
                yield Finding("ledger_disclosure", f"of entry {row}", name, str(error))
    for name in sorted(held.disclosures.keys() - set(stated.names)):
        yield Finding("ledger_disclosure", f"of entry {row}", name, "is no field of the statement")
    yield from _check_columns(entry, values)
    yield from _check_link(entry)


def _check_columns(entry: Entry, values: Mapping[str, Json]) -> Iterator[Finding]:
    """Compare the columns, which serve finding and ordering, with what was stated."""
    previous = entry.previous
    columns: dict[str, Json] = {
        "subject": entry.subject,
        "subject_version": entry.subject_version,
        "time": utc_text(entry.recorded_at),
        "prev": base64.b64encode(bytes(previous.leaf_hash)).decode() if previous else None,
    }
    for name, value in columns.items():
        if name in values and values[name] != value:
            yield Finding("ledger_entry", f"{entry.id}", name, f"{value!r} is not what was stated")


def _check_link(entry: Entry) -> Iterator[Finding]:
    previous = entry.previous
    if previous is None:
        return
    if previous.chain != entry.chain or previous.id >= entry.id:
        yield Finding("ledger_entry", f"{entry.id}", "previous", "is not an earlier of its chain")
    elif entry.index is not None and (previous.index is None or previous.index >= entry.index):
        yield Finding("ledger_entry", f"{entry.id}", "index", "does not follow that of `previous`")


def _check_files(folder: LogFolder, files: Iterator[LogFile]) -> Iterator[Finding]:
    for path, data in files:
        try:
            published = (folder.root / path).read_bytes()
        except FileNotFoundError:
            yield Finding("log", path, "", "is missing")
        else:
            if published != data:
                yield Finding("log", path, "", "is not what the entries make")


def _check_head(tree: Tree, published: Published) -> Iterator[Finding]:
    if tree.size != published.size:
        yield Finding(
            "ledger_entry",
            f"index {tree.size}",
            "",
            f"is missing: the published checkpoint holds {published.size} entries",
        )
    elif tree.frontier.root() != published.root:
        yield Finding("log", "checkpoint", "", "its root is not that of the entries")


def _check_chains() -> Iterator[Finding]:
    """Each chain begins once and ends at its head; links were checked entry by entry."""
    heads = Chain.objects.filter(key=OuterRef("chain")).values("head_id")[:1]
    chains = (
        Entry.objects.values("chain")
        .annotate(starts=Count("id", filter=Q(previous=None)), last=Max("id"), head=Subquery(heads))
        .exclude(starts=1, last=F("head"))
    )
    for row in chains.iterator(chunk_size=_AT_ONCE):
        yield Finding("ledger_chain", row["chain"], "head", "the chain does not run from one start")
    stray = Chain.objects.exclude(head__chain=F("key")).values_list("key", flat=True)
    for key in stray.iterator(chunk_size=_AT_ONCE):
        yield Finding("ledger_chain", key, "head", "is no entry of this chain")


def _check_versions() -> Iterator[Finding]:
    """Within a chain each subject's versions are 1, 2, 3 in the order of writing."""
    rows = Entry.objects.order_by("chain", "subject", "subject_version")
    before: tuple[str, str, int, int] = ("", "", 0, 0)
    for row in rows.values_list("chain", "subject", "subject_version", "id").iterator():
        version, earlier = (before[2], before[3]) if row[:2] == before[:2] else (0, 0)
        if row[2] != version + 1 or row[3] <= earlier:
            yield Finding("ledger_entry", f"{row[3]}", "subject_version", "is out of its order")
        before = row
