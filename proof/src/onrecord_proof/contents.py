"""What a packet says of itself, in JSON: its contents, its entries, its seal.

Each of the three has one encoding (compact JSON, members in the order given here), and reading
refuses every other: unknown or absent members, other order, spaces.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord_proof import disclosure, packet, proof, statement, strict
from onrecord_proof.errors import ProofError

FORMAT = "onrecord-packet/1"
SEAL_KIND = "packet.sealed/1"
SEAL_FIELD = "packet_digest"

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Exhibit:
    """An exhibit: its file (a path), SHA-256, size in bytes, index of its intake entry."""

    number: str
    file: str
    sha256: str
    size: int
    entry: int


@dataclass(frozen=True)
class Document:
    """A further payload file, by its path, with the title that the packet's index shows."""

    file: str
    title: str


@dataclass(frozen=True)
class Contents:
    """data/packet.json: the packet's random identifier (UUIDv4), its number, what it holds."""

    packet: str
    number: str
    exhibits: tuple[Exhibit, ...]
    documents: tuple[Document, ...]

    def encode(self) -> bytes:
        """Return the bytes of data/packet.json; refuses contents that could not be read back."""
        self._check()
        return strict.encode_json(
            {
                "format": FORMAT,
                "packet": self.packet,
                "number": self.number,
                "exhibits": [vars(exhibit) for exhibit in self.exhibits],
                "documents": [vars(document) for document in self.documents],
            },
        )

    @property
    def payload(self) -> frozenset[str]:
        """The paths of all payload files: those named here and the ledger's."""
        return packet.LEDGER_PAYLOAD.union(self._files())

    def _files(self) -> list[str]:
        exhibits = [exhibit.file for exhibit in self.exhibits]
        return exhibits + [document.file for document in self.documents]

    def _check(self) -> None:
        if not _UUID4.fullmatch(self.packet):
            raise ProofError("contents-packet", "the packet's identifier is not a UUIDv4")
        if not packet.is_segment(self.number):
            raise ProofError("contents-number", "the packet's number is not letters and digits")
        for exhibit in self.exhibits:
            _check_exhibit(exhibit)
        for document in self.documents:
            if not document.title.strip() or not document.title.isprintable():
                raise ProofError("contents-document", f"{document.file!a} has no plain title")
        files = self._files()
        packet.check_paths([*packet.LEDGER_PAYLOAD, *files])
        strangers = [file for file in files if not file.startswith(packet.DATA)]
        if strangers:
            raise ProofError("contents-file", f"{strangers[0]!a} is outside data/")
        numbers = {exhibit.number for exhibit in self.exhibits}
        if len(numbers) != len(self.exhibits):
            raise ProofError("contents-exhibit", "two exhibits bear one number")


def parse_contents(data: bytes) -> Contents:
    """Read data/packet.json."""
    what = packet.CONTENTS
    value = strict.decode_json(data, what)
    top = strict.members(
        value,
        {"format": str, "packet": str, "number": str, "exhibits": list, "documents": list},
        what,
    )
    if top["format"] != FORMAT:
        raise ProofError("contents-format", f"{what} is not of the format {FORMAT}")
    shape = {"number": str, "file": str, "sha256": str, "size": int, "entry": int}
    contents = Contents(
        packet=top["packet"],
        number=top["number"],
        exhibits=tuple(Exhibit(**strict.members(item, shape, what)) for item in top["exhibits"]),
        documents=tuple(
            Document(**strict.members(item, {"file": str, "title": str}, what))
            for item in top["documents"]
        ),
    )
    if contents.encode() != data:
        raise ProofError("contents-encoding", f"{what} is not in its one encoding")
    return contents


@dataclass(frozen=True)
class EntryLine:
    """One line of data/ledger/entries.jsonl: an entry with the disclosures that the packet opens.

    `disclosures` holds the opened names only, in the statement's order; `proof` is the inclusion
    proof from the leaf upward (RFC 9162 section 2.1.3) in the tree of data/ledger/checkpoint.
    """

    index: int
    statement: bytes
    disclosures: Mapping[str, str]
    proof: tuple[bytes, ...]

    def encode(self) -> bytes:
        """Return the line with its line end."""
        value = {
            "index": self.index,
            "statement": strict.encode_base64(self.statement),
            "disclosures": dict(self.disclosures),
            "proof": [strict.encode_base64(node) for node in self.proof],
        }
        return strict.encode_json(value) + b"\n"


def parse_entry_line(line: bytes, what: str) -> EntryLine:
    """Read one line with its line end; `what` names it in a refusal."""
    shape = {"index": int, "statement": str, "disclosures": dict, "proof": list}
    value = strict.members(strict.decode_json(line, what), shape, what)
    if not all(isinstance(text, str) for text in (*value["disclosures"].values(), *value["proof"])):
        raise ProofError("json-shape", f"{what}: a disclosure or a hash is not a text")
    entry = EntryLine(
        index=value["index"],
        statement=strict.decode_base64(value["statement"], f"{what}: statement"),
        disclosures=value["disclosures"],
        proof=tuple(strict.decode_hash(text, f"{what}: proof") for text in value["proof"]),
    )
    if entry.index < 0 or entry.encode() != line:
        raise ProofError("entries-encoding", f"{what} is not in its one encoding")
    return entry


@dataclass(frozen=True)
class Seal:
    """What the `extra` line of seal.tlog-proof holds: the seal entry, opened at one field."""

    statement: bytes
    disclosure: str

    def encode(self) -> bytes:
        """Return the bytes of the extra line before its base64."""
        value = {
            "statement": strict.encode_base64(self.statement),
            "disclosure": self.disclosure,
        }
        return strict.encode_json(value)


def parse_seal(extra: bytes) -> Seal:
    """Read the decoded extra line of seal.tlog-proof."""
    what = f"the extra line of {packet.SEAL}"
    value = strict.members(
        strict.decode_json(extra, what), {"statement": str, "disclosure": str}, what
    )
    seal = Seal(
        statement=strict.decode_base64(value["statement"], f"{what}: statement"),
        disclosure=value["disclosure"],
    )
    if seal.encode() != extra:
        raise ProofError("seal-encoding", f"{what} is not in its one encoding")
    return seal


def check_seal(sealed: proof.TlogProof, packet_digest: str) -> bytes:
    """Return the statement of the seal's entry, once it is seen to seal this packet digest.

    Whether the log holds the entry is not looked at here.
    """
    if sealed.extra is None:
        raise ProofError("seal-extra", f"{packet.SEAL} has no extra line")
    seal = parse_seal(sealed.extra)
    said = statement.parse(seal.statement)
    if said.kind != SEAL_KIND:
        raise ProofError("seal-kind", f"the seal's entry is of the kind {said.kind}")
    digest = disclosure.match(said, {SEAL_FIELD: seal.disclosure})[SEAL_FIELD]
    if digest != packet_digest:
        raise ProofError(
            "seal-digest",
            f"the seal is of the packet digest {digest!a}, this packet's is {packet_digest}",
        )
    return seal.statement


def _check_exhibit(exhibit: Exhibit) -> None:
    if not packet.is_segment(exhibit.number):
        raise ProofError("contents-exhibit", f"exhibit number {exhibit.number!a} is refused")
    if not exhibit.file.startswith(packet.EXHIBITS):
        raise ProofError("contents-exhibit", f"exhibit {exhibit.number} is outside data/exhibits/")
    if not _SHA256.fullmatch(exhibit.sha256) or exhibit.size < 0 or exhibit.entry < 0:
        raise ProofError("contents-exhibit", f"exhibit {exhibit.number} has a bad digest or number")
