"""Signed notes and their keys: C2SP signed-note 1.0.0, for the types 0x01 and 0x04.

0x01 is Ed25519 over the text, 0x04 the timestamped Ed25519 cosignature of a checkpoint.
Texts are str; what is signed is their UTF-8.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from onrecord_proof import cosignature, ed25519
from onrecord_proof.errors import ProofError
from onrecord_proof.strict import decode_base64, encode_base64, has_surrogate

ED25519 = 0x01
COSIGNATURE = 0x04
MAX_SIGNATURES = 64
MAX_SIZE = 1_048_576

_LINE_START = "\u2014 "
_PRIVATE = "PRIVATE+KEY+"
_KEY_ID_SIZE = 4
_PUBLIC_SIZE = 32
# The code points with the Unicode property White_Space; str.isspace counts a few more.
_SPACES = frozenset("\t\n\v\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000") | frozenset(
    chr(code) for code in range(0x2000, 0x200B)
)


@dataclass(frozen=True, slots=True)
class Key:
    """A verifier key: name, 4-byte key ID, signature type, and 32 bytes of Ed25519 public key."""

    name: str
    key_id: bytes
    kind: int
    public: bytes

    def vkey(self) -> str:
        """Return the key's text, name+ID+base64."""
        material = encode_base64(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{material}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the payload is what follows the key ID."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """Return the line with its newline."""
        return f"{_LINE_START}{self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures in the order of their lines."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """Return the note's bytes."""
        return "".join([self.text, "\n", *(one.line() for one in self.signatures)]).encode()


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Return the first four bytes of SHA-256(name, newline, type byte, public key)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:_KEY_ID_SIZE]


def make_key(name: str, public: bytes, kind: int = ED25519) -> Key:
    """Return the verifier key of a public key under a name, or refuse either."""
    _check_name(name)
    if kind not in (ED25519, COSIGNATURE):
        raise ProofError("key-type", f"key type 0x{kind:02x} is not supported: 0x01 or 0x04 is")
    if not ed25519.is_public_key(public):
        raise ProofError("key-public", f"the public key of {name!r} is no valid Ed25519 key")
    return Key(name, key_id(name, kind, public), kind, public)


def vkey(name: str, public: bytes, kind: int = ED25519) -> str:
    """Return the text of a verifier key."""
    return make_key(name, public, kind).vkey()


def parse_vkey(text: str) -> Key:
    """Read a verifier key, or refuse it. The base64 part may itself have a "+"."""
    name, kind, public = _key_parts(text)
    key = make_key(name, public, kind)
    if key.vkey() != text:
        raise ProofError("key-id", f"the ID of the key {name!r} is not the hash of that key")
    return key


def encode_private(name: str, seed: bytes, kind: int = ED25519) -> str:
    """Return the text of a private key, PRIVATE+KEY+name+ID+base64, as Go's note package has it."""
    key = make_key(name, ed25519.public_key(seed), kind)
    return f"{_PRIVATE}{name}+{key.key_id.hex()}+{encode_base64(bytes([kind]) + seed)}"


def parse_private(text: str) -> tuple[Key, bytes]:
    """Return verifier key and 32-byte seed of a private key's text, or refuse it."""
    if not text.startswith(_PRIVATE):
        raise ProofError("key-format", "a private key begins with PRIVATE+KEY+")
    name, kind, seed = _key_parts(text.removeprefix(_PRIVATE))
    key = make_key(name, ed25519.public_key(seed), kind)
    if encode_private(name, seed, kind) != text:
        raise ProofError("key-id", f"the ID of the private key {name!r} is not that of its key")
    return key, seed


def sign(text: str, signers: Iterable[tuple[Key, Callable[[bytes], bytes]]]) -> bytes:
    """Return the signed note; each signer makes the payload for its key from the text's bytes.

    The payload is 64 bytes of Ed25519, or the 72 bytes of cosignature.sign for a key of type 0x04.
    """
    if not text.endswith("\n") or has_surrogate(text):
        raise ProofError("note-text", "the text of a note is UTF-8 and ends in a newline")
    data = text.encode()
    signatures = tuple(Signature(key.name, key.key_id, signer(data)) for key, signer in signers)
    signed = Note(text, signatures).encode()
    parse(signed)
    return signed


def sign_ed25519(seed: bytes) -> Callable[[bytes], bytes]:
    """Return a signer for sign over a 32-byte seed. Not in constant time."""
    return partial(ed25519.sign, seed)


def parse(data: bytes) -> Note:
    """Read a note's text and signature lines, verifying nothing, or refuse it."""
    if len(data) > MAX_SIZE:
        raise ProofError("note-size", f"a note is at most {MAX_SIZE} bytes")
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ProofError("note-utf8", "a note is UTF-8") from None
    if any(character < " " and character != "\n" for character in content):
        raise ProofError("note-control", "a note has no control character but the newline")
    text, blank, lines = content.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise ProofError("note-format", "a note is text, a blank line and signature lines")
    signatures = tuple(_parse_line(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MAX_SIGNATURES:
        raise ProofError("note-signatures", f"a note has at most {MAX_SIGNATURES} signatures")
    return Note(text + "\n", signatures)


def verify(note: Note, keys: Sequence[Key], *, strict: bool = False) -> list[Key]:
    """Return the keys whose signatures hold, in the order of the lines, or refuse the note.

    Lines by unknown keys are passed over. One false signature by a known key refuses the whole
    note, and so does the lack of any signature by a known key. strict, for packets, also refuses
    a line by an unknown key and a second line by the same key.
    """
    known = {(key.name, key.key_id): key for key in keys}
    if len(known) != len(set(keys)):
        raise ProofError("note-ambiguous-key", "two known keys have the same name and ID")
    verified: list[Key] = []
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is None:
            if strict:
                raise ProofError("note-unknown-key", f"a signature is by the unknown {one.name!r}")
            continue
        _verify_signature(key, note.text, one.signature)
        if key not in verified:
            verified.append(key)
        elif strict:
            raise ProofError("note-repeated-key", f"{key.name!r} has signed twice")
    if not verified:
        raise ProofError("note-unsigned", "the note bears no signature by a known key")
    return verified


def _verify_signature(key: Key, text: str, payload: bytes) -> None:
    if key.kind == COSIGNATURE:
        cosignature.verify(key.public, text, payload)
    elif not ed25519.verify(key.public, text.encode(), payload):
        raise ProofError("note-signature-false", f"the signature by {key.name!r} does not verify")


def _parse_line(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_LINE_START).partition(" ")
    if not line.startswith(_LINE_START) or not space:
        raise ProofError("note-line", "a signature line is em dash, space, name, space, base64")
    _check_name(name)
    payload = decode_base64(encoded, "the signature of a note")
    if len(payload) <= _KEY_ID_SIZE:
        raise ProofError("note-line", "a signature is a 4-byte key ID and at least one byte more")
    return Signature(name, payload[:_KEY_ID_SIZE], payload[_KEY_ID_SIZE:])


def _key_parts(text: str) -> tuple[str, int, bytes]:
    """Split name+ID+base64(type, 32 bytes); the ID is checked by whoever knows the public key."""
    parts = text.split("+", 2)
    if len(parts) != 3:  # noqa: PLR2004 - name, ID, key
        raise ProofError("key-format", "a key is name+ID+base64")
    material = decode_base64(parts[2], "the key")
    if len(material) != 1 + _PUBLIC_SIZE:
        raise ProofError("key-length", "a key is a type byte and 32 bytes")
    return parts[0], material[0], material[1:]


def _check_name(name: str) -> None:
    forbidden = any(
        character in _SPACES or character < " " or character == "+" for character in name
    )
    if not name or forbidden or has_surrogate(name):
        raise ProofError("key-name", f"{name!r} is no key name: no spaces, no +, not empty, UTF-8")
