"""Cases of Ed25519: where implementations differ, and what `cryptography` says of each."""

import hashlib
from collections.abc import Iterator
from itertools import count

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from making import curve
from making.curve import BASE, IDENTITY, L, P, Point
from making.statements import Case

SEED = hashlib.sha256(b"ed25519 vectors").digest()
R_SCALAR = int.from_bytes(hashlib.sha512(b"ed25519 commitment").digest(), "little") % L

# RFC 8032 section 7.1: secret key, message, signature.
RFC_8032 = (
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
)


def library(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def case(name: str, desc: str, triple: tuple[bytes, bytes, bytes], *, holds: bool) -> Case:
    public, message, signature = triple
    return (
        "ed25519",
        name,
        {
            "desc": desc,
            "operation": "verify",
            "input": {
                "public": public.hex(),
                "message": message.hex(),
                "signature": signature.hex(),
            },
            "expected": {"holds": holds, "cryptography": library(*triple)},
        },
    )


def forged(
    public: bytes, commitment: Point, response: int, residue: int
) -> tuple[bytes, bytes, bytes]:
    """Find a message whose challenge is residue modulo 8, under this key, R and S."""
    encoded = curve.encode(commitment)
    for number in count():
        message = str(number).encode()
        if curve.challenge(encoded, public, message) % 8 == residue:
            return public, message, encoded + response.to_bytes(32, "little")
    raise AssertionError


def cases() -> Iterator[Case]:
    for number, (seed, message, signature) in enumerate(RFC_8032, start=1):
        public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)).public_key()
        yield (
            "ed25519",
            f"rfc-8032-test-{number}",
            {
                "desc": f"RFC 8032 section 7.1, test {number}",
                "operation": "sign",
                "input": {"seed": seed, "message": message},
                "expected": {"public": public.public_bytes_raw().hex(), "signature": signature},
            },
        )
    yield from malleable()
    yield from small_order()
    yield from mixed_order()


def malleable() -> Iterator[Case]:
    private = Ed25519PrivateKey.from_private_bytes(SEED)
    public, message = private.public_key().public_bytes_raw(), b"a message"
    good = private.sign(message)
    commitment, response = good[:32], int.from_bytes(good[32:], "little")

    def with_s(value: int) -> tuple[bytes, bytes, bytes]:
        return public, message, commitment + value.to_bytes(32, "little")

    yield case("right", "a signature as it should be", (public, message, good), holds=True)
    yield case("s-plus-l", "S + L in place of S", with_s(response + L), holds=False)
    yield case(
        "s-plus-15-l",
        "S + 15 L, the largest that has 32 octets",
        with_s(response + 14 * L),
        holds=False,
    )
    yield case(
        "s-with-high-bit", "the highest bit of S set", with_s(response | 1 << 255), holds=False
    )
    yield case("s-equals-l", "S = L", with_s(L), holds=False)
    yield case("s-zero", "S = 0", with_s(0), holds=False)
    yield case(
        "r-sign-flipped",
        "the sign of R flipped",
        (public, message, good[:31] + bytes([good[31] ^ 0x80]) + good[32:]),
        holds=False,
    )
    yield case("message-changed", "another message", (public, b"another", good), holds=False)
    yield case("signature-short", "63 octets", (public, message, good[:-1]), holds=False)
    yield case("signature-long", "65 octets", (public, message, good + b"\0"), holds=False)
    yield case("signature-empty", "no octets", (public, message, b""), holds=False)
    yield case("key-short", "a key of 31 octets", (public[:-1], message, good), holds=False)
    yield case("key-long", "a key of 33 octets", (public + b"\0", message, good), holds=False)
    y = next(y for y in count(2) if curve.with_y(y) is None)
    off = y.to_bytes(32, "little")
    yield case("key-off-the-curve", "no point has this y", (off, message, good), holds=False)


def small_order() -> Iterator[Case]:
    torsion = curve.order_eight()
    commitment = curve.times(R_SCALAR, BASE)
    for multiple in range(8):
        public = curve.encode(curve.times(multiple, torsion))
        yield case(
            f"key-of-small-order-{multiple}",
            f"the key is {multiple} times a point of order 8: signatures hold for chosen messages",
            forged(public, commitment, R_SCALAR, 0),
            holds=False,
        )
    for name, desc, number in (
        ("key-not-canonical-identity", "the identity with y = p + 1", P + 1),
        ("key-not-canonical-y-zero", "y = p in place of 0", P),
        ("key-not-canonical-y-zero-odd", "y = p in place of 0, the odd x", P | 1 << 255),
        (
            "key-not-canonical-identity-odd",
            "y = p + 1 and the sign of an x that is 0",
            P + 1 | 1 << 255,
        ),
        ("key-negative-zero", "y = 1 and the sign of an x that is 0", 1 | 1 << 255),
        ("key-negative-zero-of-order-2", "y = -1 and the sign of an x that is 0", P - 1 | 1 << 255),
    ):
        public = number.to_bytes(32, "little")
        yield case(name, desc, forged(public, commitment, R_SCALAR, 0), holds=False)
    scalar = curve.scalar_of(SEED)
    public = curve.encode(curve.times(scalar, BASE))
    message = b"R of small order"
    for name, desc, encoded in (
        ("r-identity", "R is the identity and S = k a", curve.encode(IDENTITY)),
        (
            "r-not-canonical-identity",
            "R is the identity with y = p + 1",
            (P + 1).to_bytes(32, "little"),
        ),
        (
            "r-negative-zero",
            "R is the identity with the sign of an x that is 0",
            (1 | 1 << 255).to_bytes(32, "little"),
        ),
    ):
        response = curve.challenge(encoded, public, message) * scalar % L
        triple = (public, message, encoded + response.to_bytes(32, "little"))
        yield case(name, desc, triple, holds=False)
    yield case(
        "key-and-r-identity",
        "key and R are the identity, S = 0",
        forged(curve.encode(IDENTITY), IDENTITY, 0, 1),
        holds=False,
    )


def mixed_order() -> Iterator[Case]:
    torsion = curve.order_eight()
    scalar = curve.scalar_of(SEED)
    key = curve.encode(curve.add(curve.times(scalar, BASE), torsion))
    commitment = curve.times(R_SCALAR, BASE)

    def signed(public: bytes, point: Point, residue: int) -> tuple[bytes, bytes, bytes]:
        """Sign as if the key were scalar times the base point; find a challenge of the residue."""
        _, message, _ = forged(public, point, 0, residue)
        k = curve.challenge(curve.encode(point), public, message)
        response = (R_SCALAR + k * scalar) % L
        return public, message, curve.encode(point) + response.to_bytes(32, "little")

    yield case(
        "key-of-mixed-order",
        "the key has a part of order 8 that the challenge cancels",
        signed(key, commitment, 0),
        holds=True,
    )
    yield case(
        "key-of-mixed-order-needs-cofactor",
        "the same where only the equation with cofactor holds",
        signed(key, commitment, 1),
        holds=False,
    )
    plain = curve.encode(curve.times(scalar, BASE))
    yield case(
        "r-of-mixed-order-needs-cofactor",
        "R has a part of order 8: only the equation with cofactor holds",
        signed(plain, curve.add(commitment, torsion), 3),
        holds=False,
    )
    cancelling = curve.add(commitment, curve.times(7, torsion))
    yield case(
        "key-and-r-of-mixed-order",
        "the parts of order 8 of key and R cancel each other",
        signed(key, cancelling, 1),
        holds=True,
    )
