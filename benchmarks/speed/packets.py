"""A packet of ten exhibits: how long its verification takes, its exhibits' bytes aside."""

import hashlib
import io
import secrets
from functools import partial
from pathlib import Path

from onrecord_proof import (
    assemble,
    checkpoint,
    disclosure,
    ed25519,
    merkle,
    note,
    policy,
    proof,
    pyz,
    statement,
)
from onrecord_proof.contents import Contents, Document, EntryLine, Exhibit, Seal
from onrecord_proof.verify import verify
from onrecord_proof.verify_txt import verify_txt
from speed.measuring import Row, Sizes, bare_hashing, median, tell, timed

MOST_SECONDS = 0.5
EXHIBITS = 10
ENTRIES = 200
LOG = 4_096
_SEED = hashlib.sha256(b"a benchmark's log").digest()
_KEY = note.make_key("demo.invalid/benchmark", ed25519.public_key(_SEED))
_POLICY = f"log {_KEY.vkey()}\nquorum none\n"

Entry = tuple[bytes, dict[str, str]]


def measure(folder: Path, sizes: Sizes) -> list[Row]:
    """Return the row of a packet's verification."""
    tell("a packet of ten exhibits")
    packet = folder / "packet"
    _write(packet)
    pinned = policy.parse(_POLICY)
    files = [path for path in packet.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)

    def check() -> None:
        report = verify(packet, pinned=pinned)
        if report.exit != 0:
            raise SystemExit(f"The benchmark's packet does not hold: {report}")

    check()
    rounds = sizes.rounds
    taken = median([timed(check) for _ in range(rounds)])
    bare = bare_hashing(1, size)
    return [
        Row(
            f"A packet of {EXHIBITS} small exhibits and {ENTRIES} entries verified",
            f"{taken:.2f} s",
            f"bare SHA-256 of its {size:,} bytes: {bare * 1e3:.1f} ms",
            aim=f"under {MOST_SECONDS} s",
            met=taken < MOST_SECONDS,
            how=f"median of {rounds} rounds of all checks, under a pinned policy; exhibits of "
            "1 KB, so that their bytes weigh nothing",
        )
    ]


def _entry(kind: str, **values: object) -> Entry:
    fields = dict.fromkeys(statement.ENVELOPE) | values
    opened = {
        name: disclosure.encode(secrets.token_bytes(16), value) for name, value in fields.items()
    }
    digests = [disclosure.digest(text) for text in opened.values()]
    return statement.encode(kind, secrets.token_bytes(16), list(opened), digests), opened


def _leaf(entry: Entry) -> bytes:
    return merkle.leaf_hash(statement.leaf(entry[0]))


def _write(folder: Path) -> None:
    """Write a packet whose entries stand in a log of four thousand."""
    files = [secrets.token_bytes(1_024) for _ in range(EXHIBITS)]
    entries = [
        _entry("exhibit.taken_in/1", sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        for data in files
    ]
    entries += [
        _entry("incident.noted/1", words=f"fictional words {number}")
        for number in range(ENTRIES - EXHIBITS)
    ]
    leaves = [_leaf(entry) for entry in entries]
    leaves += [secrets.token_bytes(32) for _ in range(LOG - ENTRIES)]
    exhibits = tuple(
        Exhibit(
            f"E-{number}",
            f"data/exhibits/E-{number}.bin",
            hashlib.sha256(data).hexdigest(),
            len(data),
            number - 1,
        )
        for number, data in enumerate(files, start=1)
    )
    payload = [
        assemble.Part(one.file, one.sha256, partial(io.BytesIO, data))
        for one, data in zip(exhibits, files, strict=True)
    ]
    payload.append(assemble.Part.of_bytes("data/report.txt", b"A fictional report.\n"))
    digest = assemble.write_packet(
        folder,
        contents=Contents(
            packet="7d9f6d0e-1f0c-4d51-9a37-0d8b2f8a4c11",
            number="P-2026-001",
            exhibits=exhibits,
            documents=(Document("data/report.txt", "Report"),),
        ),
        payload=payload,
        entries=[
            EntryLine(index, stated, opened, tuple(merkle.inclusion_proof(leaves, index)))
            for index, (stated, opened) in enumerate(entries)
        ],
        checkpoint=_signed(leaves),
        policy_text=_POLICY,
        index_html="<!doctype html><title>Fictional packet</title>\n",
        verify_txt=verify_txt(number="P-2026-001", origin=_KEY.name, fictional=True),
        verify_pyz=pyz.content(),
        bag_info=[("External-Identifier", "P-2026-001"), ("Bagging-Date", "2026-02-02")],
    )
    stated, opened = _entry("packet.sealed/1", packet_digest=digest)
    tree = [*leaves, _leaf((stated, opened))]
    sealed = proof.TlogProof(
        index=LOG,
        hashes=tuple(merkle.inclusion_proof(tree, LOG)),
        checkpoint=_signed(tree),
        extra=Seal(stated, opened["packet_digest"]).encode(),
    )
    assemble.finish(folder, sealed.encode())


def _signed(leaves: list[bytes]) -> bytes:
    body = checkpoint.Checkpoint(_KEY.name, len(leaves), merkle.root(leaves)).body()
    return note.sign(body, [(_KEY, note.sign_ed25519(_SEED))])
