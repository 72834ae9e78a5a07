"""A log in memory, as its witnesses are shown it."""

from dataclasses import dataclass, replace

from onrecord_proof import checkpoint, ed25519, merkle, note
from onrecord_proof.strict import encode_base64


@dataclass(frozen=True)
class ShownLog:
    """A log of its own making; two logs of one seed and other words are a fork."""

    origin: str = "demo.invalid/shown"
    seed: bytes = b"s" * 32
    words: bytes = b"entry"

    @property
    def key(self) -> note.Key:
        """The log's public key."""
        return note.make_key(self.origin, ed25519.public_key(self.seed))

    @property
    def fork(self) -> "ShownLog":
        """The same log with other entries."""
        return replace(self, words=b"another entry")

    def hashes(self, size: int) -> list[bytes]:
        """Return the leaf hashes of the first entries."""
        return [merkle.leaf_hash(self.words + b" %d" % number) for number in range(size)]

    def root(self, size: int) -> bytes:
        """Return the root of the first entries."""
        return merkle.root(self.hashes(size))

    def note(self, size: int) -> bytes:
        """Return the signed checkpoint of the first entries."""
        text = checkpoint.Checkpoint(self.origin, size, self.root(size)).body()
        return note.sign(text, [(self.key, note.sign_ed25519(self.seed))])

    def request(self, old: int, size: int) -> bytes:
        """Return what is posted to a witness that last cosigned `old` entries."""
        hashes = self.hashes(size)
        proof = merkle.consistency_proof(hashes, old) if 0 < old < size else []
        lines = "".join(f"{encode_base64(one)}\n" for one in proof)
        return f"old {old}\n{lines}\n".encode() + self.note(size)
