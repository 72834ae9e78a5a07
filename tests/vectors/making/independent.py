"""What the vectors are computed with: hashlib, json and `cryptography`, and none of our own code.

Names are those of the specifications; everything is written for clarity and not for speed.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LOG = "demo.invalid/example-city"
EMPTY_ROOT = hashlib.sha256().digest()


def random16(label: str) -> bytes:
    """Return 16 bytes that are the same on every run."""
    return hashlib.sha256(b"vectors " + label.encode()).digest()[:16]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(count: int) -> int:
    """RFC 6962: the largest power of two smaller than count."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def tree(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, MTH, by its recursion."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(tree(leaves[:k]), tree(leaves[k:]))


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.1, PATH, by its recursion."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), tree(leaves[k:])]
    return [*path(m - k, leaves[k:]), tree(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    """RFC 6962 section 2.1.2, SUBPROOF, by its recursion."""
    if m == len(leaves):
        return [] if known else [tree(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], known=known), tree(leaves[k:])]
    return [*subproof(m - k, leaves[k:], known=False), tree(leaves[:k])]


@dataclass(frozen=True)
class Signer:
    """An Ed25519 key under a name; kind 1 signs texts, kind 4 cosigns checkpoints."""

    name: str
    label: str
    kind: int = 1

    @property
    def seed(self) -> bytes:
        """Return the private key, the same on every run."""
        return hashlib.sha256(b"seed " + self.label.encode()).digest()

    @property
    def private(self) -> Ed25519PrivateKey:
        """Return the key that signs."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> bytes:
        """Return the public key."""
        return self.private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        """Return the key ID of C2SP signed-note."""
        material = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(material).digest()[:4]

    @property
    def vkey(self) -> str:
        """Return the verifier key."""
        return f"{self.name}+{self.key_id.hex()}+{b64(bytes([self.kind]) + self.public)}"

    def payload(self, text: str, seconds: int = 1_767_225_600) -> bytes:
        """Sign or cosign a text."""
        if self.kind == 1:
            return self.private.sign(text.encode())
        message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
        return seconds.to_bytes(8, "big") + self.private.sign(message)

    def line(self, text: str, seconds: int = 1_767_225_600) -> str:
        """Return the signature line for a text."""
        return f"— {self.name} {b64(self.key_id + self.payload(text, seconds))}\n"


LOG_KEY = Signer(LOG, "log")
OTHER_KEY = Signer("demo.invalid/other-city", "other")
WITNESSES = [Signer(f"witness-{name}.invalid", f"witness {name}", 4) for name in "abc"]


def checkpoint_body(size: int, root: bytes, origin: str = LOG) -> str:
    return f"{origin}\n{size}\n{b64(root)}\n"


def note(text: str, *signers: Signer) -> str:
    return text + "\n" + "".join(one.line(text) for one in signers)


ENVELOPE = (
    "subject subject_version actor role grant channel time prev month area".split()  # noqa: SIM905 - one line reads better
)


def disclosure(label: str, value: object) -> str:
    return b64url(compact([b64url(random16(f"salt {label}")), value]).encode())


def disclosure_digest(text: str) -> str:
    return b64url(hashlib.sha256(text.encode("ascii")).digest())


def statement_value(kind: str, fields: dict[str, object]) -> dict[str, object]:
    """Return a statement as a JSON value; fields come after an envelope of fixed values."""
    values: dict[str, object] = {
        "subject": "exhibit/6f1e5d5e-94c5-4c39-9b57-0a3f5a1c7e11",
        "subject_version": 1,
        "actor": "0c9b6a3e-0b62-4d0e-8a4e-5d2f3f5b8c21",
        "role": "custodian",
        "grant": None,
        "channel": "web",
        "time": "2026-03-03T21:14:05.123456Z",
        "prev": None,
        "month": "2026-03",
        "area": "district-4",
        **fields,
    }
    return {
        "statement": "onrecord/1",
        "kind": kind,
        "nonce": b64url(random16(f"nonce {kind}")),
        "names": list(values),
        "fields": [
            {"...": disclosure_digest(disclosure(name, value))} for name, value in values.items()
        ],
    }
