"""Reading the ledger: receipts, opened entries, proofs.

These serve other apps' actions and queries, which have asked authority about what they read.
What the log publishes (checkpoint, key, proofs of leaves) is public.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import QuerySet

from onrecord.ledger import key_files, witness_policy
from onrecord.ledger.errors import NotPublished
from onrecord.ledger.models import Chain, Disclosure, Entry, Json
from onrecord.ledger.schedule import next_publication
from onrecord.ledger.tiles import LogFolder, Published
from onrecord.storage.home import current_home
from onrecord_proof import disclosure, proof, tile

RECORDED = "Recorded"
IN_A_CHECKPOINT = "In a signed checkpoint"
WITNESSES_CHAIN = "log/witnesses"
_AT_ONCE = 500  # SQLite bounds the values of one statement


@dataclass(frozen=True)
class ReceiptView:
    """What a receipt shows of one entry.

    `index` is None until the sequencer has come by, within about a second. `checkpoint_size` is
    the size in entries of the latest checkpoint, where it holds the entry, else None.
    `next_publication` is when the next checkpoint is due.
    """

    entry: int
    index: int | None
    recorded_at: datetime
    stage: str
    checkpoint_size: int | None
    next_publication: datetime


@dataclass(frozen=True)
class EntryView:
    """One entry without its values, as chains and custody list them."""

    id: int
    index: int | None
    kind: str
    subject: str
    subject_version: int
    recorded_at: datetime


@dataclass(frozen=True)
class OpenedEntry:
    """One entry with the disclosures that were asked for, by field name, in the kind's order."""

    id: int
    index: int | None
    kind: str
    statement: bytes
    leaf_hash: bytes
    disclosures: Mapping[str, str]

    def values(self) -> dict[str, Json]:
        """Return the opened values by field name."""
        return {name: disclosure.open(text)[1] for name, text in self.disclosures.items()}


@dataclass(frozen=True)
class Inclusion:
    """Inclusion proofs in one checkpoint: hashes by index, each from the leaf's sibling upward."""

    checkpoint: bytes
    size: int
    hashes: Mapping[int, tuple[bytes, ...]]


@dataclass(frozen=True)
class WitnessesView:
    """The policy (C2SP tlog-policy) that names the log's witnesses, or says that there are none.

    `is_recorded` is false where a crash, or a hand, left another than the log's latest entry says.
    """

    policy: str
    is_recorded: bool


def receipt(entry: int) -> ReceiptView:
    """Return the receipt of an entry by its id."""
    return receipts([entry])[entry]


def receipts(entries: Iterable[int]) -> dict[int, ReceiptView]:
    """Return the receipts of entries by their ids."""
    home = current_home()
    published = LogFolder(home.log).published()
    due = next_publication(home, published)
    rows: dict[int, ReceiptView] = {}
    for some in _chunks(entries):
        found = Entry.objects.filter(id__in=some).values_list("id", "index", "recorded_at")
        for id_, index, recorded_at in found:
            signed = index is not None and index < published.size
            rows[id_] = ReceiptView(
                entry=id_,
                index=index,
                recorded_at=recorded_at,
                stage=IN_A_CHECKPOINT if signed else RECORDED,
                checkpoint_size=published.size if signed else None,
                next_publication=due,
            )
    return rows


def indices(entries: Iterable[int]) -> dict[int, int | None]:
    """Return the index of each entry by its id; None where the sequencer has not come by."""
    return {
        id_: index
        for some in _chunks(entries)
        for id_, index in Entry.objects.filter(id__in=some).values_list("id", "index")
    }


def chain_entries(chain: str) -> tuple[EntryView, ...]:
    """Return the entries of one chain, such as `incident/<uuid>/ordinary`, oldest first."""
    return _views(Entry.objects.filter(chain=chain))


def subject_entries(subject: str) -> tuple[EntryView, ...]:
    """Return the entries about one subject, such as `exhibit/<uuid>`, oldest first."""
    return _views(Entry.objects.filter(subject=subject))


def entries_about(subjects: Iterable[str]) -> tuple[EntryView, ...]:
    """Return the entries about any of these subjects, oldest first."""
    wanted = list(subjects)
    found = [
        view
        for start in range(0, len(wanted), _AT_ONCE)
        for view in _views(Entry.objects.filter(subject__in=wanted[start : start + _AT_ONCE]))
    ]
    return tuple(sorted(found, key=lambda view: view.id))


def opened_entries(
    entries: Iterable[int], names: Iterable[str] | None = None
) -> tuple[OpenedEntry, ...]:
    """Return entries by their ids, oldest first, with the disclosures of these fields.

    No names given means all. A name that a kind lacks, or a field that was destroyed, is left out.
    """
    wanted = None if names is None else frozenset(names)
    opened: list[OpenedEntry] = []
    for some in _chunks(sorted(entries)):
        texts: dict[int, dict[str, str]] = {id_: {} for id_ in some}
        rows = Disclosure.objects.filter(entry_id__in=some).order_by("entry_id", "position")
        for entry, name, text in rows.values_list("entry_id", "name", "text"):
            if wanted is None or name in wanted:
                texts[entry][name] = text
        opened += [
            OpenedEntry(
                entry.id,
                entry.index,
                entry.kind,
                bytes(entry.statement),
                bytes(entry.leaf_hash),
                texts[entry.id],
            )
            for entry in Entry.objects.filter(id__in=some).order_by("id")
        ]
    return tuple(opened)


def published() -> Published:
    """Return the latest published checkpoint and its time of publication."""
    return LogFolder(current_home().log).published()


def vkey() -> str:
    """Return the text of the log's public key (C2SP signed-note)."""
    return LogFolder(current_home().log).key().vkey()


def policy_text() -> str:
    """Return the trust policy that packets enclose (C2SP tlog-policy): keys, witnesses, quorum.

    It names every key that the log ever had, so that what an older one signed still verifies; not
    those of a closed log that it succeeds, which is another log.
    """
    home = current_home()
    origin = home.record().origin
    keys = [vkey for vkey in key_files.known_vkeys(home) if vkey.startswith(f"{origin}+")]
    logs = "".join(f"log {vkey}\n" for vkey in keys)
    return f"{logs}{witness_policy.published_text(home)}"


def witnesses() -> WitnessesView:
    """Return whom the log asks for cosignatures."""
    policy = witness_policy.present_text(current_home())
    newest = Chain.objects.filter(key=WITNESSES_CHAIN).values_list("head", flat=True)
    said = [opened.values()["policy"] for opened in opened_entries(newest, ["policy"])]
    return WitnessesView(policy, is_recorded=policy == (said[0] if said else witness_policy.NOBODY))


def inclusions(wanted: Iterable[int], checkpoint: Published | None = None) -> Inclusion:
    """Return inclusion proofs of these indices in one checkpoint, by default the latest.

    Raises NotPublished for an index beyond it.
    """
    folder = LogFolder(current_home().log)
    head = checkpoint or folder.published()
    fetch = cache(folder.tile)
    hashes: dict[int, tuple[bytes, ...]] = {}
    for index in wanted:
        if index >= head.size:
            raise NotPublished(
                f"Entry {index} is beyond the published checkpoint of {head.size} entries. Publish "
                "first (`onrecord log publish`), or wait for the schedule."
            )
        hashes[index] = tuple(tile.inclusion_proof_from_tiles(fetch, index, head.size))
    return Inclusion(head.note, head.size, hashes)


def inclusion(index: int) -> tuple[tuple[bytes, ...], bytes]:
    """Return one index's inclusion proof and the checkpoint in which it holds."""
    found = inclusions([index])
    return found.hashes[index], found.checkpoint


def prove(index: int) -> bytes:
    """Return the proof file (C2SP tlog-proof) of the entry at an index; raises NotPublished."""
    hashes, checkpoint = inclusion(index)
    return proof.TlogProof(index, hashes, checkpoint).encode()


def _views(entries: QuerySet[Entry]) -> tuple[EntryView, ...]:
    rows = entries.order_by("id").values_list(
        "id", "index", "kind", "subject", "subject_version", "recorded_at"
    )
    return tuple(EntryView(*row) for row in rows)


def _chunks(entries: Iterable[int]) -> Iterable[list[int]]:
    ids = list(entries)
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
