"""Checkpoints: C2SP tlog-checkpoint 1.0.0, the signed size and root of a log."""

from dataclasses import dataclass

from onrecord_proof import note
from onrecord_proof.errors import ProofError
from onrecord_proof.merkle import EMPTY_ROOT, HASH_SIZE
from onrecord_proof.strict import (
    MAX_COUNT,
    decode_decimal,
    decode_hash,
    encode_base64,
    has_surrogate,
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its origin, tree size, 32-byte root, and extension lines if any."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or any(character < " " for character in line) or has_surrogate(line):
                raise ProofError("checkpoint-line", "a checkpoint's line is empty or no plain text")
        if not 0 <= self.size <= MAX_COUNT:
            raise ProofError("size-range", f"{self.size} is no tree size: 0 to 2^63-1")
        if len(self.root) != HASH_SIZE:
            raise ProofError("hash-length", "a checkpoint's root is 32 bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise ProofError("empty-root", "a tree of size 0 has the root SHA-256('')")

    def body(self) -> str:
        """Return the text that is signed, each line with its newline."""
        lines = [self.origin, str(self.size), encode_base64(self.root), *self.extensions]
        return "".join(f"{line}\n" for line in lines)


def parse(text: str) -> Checkpoint:
    """Read the text of a checkpoint (a note's text, without signatures), or refuse it."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():  # noqa: PLR2004 - three lines and the end after the last
        raise ProofError("checkpoint-format", "a checkpoint is three lines, each with its newline")
    return Checkpoint(
        lines[0],
        decode_decimal(lines[1], "the checkpoint's size"),
        decode_hash(lines[2], "the checkpoint's root"),
        tuple(lines[3:]),
    )


def open_checkpoint(data: bytes, origin: str, *log_keys: note.Key) -> Checkpoint:
    """Return the checkpoint that one of log_keys signed for this origin, or refuse the note."""
    signed = note.parse(data)
    note.verify(signed, log_keys)
    checkpoint = parse(signed.text)
    if checkpoint.origin != origin:
        raise ProofError(
            "checkpoint-origin", f"the checkpoint is of {checkpoint.origin!r}, not of {origin!r}"
        )
    return checkpoint
