"""Writing a link of a key chain, and what a claimed succession says for people."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_proof import checkpoint, ed25519, keychain, merkle, note, policy, statement
from onrecord_proof.errors import ProofError
from onrecord_proof.report import NotKnownError
from pure.proof import packet_sample as sample

NEW_SEED = bytes(range(32))
NEW_KEY = note.make_key(sample.ORIGIN, ed25519.public_key(NEW_SEED))
ENTRY = sample.logged(
    2, "log.key_added/1", vkey=NEW_KEY.vkey(), replaces=sample.KEY.vkey(), reason="yearly"
)
TREE = [*sample.ENTRIES, ENTRY]
PINNED = policy.parse(sample.POLICY)


def encoded(entry: sample.Logged = ENTRY, opened: Sequence[str] | None = None) -> bytes:
    tree = [*sample.ENTRIES, entry]
    names = entry.disclosures if opened is None else opened
    arguments: dict[str, Any] = {
        "index": 2,
        "hashes": merkle.inclusion_proof([one.leaf_hash for one in tree], 2),
        "checkpoint": sample.head(tree),
        "statement_bytes": entry.statement,
        "disclosures": {name: entry.disclosures[name] for name in names},
    }
    return keychain.encode_link(**arguments)


def test_an_encoded_link_is_followed() -> None:
    (step,) = keychain.follow(PINNED, [encoded()]).steps
    assert step.effect is keychain.Effect.ADDED
    assert (step.link.index, step.link.kind, step.link.key) == (2, keychain.ADDED, NEW_KEY)
    assert step.link.leaf == statement.leaf(ENTRY.statement)
    assert step.link.values["reason"] == "yearly"


def test_disclosures_are_put_into_order() -> None:
    right = encoded(opened=["vkey", "replaces", "reason"])
    assert encoded(opened=["reason", "vkey", "replaces"]) == right
    assert len(right) < len(encoded())


def test_what_would_not_be_read_is_not_written() -> None:
    with pytest.raises(ProofError) as refused:
        encoded(opened=["vkey", "reason"])
    assert refused.value.code == "key-chain-field"
    with pytest.raises(ProofError) as refused:
        encoded(sample.logged(2, "log.key_added/1", vkey="x", replaces=None, reason=None))
    assert refused.value.code == "key-format"
    with pytest.raises(ProofError) as refused:
        encoded(sample.ENTRIES[0])
    assert refused.value.code == "key-chain-kind"


def test_links_have_four_digits() -> None:
    assert keychain.link_path(1) == "keys/0001.tlog-proof"
    assert keychain.link_path(9999) == "keys/9999.tlog-proof"
    for wrong in (0, 10_000):
        with pytest.raises(ProofError):
            keychain.link_path(wrong)


def test_a_refused_chain_says_which_link() -> None:
    with pytest.raises(ProofError, match="link 2 of the key chain") as refused:
        keychain.follow(PINNED, [encoded(), b"nothing"])
    assert refused.value.code == "proof-format"


def test_an_unconfirmed_succession_says_so_and_what_is_missing() -> None:
    origin = "demo.invalid/next"
    key = note.make_key(origin, ed25519.public_key(NEW_SEED))
    last = sample.head(sample.ENTRIES)
    closed = checkpoint.parse(note.parse(last).text)
    entry = sample.logged(
        0,
        "log.succeeded/1",
        origin=sample.ORIGIN,
        vkey=sample.KEY.vkey(),
        size=closed.size,
        root=note.parse(last).text.split("\n")[2],
        checkpoint=last.decode(),
        reason="the key was lost",
    )
    body = checkpoint.Checkpoint(origin, 1, entry.leaf_hash).body()
    link = keychain.encode_link(
        index=0,
        hashes=(),
        checkpoint=note.sign(body, [(key, partial(ed25519.sign, NEW_SEED))]),
        statement_bytes=entry.statement,
        disclosures=entry.disclosures,
    )
    both = policy.parse(f"log {sample.KEY.vkey()}\nlog {key.vkey()}\nquorum none\n")
    claim = keychain.follow(both, [link]).claim
    assert claim
    for trusted, given_last, missing in (
        (PINNED, last, f"no key of {origin} is trusted"),
        (policy.parse(f"log {key.vkey()}\nquorum none\n"), last, "that signed is trusted"),
        (both, None, f"give the last checkpoint of {sample.ORIGIN}"),
    ):
        with pytest.raises(NotKnownError, match="successor claimed; not confirmed") as unknown:
            keychain.confirm(trusted, claim, given_last)
        assert missing in str(unknown.value)
    assert keychain.confirm(both, claim, last) == sample.ORIGIN
    longer = sample.head(TREE)
    with pytest.raises(ProofError) as refused:
        keychain.confirm(both, claim, longer)
    assert refused.value.code == "succession-differs"


@given(st.binary(max_size=60), st.integers(0, 3000), st.integers(0, 3000))
def test_a_malformed_link_raises_only_proof_errors(data: bytes, start: int, end: int) -> None:
    right = encoded()
    changed = right[:start] + data + right[max(start, end) :]
    with suppress(ProofError):  # what the signature covers is for follow to see
        assert keychain.parse_link(changed).leaf == statement.leaf(ENTRY.statement)
    if changed != right:
        with suppress(ProofError):
            assert keychain.follow(PINNED, [changed]).steps[0].effect is not keychain.Effect.ADDED
