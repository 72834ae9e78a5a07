"""Looking closely at single entries, and saying what differs.

Most entries pass as bytes (`recompute`). Those that do not, the lawfully destroyed among them, are
read here one by one while no act is under way.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from onrecord.ledger import turn
from onrecord.ledger.audit.findings import Finding
from onrecord.ledger.models import Chain, Disclosure, Entry, Json, Tombstone
from onrecord.ledger.times import utc_text
from onrecord_proof import disclosure, merkle, statement
from onrecord_proof.errors import ProofError

_AT_ONCE = 200
Names = Mapping[str, tuple[str, ...]]


@dataclass
class _Held:
    """What the database holds of one entry: disclosures by field name, and who has a tombstone."""

    disclosures: dict[str, str] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    destroyed: set[str] = field(default_factory=set)


def check_entries(ids: Iterable[int], names: Names) -> Iterator[Finding]:
    """Check entries by their ids: statement, columns, disclosures, and their place in the chain."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _AT_ONCE):
        with transaction.atomic():
            turn.take()
            found = list(_check_some(wanted[start : start + _AT_ONCE], names))
        yield from found


def check_strays(ids: Iterable[int], names: Names) -> Iterator[Finding]:
    """Check what stands where no disclosure belongs: it is of no entry, or its entry is checked."""
    wanted, entries = sorted(set(ids)), set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = Disclosure.objects.filter(id__in=wanted[start : start + _AT_ONCE])
        for id_, entry, name in some.values_list("id", "entry_id", "name"):
            if Entry.objects.filter(id=entry).exists():
                entries.add(entry)
            else:
                yield Finding("ledger_disclosure", f"{id_}", name, f"of no entry: {entry} is none")
    yield from check_entries(entries, names)


def _check_some(ids: list[int], names: Names) -> Iterator[Finding]:
    held = {id_: _Held() for id_ in ids}
    texts = Disclosure.objects.filter(entry_id__in=ids)
    for entry_id, position, name, text in texts.values_list("entry_id", "position", "name", "text"):
        held[entry_id].disclosures[name] = text
        held[entry_id].positions[name] = position
    for entry_id, name in Tombstone.objects.filter(entry_id__in=ids).values_list(
        "entry_id", "name"
    ):
        held[entry_id].destroyed.add(name)
    entries = Entry.objects.filter(id__in=ids).select_related("previous").order_by("id")
    for entry in entries:
        found = list(_check_entry(entry, held[entry.id], names))
        yield from found


def _check_entry(entry: Entry, held: _Held, names: Names) -> Iterator[Finding]:
    row = f"{entry.id}"
    yield from _check_link(entry)
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
    for position, name in enumerate(stated.names):
        text = held.disclosures.get(name)
        if (text is None) != (name in held.destroyed):
            words = "is gone without a tombstone" if text is None else "stands beside its tombstone"
            yield Finding("ledger_disclosure", f"of entry {row}", name, words)
        if text is None:
            continue
        if held.positions[name] != position:
            words = f"stands at position {held.positions[name]}, not {position}"
            yield Finding("ledger_disclosure", f"of entry {row}", name, words)
        try:
            values.update(disclosure.match(stated, {name: text}))
        except ProofError as error:
            yield Finding("ledger_disclosure", f"of entry {row}", name, str(error))
    for name in sorted(held.disclosures.keys() - set(stated.names)):
        yield Finding("ledger_disclosure", f"of entry {row}", name, "is no field of the statement")
    yield from _check_columns(entry, values)


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
    """Check the place in the chain, and that of this version among the subject's."""
    row, previous = f"{entry.id}", entry.previous
    if previous is None:
        starts = Entry.objects.filter(chain=entry.chain).order_by("id").values_list("id", flat=True)
        if entry.previous_id is not None:
            yield Finding("ledger_entry", row, "previous", f"{entry.previous_id} is no entry")
        elif starts.first() != entry.id:
            yield Finding("ledger_chain", entry.chain, "head", "the chain has more than one start")
        elif not Chain.objects.filter(key=entry.chain).exists():
            yield Finding("ledger_chain", entry.chain, "", "the chain of this entry is not known")
    elif previous.chain != entry.chain or previous.id >= entry.id:
        yield Finding("ledger_entry", row, "previous", "is not an earlier of its chain")
    elif entry.index is not None and (previous.index is None or previous.index >= entry.index):
        yield Finding("ledger_entry", row, "index", "does not follow that of `previous`")
    before = Entry.objects.filter(
        chain=entry.chain, subject=entry.subject, subject_version=entry.subject_version - 1
    ).values_list("id", flat=True)
    earlier = before.first()
    if (earlier is None) != (entry.subject_version == 1) or (earlier or 0) >= entry.id:
        yield Finding("ledger_entry", row, "subject_version", "is out of its order")
