"""The statement: what one ledger entry commits to, and the leaf that stands in the log for it.

A statement shows its kind and the names of its fields; each value is only a digest, opened by a
disclosure (RFC 9901 section 4.2.2: digests of array elements). Its bytes are stored and hashed
verbatim. One statement has one text: bytes that are not the canonical encoding of what they say
are refused.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord_proof.errors import ProofError
from onrecord_proof.strict import Json, decode_base64url, decode_json, encode_base64url, encode_json

VERSION = "onrecord/1"
ENVELOPE = (
    "subject",
    "subject_version",
    "actor",
    "role",
    "grant",
    "channel",
    "time",
    "prev",
    "month",
    "area",
)
"""The names with which the fields of every kind begin, in this order."""
NONCE_SIZE = 16
DIGEST_SIZE = 32
MAX_FIELDS = 256
MAX_SIZE = 65_536
LEAF_VERSION = b"\x01"
LEAF_SIZE = 33

_KIND = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*/[1-9][0-9]{0,3}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MAX_KIND = 100
_MAX_NAME = 64
_MEMBERS = ["statement", "kind", "nonce", "names", "fields"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A parsed statement: names[i] is the field whose value digests[i] commits to."""

    version: str
    kind: str
    nonce: bytes
    names: tuple[str, ...]
    digests: tuple[str, ...]

    def digest_of(self, name: str) -> str:
        """Return the digest of the field with this name, or refuse."""
        if name not in self.names:
            raise ProofError("field-unknown", f"a {self.kind} statement has no field {name!r}")
        return self.digests[self.names.index(name)]


def encode(kind: str, nonce: bytes, names: Sequence[str], digests: Sequence[str]) -> bytes:
    """Return a statement's bytes, or refuse what they would say.

    kind is "noun.verb/version", nonce 16 random bytes, names the fields in order (the envelope
    first), digests for each name the base64url digest of its disclosure.
    """
    statement = Statement(VERSION, kind, nonce, tuple(names), tuple(digests))
    _check(statement)
    return _encode(statement)


def parse(data: bytes) -> Statement:
    """Read a statement's bytes, or refuse them."""
    if len(data) > MAX_SIZE:
        raise ProofError("statement-size", f"a statement is at most {MAX_SIZE} bytes")
    value = decode_json(data, "the statement")
    if not isinstance(value, dict) or list(value) != _MEMBERS:
        raise ProofError("statement-members", f"a statement has the members {_MEMBERS}, in order")
    version, kind, nonce = (_text(value[name], name) for name in _MEMBERS[:3])
    names = tuple(_text(name, "a field name") for name in _array(value["names"], "names"))
    digests = tuple(_element_digest(field) for field in _array(value["fields"], "fields"))
    statement = Statement(
        version, kind, decode_base64url(nonce, "the statement's nonce"), names, digests
    )
    _check(statement)
    if _encode(statement) != data:
        raise ProofError("statement-not-canonical", "the statement is not in its canonical text")
    return statement


def leaf(statement: bytes) -> bytes:
    """Return the 33 bytes that enter the log: 0x01 and SHA-256 of the statement's bytes."""
    return LEAF_VERSION + hashlib.sha256(statement).digest()


def _encode(statement: Statement) -> bytes:
    data = encode_json(
        {
            "statement": statement.version,
            "kind": statement.kind,
            "nonce": encode_base64url(statement.nonce),
            "names": statement.names,
            "fields": [{"...": digest} for digest in statement.digests],
        }
    )
    if len(data) > MAX_SIZE:
        raise ProofError("statement-size", f"a statement is at most {MAX_SIZE} bytes")
    return data


def _check(statement: Statement) -> None:
    if statement.version != VERSION:
        raise ProofError(
            "statement-version", f"statement version {statement.version!r} is not {VERSION}"
        )
    if len(statement.kind) > _MAX_KIND or not _KIND.fullmatch(statement.kind):
        raise ProofError("statement-kind", f"{statement.kind!r} is no kind: noun.verb/version")
    if len(statement.nonce) != NONCE_SIZE:
        raise ProofError("statement-nonce", "a statement's nonce is 16 bytes")
    _check_names(statement.names)
    if len(statement.digests) != len(statement.names):
        raise ProofError(
            "statement-fields",
            f"{len(statement.names)} names do not match {len(statement.digests)} fields",
        )
    for digest in statement.digests:
        if len(decode_base64url(digest, "a field's digest")) != DIGEST_SIZE:
            raise ProofError("statement-digest", "a field's digest is 32 bytes in base64url")
    if len(set(statement.digests)) != len(statement.digests):
        raise ProofError("statement-digest-repeated", "two fields have the same digest")


@lru_cache(maxsize=256)
def _check_names(names: tuple[str, ...]) -> None:
    # A log has few kinds: the same lists of names are checked again and again.
    for name in names:
        if len(name) > _MAX_NAME or not _NAME.fullmatch(name):
            raise ProofError("statement-name", f"{name[:80]!r} is no field name: [a-z][a-z0-9_]*")
    if names[: len(ENVELOPE)] != ENVELOPE:
        raise ProofError(
            "statement-envelope", f"the first fields of every kind are {', '.join(ENVELOPE)}"
        )
    if len(set(names)) != len(names):
        raise ProofError("statement-name-repeated", "a field name stands twice")
    if len(names) > MAX_FIELDS:
        raise ProofError("statement-fields", f"a statement has at most {MAX_FIELDS} fields")


def _text(value: Json, what: str) -> str:
    if not isinstance(value, str):
        raise ProofError("statement-members", f"{what} of a statement is a text")
    return value


def _array(value: Json, what: str) -> list[Json]:
    if not isinstance(value, list):
        raise ProofError("statement-members", f"{what} of a statement is an array")
    return value


def _element_digest(value: Json) -> str:
    if not isinstance(value, dict) or list(value) != ["..."]:
        raise ProofError("statement-members", 'a field of a statement is {"...": digest}')
    return _text(value["..."], "the digest of a field")
