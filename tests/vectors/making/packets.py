"""A small packet and a log to seal it, for the vectors; everything in it is fictional.

Deterministic: keys, salts and nonces are SHA-256 of fixed texts.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from onrecord_proof import (
    bag,
    checkpoint,
    cosignature,
    disclosure,
    ed25519,
    merkle,
    note,
    proof,
    statement,
    strict,
)
from onrecord_proof.contents import Contents, Document, EntryLine, Exhibit, Seal

ORIGIN = "demo.invalid/packet-vectors"
WITNESS = "witness.invalid/vectors"
COSIGNED_AT = 1_770_000_000

Files = dict[str, bytes]


def seeded(text: str) -> bytes:
    return hashlib.sha256(f"onrecord packet vectors: {text}".encode()).digest()


def key(name: str, kind: int) -> tuple[note.Key, Callable[[bytes], bytes]]:
    seed = seeded(name)
    return note.make_key(name, ed25519.public_key(seed), kind), partial(ed25519.sign, seed)


LOG_KEY, LOG_SIGNER = key(ORIGIN, note.ED25519)
WITNESS_KEY, WITNESS_SIGNER = key(WITNESS, note.COSIGNATURE)
STRANGER_KEY, STRANGER_SIGNER = key("stranger.invalid/vectors", note.ED25519)
POLICY = f"log {LOG_KEY.vkey()}\nwitness w1 {WITNESS_KEY.vkey()}\ngroup g any w1\nquorum g\n"
STRANGER_POLICY = f"log {note.vkey(ORIGIN, ed25519.public_key(seeded('stranger')))}\nquorum none\n"


def signed(head: checkpoint.Checkpoint, *, lines: str = "lw") -> bytes:
    """Return the checkpoint signed by l(og), w(itness), s(tranger), in the order given."""
    body = head.body()
    cosign = partial(cosignature.sign, WITNESS_SIGNER, COSIGNED_AT)
    signers: dict[str, tuple[note.Key, Callable[[bytes], bytes]]] = {
        "l": (LOG_KEY, LOG_SIGNER),
        "w": (WITNESS_KEY, lambda _: cosign(body)),
        "s": (STRANGER_KEY, STRANGER_SIGNER),
    }
    return note.sign(body, [signers[letter] for letter in lines])


@dataclass
class Log:
    """A log in memory: each entry's statement and all its disclosures."""

    statements: list[bytes] = field(default_factory=list)
    disclosures: list[dict[str, str]] = field(default_factory=list)

    def add(self, kind: str, subject: str, prev: object, **values: object) -> int:
        """Append an entry and return its index.

        `prev` is the index of the entry that it follows; any other value goes in as it is.
        """
        index = len(self.statements)
        link = prev
        if isinstance(prev, int):
            link = strict.encode_base64(self.leaf_hashes()[prev])
        envelope = dict.fromkeys(statement.ENVELOPE) | {"subject": subject, "prev": link}
        opened = {
            name: disclosure.encode(seeded(f"salt {index} {name}")[:16], value)
            for name, value in (envelope | values).items()
        }
        digests = [disclosure.digest(text) for text in opened.values()]
        nonce = seeded(f"nonce {index}")[:16]
        self.statements.append(statement.encode(kind, nonce, list(opened), digests))
        self.disclosures.append(opened)
        return index

    def leaf_hashes(self) -> list[bytes]:
        """Return the RFC 6962 leaf hash of every entry."""
        return [merkle.leaf_hash(statement.leaf(data)) for data in self.statements]

    def head(self, size: int) -> checkpoint.Checkpoint:
        """Return the checkpoint of the first `size` entries."""
        return checkpoint.Checkpoint(ORIGIN, size, merkle.root(self.leaf_hashes()[:size]))

    def line(self, index: int, size: int, *names: str) -> EntryLine:
        """Return an entry with its proof in the tree of `size`, opened at these names."""
        return EntryLine(
            index=index,
            statement=self.statements[index],
            disclosures={name: self.disclosures[index][name] for name in names},
            proof=tuple(merkle.inclusion_proof(self.leaf_hashes()[:size], index)),
        )


@dataclass
class Draft:
    """A packet before it is listed and sealed; a case changes what it attacks."""

    log: Log
    contents: Contents
    payload: Files
    lines: list[EntryLine]
    c1: bytes
    policy: str = POLICY
    listed: Files = field(default_factory=dict)
    """Files that replace or join the others before anything is listed; empty for removed."""
    seal_kind: str = "packet.sealed/1"
    sealed_digest: str | None = None
    edit_seal: Callable[[proof.TlogProof], proof.TlogProof] = lambda sealed: sealed
    c2_lines: str = "lw"


def draft() -> Draft:
    """Return the sound packet: two exhibits, a document, five entries under C1."""
    log = Log()
    payload = {
        "data/exhibits/E-1.txt": b"First fictional exhibit.\n",
        "data/exhibits/E-2.txt": b"A second fictional exhibit.\n",
        "data/report.txt": b"A fictional report.\n",
    }
    exhibits = []
    opened = log.add("incident.opened/1", "I-1", None, title="A fictional incident")
    other = log.add("incident.opened/1", "I-2", None, title="Not enclosed")
    last = opened
    for number in (1, 2):
        file = f"data/exhibits/E-{number}.txt"
        digest, size = hashlib.sha256(payload[file]).hexdigest(), len(payload[file])
        last = log.add("exhibit.taken_in/1", "I-1", last, sha256=digest, size=size)
        exhibits.append(Exhibit(f"E-{number}", file, digest, size, last))
    log.add("report.approved/1", "I-1", last, decision="approved")
    log.add("incident.noted/1", "I-2", other, note="not enclosed")
    size = len(log.statements)
    taken = ("subject", "prev", "sha256", "size")
    return Draft(
        log=log,
        contents=Contents(
            packet="3f0c1a52-8e2b-4c3d-9a4e-5b6c7d8e9f01",
            number="P-2026-001",
            exhibits=tuple(exhibits),
            documents=(Document("data/report.txt", "Report"),),
        ),
        payload=payload,
        lines=[
            log.line(0, size, "subject", "prev", "title"),
            log.line(2, size, *taken),
            log.line(3, size, *taken),
            log.line(4, size, "subject", "prev", "decision"),
        ],
        c1=signed(log.head(size)),
    )


def close(one: Draft) -> Files:
    """List and seal a draft, as the log would; return every file of the packet."""
    files = one.payload | {
        "data/packet.json": one.contents.encode(),
        "data/ledger/entries.jsonl": b"".join(line.encode() for line in one.lines),
        "data/ledger/checkpoint": one.c1,
        "policy.txt": one.policy.encode(),
        "index.html": b"<!doctype html><title>Fictional packet</title>\n",
        "VERIFY.txt": b"A fictional packet.\n",
        "verify.pyz": b"not a program: a vector\n",
    }
    files |= {path: data for path, data in one.listed.items() if path.startswith("data/")}
    files = {path: data for path, data in files.items() if data}
    files = list_files(files) if not one.listed else list_files(files | one.listed)
    digest = one.sealed_digest or hashlib.sha256(files[bag.TAG_MANIFEST]).hexdigest()
    index = one.log.add(one.seal_kind, "P-2026-001", None, packet_digest=digest)
    one.log.add("incident.noted/1", "I-3", None, note="after the seal")
    size = len(one.log.statements)
    seal = Seal(one.log.statements[index], one.log.disclosures[index]["packet_digest"])
    sealed = proof.TlogProof(
        index=index,
        hashes=tuple(merkle.inclusion_proof(one.log.leaf_hashes(), index)),
        checkpoint=signed(one.log.head(size), lines=one.c2_lines),
        extra=seal.encode(),
    )
    return files | {"seal.tlog-proof": one.edit_seal(sealed).encode()}


def list_files(files: Files) -> Files:
    """Return the files with bagit.txt, bag-info.txt and both manifests of them made anew.

    A bag file that is given stays as it is.
    """
    given = {path: data for path, data in files.items() if path != "seal.tlog-proof" and data}
    payload = {path: data for path, data in given.items() if path.startswith("data/")}
    oxum = ("Payload-Oxum", bag.oxum(map(len, payload.values())))
    info = bag.encode_info([("External-Identifier", "P-2026-001"), oxum])
    made = {
        "bagit.txt": bag.BAGIT_TXT,
        "bag-info.txt": info,
        "manifest-sha256.txt": manifest(payload),
    }
    made |= given
    tags = {path: data for path, data in made.items() if not path.startswith("data/")}
    return {bag.TAG_MANIFEST: manifest(tags)} | made


def manifest(files: Files) -> bytes:
    return bag.encode_manifest({p: hashlib.sha256(data).hexdigest() for p, data in files.items()})


@dataclass(frozen=True)
class Case:
    """A vector: the files, what else lies there, the pinned policy, and what must come of it."""

    about: str
    files: Files
    exit: int = 1
    failed: tuple[tuple[int, str], ...] = ()
    policy: str | None = POLICY
    links: tuple[tuple[str, str], ...] = ()
    directories: tuple[str, ...] = ()

    def value(self) -> dict[str, object]:
        """Return the case as its JSON file holds it."""
        return {
            "about": self.about,
            "policy": self.policy,
            "files": {
                path: base64.b64encode(data).decode() for path, data in sorted(self.files.items())
            },
            "links": dict(self.links),
            "directories": list(self.directories),
            "expected": {
                "exit": self.exit,
                "failed": [{"check": number, "code": code} for number, code in self.failed],
            },
        }


def without(files: Files, *paths: str) -> Files:
    return {path: data for path, data in files.items() if path not in paths}


def renamed(files: Files, old: str, new: str) -> Files:
    return without(files, old) | {new: files[old]}


def relisted(files: Files) -> Files:
    """Return the files with their manifests made anew by somebody who cannot seal."""
    made = ("bag-info.txt", "manifest-sha256.txt", bag.TAG_MANIFEST)
    return list_files(without(files, *made, "seal.tlog-proof")) | {
        "seal.tlog-proof": files["seal.tlog-proof"],
    }


def sealed(**changes: object) -> Files:
    """Return the sound draft with attributes changed, listed and sealed by the log itself."""
    one = draft()
    for name, value in changes.items():
        setattr(one, name, value)
    return close(one)
