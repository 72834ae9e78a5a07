"""Cases of a witness: a request, what is held before, the answer, and what is held after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from making.independent import (
    EMPTY_ROOT,
    LOG,
    LOG_KEY,
    OTHER_KEY,
    Signer,
    b64,
    checkpoint_body,
    leaf_hash,
    note,
    subproof,
    tree,
)
from making.statements import Case

SECONDS = 1_770_000_000
EARLIER = SECONDS - 86_400
WITNESS = Signer("witness.invalid/paper", "paper", 4)
SECOND_KEY = Signer(LOG, "log, second key")
STRANGER = Signer("demo.invalid/stranger", "stranger")
LEAVES = [leaf_hash(b"\x01" + bytes([number]) * 32) for number in range(20)]
FORK = [*LEAVES[:4], *(leaf_hash(b"\x01" + bytes([99]) * 32) for _ in range(16))]


@dataclass(frozen=True)
class Held:
    """The last checkpoint that was cosigned."""

    size: int
    root: bytes

    def value(self) -> dict[str, object]:
        """Return it as the vectors have it."""
        return {"size": self.size, "root": self.root.hex()}


def held(size: int, leaves: Sequence[bytes] = LEAVES) -> Held:
    return Held(size, tree(leaves[:size]))


def proof(size1: int, size2: int, leaves: Sequence[bytes] = LEAVES) -> list[bytes]:
    return subproof(size1, leaves[:size2], known=True) if 0 < size1 < size2 else []


def body(size: int, leaves: Sequence[bytes] = LEAVES, origin: str = LOG) -> str:
    return checkpoint_body(size, tree(leaves[:size]), origin)


def request(old: object, hashes: Sequence[bytes], signed: str) -> str:
    return f"old {old}\n" + "".join(f"{b64(one)}\n" for one in hashes) + "\n" + signed


GROWN = request(5, proof(5, 12), note(body(12), LOG_KEY))


def case(
    name: str,
    desc: str,
    sent: str | bytes,
    status: int,
    *,
    before: Held | None = None,
    after: Held | None = None,
    keys: Sequence[Signer] = (LOG_KEY,),
    answer: str | None = None,
) -> Case:
    """Return a case; without `after` nothing changes, without `answer` the body is words."""
    given = {"utf8": sent} if isinstance(sent, str) else {"base64": b64(sent)}
    now = after or before
    expected: dict[str, object] = {"status": status}
    if answer is not None:
        kind = "text/x.tlog.size" if status == 409 else "text/plain; charset=utf-8"
        expected |= {"content_type": kind, "body": answer}
    expected["held"] = now.value() if now else None
    return (
        "witness",
        name,
        {
            "desc": desc,
            "operation": "add-checkpoint",
            "input": {
                "witness": {"name": WITNESS.name, "seed": WITNESS.seed.hex()},
                "time": SECONDS,
                "logs": [key.vkey for key in keys],
                "held": {**before.value(), "time": EARLIER} if before else None,
                "request": given,
            },
            "expected": expected,
        },
    )


def cases() -> Iterator[Case]:
    yield from cosigned()
    yield from conflicts()
    yield from malformed()
    yield from not_signed()
    yield from not_consistent()


def cosigned() -> Iterator[Case]:
    def taken(  # noqa: PLR0917 - a case in a line
        name: str, desc: str, sent: str, text: str, before: Held | None, after: Held, *keys: Signer
    ) -> Case:
        line = WITNESS.line(text, SECONDS)
        known = keys or (LOG_KEY,)
        return case(name, desc, sent, 200, before=before, after=after, keys=known, answer=line)

    first, twelve, empty = body(5), body(12), checkpoint_body(0, EMPTY_ROOT)
    extended = twelve + "an extension line\n"
    yield taken(
        "first-checkpoint", "the first of a log", request(0, [], note(first, LOG_KEY)), first,
        None, held(5),
    )  # fmt: skip
    yield taken(
        "empty-tree", "the empty tree", request(0, [], note(empty, LOG_KEY)), empty,
        None, Held(0, EMPTY_ROOT),
    )  # fmt: skip
    yield taken("grows", "a larger tree, proved", GROWN, twelve, held(5), held(12))
    yield taken(
        "grows-from-a-power-of-two", "a proof that begins without the old root",
        request(4, proof(4, 12), note(twelve, LOG_KEY)), twelve, held(4), held(12),
    )  # fmt: skip
    yield taken(
        "same-again", "the same checkpoint is cosigned again, with a later time",
        request(12, [], note(twelve, LOG_KEY)), twelve, held(12), held(12),
    )  # fmt: skip
    yield taken(
        "two-log-keys", "both keys of a log have signed, while one is being replaced",
        request(0, [], note(first, LOG_KEY, SECOND_KEY)), first, None, held(5), LOG_KEY, SECOND_KEY,
    )  # fmt: skip
    yield taken(
        "second-log-key-alone", "only the second of a log's keys has signed",
        request(0, [], note(first, SECOND_KEY)), first, None, held(5), LOG_KEY, SECOND_KEY,
    )  # fmt: skip
    yield taken(
        "a-strangers-line", "a line by an unknown key says nothing",
        request(5, proof(5, 12), note(twelve, STRANGER, LOG_KEY, WITNESS)), twelve,
        held(5), held(12),
    )  # fmt: skip
    yield taken(
        "extension-line", "extension lines are cosigned with the rest",
        request(5, proof(5, 12), note(extended, LOG_KEY)), extended, held(5), held(12),
    )  # fmt: skip


def conflicts() -> Iterator[Case]:
    def conflict(name: str, desc: str, sent: str, before: Held | None, size: int) -> Case:
        return case(name, desc, sent, 409, before=before, answer=f"{size}\n")

    yield conflict(
        "old-size-not-known", "a client that asks where the witness stands",
        request(0, [], note(body(12), LOG_KEY)), held(5), 5,
    )  # fmt: skip
    yield conflict(
        "old-size-of-a-log-never-seen", "nothing was cosigned yet, so that the old size is 0",
        GROWN, None, 0,
    )  # fmt: skip
    yield conflict(
        "old-size-behind", "somebody else was faster",
        request(5, proof(5, 12), note(body(12), LOG_KEY)), held(9), 9,
    )  # fmt: skip
    yield conflict(
        "rollback", "a smaller tree than the one cosigned, offered as if it were new",
        request(5, [], note(body(5), LOG_KEY)), held(12), 12,
    )  # fmt: skip
    yield conflict(
        "rollback-to-nothing", "the empty tree, after a larger one",
        request(0, [], note(checkpoint_body(0, EMPTY_ROOT), LOG_KEY)), held(12), 12,
    )  # fmt: skip
    yield conflict(
        "rollback-proved-from-a-smaller-one", "a true proof between two trees that are both past",
        request(5, proof(5, 9), note(body(9), LOG_KEY)), held(12), 12,
    )  # fmt: skip


def malformed() -> Iterator[Case]:
    signed = note(body(12), LOG_KEY)
    hashes = proof(5, 12)
    short = "".join(f"{b64(one)}\n" for one in hashes[:-1]) + b64(hashes[-1][:31]) + "\n"
    unpadded = GROWN.replace("=\n", "\n", 1)
    false_octet = GROWN.encode().replace(LOG.encode(), LOG.encode()[:-1] + b"\xff")
    ways: list[tuple[str, str, str | bytes]] = [
        ("nothing", "no bytes at all", ""),
        ("no-empty-line", "no line between proof and checkpoint", GROWN.replace("\n\n", "\n", 1)),
        ("no-old-line", "the proof comes first", GROWN.partition("\n")[2]),
        ("old-leading-zero", "05 is no decimal", request("05", hashes, signed)),
        ("old-with-sign", "+5 is no decimal", request("+5", hashes, signed)),
        ("old-negative", "-1 is no size", request("-1", [], signed)),
        ("old-two-spaces", "one space stands before the size", request(" 5", hashes, signed)),
        ("old-with-tab", "a space, no tab", GROWN.replace("old 5", "old\t5")),
        ("old-foreign-digit", "a digit that is not ASCII", request("\u0665", hashes, signed)),
        ("old-empty", "no size", request("", hashes, signed)),
        ("old-beyond-2-63", "2^63 is no size", request(2**63, hashes, signed)),
        ("old-in-capitals", "old is written small", GROWN.replace("old", "OLD")),
        ("carriage-returns", "lines end in a newline alone", GROWN.replace("\n", "\r\n")),
        ("proof-line-short", "a hash of 31 bytes", f"old 5\n{short}\n{signed}"),
        ("proof-line-unpadded", "base64 without its padding", unpadded),
        ("proof-line-with-space", "a space after a hash", GROWN.replace("=\n", "= \n", 1)),
        ("proof-64-lines", "one line more than 63", request(5, [bytes(32)] * 64, signed)),
        ("checkpoint-unsigned", "a checkpoint without any line", request(5, hashes, body(12))),
        ("checkpoint-cut", "the last newline is missing", GROWN[:-1]),
        ("checkpoint-size-leading-zero", "012 is no size",
         request(5, hashes, note(body(12).replace("\n12\n", "\n012\n"), LOG_KEY))),
        ("checkpoint-two-lines", "no root", request(5, hashes, note(f"{LOG}\n12\n", LOG_KEY))),
        ("checkpoint-root-short", "a root of 31 bytes",
         request(5, hashes, note(f"{LOG}\n12\n{b64(bytes(31))}\n", LOG_KEY))),
        ("checkpoint-empty-extension", "an extension line that is empty",
         request(5, hashes, note(body(12) + "\n", LOG_KEY))),
        ("checkpoint-not-utf-8", "an octet that is not UTF-8", false_octet),
        ("old-larger-than-the-checkpoint", "nothing shrinks",
         request(12, [], note(body(5), LOG_KEY))),
    ]  # fmt: skip
    for name, desc, sent in ways:
        yield case(name, desc, sent, 400, before=held(12 if "larger" in name else 5))


def not_signed() -> Iterator[Case]:
    twelve = body(12)
    elsewhere = body(12, origin="demo.invalid/elsewhere")
    false_line = LOG_KEY.line(body(5))
    yield case(
        "unknown-origin", "a log that the witness does not know",
        request(0, [], note(body(5, origin=STRANGER.name), STRANGER)), 404,
    )  # fmt: skip
    yield case(
        "unknown-origin-of-a-known-key", "a known log's key under another origin",
        request(0, [], note(elsewhere, LOG_KEY)), 404,
    )  # fmt: skip
    ways = [
        ("signed-by-a-stranger", "no key of the log has signed", note(twelve, STRANGER)),
        ("signed-by-another-logs-key", "the key of another log, which is known as well",
         note(twelve, OTHER_KEY)),
        ("signature-of-another-text", "a line of a known key that does not hold",
         f"{twelve}\n{false_line}"),
        ("a-true-and-a-false-line", "a false line beside a true one",
         f"{twelve}\n{LOG_KEY.line(twelve)}{false_line}"),
        ("signed-by-the-witness-alone", "the witness's own line is no log's",
         note(twelve, WITNESS)),
        ("root-changed-after-signing", "another root under the same line",
         f"{body(12, FORK)}\n{LOG_KEY.line(twelve)}"),
    ]  # fmt: skip
    for name, desc, signed in ways:
        sent = request(5, proof(5, 12), signed)
        yield case(name, desc, sent, 403, before=held(5), keys=(LOG_KEY, OTHER_KEY))


def not_consistent() -> Iterator[Case]:
    hashes = proof(5, 12)
    twelve = note(body(12), LOG_KEY)
    forked = note(body(12, FORK), LOG_KEY)
    wrong = [*hashes[:-1], bytes(32)]
    ways: list[tuple[str, str, int, str]] = [
        ("fork-at-the-same-size", "another root for the size that was cosigned",
         12, request(12, [], forked)),
        ("fork-beyond-the-same-size", "a larger tree that does not hold the one cosigned",
         5, request(5, proof(5, 12, FORK), forked)),
        ("fork-with-the-true-proof", "a larger tree of another root",
         5, request(5, hashes, forked)),
        ("proof-missing", "no hashes", 5, request(5, [], twelve)),
        ("proof-changed", "one hash is another", 5, request(5, wrong, twelve)),
        ("proof-cut", "a hash is missing", 5, request(5, hashes[:-1], twelve)),
        ("proof-longer", "a hash to spare", 5, request(5, [*hashes, bytes(32)], twelve)),
        ("proof-backwards", "the hashes in the other order", 5, request(5, hashes[::-1], twelve)),
        ("proof-63-lines", "as many as there may be, and no proof",
         5, request(5, [bytes(32)] * 63, twelve)),
        ("proof-of-another-size", "the proof from 4", 5, request(5, proof(4, 12), twelve)),
        ("proof-from-the-same-size", "nothing is to be proved",
         12, request(12, hashes, twelve)),
        ("proof-from-nothing", "from size 0 there is nothing to prove",
         0, request(0, hashes, twelve)),
        ("empty-tree-with-a-root", "size 0, and a root of something",
         0, request(0, [], note(checkpoint_body(0, bytes(32)), LOG_KEY))),
    ]  # fmt: skip
    for name, desc, size, sent in ways:
        yield case(name, desc, sent, 422, before=held(size) if size else None)
