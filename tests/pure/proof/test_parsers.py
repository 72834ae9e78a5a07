"""Every parser answers every input: with a value that is written back alike, or ProofError."""

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord_proof import (
    checkpoint,
    cosignature,
    disclosure,
    ed25519,
    merkle,
    note,
    policy,
    proof,
    statement,
    strict,
    tile,
)
from onrecord_proof.errors import ProofError

VECTORS = Path(__file__).parents[2] / "vectors"
SEED = bytes(range(32))
LOG_KEY = note.make_key("demo.invalid/log", ed25519.public_key(SEED))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-strict.MAX_INTEGER, strict.MAX_INTEGER)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(codec="utf-8"), max_size=8).filter(
                lambda name: name not in disclosure.RESERVED_NAMES
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def octets_of(folder: str, name: str, *within: str) -> bytes:
    value = json.loads((VECTORS / folder / f"{name}.json").read_bytes())["input"]
    for member in within:
        value = value[member]
    return value.encode()


def statement_again(data: bytes) -> bytes:
    parsed = statement.parse(data)
    return statement.encode(parsed.kind, parsed.nonce, parsed.names, parsed.digests)


def disclosure_again(data: bytes) -> bytes:
    text = data.decode("latin-1")
    disclosure.open(text)
    return text.encode("latin-1")


def note_again(data: bytes) -> bytes:
    parsed = note.parse(data)
    with suppress(ProofError):
        note.verify(parsed, [LOG_KEY])
    return parsed.encode()


def checkpoint_again(data: bytes) -> bytes:
    return checkpoint.parse(data.decode("latin-1")).body().encode("latin-1")


def checkpoint_of(text: str) -> checkpoint.Checkpoint:
    return checkpoint.parse(f"{text}\n1\n{strict.encode_base64(bytes(32))}\n")


def proof_again(data: bytes) -> bytes:
    return proof.parse(data).encode()


def policy_again(data: bytes) -> bytes:
    policy.parse(data)
    return data


def vkey_again(data: bytes) -> bytes:
    return note.parse_vkey(data.decode("latin-1")).vkey().encode("latin-1")


def private_again(data: bytes) -> bytes:
    key, seed = note.parse_private(data.decode("latin-1"))
    return note.encode_private(key.name, seed, key.kind).encode("latin-1")


def bundle_again(data: bytes) -> bytes:
    return tile.encode_bundle(tile.decode_bundle(data))


def path_again(data: bytes) -> bytes:
    parsed = tile.parse_path(data.decode("latin-1"))
    if parsed.level is None:
        return tile.entries_path(parsed.index, parsed.width).encode()
    return tile.hash_path(parsed.level, parsed.index, parsed.width).encode()


def payload_again(data: bytes) -> bytes:
    seconds = cosignature.timestamp(data)
    return seconds.to_bytes(8, "big") + data[8:]


PARSERS: dict[str, tuple[Callable[[bytes], bytes], bytes]] = {
    "statement": (statement_again, octets_of("statement", "fields-after-the-envelope", "utf8")),
    "disclosure": (disclosure_again, octets_of("disclosure", "text-with-escapes")),
    "note": (note_again, octets_of("note", "two-known-keys", "note", "utf8")),
    "checkpoint": (checkpoint_again, octets_of("checkpoint", "extension-lines")),
    "proof": (proof_again, octets_of("proof", "right-with-extra", "proof")),
    "policy": (policy_again, octets_of("policy", "group-of-groups", "utf8")),
    "vkey": (vkey_again, LOG_KEY.vkey().encode()),
    "private": (private_again, note.encode_private("demo.invalid/log", SEED).encode()),
    "bundle": (bundle_again, bytes.fromhex(octets_of("tile", "bundle-of-three").decode())),
    "path": (path_again, b"tile/3/x001/x234/067.p/255"),
    "payload": (
        payload_again,
        bytes.fromhex(octets_of("cosignature", "right", "payload").decode()),
    ),
}
NAMES = sorted(PARSERS)


def answer(parser: Callable[[bytes], bytes], data: bytes) -> None:
    with suppress(ProofError):
        assert parser(data) == data


@pytest.mark.parametrize("name", NAMES)
def test_a_right_input_is_read_and_written_back(name: str) -> None:
    parser, right = PARSERS[name]
    assert parser(right) == right


@pytest.mark.parametrize("name", NAMES)
@given(st.binary(max_size=400))
@example(b"\n\n\n")
@example(b"\xff\xfe")
def test_random_octets_are_refused_or_read(name: str, data: bytes) -> None:
    answer(PARSERS[name][0], data)


@pytest.mark.parametrize("name", NAMES)
@given(st.text(max_size=200))
def test_random_texts_are_refused_or_read(name: str, text: str) -> None:
    answer(PARSERS[name][0], text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", NAMES)
@given(st.data())
def test_changed_inputs_are_refused_or_read(name: str, data: st.DataObject) -> None:
    parser, right = PARSERS[name]
    start = data.draw(st.integers(0, len(right)))
    end = data.draw(st.integers(start, min(len(right), start + 40)))
    place = data.draw(st.integers(0, len(right)))
    piece = data.draw(
        st.binary(max_size=3)
        | st.sampled_from([right[place : place + 40], b"\n", b" ", b"+", b"=", b"0", b"\xc2\xa0"])
    )
    answer(parser, right[:start] + piece + right[end:])


@pytest.mark.parametrize("name", NAMES)
def test_every_start_of_a_right_input_is_refused_or_read(name: str) -> None:
    parser, right = PARSERS[name]
    for end in range(len(right)):
        answer(parser, right[:end])


@given(JSON)
def test_values_are_read_back_from_disclosures(value: object) -> None:
    text = disclosure.encode(SEED[:16], value)
    assert disclosure.open(text) == (SEED[:16], value)


@given(st.binary(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_disclosures_of_any_text_are_refused_or_read(data: bytes, salt: str, rest: str) -> None:
    for text in (strict.encode_base64url(data), salt, rest):
        answer(disclosure_again, text.encode("latin-1", "replace"))
    inner = f'["{salt}",{rest}]'.encode("utf-8", "surrogatepass")
    answer(disclosure_again, strict.encode_base64url(inner).encode())


@given(st.text(max_size=40))
def test_texts_with_surrogates_are_refused_or_read(text: str) -> None:
    for parse in (
        disclosure.open,
        disclosure.digest,
        checkpoint_of,
        note.parse_vkey,
        note.parse_private,
        policy.parse,
        tile.parse_path,
    ):
        with suppress(ProofError):
            parse(text)
        with pytest.raises(ProofError):
            parse(f"{text}\ud800")


@given(st.text(max_size=30), st.binary(max_size=20), st.lists(st.text(max_size=8), max_size=12))
def test_statements_of_anything_are_refused(kind: str, nonce: bytes, names: list[str]) -> None:
    with pytest.raises(ProofError):
        statement.encode(kind, nonce, names, names)


@given(
    st.binary(min_size=16, max_size=16),
    st.lists(st.binary(min_size=32, max_size=32), min_size=12, max_size=12, unique=True),
)
def test_statements_are_read_back(nonce: bytes, digests: list[bytes]) -> None:
    names = (*statement.ENVELOPE, "sha256", "size")
    texts = [strict.encode_base64url(value) for value in digests]
    parsed = statement.parse(statement.encode("exhibit.taken_in/1", nonce, names, texts))
    assert (parsed.nonce, parsed.names, parsed.digests) == (nonce, names, tuple(texts))
    assert parsed.digest_of("size") == texts[-1]


@given(st.binary(max_size=80))
def test_base64_is_read_in_its_canonical_form_alone(data: bytes) -> None:
    text = base64.b64encode(data).decode()
    assert strict.decode_base64(text, "it") == data
    for wrong in (
        f"{text}=",
        f"{text}\n",
        f" {text}",
        text.rstrip("=") if "=" in text else f"{text}A",
    ):
        with pytest.raises(ProofError):
            strict.decode_base64(wrong, "it")


def test_a_note_is_signed_only_where_it_can_be_read() -> None:
    signer = note.sign_ed25519(SEED)
    signed = note.sign("text\n", [(LOG_KEY, signer)])
    assert note.verify(note.parse(signed), [LOG_KEY], strict=True) == [LOG_KEY]
    for text in ("no newline", "tab\t\n", ""):
        with pytest.raises(ProofError):
            note.sign(text, [(LOG_KEY, signer)])
    with pytest.raises(ProofError):
        note.sign("text\n", [])


def test_a_cosignature_is_a_signer_of_notes() -> None:
    witness = note.make_key("witness.invalid", ed25519.public_key(SEED), note.COSIGNATURE)
    head = checkpoint.Checkpoint("demo.invalid/log", 1, merkle.leaf_hash(b"entry"))

    def cosign(text: bytes) -> bytes:
        return cosignature.sign(note.sign_ed25519(SEED), 1_700_000_000, text.decode())

    signed = note.sign(head.body(), [(LOG_KEY, note.sign_ed25519(SEED)), (witness, cosign)])
    trusted = policy.parse(f"log {LOG_KEY.vkey()}\nwitness W {witness.vkey()}\nquorum W\n")
    result = trusted.check(signed, strict=True)
    assert (result.checkpoint, result.witnesses) == (head, {"W": 1_700_000_000})
    for seconds in (-1, 2**63):
        with pytest.raises(ProofError):
            cosignature.sign(note.sign_ed25519(SEED), seconds, head.body())


def test_two_keys_of_one_name_and_id_are_refused() -> None:
    other = note.Key(LOG_KEY.name, LOG_KEY.key_id, 1, ed25519.public_key(bytes(32)))
    signed = note.parse(note.sign("text\n", [(LOG_KEY, note.sign_ed25519(SEED))]))
    with pytest.raises(ProofError) as refusal:
        note.verify(signed, [LOG_KEY, other])
    assert refusal.value.code == "note-ambiguous-key"


def test_too_large_inputs_are_refused_before_they_are_read() -> None:
    for parse, size, code in (
        (statement.parse, statement.MAX_SIZE, "statement-size"),
        (note.parse, note.MAX_SIZE, "note-size"),
        (proof.parse, proof.MAX_SIZE, "proof-size"),
    ):
        with pytest.raises(ProofError) as refusal:
            parse(b"x" * (size + 1))
        assert refusal.value.code == code
