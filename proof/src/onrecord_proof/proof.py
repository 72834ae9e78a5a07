"""Proof files: C2SP tlog-proof, an entry's inclusion in a checkpoint that a policy accepts."""

from dataclasses import dataclass

from onrecord_proof import merkle
from onrecord_proof.errors import ProofError
from onrecord_proof.policy import Policy, PolicyResult
from onrecord_proof.strict import (
    decode_base64,
    decode_decimal,
    decode_hash,
    encode_base64,
)

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MAX_SIZE = 4_194_304
MAX_HASHES = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """The proof that a log holds an entry.

    index is zero-based; hashes are the inclusion proof from the leaf's sibling upward; checkpoint
    is the signed note verbatim; extra is data that the proof itself does not authenticate.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """Return the bytes of the proof file."""
        lines = [FIRST_LINE]
        if self.extra is not None:
            lines.append(f"extra {encode_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += [encode_base64(value) for value in self.hashes]
        head = "".join(f"{line}\n" for line in lines) + "\n"
        return head.encode("ascii") + self.checkpoint

    def verify(self, leaf: bytes, policy: Policy, *, strict: bool = False) -> PolicyResult:
        """Check that the log holds the entry leaf at this index, or refuse.

        leaf is the entry as the log's bundles have it (statement.leaf makes it), not its hash.
        strict is that of Policy.check.
        """
        result = policy.check(self.checkpoint, strict=strict)
        head = result.checkpoint
        merkle.verify_inclusion(
            merkle.leaf_hash(leaf), self.index, head.size, self.hashes, head.root
        )
        return result


def parse(data: bytes) -> TlogProof:
    """Read a proof file, verifying nothing, or refuse it."""
    if len(data) > MAX_SIZE:
        raise ProofError("proof-size", f"a proof is at most {MAX_SIZE} bytes")
    head, blank, checkpoint = data.partition(b"\n\n")
    if not blank:
        raise ProofError("proof-format", "a proof has a blank line before its checkpoint")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise ProofError("proof-format", "a proof is ASCII up to its checkpoint") from None
    if lines.pop(0) != FIRST_LINE:
        raise ProofError("proof-version", f"the first line of a proof is {FIRST_LINE}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "), "the extra data")
        if not extra:
            raise ProofError("proof-extra", "a proof without extra data has no extra line")
    if not lines or not lines[0].startswith("index "):
        raise ProofError("proof-format", "a proof has its index after the first line")
    index = decode_decimal(lines.pop(0).removeprefix("index "), "the index")
    if len(lines) > MAX_HASHES:
        raise ProofError("proof-length", f"a proof has at most {MAX_HASHES} hashes")
    hashes = tuple(decode_hash(line, "a hash of the proof") for line in lines)
    return TlogProof(index, hashes, checkpoint, extra)
