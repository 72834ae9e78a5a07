"""Verify a proof file. These are the checks, in their order; the code below bears their numbers.

 1. The proof file is sound.
 2. The entry is known: from the extra line, whose statement is canonical and whose opened values
    are those that it committed to; from the text of a receipt; or from a file with the statement,
    or with the leaf.
 3. The entry is in the tree of the proof's checkpoint.
 4. A trust policy from outside accepts the checkpoint: a key of the log, a quorum of witnesses.

A check holds, does not hold, or could not be checked. A proof that holds shows what was recorded,
when (to a publication interval), and unaltered since; not that it is true. Nothing here raises an
exception for what a file contains.
"""

from collections.abc import Callable, Mapping

from onrecord_proof import (
    checkpoint,
    contents,
    disclosure,
    merkle,
    note,
    opened,
    proof,
    receipt,
    statement,
)
from onrecord_proof.errors import ProofError
from onrecord_proof.report import NotKnownError, Report, Subject, known, make_check
from onrecord_proof.strict import Json, encode_json
from onrecord_proof.trust import Trust


def verify_proof(
    data: bytes,
    *,
    trust: Trust | None = None,
    stated: bytes | None = None,
    leaf: bytes | None = None,
) -> Report:
    """Make all checks on a proof file's bytes.

    `stated` is the entry's statement or `leaf` its leaf, where the proof does not bring the entry;
    where it does, they have to be the same. `trust` is what check 4 stands on.
    """
    run = _Run(data, trust, stated, leaf)
    checks = tuple(
        make_check(number, title, check)
        for number, (title, check) in enumerate(run.checks, start=1)
    )
    facts: dict[str, Json] = {
        "index": run.proof.index if run.proof else None,
        "size": run.head.size if run.head else None,
        "kind": run.kind,
        "values": dict(run.values),
    }
    shown = tuple(f"{name}: {encode_json(value).decode()}" for name, value in run.values.items())
    name = run.head.origin if run.head else None
    return Report(Subject.PROOF, name, checks, trust=4, facts=facts, shown=shown)


class _Run:
    """One verification: each check leaves here what later ones stand on."""

    def __init__(
        self, data: bytes, trust: Trust | None, stated: bytes | None, leaf: bytes | None
    ) -> None:
        self._data = data
        self._trust = trust
        self._stated = stated
        self._given = statement.leaf(stated) if stated is not None else leaf
        self._receipt: receipt.Receipt | None = None
        self._hash: bytes | None = None
        self.proof: proof.TlogProof | None = None
        self.head: checkpoint.Checkpoint | None = None
        self.kind: str | None = None
        self.values: Mapping[str, Json] = {}
        self.checks: tuple[tuple[str, Callable[[], str]], ...] = (
            ("The proof file is sound", self._proof_is_sound),
            ("The entry says what it committed to", self._entry_is_known),
            ("The entry is in the log", self._entry_is_logged),
            ("The log's key is one that you trust", self._key_is_trusted),
        )

    # 1.
    def _proof_is_sound(self) -> str:
        self._receipt = receipt.parse(self._data)
        found = proof.parse(self._receipt.proof if self._receipt else self._data)
        self.head = checkpoint.parse(note.parse(found.checkpoint).text)
        self.proof = found
        return f"entry {found.index} of {self.head.origin}, entries: {self.head.size}"

    # 2.
    def _entry_is_known(self) -> str:
        extra, given = known(self.proof, 1).extra, self._given
        entry = self._receipt.entry if self._receipt else None
        if entry is None and extra is not None:
            entry = _read_extra(extra)
        words = "the leaf hash that the receipt names"
        if entry is not None:
            said, self.values = entry.match()
            self.kind = said.kind
            self._hash = merkle.leaf_hash(entry.leaf)
            words = f"kind {said.kind}, values opened: {len(self.values)} of {len(said.names)}"
        elif self._receipt is not None:
            self._hash = self._receipt.leaf_hash
        elif given is None:
            raise NotKnownError(
                "the proof does not bring the entry: give --statement FILE or --leaf FILE"
            )
        elif self._stated is not None:
            self.kind = statement.parse(self._stated).kind
            words = f"a statement of the kind {self.kind}"
        else:
            words = "the leaf that was given"
        hashes = {self._hash, merkle.leaf_hash(given) if given is not None else None}
        hashes.add(self._receipt.leaf_hash if self._receipt else None)
        hashes.discard(None)
        if len(hashes) != 1:
            self._hash = None
            raise ProofError("leaf-differs", "the proof is of another entry than the one given")
        (self._hash,) = hashes
        return words

    # 3.
    def _entry_is_logged(self) -> str:
        found, head, hashed = known(self.proof, 1), known(self.head, 1), known(self._hash, 2)
        merkle.verify_inclusion(hashed, found.index, head.size, found.hashes, head.root)
        return f"entry {found.index}, leaf hash {hashed.hex()}"

    # 4.
    def _key_is_trusted(self) -> str:
        found = known(self.proof, 1)
        if self._trust is None:
            raise NotKnownError("no trust policy was given; the proof names no key that counts")
        return str(self._trust.extended().check(found.checkpoint))


def _read_extra(extra: bytes) -> opened.Opened:
    """Read the extra line of a link or a released entry, or of a packet's seal."""
    try:
        return opened.parse(extra)
    except ProofError as error:
        try:
            seal = contents.parse_seal(extra)
        except ProofError:
            raise error from None
    name = contents.SEAL_FIELD
    disclosure.match(statement.parse(seal.statement), {name: seal.disclosure})
    return opened.Opened(seal.statement, {name: seal.disclosure})
