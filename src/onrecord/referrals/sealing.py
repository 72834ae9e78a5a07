"""Sealing a packet: the steps around two acts, each of which can be repeated after a crash.

1. `begin_sealing`: an act.
2. A checkpoint is published, C1, which holds every entry made so far.
3. The packet is written under C1, all of it but the seal: bytes are hashed once more and compared.
4. `record_seal`: an act whose entry commits to the packet's digest.
5. A checkpoint is published, C2, which holds that entry.
6. The proof of the seal is added, and the packet verified as its recipient would.

Broken off before 4, the packet is written anew; after it, 5 and 6 are done again.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from onrecord.authority import Actor, HandlingClass, Permission
from onrecord.evidence.queries import ExhibitFile, exhibit_files
from onrecord.ledger.act import telling_nothing
from onrecord.ledger.models import Json
from onrecord.ledger.publication import publish_now
from onrecord.ledger.queries import (
    OpenedEntry,
    chain_entries,
    inclusion,
    inclusions,
    opened_entries,
    policy_text,
    published,
)
from onrecord.ledger.tiles import Published
from onrecord.ledger.times import now
from onrecord.referrals.account import gather
from onrecord.referrals.actions import begin_sealing, record_seal, seal_entry
from onrecord.referrals.documents import Rendered, render_documents, render_index
from onrecord.referrals.errors import PacketFault
from onrecord.referrals.models import Referral
from onrecord.referrals.queries import find
from onrecord.referrals.states import ReferralState
from onrecord.storage.home import current_home
from onrecord.storage.local import blob_store
from onrecord_proof import assemble, pyz, verify
from onrecord_proof.contents import Contents, Document, EntryLine, Exhibit, Seal
from onrecord_proof.errors import ProofError
from onrecord_proof.policy import parse as parse_policy
from onrecord_proof.proof import TlogProof
from onrecord_proof.report import Exit, Result
from onrecord_proof.verify_txt import verify_txt

# The packet opens these classes of the incident, and says nothing of others (G16, G17).
OPENED = (HandlingClass.ORDINARY, HandlingClass.WALLED)

WALLED_KIND = "passage.walled"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Sealed:
    """A sealed packet: where it lies, its digest, and the index of the entry that seals it."""

    number: str
    folder: Path
    packet_digest: str
    index: int


def _quiet(_words: str) -> None:
    """Say nothing."""


def seal_referral(*, actor: Actor, number: str, progress: Progress = _quiet) -> Sealed:
    """Seal an approved referral's packet, or finish a sealing that was broken off.

    Raises Refused, PacketFault, and what publication raises.
    """
    with telling_nothing(actor, Permission.REFERRAL_SEAL):
        referral = find(number)
    folder = current_home().packets / referral.number
    if referral.state != ReferralState.SEALED:
        begin_sealing(actor=actor, number=number)
        progress("Publishing a checkpoint")
        publish_now(actor=actor, reason=f"sealing {referral.number}")
        progress("Writing the packet")
        digest = _write(actor, find(number), folder, progress)
        record_seal(actor=actor, number=number, packet_digest=digest)
    elif (folder / "seal.tlog-proof").exists():
        return _sealed(find(number), folder)
    progress("Publishing the seal")
    publish_now(actor=actor, reason=f"seal of {referral.number}")
    sealed = _finish(find(number), folder)
    progress("Verifying as the recipient would")
    _verify(folder)
    return sealed


def _write(actor: Actor, referral: Referral, folder: Path, progress: Progress) -> str:
    if folder.exists():
        shutil.rmtree(folder)  # of a sealing that was broken off: nothing sealed it
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    head = published()  # C1: kept, since a scheduled publication may come at any moment
    entries = _entries(referral, head)
    indices = {entry.id: entry.index for entry in entries}
    # An exhibit taken in after C1 is for a later packet: its intake has no proof here.
    files = tuple(
        file
        for file in exhibit_files(actor=actor, number=referral.incident.number)
        if file.entry in indices
    )
    exhibits = tuple(
        Exhibit(
            number=file.number,
            file=f"data/exhibits/{file.file_name}",
            sha256=file.sha256,
            size=file.size,
            entry=_known(indices[file.entry]),
        )
        for file in files
    )
    account = gather(actor=actor, number=referral.number, kept_apart=_kept_apart(entries))
    held = {file.number for file in files}
    account = replace(
        account, exhibits=tuple(e for e in account.exhibits if e.view.row.number in held)
    )
    documents = render_documents(account)
    contents = Contents(
        packet=str(referral.packet),
        number=referral.number,
        exhibits=exhibits,
        documents=tuple(Document(document.file, document.title) for document in documents),
    )
    record = current_home().record()
    try:
        return assemble.write_packet(
            folder,
            contents=contents,
            payload=_payload(files, exhibits, documents, progress),
            entries=_lines(entries, head),
            checkpoint=head.note,
            policy_text=policy_text(),
            index_html=render_index(account, contents),
            verify_pyz=pyz.content(),
            verify_txt=verify_txt(
                number=referral.number, origin=record.origin, fictional=record.mode == "demo"
            ),
            bag_info=[
                ("Bag-Software-Agent", "OnRecord 0.1.0"),
                ("Bagging-Date", f"{now():%Y-%m-%d}"),
                ("External-Identifier", referral.number),
                ("External-Description", record.notice),
            ],
        )
    except (ProofError, OSError) as error:
        raise PacketFault(
            f"{referral.number}: the packet was not written ({error}). Nothing is lost; mend the "
            "cause, then seal again."
        ) from error


def _entries(referral: Referral, head: Published) -> tuple[OpenedEntry, ...]:
    ids = [
        entry.id
        for handling_class in OPENED
        for entry in chain_entries(f"incident/{referral.incident_id}/{handling_class.value}")
    ]
    opened = [
        entry
        for entry in opened_entries(ids)
        if entry.index is not None and entry.index < head.size
    ]
    return tuple(sorted(opened, key=lambda entry: _known(entry.index)))


def _kept_apart(entries: tuple[OpenedEntry, ...]) -> tuple[Mapping[str, Json], ...]:
    """Return the words that stand in walled entries; the person who seals does not read them."""
    return tuple(entry.values() for entry in entries if entry.kind.startswith(f"{WALLED_KIND}/"))


def _known(index: int | None) -> int:
    if index is None:
        raise PacketFault("An entry has no place in the log yet. Seal again in a moment.")
    return index


def _lines(entries: tuple[OpenedEntry, ...], head: Published) -> list[EntryLine]:
    proofs = inclusions([_known(entry.index) for entry in entries], head)
    return [
        EntryLine(
            index=_known(entry.index),
            statement=entry.statement,
            disclosures=entry.disclosures,
            proof=proofs.hashes[_known(entry.index)],
        )
        for entry in entries
    ]


def _payload(
    files: tuple[ExhibitFile, ...],
    exhibits: tuple[Exhibit, ...],
    documents: tuple[Rendered, ...],
    progress: Progress,
) -> list[assemble.Part]:
    store = blob_store()
    parts = [assemble.Part.of_bytes(document.file, document.data) for document in documents]
    for file, exhibit in zip(files, exhibits, strict=True):
        progress(f"{file.number}: {file.size:,} bytes")
        parts.append(assemble.Part(exhibit.file, exhibit.sha256, _opener(store.path(file.blob))))
    return parts


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _finish(referral: Referral, folder: Path) -> Sealed:
    (entry,) = opened_entries([seal_entry(referral)])
    index = _known(entry.index)
    hashes, checkpoint = inclusion(index)
    seal = Seal(statement=entry.statement, disclosure=entry.disclosures["packet_digest"])
    proof = TlogProof(index=index, hashes=hashes, checkpoint=checkpoint, extra=seal.encode())
    try:
        assemble.finish(folder, proof.encode())
    except (ProofError, OSError) as error:
        raise PacketFault(f"{referral.number}: the seal was not added ({error}).") from error
    return _sealed(referral, folder)


def _sealed(referral: Referral, folder: Path) -> Sealed:
    (entry,) = opened_entries([seal_entry(referral)])
    return Sealed(
        number=referral.number,
        folder=folder,
        packet_digest=referral.packet_digest,
        index=_known(entry.index),
    )


def _verify(folder: Path) -> None:
    report = verify.verify(folder, pinned=parse_policy(policy_text()))
    if report.exit is not Exit.HOLDS:
        broken = [c for c in report.checks if c.result is not Result.HOLDS]
        words = "; ".join(f"{c.number}. {c.title}: {c.detail}" for c in broken)
        raise PacketFault(f"{folder.name} does not verify. Do not deliver it. {words}")
