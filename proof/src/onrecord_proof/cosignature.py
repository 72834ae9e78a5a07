"""Timestamped Ed25519 cosignatures of checkpoints: cosignature/v1 of C2SP tlog-cosignature.

A cosignature is the payload of a note signature of type 0x04: eight bytes of POSIX seconds,
big-endian, and 64 bytes of Ed25519. It says that at that time the witness had seen no larger
consistent tree of the log that the checkpoint names.
"""

from collections.abc import Callable

from onrecord_proof import ed25519
from onrecord_proof.errors import ProofError
from onrecord_proof.strict import MAX_COUNT

PAYLOAD_SIZE = 72


def signed_message(seconds: int, body: str) -> bytes:
    """Return what a witness signs: header, time line and the checkpoint's body with its newline."""
    if not 0 <= seconds <= MAX_COUNT:
        raise ProofError("cosignature-time", "a cosignature's time is from 0 to 2^63-1")
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def sign(signer: Callable[[bytes], bytes], seconds: int, body: str) -> bytes:
    """Return the 72-byte payload; signer makes 64 bytes of Ed25519 over a message."""
    message = signed_message(seconds, body)
    return seconds.to_bytes(8, "big") + signer(message)


def timestamp(payload: bytes) -> int:
    """Return the POSIX seconds that a payload claims; only a verified payload proves them."""
    if len(payload) != PAYLOAD_SIZE:
        raise ProofError("cosignature-length", f"a cosignature is 72 bytes, not {len(payload)}")
    return int.from_bytes(payload[:8], "big")


def verify(public: bytes, body: str, payload: bytes) -> int:
    """Return the verified time of the cosignature, or refuse it."""
    seconds = timestamp(payload)
    if not ed25519.verify(public, signed_message(seconds, body), payload[8:]):
        raise ProofError("cosignature-false", "the cosignature does not verify")
    return seconds
