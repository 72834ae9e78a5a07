"""Ed25519 beside `cryptography`, on random input."""

import time

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from onrecord_proof import ed25519
from onrecord_proof.errors import ProofError

SEEDS = st.binary(min_size=32, max_size=32)


def library_verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@given(SEEDS, st.binary(max_size=300))
def test_signs_as_the_library_does(seed: bytes, message: bytes) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    assert ed25519.public_key(seed) == private.public_key().public_bytes_raw()
    assert ed25519.sign(seed, message) == private.sign(message)
    assert ed25519.verify(ed25519.public_key(seed), message, private.sign(message))


@given(SEEDS, st.binary(max_size=40), st.integers(0, 96 * 8 - 1))
def test_refuses_any_flipped_bit_as_the_library_does(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    whole = bytearray(private.public_key().public_bytes_raw() + private.sign(message))
    whole[bit // 8] ^= 1 << bit % 8
    public, signature = bytes(whole[:32]), bytes(whole[32:])
    assert not ed25519.verify(public, message, signature)
    assert not library_verifies(public, message, signature)


@given(SEEDS, st.binary(min_size=64, max_size=64))
def test_refuses_random_keys_and_signatures(public: bytes, signature: bytes) -> None:
    assert not ed25519.verify(public, b"message", signature)
    assert not library_verifies(public, b"message", signature)


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_any_octets_are_answered(public: bytes, signature: bytes) -> None:
    assert ed25519.verify(public, b"message", signature) is False


@given(st.binary(max_size=80).filter(lambda seed: len(seed) != 32))
def test_a_seed_of_another_length_is_refused(seed: bytes) -> None:
    for make in (ed25519.public_key, lambda seed: ed25519.sign(seed, b"")):
        with pytest.raises(ProofError) as refusal:
            make(seed)
        assert refusal.value.code == "seed-length"


def test_eight_points_are_of_small_order_and_no_more_encodings_are_listed() -> None:
    assert len(ed25519.SMALL_ORDER) == 8
    for encoded in ed25519.SMALL_ORDER:
        point = ed25519.decode_point(encoded)
        assert point is not None
        for _ in range(3):
            point = ed25519._double(point)
        x, y, z, _ = point
        assert (x, y - z) == (0, 0)


def test_a_verification_takes_well_under_20_ms() -> None:
    seed = bytes(range(32))
    public, signature = ed25519.public_key(seed), ed25519.sign(seed, b"message")
    times = []
    for _ in range(20):
        start = time.perf_counter()
        assert ed25519.verify(public, b"message", signature)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.02
