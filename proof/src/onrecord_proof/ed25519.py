"""Ed25519 (RFC 8032) in plain Python, so that a verifier needs nothing but Python.

Verification takes the strictest of the readings that RFC 8032 leaves open:
1. S is below L, so that nobody can make a second signature out of a first.
2. The public key is a canonical encoding of a point of the curve, and so is R.
3. Neither the public key nor R is of small order.
4. The equation is the one without cofactor: [S]B = R + [k]A.

Nothing here runs in constant time. Verification needs no secret; sign with this module only where
nobody can measure the time it takes.
"""

import hashlib
from functools import cache, lru_cache

from onrecord_proof.errors import ProofError

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, P) % P
_SQRT_M1 = pow(2, (P - 1) // 4, P)

# The eight points whose order divides 8, each in its one canonical encoding.
SMALL_ORDER = frozenset(
    bytes.fromhex(text)
    for text in (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )
)

Point = tuple[int, int, int, int]
"""Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z."""
IDENTITY: Point = (0, 1, 1, 0)


def public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of a 32-byte seed (RFC 8032 section 5.1.5)."""
    scalar, _ = _expand(seed)
    return _encode(_combine(scalar, 0, IDENTITY))


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte signature (RFC 8032 section 5.1.6). Not in constant time."""
    scalar, prefix = _expand(seed)
    public = _encode(_combine(scalar, 0, IDENTITY))
    nonce = _hash_to_scalar(prefix + message)
    commitment = _encode(_combine(nonce, 0, IDENTITY))
    response = (nonce + _hash_to_scalar(commitment + public + message) * scalar) % L
    return commitment + response.to_bytes(32, "little")


@lru_cache(maxsize=64)  # a packet's notes are asked about under its own policy and the pinned one
def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether the signature holds by the four rules above; wrong lengths do not hold."""
    if len(signature) != 64 or not is_public_key(public):  # noqa: PLR2004 - R and S, 32 bytes each
        return False
    commitment, response = signature[:32], int.from_bytes(signature[32:], "little")
    if response >= L or commitment in SMALL_ORDER:
        return False
    x, y, z, t = decode_point(public) or IDENTITY
    challenge = _hash_to_scalar(commitment + public + message)
    # The computed point is encoded canonically, so another encoding of R cannot be equal to it.
    return _encode(_combine(response, challenge, (-x % P, y, z, -t % P))) == commitment


def is_public_key(public: bytes) -> bool:
    """Say whether these bytes are the canonical encoding of a point that is not of small order."""
    return public not in SMALL_ORDER and decode_point(public) is not None


def decode_point(encoded: bytes) -> Point | None:
    """Read a point (RFC 8032 section 5.1.3); None where the encoding is not the canonical one."""
    if len(encoded) != 32:  # noqa: PLR2004 - a point is 32 bytes
        return None
    number = int.from_bytes(encoded, "little")
    y, sign_bit = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (_D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * _SQRT_M1 % P
        if v * x * x % P != u:
            return None
    if x == 0 and sign_bit:
        return None
    if x & 1 != sign_bit:
        x = P - x
    return x, y, 1, x * y % P


def _expand(seed: bytes) -> tuple[int, bytes]:
    if len(seed) != 32:  # noqa: PLR2004 - RFC 8032: a private key is 32 bytes
        raise ProofError("seed-length", f"an Ed25519 seed is 32 bytes, not {len(seed)}")
    digest = hashlib.sha512(seed).digest()
    # The lowest three bits and the highest are cleared, the second highest is set.
    scalar = int.from_bytes(digest[:32], "little") & (2**255 - 8) | 2**254
    return scalar, digest[32:]


def _hash_to_scalar(data: bytes) -> int:
    return int.from_bytes(hashlib.sha512(data).digest(), "little") % L


def _encode(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    return ((y * inverse % P) | ((x * inverse % P) & 1) << 255).to_bytes(32, "little")


def _add(one: Point, two: Point) -> Point:
    """Add by the complete formula for a = -1 (RFC 8032 section 5.1.4)."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = two
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = 2 * t1 * _D * t2 % P
    d = 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _double(point: Point) -> Point:
    x, y, z, _ = point
    a, b, c = x * x % P, y * y % P, 2 * z * z % P
    h = a + b
    e = h - (x + y) * (x + y) % P
    g = a - b
    f = c + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def _odd_multiples(point: Point, width: int) -> list[Point]:
    """Return [1]P, [3]P, [5]P ... up to [2^(width-1) - 1]P."""
    twice, multiples = _double(point), [point]
    while len(multiples) < 2 ** (width - 2):
        multiples.append(_add(multiples[-1], twice))
    return multiples


@cache
def _base_multiples() -> list[Point]:
    base = decode_point(bytes([0x58] + [0x66] * 31))
    return _odd_multiples(base or IDENTITY, _BASE_WIDTH)


_BASE_WIDTH = 8
_POINT_WIDTH = 5


def _signed_digits(scalar: int, width: int) -> list[int]:
    """Write a scalar in non-adjacent form: digits odd or 0, lowest first, few of them not 0."""
    digits = []
    while scalar:
        digit = 0
        if scalar & 1:
            digit = scalar % 2**width
            if digit >= 2 ** (width - 1):
                digit -= 2**width
            scalar -= digit
        digits.append(digit)
        scalar >>= 1
    return digits


def _combine(base_scalar: int, point_scalar: int, point: Point) -> Point:
    """Return [base_scalar]B + [point_scalar]point in one pass of doublings."""
    base_digits = _signed_digits(base_scalar, _BASE_WIDTH)
    point_digits = _signed_digits(point_scalar, _POINT_WIDTH)
    base_table = _base_multiples()
    point_table = _odd_multiples(point, _POINT_WIDTH) if point_scalar else []
    result = IDENTITY
    for position in range(max(len(base_digits), len(point_digits)) - 1, -1, -1):
        result = _double(result)
        for digits, table in ((base_digits, base_table), (point_digits, point_table)):
            digit = digits[position] if position < len(digits) else 0
            if digit > 0:
                result = _add(result, table[digit >> 1])
            elif digit:
                x, y, z, t = table[-digit >> 1]
                result = _add(result, (-x % P, y, z, -t % P))
    return result
