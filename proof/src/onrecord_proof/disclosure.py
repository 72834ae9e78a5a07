"""The disclosure: one field's value with its salt, as RFC 9901 section 4.2.2 writes it.

A disclosure is the base64url text of the JSON array [salt, value]. Its digest is over that text,
so a disclosure is stored and passed on verbatim and never written anew from its value.
"""

import hashlib
from collections.abc import Mapping

from onrecord_proof.errors import ProofError
from onrecord_proof.statement import Statement
from onrecord_proof.strict import (
    Json,
    check_json,
    decode_base64url,
    decode_json,
    encode_base64url,
    encode_json,
)

SALT_SIZE = 16
MAX_VALUE = 65_536
"""A value's compact JSON is at most 64 KiB; longer text is a file with its digest as the field."""
MAX_JSON = MAX_VALUE + 27
"""Brackets, comma and the quoted 22 characters of the salt are 27 bytes."""
RESERVED_NAMES = frozenset({"...", "_sd"})
"""Member names that RFC 9901 gives a meaning of its own; a value has none of them."""


def encode(salt: bytes, value: object) -> str:
    """Return the disclosure of a value under 16 random bytes of salt.

    value: None, bool, int within 2^53-1, str, list or dict with str names; no float.
    """
    if len(salt) != SALT_SIZE:
        raise ProofError("disclosure-salt", f"a salt is {SALT_SIZE} bytes, not {len(salt)}")
    pair = [encode_base64url(salt), value]
    check_json(pair, "the disclosure")
    _check_names(value)
    data = encode_json(pair)
    _check_size(data)
    return encode_base64url(data)


def open(disclosure: str) -> tuple[bytes, Json]:  # noqa: A001 - a commitment is opened
    """Return salt and value of a disclosure, or refuse it."""
    data = decode_base64url(disclosure, "the disclosure")
    _check_size(data)
    pair = decode_json(data, "the disclosure")
    if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):  # noqa: PLR2004 - salt and value
        raise ProofError("disclosure-members", "a disclosure is the JSON array [salt, value]")
    salt = decode_base64url(pair[0], "the salt of a disclosure")
    if len(salt) != SALT_SIZE:
        raise ProofError("disclosure-salt", f"a salt is {SALT_SIZE} bytes, not {len(salt)}")
    _check_names(pair[1])
    return salt, pair[1]


def digest(disclosure: str) -> str:
    """Return base64url(SHA-256(ASCII bytes of the disclosure)) (RFC 9901 section 4.2.3)."""
    if not disclosure.isascii():
        raise ProofError("base64url", "a disclosure is unpadded base64url")
    return encode_base64url(hashlib.sha256(disclosure.encode("ascii")).digest())


def match(statement: Statement, opened: Mapping[str, str]) -> dict[str, Json]:
    """Return the values of the opened fields (name to disclosure), or refuse any that differs."""
    values = {}
    for name, disclosure in opened.items():
        if digest(disclosure) != statement.digest_of(name):
            raise ProofError(
                "disclosure-mismatch", f"the disclosure of {name!r} is not what was recorded"
            )
        values[name] = open(disclosure)[1]
    return values


def _check_size(data: bytes) -> None:
    if len(data) > MAX_JSON:
        raise ProofError("disclosure-size", f"a value is at most {MAX_VALUE} bytes of JSON")


def _check_names(value: object) -> None:
    pending = [value]
    while pending:
        inner = pending.pop()
        if isinstance(inner, dict):
            if RESERVED_NAMES & inner.keys():
                raise ProofError("disclosure-reserved-name", '"..." and "_sd" are no member names')
            pending.extend(inner.values())
        elif isinstance(inner, list):
            pending.extend(inner)
