"""Cases of trust policies."""

import hashlib
from collections.abc import Iterator

from making.independent import (
    LOG,
    LOG_KEY,
    WITNESSES,
    Signer,
    b64,
    checkpoint_body,
    compact,
    leaf_hash,
    statement_value,
    tree,
)
from making.statements import FIELDS, KIND, Case

LEAF = b"\x01" + hashlib.sha256(compact(statement_value(KIND, FIELDS)).encode()).digest()
ENTRIES = [b"first", LEAF, b"third", b"fourth", b"fifth"]
HASHES = [leaf_hash(entry) for entry in ENTRIES]
BODY = checkpoint_body(5, tree(HASHES))
A, B, C = WITNESSES
LOG_LINE = f"log {LOG_KEY.vkey}\n"
WITNESS_LINES = f"witness A {A.vkey}\nwitness B {B.vkey}\nwitness C {C.vkey}\n"
TWO_OF_THREE = LOG_LINE + WITNESS_LINES + "group g 2 A B C\nquorum g\n"


def cases() -> Iterator[Case]:
    yield from right_files()
    yield from wrong_files()


def right(name: str, desc: str, text: str | bytes, *parts: object) -> Case:
    """Return a policy that is read; parts are logs, witnesses, groups and quorum."""
    given = {"utf8": text} if isinstance(text, str) else {"base64": b64(text)}
    expected = dict(zip(("logs", "witnesses", "groups", "quorum"), parts, strict=True))
    return (
        "policy",
        name,
        {"desc": desc, "operation": "parse", "input": given, "expected": expected},
    )


def wrong(name: str, desc: str, text: str | bytes, code: str) -> Case:
    given = {"utf8": text} if isinstance(text, str) else {"base64": b64(text)}
    return "policy", name, {"desc": desc, "operation": "parse", "input": given, "refused": code}


def right_files() -> Iterator[Case]:
    everything = LOG_LINE + WITNESS_LINES
    yield right(
        "log-and-no-quorum", "one log, no witness", LOG_LINE + "quorum none\n", 1, [], {}, "none"
    )
    yield right("quorum-alone", "only the quorum is mandatory", "quorum none\n", 0, [], {}, "none")
    yield right(
        "quorum-of-one-witness",
        "the quorum names a witness",
        everything + "quorum B\n",
        1,
        ["A", "B", "C"],
        {},
        "B",
    )
    yield right(
        "group-of-groups",
        "two levels of groups",
        everything + "group two 2 A B\ngroup both all two C\nquorum both\n",
        1,
        ["A", "B", "C"],
        {"two": [2, ["A", "B"]], "both": [2, ["two", "C"]]},
        "both",
    )
    yield right(
        "any",
        "any is a threshold of one",
        everything + "group some any A B C\nquorum some\n",
        1,
        ["A", "B", "C"],
        {"some": [1, ["A", "B", "C"]]},
        "some",
    )
    yield right(
        "spaces-tabs-comments",
        "spaces and tabs around words, comments, empty lines, URLs",
        f"# trust\n\n \t# indented\n\tlog  {LOG_KEY.vkey}\thttps://demo.invalid/log \n"
        f"witness A {A.vkey} https://a.invalid/\nquorum\tA\n",
        1,
        ["A"],
        {},
        "A",
    )
    yield right(
        "lines-after-the-quorum",
        "a log defined after the quorum",
        "quorum none\n" + LOG_LINE,
        1,
        [],
        {},
        "none",
    )
    yield right(
        "name-beyond-ascii",
        "a witness name beyond ASCII",
        f"witness témoin {A.vkey}\nquorum témoin\n",
        0,
        ["témoin"],
        {},
        "témoin",
    )
    yield right(
        "rotated-log-key",
        "two keys of one log",
        LOG_LINE + f"log {Signer(LOG, 'next').vkey}\nquorum none\n",
        2,
        [],
        {},
        "none",
    )
    many = "".join(
        f"log {Signer(f'log-{n}.invalid', f'log {n}').vkey}\n"
        f"witness w{n} {Signer(f'w-{n}.invalid', f'w {n}', 4).vkey}\ngroup g{n} all w{n}\n"
        for n in range(32)
    )
    yield right(
        "thirty-two-of-each",
        "32 logs, witnesses and groups",
        many + "quorum g31\n",
        32,
        [f"w{n}" for n in range(32)],
        {f"g{n}": [1, [f"w{n}"]] for n in range(32)},
        "g31",
    )
    chain = (
        everything
        + "group g0 all A\n"
        + "".join(f"group g{n} all g{n - 1}\n" for n in range(1, 33))
    )
    nested: dict[str, object] = {"g0": [1, ["A"]]} | {
        f"g{n}": [1, [f"g{n - 1}"]] for n in range(1, 33)
    }
    yield right(
        "groups-within-groups",
        "a group in a group, 33 deep",
        chain + "quorum g32\n",
        1,
        ["A", "B", "C"],
        nested,
        "g32",
    )


def wrong_files() -> Iterator[Case]:
    everything = LOG_LINE + WITNESS_LINES
    yield wrong("empty", "no octets at all", "", "policy-no-quorum")
    yield wrong("no-quorum", "no quorum line", everything, "policy-no-quorum")
    yield wrong(
        "two-quorums", "two quorum lines", "quorum none\nquorum none\n", "policy-quorum-repeated"
    )
    yield wrong(
        "quorum-unknown",
        "a quorum that is not defined",
        LOG_LINE + "quorum A\n",
        "policy-name-unknown",
    )
    yield wrong(
        "quorum-before-its-witness",
        "a quorum defined only below",
        "quorum A\n" + WITNESS_LINES,
        "policy-name-unknown",
    )
    yield wrong(
        "no-newline-at-the-end",
        "the last newline is missing",
        LOG_LINE + "quorum none",
        "policy-format",
    )
    yield wrong(
        "unknown-keyword",
        "a line that the format has not",
        "mirror x\nquorum none\n",
        "policy-format",
    )
    yield wrong("keyword-in-capitals", "a keyword in capitals", "QUORUM none\n", "policy-format")
    yield wrong(
        "comment-after-a-line", "a comment behind a line", "quorum none # x\n", "policy-format"
    )
    yield wrong(
        "log-with-two-urls",
        "a word too many",
        f"log {LOG_KEY.vkey} x y\nquorum none\n",
        "policy-format",
    )
    yield wrong("log-without-key", "a log without its key", "log\nquorum none\n", "policy-format")
    yield wrong(
        "carriage-return",
        "lines that end in CR LF",
        LOG_LINE.replace("\n", "\r\n") + "quorum none\r\n",
        "policy-octets",
    )
    yield wrong("delete-octet", "the octet 0x7F", "# \x7f\nquorum none\n", "policy-octets")
    yield wrong(
        "no-break-space", "U+00A0 does not part words", "quorum\u00a0none\n", "policy-format"
    )
    yield wrong(
        "key-false-id",
        "a vkey whose ID is false",
        f"log {LOG}+00000000+{LOG_KEY.vkey.split('+', 2)[2]}\nquorum none\n",
        "key-id",
    )
    yield wrong(
        "key-name-not-utf-8",
        "a vkey whose name is no UTF-8",
        LOG_LINE.encode().replace(b"example", b"ex\xffmple") + b"quorum none\n",
        "key-name",
    )
    yield wrong(
        "log-key-twice", "one log key twice", LOG_LINE * 2 + "quorum none\n", "policy-key-repeated"
    )
    yield wrong(
        "log-key-under-two-names",
        "one key under two log names",
        LOG_LINE + f"log {Signer('x.invalid', 'log').vkey}\nquorum none\n",
        "policy-key-repeated",
    )
    yield wrong(
        "witness-key-under-two-names",
        "one witness key under two names",
        WITNESS_LINES + f"witness D {Signer('d.invalid', 'witness a', 4).vkey}\nquorum none\n",
        "policy-key-repeated",
    )
    yield wrong(
        "log-with-a-witness-key",
        "a log with a key of type 0x04",
        f"log {A.vkey}\nquorum none\n",
        "policy-key-type",
    )
    yield wrong(
        "witness-with-a-log-key",
        "a witness with a key of type 0x01",
        f"witness A {LOG_KEY.vkey}\nquorum none\n",
        "policy-key-type",
    )
    yield wrong(
        "witness-named-none",
        "a witness called none",
        f"witness none {A.vkey}\nquorum none\n",
        "policy-name-repeated",
    )
    yield wrong(
        "witness-name-twice",
        "two witnesses of one name",
        f"witness A {A.vkey}\nwitness A {B.vkey}\nquorum none\n",
        "policy-name-repeated",
    )
    yield wrong(
        "group-named-as-a-witness",
        "a group with the name of a witness",
        WITNESS_LINES + "group A all B\nquorum none\n",
        "policy-name-repeated",
    )
    yield wrong(
        "group-without-members",
        "a group of nobody",
        WITNESS_LINES + "group g any\nquorum none\n",
        "policy-format",
    )
    yield wrong(
        "group-of-none",
        "none as a member",
        "group g any none\nquorum none\n",
        "policy-name-unknown",
    )
    yield wrong(
        "group-of-itself",
        "a group that is its own member",
        WITNESS_LINES + "group g any A g\nquorum g\n",
        "policy-name-unknown",
    )
    yield wrong(
        "member-twice-in-a-group",
        "a member twice in one group",
        WITNESS_LINES + "group g 2 A A\nquorum g\n",
        "policy-member-repeated",
    )
    yield wrong(
        "member-of-two-groups",
        "a member of two groups",
        WITNESS_LINES + "group g all A\ngroup h all A\nquorum g\n",
        "policy-member-repeated",
    )
    yield wrong(
        "threshold-zero", "0 of 2", WITNESS_LINES + "group g 0 A B\nquorum g\n", "policy-threshold"
    )
    yield wrong(
        "threshold-too-high",
        "3 of 2",
        WITNESS_LINES + "group g 3 A B\nquorum g\n",
        "policy-threshold",
    )
    yield wrong(
        "threshold-leading-zero", "01 of 2", WITNESS_LINES + "group g 01 A B\nquorum g\n", "decimal"
    )
    yield wrong(
        "threshold-a-word", "most of 2", WITNESS_LINES + "group g most A B\nquorum g\n", "decimal"
    )
