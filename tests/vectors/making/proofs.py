"""Cases of proof files."""

import hashlib
from collections.abc import Iterator

from making.independent import (
    LOG_KEY,
    OTHER_KEY,
    WITNESSES,
    b64,
    checkpoint_body,
    leaf_hash,
    note,
    path,
)
from making.policies import BODY, HASHES, LEAF, LOG_LINE, TWO_OF_THREE
from making.statements import Case

_, B, C = WITNESSES


def cases() -> Iterator[Case]:
    yield from proofs()
    yield from proof_files()


def proof_file(
    index: int = 1,
    *,
    hashes: list[bytes] | None = None,
    checkpoint: str | None = None,
    extra: str = "",
) -> str:
    proof = path(1, HASHES) if hashes is None else hashes
    lines = "".join(f"{b64(value)}\n" for value in proof)
    signed = note(BODY, LOG_KEY) if checkpoint is None else checkpoint
    return f"c2sp.org/tlog-proof@v1\n{extra}index {index}\n{lines}\n{signed}"


def proofs() -> Iterator[Case]:
    def case(
        name: str,
        desc: str,
        text: str,
        leaf: bytes = LEAF,
        *,
        policy: str = LOG_LINE + "quorum none\n",
        **outcome: object,
    ) -> Case:
        given = {"proof": text, "leaf": leaf.hex(), "policy": policy, "strict": False}
        return "proof", name, {"desc": desc, "operation": "verify", "input": given, **outcome}

    right = path(1, HASHES)
    yield case(
        "right", "an entry in a tree of five", proof_file(), expected={"index": 1, "size": 5}
    )
    yield case(
        "right-with-extra",
        "extra data, which changes nothing",
        proof_file(extra="extra eHl6\n"),
        expected={"index": 1, "size": 5},
    )
    one = checkpoint_body(1, leaf_hash(LEAF))
    yield case(
        "only-entry",
        "a tree of one entry: no hashes",
        proof_file(0, hashes=[], checkpoint=note(one, LOG_KEY)),
        expected={"index": 0, "size": 1},
    )
    yield case(
        "other-leaf",
        "an entry that is not at this index",
        proof_file(),
        b"first",
        refused="root-mismatch",
    )
    yield case("other-index", "the index of another entry", proof_file(0), refused="root-mismatch")
    yield case(
        "index-equals-size", "an index outside the tree", proof_file(5), refused="index-range"
    )
    yield case(
        "hash-missing",
        "the last hash left away",
        proof_file(hashes=right[:-1]),
        refused="proof-length",
    )
    yield case(
        "hash-too-many",
        "a hash more than the tree is high",
        proof_file(hashes=[*right, right[0]]),
        refused="proof-length",
    )
    yield case(
        "hashes-swapped",
        "the first two hashes in another order",
        proof_file(hashes=[right[1], right[0], *right[2:]]),
        refused="root-mismatch",
    )
    yield case(
        "leaf-hash-as-the-entry",
        "the hash of the entry in place of the entry",
        proof_file(),
        leaf_hash(LEAF),
        refused="root-mismatch",
    )
    inner = hashlib.sha256(b"\x01" + HASHES[0] + HASHES[1]).digest()
    yield case(
        "node-as-an-entry",
        "two hashes given as an entry, to stand for an inner node",
        proof_file(0, hashes=right[1:], checkpoint=note(checkpoint_body(2, inner), LOG_KEY)),
        HASHES[0] + HASHES[1],
        refused="proof-length",
    )
    yield case(
        "checkpoint-by-another-key",
        "a checkpoint that another key signed",
        proof_file(checkpoint=note(BODY, OTHER_KEY)),
        refused="note-unsigned",
    )
    yield case(
        "root-of-another-tree",
        "a signed checkpoint of another tree",
        proof_file(checkpoint=note(checkpoint_body(5, inner), LOG_KEY)),
        refused="root-mismatch",
    )
    yield case(
        "quorum-missing",
        "a policy whose quorum is not met",
        proof_file(),
        policy=TWO_OF_THREE,
        refused="policy-quorum",
    )
    yield case(
        "quorum-met",
        "a policy whose quorum is met",
        proof_file(checkpoint=note(BODY, LOG_KEY, B, C)),
        policy=TWO_OF_THREE,
        expected={"index": 1, "size": 5},
    )


def proof_files() -> Iterator[Case]:
    good = proof_file(extra="extra eHl6\n")

    def wrong(name: str, desc: str, text: str, code: str) -> Case:
        return "proof", name, {"desc": desc, "operation": "parse", "input": text, "refused": code}

    expected = {
        "index": 1,
        "hashes": [b64(value) for value in path(1, HASHES)],
        "extra": b"xyz".hex(),
        "checkpoint": note(BODY, LOG_KEY),
    }
    yield (
        "proof",
        "parse",
        {
            "desc": "a proof file and what it holds",
            "operation": "parse",
            "input": good,
            "expected": expected,
        },
    )
    yield wrong(
        "another-version", "another first line", good.replace("@v1", "@v2"), "proof-version"
    )
    yield wrong("empty", "no octets at all", "", "proof-format")
    yield wrong(
        "no-blank-line",
        "hashes and checkpoint without a blank line",
        good.split("\n\n", maxsplit=1)[0],
        "proof-format",
    )
    yield wrong("no-index", "no index line", good.replace("index 1\n", ""), "proof-format")
    yield wrong(
        "index-leading-zero",
        "an index with a leading zero",
        good.replace("index 1", "index 01"),
        "decimal",
    )
    yield wrong(
        "index-with-two-spaces",
        "two spaces before the index",
        good.replace("index 1", "index  1"),
        "decimal",
    )
    yield wrong(
        "index-beyond-2-63", "the index 2^63", good.replace("index 1", f"index {2**63}"), "decimal"
    )
    yield wrong(
        "extra-after-index",
        "the extra line after the index",
        proof_file().replace("index 1\n", "index 1\nextra eHl6\n"),
        "base64",
    )
    yield wrong(
        "extra-twice", "two extra lines", good.replace("extra", "extra eHl6\nextra"), "proof-format"
    )
    yield wrong(
        "extra-empty", "an extra line without data", good.replace("eHl6", ""), "proof-extra"
    )
    yield wrong(
        "extra-without-padding", "extra data without padding", good.replace("eHl6", "eHk"), "base64"
    )
    yield wrong(
        "extra-with-spare-bits",
        "extra data whose last character has bits to spare",
        good.replace("eHl6", "eHl="),
        "base64",
    )
    short = good.replace(b64(path(1, HASHES)[0]), b64(path(1, HASHES)[0][:31]))
    yield wrong("hash-short", "a hash of 31 octets", short, "hash-length")
    yield wrong(
        "carriage-return", "lines that end in CR LF", good.replace("\n", "\r\n"), "proof-format"
    )
    yield wrong(
        "letter-beyond-ascii",
        "a letter that is not ASCII in the head",
        good.replace("index", "indéx"),
        "proof-format",
    )
    yield wrong("too-many-hashes", "64 hashes", proof_file(hashes=[HASHES[0]] * 64), "proof-length")
