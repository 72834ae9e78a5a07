"""Cases of statements and leaves."""

import hashlib
import json
from collections.abc import Iterator

from making.independent import (
    ENVELOPE,
    b64,
    b64url,
    compact,
    disclosure,
    disclosure_digest,
    leaf_hash,
    random16,
    statement_value,
)

Case = tuple[str, str, dict[str, object]]

FIELDS: dict[str, object] = {"sha256": "ab" * 32, "size": 1048576, "title": "Clip of the gate"}
KIND = "exhibit.taken_in/1"


def cases() -> Iterator[Case]:
    yield from members()
    yield from fields()
    yield from leaves()


def parsed(value: dict[str, object]) -> dict[str, object]:
    return {
        "version": "onrecord/1",
        "kind": value["kind"],
        "nonce": random16(f"nonce {value['kind']}").hex(),
        "names": value["names"],
        "digests": [field["..."] for field in value["fields"]],  # type: ignore[attr-defined]  # a list of objects
    }


def changed(**members: object) -> str:
    return compact(statement_value(KIND, FIELDS) | members)


def with_digest(digest: object) -> str:
    value = statement_value(KIND, FIELDS)
    return compact(value | {"fields": [*value["fields"][:-1], {"...": digest}]})  # type: ignore[index]  # a list


def with_names(*names: str) -> str:
    fields = [{"...": disclosure_digest(disclosure(str(n), name))} for n, name in enumerate(names)]
    return changed(names=list(names), fields=fields)


def right(name: str, desc: str, which: dict[str, object]) -> Case:
    given = {"operation": "parse", "input": {"utf8": compact(which)}}
    return "statement", name, {"desc": desc, **given, "expected": parsed(which)}


def wrong(name: str, desc: str, utf8: str, code: str) -> Case:
    given = {"operation": "parse", "input": {"utf8": utf8}}
    return "statement", name, {"desc": desc, **given, "refused": code}


def wrong_octets(name: str, desc: str, data: bytes, code: str) -> Case:
    given = {"operation": "parse", "input": {"base64": b64(data)}}
    return "statement", name, {"desc": desc, **given, "refused": code}


def members() -> Iterator[Case]:
    value = statement_value(KIND, FIELDS)
    text = compact(value)
    bare = statement_value("incident.closed/12", {})

    yield right("fields-after-the-envelope", "a kind with three fields of its own", value)
    yield right(
        "envelope-alone", "a kind without fields of its own, at a version of two digits", bare
    )
    yield wrong("empty", "no octets at all", "", "json")
    yield wrong("truncated", "the last octet is missing", text[:-1], "json")
    yield wrong(
        "newline-at-the-end", "a newline after the object", text + "\n", "statement-not-canonical"
    )
    yield wrong(
        "space-before-a-member",
        "a space after a comma",
        text.replace(',"kind"', ', "kind"'),
        "statement-not-canonical",
    )
    yield wrong(
        "escaped-letter",
        "a letter of the kind written as an escape",
        text.replace("exhibit.", "\\u0065xhibit."),
        "statement-not-canonical",
    )
    yield wrong_octets(
        "byte-order-mark",
        "a byte order mark before the object",
        b"\xef\xbb\xbf" + text.encode(),
        "json",
    )
    yield wrong_octets(
        "not-utf-8",
        "an octet that UTF-8 has not",
        text.encode().replace(b"exhibit", b"exhibi\xff"),
        "json",
    )
    yield wrong(
        "array-for-object", "an array in place of the object", compact([text]), "statement-members"
    )
    order = dict(sorted(value.items()))
    yield wrong(
        "members-in-another-order",
        "the members in alphabetical order",
        compact(order),
        "statement-members",
    )
    yield wrong(
        "member-too-many",
        "a member that the format has not",
        changed(note="x"),
        "statement-members",
    )
    short = {name: member for name, member in value.items() if name != "nonce"}
    yield wrong("member-missing", "no nonce", compact(short), "statement-members")
    yield wrong(
        "member-repeated",
        "the kind twice",
        text.replace('"kind"', '"kind":"a.b/1","kind"'),
        "json-repeated-name",
    )
    yield wrong(
        "version-of-the-future",
        "a version this document does not define",
        changed(statement="onrecord/2"),
        "statement-version",
    )
    yield wrong(
        "kind-a-number", "a number in place of the kind", changed(kind=1), "statement-members"
    )
    for name, kind in {
        "kind-without-version": "exhibit.taken_in",
        "kind-version-zero": "exhibit.taken_in/0",
        "kind-version-with-leading-zero": "exhibit.taken_in/01",
        "kind-in-capitals": "Exhibit.taken_in/1",
        "kind-with-empty-part": "exhibit..taken_in/1",
        "kind-with-newline": "exhibit.taken_in/1\n",
        "kind-with-foreign-digit": "exhibit.taken_in/\u0661",
        "kind-too-long": "e" * 99 + "/1",
    }.items():
        yield wrong(name, f"the kind {kind[:40]!r}", changed(kind=kind), "statement-kind")
    yield wrong(
        "nonce-short", "a nonce of 15 bytes", changed(nonce=b64url(bytes(15))), "statement-nonce"
    )
    yield wrong(
        "nonce-padded",
        "a nonce with base64 padding",
        changed(nonce=b64url(bytes(16)) + "=="),
        "base64url",
    )
    yield wrong(
        "nonce-spare-bits",
        "a nonce whose last character has bits to spare",
        changed(nonce="A" * 21 + "B"),
        "base64url",
    )


def fields() -> Iterator[Case]:
    value = statement_value(KIND, FIELDS)
    digest = value["fields"][-1]["..."]  # type: ignore[index]  # a list of objects
    names = [*ENVELOPE, "sha256", "size", "title"]
    yield wrong(
        "envelope-incomplete",
        "no prev",
        with_names(*(n for n in names if n != "prev")),
        "statement-envelope",
    )
    yield wrong(
        "envelope-in-another-order",
        "actor before subject",
        with_names("actor", "subject", *names[1:2], *names[3:]),
        "statement-envelope",
    )
    yield wrong(
        "envelope-after-the-fields",
        "a field of the kind before the envelope",
        with_names("sha256", *ENVELOPE),
        "statement-envelope",
    )
    yield wrong("no-fields", "neither names nor fields", with_names(), "statement-envelope")
    yield wrong(
        "name-repeated",
        "the name size twice",
        with_names(*names, "size"),
        "statement-name-repeated",
    )
    yield wrong(
        "name-of-the-envelope-repeated",
        "the name actor twice",
        with_names(*names, "actor"),
        "statement-name-repeated",
    )
    for name, field in {
        "name-in-capitals": "Title",
        "name-empty": "",
        "name-with-hyphen": "tit-le",
        "name-begins-with-digit": "1title",
        "name-too-long": "t" * 65,
    }.items():
        yield wrong(
            name, f"the field name {field[:20]!r}", with_names(*names, field), "statement-name"
        )
    yield wrong(
        "name-a-number",
        "a number in place of a field name",
        changed(names=[*names, 1]),
        "statement-members",
    )
    yield wrong(
        "names-an-object", "an object in place of the names", changed(names={}), "statement-members"
    )
    yield wrong(
        "fields-too-few",
        "a name without its digest",
        changed(names=[*names, "more"]),
        "statement-fields",
    )
    yield wrong(
        "fields-too-many",
        "a digest without its name",
        changed(names=names[:-1]),
        "statement-fields",
    )
    many = [*names, *(f"more_{n}" for n in range(256 - len(names)))]
    full = json.loads(with_names(*many))
    yield right("as-many-fields-as-may-be", "256 fields", full)
    yield wrong(
        "more-fields-than-may-be", "257 fields", with_names(*many, "one_more"), "statement-fields"
    )
    yield wrong(
        "digest-short", "a digest of 31 bytes", with_digest(b64url(bytes(31))), "statement-digest"
    )
    yield wrong(
        "digest-padded", "a digest with base64 padding", with_digest(f"{digest}="), "base64url"
    )
    spare = digest[:-1] + chr(ord(digest[-1]) + 1)
    yield wrong(
        "digest-spare-bits",
        "a digest whose last character has bits to spare",
        with_digest(spare),
        "base64url",
    )
    yield wrong(
        "digest-in-standard-base64",
        "a digest with + in place of -",
        with_digest("+" * 42 + "8"),
        "base64url",
    )
    yield wrong("digest-null", "null in place of a digest", with_digest(None), "statement-members")
    first = value["fields"][0]["..."]  # type: ignore[index]  # a list of objects
    yield wrong(
        "digest-repeated",
        "two fields with one digest",
        with_digest(first),
        "statement-digest-repeated",
    )
    texts = [field["..."] for field in value["fields"]]  # type: ignore[attr-defined]  # a list of objects
    yield wrong(
        "field-a-text",
        "digests as texts and not as objects",
        changed(fields=texts),
        "statement-members",
    )
    two = [{**field, "x": 1} for field in value["fields"]]  # type: ignore[attr-defined]  # a list of objects
    yield wrong(
        "field-with-two-members",
        "a further member beside a digest",
        changed(fields=two),
        "statement-members",
    )
    yield wrong("nested-very-deep", "ten thousand open brackets", "[" * 10_000, "json")
    yield wrong("too-large", "more than 65,536 octets", " " * 65_537, "statement-size")


def leaves() -> Iterator[Case]:
    for name, fields in {"with-fields": FIELDS, "other-value": {**FIELDS, "size": 1048577}}.items():
        text = compact(statement_value(KIND, fields))
        leaf = b"\x01" + hashlib.sha256(text.encode()).digest()
        yield (
            "leaf",
            name,
            {
                "desc": "the leaf of a statement, and the leaf hash that the tree has for it",
                "operation": "leaf",
                "input": {"utf8": text},
                "expected": {"leaf": leaf.hex(), "leaf_hash": leaf_hash(leaf).hex()},
            },
        )
