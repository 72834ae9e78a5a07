"""A small packet written by `assemble`, sealed by a log in memory; everything is fictional."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from onrecord_proof import (
    assemble,
    checkpoint,
    disclosure,
    ed25519,
    merkle,
    note,
    proof,
    pyz,
    statement,
)
from onrecord_proof.contents import Contents, Document, EntryLine, Exhibit, Seal
from onrecord_proof.verify_txt import verify_txt

ORIGIN = "demo.invalid/sample"
SEED = hashlib.sha256(b"a fictional log").digest()
KEY = note.make_key(ORIGIN, ed25519.public_key(SEED))
POLICY = f"log {KEY.vkey()}\nquorum none\n"
EXHIBIT = b"A fictional exhibit, and then some more of it. " * 40
STAND_IN = b"a stand-in for the verifier\n"
REPORT = b"A fictional report.\n"


@dataclass(frozen=True)
class Logged:
    """An entry: its statement's bytes and all its disclosures."""

    statement: bytes
    disclosures: dict[str, str]

    @property
    def leaf_hash(self) -> bytes:
        """The hash that stands in the tree."""
        return merkle.leaf_hash(statement.leaf(self.statement))


def logged(number: int, kind: str, **values: object) -> Logged:
    """Return an entry whose salts and nonce follow from its number."""
    fields = dict.fromkeys(statement.ENVELOPE) | values
    opened = {
        name: disclosure.encode(hashlib.sha256(f"{number} {name}".encode()).digest()[:16], value)
        for name, value in fields.items()
    }
    digests = [disclosure.digest(text) for text in opened.values()]
    nonce = hashlib.sha256(f"nonce {number}".encode()).digest()[:16]
    return Logged(statement.encode(kind, nonce, list(opened), digests), opened)


def head(entries: Iterable[Logged]) -> bytes:
    """Return the signed checkpoint of these entries."""
    leaves = [entry.leaf_hash for entry in entries]
    body = checkpoint.Checkpoint(ORIGIN, len(leaves), merkle.root(leaves)).body()
    return note.sign(body, [(KEY, partial(ed25519.sign, SEED))])


ENTRIES = [
    logged(0, "incident.opened/1", title="A fictional incident"),
    logged(1, "exhibit.taken_in/1", sha256=hashlib.sha256(EXHIBIT).hexdigest(), size=len(EXHIBIT)),
]


def entry_lines() -> list[EntryLine]:
    """Return the lines of the entries file, under the checkpoint of `ENTRIES`."""
    leaves = [entry.leaf_hash for entry in ENTRIES]
    opened = (("title",), ("sha256", "size"))
    return [
        EntryLine(
            index,
            entry.statement,
            {name: entry.disclosures[name] for name in opened[index]},
            tuple(merkle.inclusion_proof(leaves, index)),
        )
        for index, entry in enumerate(ENTRIES)
    ]


CONTENTS = Contents(
    packet="7d9f6d0e-1f0c-4d51-9a37-0d8b2f8a4c11",
    number="P-2026-001",
    exhibits=(
        Exhibit("E-1", "data/exhibits/E-1.txt", hashlib.sha256(EXHIBIT).hexdigest(), 1880, 1),
    ),
    documents=(Document("data/report.txt", "Report"),),
)


def parts() -> list[assemble.Part]:
    """Return the payload that `CONTENTS` names."""
    exhibit = CONTENTS.exhibits[0]
    return [
        assemble.Part(exhibit.file, exhibit.sha256, lambda: io.BytesIO(EXHIBIT)),
        assemble.Part.of_bytes("data/report.txt", REPORT),
    ]


def write(
    folder: Path,
    *,
    contents: Contents = CONTENTS,
    payload: Iterable[assemble.Part] | None = None,
    entries: Iterable[EntryLine] | None = None,
    signed: bytes | None = None,
    verify_pyz: bytes = STAND_IN,
) -> str:
    """Write the packet without its seal and return its digest."""
    return assemble.write_packet(
        folder,
        contents=contents,
        payload=parts() if payload is None else payload,
        entries=entry_lines() if entries is None else entries,
        checkpoint=head(ENTRIES) if signed is None else signed,
        policy_text=POLICY,
        index_html="<!doctype html><title>Fictional packet</title>\n",
        verify_txt=verify_txt(number="P-2026-001", origin=ORIGIN, fictional=True),
        verify_pyz=verify_pyz,
        bag_info=[("External-Identifier", "P-2026-001"), ("Bagging-Date", "2026-02-02")],
    )


def seal_proof(digest: str, *, more: int = 0) -> bytes:
    """Return the proof of a seal of this digest, under a checkpoint `more` entries later."""
    seal = logged(2, "packet.sealed/1", packet_digest=digest)
    later = [logged(3 + step, "incident.noted/1") for step in range(more)]
    tree = [*ENTRIES, seal, *later]
    return proof.TlogProof(
        index=2,
        hashes=tuple(merkle.inclusion_proof([entry.leaf_hash for entry in tree], 2)),
        checkpoint=head(tree),
        extra=Seal(seal.statement, seal.disclosures["packet_digest"]).encode(),
    ).encode()


def make(folder: Path, *, with_verifier: bool = False) -> Path:
    """Write and seal the packet."""
    digest = write(folder, verify_pyz=pyz.content() if with_verifier else STAND_IN)
    assemble.finish(folder, seal_proof(digest))
    return folder
