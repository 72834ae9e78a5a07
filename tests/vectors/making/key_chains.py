"""Cases of key chains: a fictional log that changes its key twice, and one that lost it."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence

from making.independent import (
    LOG,
    LOG_KEY,
    OTHER_KEY,
    WITNESSES,
    Signer,
    b64,
    checkpoint_body,
    compact,
    disclosure,
    leaf_hash,
    note,
    path,
    statement_value,
    tree,
)
from making.statements import Case

FIRST = LOG_KEY
SECOND = Signer(LOG, "log, second key")
THIRD = Signer(LOG, "log, third key")
THIEF = Signer(LOG, "not a key of the log")
SUCCESSOR = Signer("demo.invalid/example-city-2", "successor")
A, B, _ = WITNESSES
Fields = dict[str, object]


def added(new: Signer, old: Signer | None, reason: object = "yearly") -> Fields:
    return {"vkey": new.vkey, "replaces": old.vkey if old else None, "reason": reason}


def retired(old: Signer) -> Fields:
    return {"vkey": old.vkey, "reason": None}


ADDED, RETIRED, SUCCEEDED = "log.key_added/1", "log.key_retired/1", "log.succeeded/1"
Entry = tuple[str, Fields]
HISTORY: dict[int, Entry] = {
    2: (ADDED, added(SECOND, FIRST)),
    4: (RETIRED, retired(FIRST)),
    6: (ADDED, added(THIRD, SECOND)),
    7: (RETIRED, retired(SECOND)),
}


def stated(entry: Entry) -> bytes:
    return compact(statement_value(*entry)).encode()


def leaves(history: Mapping[int, Entry], size: int) -> list[bytes]:
    """Return the leaf hashes of a log: entries without a place in the history are any others."""
    entries = [
        b"\x01" + hashlib.sha256(stated(history[index])).digest()
        if index in history
        else b"\x01" + hashlib.sha256(f"entry {index}".encode()).digest()
        for index in range(size)
    ]
    return [leaf_hash(entry) for entry in entries]


def head(size: int, history: Mapping[int, Entry] = HISTORY, origin: str = LOG) -> str:
    return checkpoint_body(size, tree(leaves(history, size)), origin)


def extra(entry: Entry, opened: Sequence[str] | None = None, **altered: str) -> str:
    names = list(entry[1]) if opened is None else opened
    values = {**statement_value_fields(entry), **altered}
    return compact(
        {"statement": b64(stated(entry)), "disclosures": {name: values[name] for name in names}}
    )


def statement_value_fields(entry: Entry) -> dict[str, str]:
    """Return every disclosure of an entry by name."""
    kind, fields = entry
    envelope = {"time": "2026-03-03T21:14:05.123456Z", "role": "custodian"}
    assert statement_value(kind, fields)["kind"] == kind
    return {name: disclosure(name, value) for name, value in {**envelope, **fields}.items()}


def link(
    index: int,
    size: int,
    *signers: Signer,
    history: Mapping[int, Entry] = HISTORY,
    origin: str = LOG,
    extra_text: str | None = None,
    at: int | None = None,
    signed: str | None = None,
) -> str:
    """Return the link of an entry in the tree of a size; the last three put something wrong."""
    text = extra(history[index]) if extra_text is None else extra_text
    hashes = "".join(f"{b64(value)}\n" for value in path(index, leaves(history, size)))
    checkpoint = note(head(size, history, origin), *signers) if signed is None else signed
    line = f"extra {b64(text.encode())}\n" if text else ""
    number = index if at is None else at
    return f"c2sp.org/tlog-proof@v1\n{line}index {number}\n{hashes}\n{checkpoint}"


def policy(*logs: Signer, rest: str = "quorum none\n") -> str:
    return "".join(f"log {one.vkey}\n" for one in logs) + rest


PINNED = policy(FIRST)
TO_SECOND = link(2, 4, FIRST)
RETIRES_FIRST = link(4, 5, SECOND)
TO_THIRD = link(6, 7, SECOND)
RETIRES_SECOND = link(7, 9, THIRD)
WHOLE = [TO_SECOND, RETIRES_FIRST, TO_THIRD, RETIRES_SECOND]
KEY_ADDED, KEY_RETIRED = "key added", "key retired"
CLAIMED, PASSED = "successor claimed", "passed over: no trusted key has signed it"


def cases() -> Iterator[Case]:
    yield from chains()
    yield from broken_chains()
    yield from broken_links()
    yield from checks()
    yield from successions()


def follow(name: str, desc: str, links: list[str], pinned: str = PINNED, **outcome: object) -> Case:
    given = {"policy": pinned, "links": links}
    return "key-chain", name, {"desc": desc, "operation": "follow", "input": given, **outcome}


def keys(*entries: tuple[Signer, int | None]) -> list[list[object]]:
    return [[signer.vkey, until] for signer, until in entries]


def chains() -> Iterator[Case]:
    def case(
        name: str,
        desc: str,
        links: list[str],
        effects: list[str],
        *known: tuple[Signer, int | None],
        pinned: str = PINNED,
    ) -> Case:
        expected = {"keys": keys(*known), "effects": effects}
        return follow(name, desc, links, pinned, expected=expected)

    yield case("no-link", "a log that has had one key", [], [], (FIRST, None))
    yield case(
        "one-new-key",
        "the first key signs for the second",
        [TO_SECOND],
        [KEY_ADDED],
        (FIRST, None),
        (SECOND, None),
    )
    yield case(
        "signed-by-both",
        "old and new key sign the link's checkpoint",
        [link(2, 4, FIRST, SECOND)],
        [KEY_ADDED],
        (FIRST, None),
        (SECOND, None),
    )
    yield case(
        "two-changes",
        "two keys added and two retired",
        WHOLE,
        [KEY_ADDED, KEY_RETIRED, KEY_ADDED, KEY_RETIRED],
        (FIRST, 4),
        (SECOND, 7),
        (THIRD, None),
    )
    yield case(
        "pinned-second-key",
        "who pins the second key passes over the link that brought it",
        WHOLE,
        [PASSED, KEY_RETIRED, KEY_ADDED, KEY_RETIRED],
        (SECOND, 7),
        (THIRD, None),
        pinned=policy(SECOND),
    )
    yield case(
        "pinned-both-keys",
        "a key that is there already stays as it is",
        [TO_SECOND],
        [KEY_ADDED],
        (SECOND, None),
        (FIRST, None),
        pinned=policy(SECOND, FIRST),
    )
    yield case(
        "pinned-another-log",
        "a policy that does not name the log",
        WHOLE,
        [PASSED] * 4,
        (OTHER_KEY, None),
        pinned=policy(OTHER_KEY),
    )
    yield case(
        "signed-by-the-new-key-alone",
        "a key that vouches for itself",
        [link(2, 4, SECOND)],
        [PASSED],
        (FIRST, None),
    )
    yield case(
        "signed-by-a-thief",
        "a key of the log's name that nothing leads to",
        [link(2, 4, THIEF)],
        [PASSED],
        (FIRST, None),
    )
    yield case(
        "signed-by-a-retired-key-alone",
        "after its retirement a key brings no other",
        [TO_SECOND, RETIRES_FIRST, link(6, 7, FIRST)],
        [KEY_ADDED, KEY_RETIRED, PASSED],
        (FIRST, 4),
        (SECOND, None),
    )
    yield case(
        "older-checkpoint-of-a-retired-key",
        "a link that is proved before the retirement counts after it too",
        [link(2, 4, FIRST), link(4, 5, FIRST, SECOND)],
        [KEY_ADDED, KEY_RETIRED],
        (FIRST, 4),
        (SECOND, None),
    )
    unknown = {2: (RETIRED, retired(THIEF))}
    yield case(
        "retires-a-key-that-is-not-known",
        "a key that is not known is retired without effect",
        [link(2, 3, FIRST, history=unknown)],
        [KEY_RETIRED],
        (FIRST, None),
    )
    twice = HISTORY | {8: (RETIRED, retired(FIRST))}
    yield case(
        "retired-twice",
        "the first retirement decides",
        [TO_SECOND, RETIRES_FIRST, link(8, 9, SECOND, history=twice)],
        [KEY_ADDED, KEY_RETIRED, KEY_RETIRED],
        (FIRST, 4),
        (SECOND, None),
    )
    yield case(
        "quorum-is-not-asked-of-links",
        "a link without cosignatures under a policy with a quorum",
        [TO_SECOND],
        [KEY_ADDED],
        (FIRST, None),
        (SECOND, None),
        pinned=policy(FIRST, rest=f"witness A {A.vkey}\nquorum A\n"),
    )
    more = extra(HISTORY[2], ["role", "time", "vkey", "replaces", "reason"])
    yield case(
        "envelope-opened-too",
        "fields of the envelope may be opened",
        [link(2, 4, FIRST, extra_text=more)],
        [KEY_ADDED],
        (FIRST, None),
        (SECOND, None),
    )


def broken_chains() -> Iterator[Case]:
    yield follow(
        "out-of-order",
        "the second link before the first",
        [RETIRES_FIRST, TO_SECOND],
        policy(FIRST, SECOND),
        refused="key-chain-order",
    )
    yield follow("link-twice", "one link twice", [TO_SECOND] * 2, refused="key-chain-order")
    yield follow(
        "retires-itself",
        "a key that retires itself, and no other signs",
        [TO_SECOND, link(4, 5, FIRST)],
        refused="key-chain-retires-itself",
    )
    again = HISTORY | {6: (ADDED, added(FIRST, SECOND))}
    yield follow(
        "retired-key-added-again",
        "a key that was retired comes back",
        [TO_SECOND, RETIRES_FIRST, link(6, 7, SECOND, history=again)],
        refused="key-chain-retired",
    )
    body = head(4)
    false = note(body, FIRST).replace(b64(FIRST.key_id + FIRST.payload(body))[8:20], "A" * 12)
    yield follow(
        "log-line-false",
        "a trusted key's line that does not verify",
        [link(2, 4, signed=false)],
        refused="note-signature-false",
    )
    other = head(5)
    cosigned = note(body, FIRST) + A.line(other)
    yield follow(
        "witness-line-false",
        "a known witness's line for another checkpoint",
        [link(2, 4, signed=cosigned)],
        policy(FIRST, rest=f"witness A {A.vkey}\nquorum none\n"),
        refused="cosignature-false",
    )
    yield follow(
        "second-link-broken",
        "a sound link and one that is none",
        [TO_SECOND, "nothing"],
        refused="proof-format",
    )


def broken_links() -> Iterator[Case]:
    def case(name: str, desc: str, text: str, code: str) -> Case:
        return follow(name, desc, [text], refused=code)

    def wrong(entry: Entry, opened: Sequence[str] | None = None) -> str:
        history = {2: entry}
        return link(2, 4, FIRST, history=history, extra_text=extra(entry, opened))

    whole = HISTORY[2]
    yield case(
        "without-extra", "no extra line", link(2, 4, FIRST, extra_text=""), "key-chain-extra"
    )
    yield case(
        "extra-not-json", "extra data that is no JSON", link(2, 4, FIRST, extra_text="xyz"), "json"
    )
    yield case(
        "extra-of-a-seal",
        "the extra data of a packet's seal",
        link(2, 4, FIRST, extra_text='{"statement":"","disclosure":""}'),
        "json-shape",
    )
    yield case(
        "extra-with-spaces",
        "extra data that is not compact",
        link(2, 4, FIRST, extra_text=extra(whole).replace(',"disclosures"', ', "disclosures"')),
        "opened-encoding",
    )
    yield case(
        "disclosure-no-text",
        "a disclosure that is a number",
        link(2, 4, FIRST, extra_text=compact({"statement": "", "disclosures": {"vkey": 1}})),
        "json-shape",
    )
    yield case(
        "names-out-of-order",
        "disclosures in another order",
        wrong(whole, ["replaces", "vkey", "reason"]),
        "opened-order",
    )
    yield case(
        "false-value",
        "the disclosure of another key",
        link(2, 4, FIRST, extra_text=extra(whole, vkey=disclosure("vkey", THIEF.vkey))),
        "disclosure-mismatch",
    )
    yield case("field-hidden", "a field that is not opened", wrong(whole, ["vkey", "reason"]),
               "key-chain-field")  # fmt: skip
    yield case(
        "field-missing",
        "a statement without a field of its kind",
        wrong((ADDED, {"vkey": SECOND.vkey, "reason": None})),
        "key-chain-field",
    )
    yield case(
        "field-more",
        "a statement with a field more than its kind has",
        wrong((RETIRED, {**retired(FIRST), "why": None})),
        "key-chain-field",
    )
    yield case(
        "key-null", "null for a key", wrong((RETIRED, {"vkey": None, "reason": None})),
        "key-chain-field",
    )  # fmt: skip
    yield case(
        "reason-a-number", "a number for a reason", wrong((ADDED, added(SECOND, FIRST, 1))),
        "key-chain-field",
    )  # fmt: skip
    yield case(
        "another-kind", "an entry of another kind", wrong(("log.key_admired/1", retired(FIRST))),
        "key-chain-kind",
    )  # fmt: skip
    yield case(
        "key-of-another-log", "a key under another origin", wrong((ADDED, added(OTHER_KEY, FIRST))),
        "key-chain-key",
    )  # fmt: skip
    witness = Signer(LOG, "a witness of the log's name", 4)
    yield case(
        "key-of-a-witness", "a key that cosigns", wrong((ADDED, added(witness, FIRST))),
        "key-chain-key",
    )  # fmt: skip
    false_id = {"vkey": SECOND.vkey.replace("+", "+0", 1), "reason": None}
    yield case("key-malformed", "a text that is no key", wrong((RETIRED, false_id)), "key-id")
    yield case(
        "not-in-the-tree",
        "a checkpoint of a tree without the entry",
        link(2, 4, signed=note(head(4, {}), FIRST)),
        "root-mismatch",
    )
    yield case("another-index", "another index", link(2, 4, FIRST, at=1), "root-mismatch")
    yield case("index-beyond", "an index outside the tree", link(2, 4, FIRST, at=4), "index-range")
    yield case(
        "not-a-checkpoint",
        "a signed note that is no checkpoint",
        link(2, 4, signed=note("x\n", FIRST)),
        "checkpoint-format",
    )


def checks() -> Iterator[Case]:
    def case(name: str, desc: str, signed: str, *, pinned: str = PINNED, **outcome: object) -> Case:
        given = {"policy": pinned, "links": WHOLE[:2], "note": signed}
        return "key-chain", name, {"desc": desc, "operation": "check", "input": given, **outcome}

    yield case(
        "check-new-key",
        "a later checkpoint that the second key signed",
        note(head(9), SECOND),
        expected={"size": 9, "logs": [SECOND.vkey]},
    )
    yield case(
        "check-retired-key-alone",
        "a later checkpoint that only the retired key signed",
        note(head(5), FIRST),
        refused="policy-key-retired",
    )
    yield case(
        "check-retired-key-before",
        "the last checkpoint before the retirement",
        note(head(4), FIRST),
        expected={"size": 4, "logs": [FIRST.vkey]},
    )
    yield case(
        "check-both-keys",
        "a later checkpoint that both signed: the second counts",
        note(head(9), FIRST, SECOND),
        expected={"size": 9, "logs": [SECOND.vkey]},
    )
    yield case(
        "check-quorum-still-counts",
        "the second key's checkpoint without the cosignature that the policy wants",
        note(head(9), SECOND),
        pinned=policy(FIRST, rest=f"witness A {A.vkey}\nquorum A\n"),
        refused="policy-quorum",
    )


def successions() -> Iterator[Case]:
    origin = SUCCESSOR.name
    last = note(head(7), FIRST, SECOND)
    right: Fields = {
        "origin": LOG,
        "vkey": SECOND.vkey,
        "size": 7,
        "root": b64(tree(leaves(HISTORY, 7))),
        "checkpoint": last,
        "reason": "the key was lost",
    }
    both = policy(FIRST, SECOND, SUCCESSOR)

    def claim(fields: Fields = right, *signers: Signer) -> str:
        history = {0: (SUCCEEDED, fields)}
        return link(0, 2, *(signers or [SUCCESSOR]), history=history, origin=origin)

    def case(
        name: str,
        desc: str,
        text: str,
        *,
        pinned: str = both,
        given_last: str | None = last,
        **outcome: object,
    ) -> Case:
        given = {"policy": pinned, "link": text, "last": given_last}
        what = {"desc": desc, "operation": "succession", "input": given, **outcome}
        return "key-chain", f"succession-{name}", what

    yield case("confirmed", "both logs are trusted", claim(), expected={"confirmed": LOG})
    yield case(
        "cosigned-last",
        "the last checkpoint with further lines: its text is the same",
        claim(),
        given_last=last + A.line(head(7)),
        expected={"confirmed": LOG},
    )
    unconfirmed = {"confirmed": None}
    yield case(
        "successor-not-trusted",
        "the policy names the closed log alone",
        claim(),
        pinned=policy(FIRST, SECOND),
        expected=unconfirmed,
    )
    yield case(
        "closed-log-not-trusted",
        "the policy names the successor alone",
        claim(),
        pinned=policy(SUCCESSOR),
        expected=unconfirmed,
    )
    yield case(
        "signed-by-another",
        "the successor's checkpoint is signed by a stranger",
        claim(right, OTHER_KEY),
        expected=unconfirmed,
    )
    yield case(
        "last-not-given",
        "the closed log's last checkpoint is not at hand",
        claim(),
        given_last=None,
        expected=unconfirmed,
    )
    yield case(
        "of-an-older-checkpoint",
        "the closed log had signed a later checkpoint",
        claim(),
        given_last=note(head(8), SECOND),
        refused="succession-differs",
    )
    yield case(
        "not-entry-0",
        "a claim in a later entry",
        link(1, 2, SUCCESSOR, history={1: (SUCCEEDED, right)}, origin=origin),
        refused="succession",
    )
    yield case(
        "of-itself",
        "a log that succeeds itself",
        link(0, 2, FIRST, history={0: (SUCCEEDED, right)}),
        refused="succession",
    )
    yield case("other-size", "another size", claim(right | {"size": 6}), refused="succession")
    yield case(
        "other-root", "another root", claim(right | {"root": b64(b"\0" * 32)}), refused="succession"
    )
    yield case(
        "other-origin",
        "a checkpoint of another log than the origin says",
        claim(right | {"origin": OTHER_KEY.name, "vkey": OTHER_KEY.vkey}),
        refused="note-unsigned",
    )
    yield case(
        "key-of-another",
        "a key under another origin",
        claim(right | {"vkey": OTHER_KEY.vkey}),
        refused="key-chain-key",
    )
    yield case(
        "signed-by-no-key-of-the-log",
        "a checkpoint that the key did not sign",
        claim(right | {"checkpoint": note(head(7), THIEF)}),
        refused="note-unsigned",
    )
    yield case(
        "size-a-text", "a size that is a text", claim(right | {"size": "7"}),
        refused="key-chain-field",
    )  # fmt: skip
    short = base64.b64encode(b"short").decode()
    yield case("root-short", "a root of 5 bytes", claim(right | {"root": short}),
               refused="hash-length")  # fmt: skip
