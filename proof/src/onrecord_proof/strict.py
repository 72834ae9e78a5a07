"""Strict readings of base64, decimals and JSON: one text for one value, everything else refused.

Python's own decoders forgive (bits after the end of base64, repeated JSON names, digits of other
scripts). Where a byte could be changed without changing the value, a proof would not notice.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from onrecord_proof.errors import ProofError

MAX_COUNT = 2**63 - 1
"""The largest tree size, index or POSIX time (C2SP tlog-cosignature names the same bound)."""
MAX_INTEGER = 2**53 - 1
"""The largest magnitude of a JSON integer that every implementation reads alike (RFC 8259, 6)."""
MAX_DEPTH = 32
"""How deep arrays and objects may nest in one JSON text: [] is 1 deep."""

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,15}")


def decode_base64(text: str, what: str) -> bytes:
    """Decode canonical standard base64 (RFC 4648 section 4): padded, no spare bits, no spaces."""
    try:
        value = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise ProofError("base64", f"{what} is not standard base64") from None
    if encode_base64(value) != text:
        raise ProofError("base64", f"{what} is not canonical base64: spare bits or padding differ")
    return value


def encode_base64(value: bytes) -> str:
    """Encode standard base64 with padding."""
    return base64.b64encode(value).decode("ascii")


def decode_base64url(text: str, what: str) -> bytes:
    """Decode canonical base64url without padding (RFC 4648 section 5, as RFC 7515 section 2)."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        value = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise ProofError("base64url", f"{what} is not unpadded base64url") from None
    if encode_base64url(value) != text:
        raise ProofError("base64url", f"{what} is not canonical unpadded base64url")
    return value


def encode_base64url(value: bytes) -> str:
    """Encode base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def decode_decimal(text: str, what: str) -> int:
    """Read an ASCII decimal from 0 to MAX_COUNT without sign or leading zeros."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_COUNT:
        raise ProofError("decimal", f"{what} is not a decimal from 0 to 2^63-1, no leading zeros")
    return int(text)


def decode_hash(text: str, what: str) -> bytes:
    """Read the canonical base64 of a SHA-256 hash."""
    value = decode_base64(text, what)
    if len(value) != 32:  # noqa: PLR2004 - SHA-256 is 32 bytes
        raise ProofError("hash-length", f"{what} is {len(value)} bytes, a hash is 32")
    return value


def decode_json(data: bytes, what: str) -> Json:
    """Read UTF-8 JSON of null, booleans, integers within 2^53-1, texts, arrays and objects.

    Refused: fractions and exponents, "-0", names repeated in an object, unpaired surrogates,
    a byte order mark, and nesting deeper than MAX_DEPTH.
    """
    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            parse_int=_integer,
            parse_float=_no_float,
            parse_constant=_no_float,
            object_pairs_hook=_no_repeats,
        )
    except ProofError:
        raise
    except (ValueError, RecursionError):
        raise ProofError("json", f"{what} is not JSON in UTF-8") from None
    check_json(value, what)
    return value


def encode_json(value: object) -> bytes:
    """Write compact JSON in UTF-8: no spaces, members in the order given, shortest escapes."""
    return _ENCODER.encode(value).encode()


def check_json(value: object, what: str) -> None:
    """Refuse whatever decode_json would not have read."""
    pending = [(value, 0)]
    while pending:
        outer, depth = pending.pop()
        members = _members(outer, what)
        if isinstance(outer, list | dict):
            depth += 1
        if depth > MAX_DEPTH:
            raise ProofError("json-depth", f"{what} nests deeper than {MAX_DEPTH} levels")
        pending.extend((inner, depth) for inner in members)


def members(value: Json, shape: Mapping[str, type], what: str) -> dict[str, Any]:
    """Return the value, if it is an object of exactly these members, in this order, and types.

    Returns Any values because their types were just compared with `shape`.
    """
    if not isinstance(value, dict) or list(value) != list(shape):
        raise ProofError("json-shape", f"{what} must have the members {', '.join(shape)} in order")
    for name, kind in shape.items():
        if type(value[name]) is not kind:
            raise ProofError("json-shape", f"{what}: {name} must be {kind.__name__}")
    return value


def has_surrogate(text: str) -> bool:
    """Say whether a text has a surrogate, which UTF-8 cannot write."""
    if text.isascii():
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _members(value: object, what: str) -> list[object]:
    """Check one JSON value by itself and return the values inside it."""
    if value is None or isinstance(value, bool):
        return []
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ProofError("json-number", f"{what} has an integer beyond 2^53-1")
        return []
    if isinstance(value, str):
        if has_surrogate(value):
            raise ProofError("json-text", f"{what} has an unpaired surrogate")
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        for name in value:
            _members(name, what)
        return list(value.values())
    raise ProofError("json-type", f"{what} has a {type(value).__name__}, which JSON here has not")


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ProofError("json-number", "an integer is beyond 2^53-1 or written as -0")
    return int(text)


def _no_float(text: str) -> NoReturn:
    raise ProofError("json-number", f"{text[:20]} is no integer; write fractions as text")


def _no_repeats(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ProofError("json-repeated-name", "a JSON object has the same name twice")
    return value
