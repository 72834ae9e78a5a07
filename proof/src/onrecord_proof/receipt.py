"""A receipt, or the proof of an exhibit's intake, as the web hands it out: text around a proof.

The text is for people. What is taken from it is checked like anything else: the proof file in it,
the leaf hash that it names, and, where they stand there, the statement and its disclosures.
"""

import re
from dataclasses import dataclass

from onrecord_proof import disclosure, proof, statement
from onrecord_proof.asked import RECEIPT_STARTS
from onrecord_proof.errors import ProofError
from onrecord_proof.opened import Opened

_LEAF_HASH = re.compile(r"^Leaf hash \([^)\n]*\): ([0-9a-f]{64})$", re.MULTILINE)
_STATEMENT = re.compile(r"^Statement:\n(\{.*\})$", re.MULTILINE)
_DISCLOSURES = re.compile(r"^Disclosures:\n((?:[A-Za-z0-9_-]+\n)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof file's bytes, the leaf hash (32 bytes), and the entry where the text has it."""

    proof: bytes
    leaf_hash: bytes
    entry: Opened | None


def parse(data: bytes) -> Receipt | None:
    """Read such a text; None if it is none. Refuses one without a proof or a leaf hash."""
    if not data.startswith(RECEIPT_STARTS):
        return None
    head, marker, rest = data.partition(f"{proof.FIRST_LINE}\n".encode())
    text = head.decode("utf-8", "replace")
    named = _LEAF_HASH.search(text)
    if not marker or named is None:
        raise ProofError(
            "receipt", "no proof stands in it: its entry was in no checkpoint yet. Save it again"
        )
    return Receipt(marker + rest, bytes.fromhex(named[1]), _entry(text))


def _entry(text: str) -> Opened | None:
    """Return the entry, its disclosures named by the digests that the statement holds."""
    found = _STATEMENT.search(text)
    if found is None:
        return None
    data = found[1].encode()
    said = statement.parse(data)
    opened = _DISCLOSURES.search(text)
    by_digest = {disclosure.digest(one): one for one in (opened[1].split() if opened else ())}
    strangers = by_digest.keys() - set(said.digests)
    if strangers:
        raise ProofError("disclosure-mismatch", "a disclosure is not what was recorded")
    names = dict(zip(said.digests, said.names, strict=True))
    return Opened(data, {names[one]: by_digest[one] for one in said.digests if one in by_digest})
