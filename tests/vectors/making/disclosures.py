"""Cases of disclosures."""

import json
from collections.abc import Iterator

from making.independent import (
    b64url,
    compact,
    disclosure,
    disclosure_digest,
    random16,
    statement_value,
)
from making.statements import FIELDS, KIND, Case


def cases() -> Iterator[Case]:
    yield from disclosures()
    yield from values()
    yield from matches()


def array(salt: str, text: str) -> str:
    return b64url(f'["{salt}",{text}]'.encode())


def disclosures() -> Iterator[Case]:
    salt = random16("salt disclosure")
    salt_text = b64url(salt)

    def right(name: str, desc: str, text: str, value: object) -> Case:
        expected = {"salt": salt.hex(), "value": value, "digest": disclosure_digest(text)}
        given = {"operation": "open", "input": text}
        return "disclosure", name, {"desc": desc, **given, "expected": expected}

    def wrong(name: str, desc: str, text: str, code: str) -> Case:
        given = {"operation": "open", "input": text}
        return "disclosure", name, {"desc": desc, **given, "refused": code}

    rfc = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0"
    rfc_salt = "lklxF5jMYlGTPUovMNIvCA"
    spaced = b64url(f'["{rfc_salt}", "FR"]'.encode())
    if spaced != rfc:
        raise ValueError("the example of RFC 9901 section 4.2.2 is not spelt right")
    yield (
        "disclosure",
        "rfc-9901-array-element",
        {
            "desc": "the array-element disclosure of RFC 9901 sections 4.2.2 and 4.2.3",
            "operation": "open",
            "input": rfc,
            "expected": {
                "salt": "96497117" + "98cc6251933d4a2f30d22f08",
                "value": "FR",
                "digest": "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs",
            },
        },
    )
    for name, value in {
        "null": None,
        "true": True,
        "zero": 0,
        "negative": -1,
        "largest-integer": 2**53 - 1,
        "smallest-integer": -(2**53) + 1,
        "empty-text": "",
        "text-beyond-ascii": "Zoë \u2014 \U0001f9fe",
        "text-with-escapes": 'quote " backslash \\ newline \n control \u0001 delete \u007f',
        "list": ["a", None, {"b": [1]}],
        "object": {"north": 1, "east": 2},
    }.items():
        text = array(salt_text, compact(value))
        yield right(name, f"the value {compact(value)[:60]}", text, value)
    spaces = b64url(f'[ "{salt_text}" , 7 ]'.encode())
    yield right(
        "spaces-are-kept", "spaces in the JSON: the digest is over the text as it is", spaces, 7
    )
    for name, core in {"empty-array": "[]", "number": "[7]", "object": '{"a":{}}'}.items():
        around = 31 - core.count("[") - core.count("{")
        deep = "[" * around + core + "]" * around
        desc = f"32 arrays and objects one in another, counting that of the disclosure: {core}"
        yield right(f"nested-32-{name}", desc, array(salt_text, deep), json.loads(deep))
        desc = f"33 arrays and objects one in another, counting that of the disclosure: {core}"
        yield wrong(f"nested-33-{name}", desc, array(salt_text, f"[{deep}]"), "json-depth")
    longest = "x" * 65_534
    yield right(
        "longest-text",
        "a value of 65,536 octets of JSON",
        array(salt_text, compact(longest)),
        longest,
    )
    yield wrong(
        "text-too-long",
        "a value of 65,537 octets of JSON",
        array(salt_text, compact(longest + "x")),
        "disclosure-size",
    )
    yield wrong(
        "nested-very-deep",
        "a value of 30,000 open brackets",
        array(salt_text, "[" * 30_000),
        "json",
    )
    for name, number, code in (
        ("fraction", "1.5", "json-number"),
        ("exponent", "1e3", "json-number"),
        ("negative-zero", "-0", "json-number"),
        ("beyond-the-largest-integer", str(2**53), "json-number"),
        ("below-the-smallest-integer", str(-(2**53)), "json-number"),
        ("five-thousand-digits", "9" * 5_000, "json-number"),
        ("not-a-number", "NaN", "json-number"),
        ("leading-zero", "01", "json"),
        ("unpaired-surrogate", '"\\ud800"', "json-text"),
        ("unpaired-surrogate-in-a-name", '{"\\ud800":1}', "json-text"),
        ("name-repeated", '{"a":1,"a":2}', "json-repeated-name"),
        ("reserved-name-dots", '{"...":"x"}', "disclosure-reserved-name"),
        ("reserved-name-sd", '[{"_sd":[]}]', "disclosure-reserved-name"),
        ("raw-newline-in-a-text", '"\n"', "json"),
        ("three-elements", "1,2", "disclosure-members"),
        ("trailing-comma", "1,", "json"),
    ):
        yield wrong(name, f"the value {number[:40]}", array(salt_text, number), code)
    good = array(salt_text, "1")
    yield wrong(
        "salt-alone",
        "an array without a value",
        b64url(f'["{salt_text}"]'.encode()),
        "disclosure-members",
    )
    yield wrong(
        "named-claim",
        "RFC 9901's disclosure of an object member",
        b64url(f'["{salt_text}","n",1]'.encode()),
        "disclosure-members",
    )
    yield wrong("object-for-array", "an object", b64url(b'{"salt":1}'), "disclosure-members")
    yield wrong(
        "salt-a-number", "a number in place of the salt", b64url(b"[1,1]"), "disclosure-members"
    )
    yield wrong(
        "salt-short", "a salt of 15 bytes", array(b64url(salt[:15]), "1"), "disclosure-salt"
    )
    yield wrong(
        "salt-long", "a salt of 17 bytes", array(b64url(salt + b"x"), "1"), "disclosure-salt"
    )
    yield wrong(
        "salt-spare-bits",
        "a salt whose last character has bits to spare",
        array("A" * 21 + "B", "1"),
        "base64url",
    )
    yield wrong(
        "padded",
        "a disclosure with base64 padding",
        good + "=" * (-len(good) % 4 or 4),
        "base64url",
    )
    yield wrong("standard-base64", "an octet that base64url has not", good[:-1] + "+", "base64url")
    yield wrong("newline-at-the-end", "a newline after the disclosure", good + "\n", "base64url")
    odd = b64url(f'["{salt_text}",12]'.encode())
    spare = odd[:-1] + chr(ord(odd[-1]) + 1)
    yield wrong(
        "spare-bits", "a disclosure whose last character has bits to spare", spare, "base64url"
    )
    yield wrong("letter-beyond-ascii", "a letter that is not ASCII", good[:-1] + "é", "base64url")
    yield wrong("empty", "no characters at all", "", "json")


def values() -> Iterator[Case]:
    salt = random16("salt encode")
    for name, value in {"null": None, "text": "Zoë", "object": {"b": 1, "a": [True, "\n"]}}.items():
        text = array(b64url(salt), compact(value))
        yield (
            "disclosure",
            f"encode-{name}",
            {
                "desc": "writing a disclosure: compact JSON, members in the order given",
                "operation": "encode",
                "input": {"salt": salt.hex(), "value": value},
                "expected": {"disclosure": text, "digest": disclosure_digest(text)},
            },
        )
    for name, value, code in (
        ("fraction", 1.5, "json-type"),
        ("too-large-integer", 2**53, "json-number"),
        ("reserved-name", {"_sd": 1}, "disclosure-reserved-name"),
    ):
        given = {"operation": "encode", "input": {"salt": salt.hex(), "value": value}}
        desc = "a value that no disclosure holds"
        yield "disclosure", f"encode-{name}", {"desc": desc, **given, "refused": code}


def matches() -> Iterator[Case]:
    text = compact(statement_value(KIND, FIELDS))
    size, title = (disclosure(name, FIELDS[name]) for name in ("size", "title"))

    def case(name: str, desc: str, opened: dict[str, str], **outcome: object) -> Case:
        given = {"operation": "match", "input": {"statement": text, "opened": opened}}
        return "disclosure", name, {"desc": desc, **given, **outcome}

    yield case(
        "match-two-of-three",
        "two fields opened, the third withheld",
        {"size": size, "title": title},
        expected={"size": FIELDS["size"], "title": FIELDS["title"]},
    )
    yield case("match-nothing", "no field opened", {}, expected={})
    other = b64url(compact([b64url(random16("salt size")), 1]).encode())
    yield case(
        "match-other-value",
        "another value under the same salt",
        {"size": other},
        refused="disclosure-mismatch",
    )
    again = b64url(compact([b64url(random16("salt again")), FIELDS["size"]]).encode())
    yield case(
        "match-other-salt",
        "the same value under another salt",
        {"size": again},
        refused="disclosure-mismatch",
    )
    yield case(
        "match-swapped-fields",
        "the disclosure of one field under the name of another",
        {"size": title},
        refused="disclosure-mismatch",
    )
    spaced = b64url(json.dumps([b64url(random16("salt size")), FIELDS["size"]]).encode())
    yield case(
        "match-written-anew",
        "the same salt and value, written with a space",
        {"size": spaced},
        refused="disclosure-mismatch",
    )
    yield case(
        "match-unknown-name",
        "a field that the statement has not",
        {"colour": size},
        refused="field-unknown",
    )
