"""Cases of signed notes and their keys."""

from collections.abc import Iterator

from making.independent import (
    LOG,
    LOG_KEY,
    OTHER_KEY,
    WITNESSES,
    Signer,
    b64,
    note,
)
from making.statements import Case

TEXT = "A line.\n\nAnother after a blank one.\n"


def cases() -> Iterator[Case]:
    yield from accepted()
    yield from refused()
    yield from keys()


def of_note(
    name: str,
    desc: str,
    data: str | bytes,
    *known: Signer | str,
    strict: bool = False,
    **outcome: object,
) -> Case:
    given = {"utf8": data} if isinstance(data, str) else {"base64": b64(data)}
    vkeys = [key if isinstance(key, str) else key.vkey for key in known]
    return (
        "note",
        name,
        {
            "desc": desc,
            "operation": "verify",
            "input": {"note": given, "vkeys": vkeys, "strict": strict},
            **outcome,
        },
    )


def right(
    name: str,
    desc: str,
    data: str,
    *known: Signer | str,
    text: str = TEXT,
    names: list[str] | None = None,
    strict: bool = False,
) -> Case:
    verified = [LOG] if names is None else names
    return of_note(
        name, desc, data, *known, strict=strict, expected={"text": text, "verified": verified}
    )


def wrong(
    name: str,
    desc: str,
    data: str | bytes,
    code: str,
    *known: Signer | str,
    strict: bool = False,
) -> Case:
    return of_note(name, desc, data, *(known or (LOG_KEY,)), strict=strict, refused=code)


def accepted() -> Iterator[Case]:
    good = note(TEXT, LOG_KEY)
    signed = LOG_KEY.line(TEXT)

    published = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    example = (
        "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi"
        "2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    )
    yield right(
        "example-of-the-specification",
        "the note of C2SP signed-note",
        example,
        published,
        text="This is an example message.\n",
        names=["example.com/foo"],
    )
    yield right("blank-line-in-the-text", "the text ends at the last blank line", good, LOG_KEY)
    both = note(TEXT, OTHER_KEY, LOG_KEY)
    yield right(
        "unknown-signature-ignored", "a line by an unknown key before the known one", both, LOG_KEY
    )
    yield right(
        "two-known-keys",
        "two known keys have signed",
        both,
        LOG_KEY,
        OTHER_KEY,
        names=[OTHER_KEY.name, LOG],
    )
    crowd = [Signer(f"crowd-{number}.invalid", f"crowd {number}") for number in range(16)]
    yield right(
        "sixteen-signatures",
        "sixteen lines, the last by the known key",
        note(TEXT, *crowd[1:], LOG_KEY),
        LOG_KEY,
    )
    yield right(
        "same-name-other-id",
        "an unknown key with the name of the known one",
        note(TEXT, Signer(LOG, "impostor"), LOG_KEY),
        LOG_KEY,
    )
    stranger = f"— demo.invalid/stranger {b64(LOG_KEY.key_id + bytes(64))}\n"
    yield right(
        "same-id-other-name",
        "an unknown key with the ID of the known one",
        good + stranger,
        LOG_KEY,
    )
    yield right("known-key-signs-twice", "the same line twice", good + signed, LOG_KEY)
    yield right(
        "strict-with-known-keys",
        "nothing but known keys, each once",
        both,
        LOG_KEY,
        OTHER_KEY,
        names=[OTHER_KEY.name, LOG],
        strict=True,
    )
    yield right(
        "text-beyond-ascii",
        "letters beyond ASCII in the text and the name",
        note("è subito sera\n", Signer("città.invalid", "x")),
        Signer("città.invalid", "x"),
        text="è subito sera\n",
        names=["città.invalid"],
    )
    yield right("blank-text", "a text of one empty line", note("\n", LOG_KEY), LOG_KEY, text="\n")


def refused() -> Iterator[Case]:
    good = note(TEXT, LOG_KEY)
    signed = LOG_KEY.line(TEXT)

    both = note(TEXT, OTHER_KEY, LOG_KEY)
    yield wrong(
        "strict-unknown-key", "a line by an unknown key", both, "note-unknown-key", strict=True
    )
    yield wrong(
        "strict-repeated-key",
        "the same line twice",
        good + signed,
        "note-repeated-key",
        strict=True,
    )
    yield wrong(
        "known-false-beside-right",
        "one right and one false signature by known keys",
        good + f"— {OTHER_KEY.name} {b64(OTHER_KEY.key_id + bytes(64))}\n",
        "note-signature-false",
        LOG_KEY,
        OTHER_KEY,
    )
    yield wrong(
        "known-right-and-false",
        "a right and a false line by the same key",
        good + f"— {LOG} {b64(LOG_KEY.key_id + bytes(64))}\n",
        "note-signature-false",
    )
    yield wrong(
        "signature-short",
        "a known key's signature of 63 octets",
        TEXT + f"\n— {LOG} {b64((LOG_KEY.key_id + LOG_KEY.payload(TEXT))[:-1])}\n",
        "note-signature-false",
    )
    yield wrong(
        "none-known", "a signature, but by no known key", note(TEXT, OTHER_KEY), "note-unsigned"
    )
    yield wrong(
        "text-changed",
        "a word of the text changed",
        good.replace("Another", "Further"),
        "note-signature-false",
    )
    yield wrong(
        "signature-of-another-text",
        "a right signature of another text",
        TEXT + "\n" + LOG_KEY.line("x\n"),
        "note-signature-false",
    )
    yield wrong("no-signatures", "a text and a blank line", TEXT + "\n", "note-format")
    yield wrong(
        "no-blank-line",
        "a text and a signature without a blank line",
        "text\n" + signed,
        "note-format",
    )
    yield wrong("empty", "no octets at all", "", "note-format")
    yield wrong("no-newline-at-the-end", "the last newline is missing", good[:-1], "note-format")
    yield wrong(
        "blank-line-at-the-end",
        "a further newline after the signatures",
        good + "\n",
        "note-format",
    )
    yield wrong(
        "line-after-the-signatures", "a line that is no signature", good + "x\n", "note-line"
    )
    yield wrong(
        "hyphen-for-dash", "a hyphen in place of the em dash", good.replace("— ", "- "), "note-line"
    )
    yield wrong(
        "two-spaces", "two spaces after the name", good.replace(f"{LOG} ", f"{LOG}  "), "base64"
    )
    yield wrong("space-at-the-end", "a space after the signature", good[:-1] + " \n", "base64")
    yield wrong(
        "name-empty", "a line without a name", TEXT + "\n" + signed.replace(LOG, ""), "key-name"
    )
    yield wrong(
        "name-with-plus",
        "a name with a plus",
        TEXT + "\n" + signed.replace("/", "+", 1),
        "key-name",
    )
    yield wrong(
        "name-with-no-break-space",
        "a name with U+00A0",
        good + signed.replace(LOG, "a\u00a0b"),
        "key-name",
    )
    yield wrong(
        "name-with-line-separator",
        "a name with U+2028",
        good + signed.replace(LOG, "a\u2028b"),
        "key-name",
    )
    yield wrong("base64-without-padding", "padding left away", good.replace("=\n", "\n"), "base64")
    yield wrong(
        "base64-url-alphabet", "an octet that standard base64 has not", good[:-2] + "_\n", "base64"
    )
    spare = good[:-3] + chr(ord(good[-3]) + 1) + "=\n"
    yield wrong("base64-spare-bits", "a last character with bits to spare", spare, "base64")
    yield wrong(
        "key-id-alone",
        "a key ID and no signature",
        good + f"— x.invalid {b64(bytes(4))}\n",
        "note-line",
    )
    yield wrong(
        "carriage-return", "lines that end in CR LF", good.replace("\n", "\r\n"), "note-control"
    )
    yield wrong("tab-in-the-text", "a tab", good.replace("A line", "A\tline"), "note-control")
    yield wrong(
        "not-utf-8",
        "an octet that UTF-8 has not",
        good.encode().replace(b"line", b"l\xffne"),
        "note-utf8",
    )
    yield wrong(
        "encoded-surrogate",
        "a surrogate in octets",
        good.encode().replace(b"line", b"l\xed\xa0\x80e"),
        "note-utf8",
    )
    yield wrong("too-many-signatures", "65 lines", good + signed * 64, "note-signatures")


def keys() -> Iterator[Case]:
    def case(name: str, desc: str, text: str, **outcome: object) -> Case:
        return "note", name, {"desc": desc, "operation": "vkey", "input": text, **outcome}

    for name, key in {"log": LOG_KEY, "witness": WITNESSES[0]}.items():
        expected = {
            "name": key.name,
            "key_id": key.key_id.hex(),
            "kind": key.kind,
            "public": key.public.hex(),
        }
        yield case(f"vkey-{name}", f"a key of type {key.kind}", key.vkey, expected=expected)
    plus = next(
        key
        for key in (Signer("demo.invalid/plus", f"plus {n}") for n in range(99))
        if "+" in key.vkey.split("+", 2)[2]
    )
    expected = {
        "name": plus.name,
        "key_id": plus.key_id.hex(),
        "kind": 1,
        "public": plus.public.hex(),
    }
    yield case(
        "vkey-plus-in-base64",
        "a plus in the base64: only the first two part",
        plus.vkey,
        expected=expected,
    )
    good = LOG_KEY.vkey
    other = f"{LOG}+{OTHER_KEY.key_id.hex()}+{good.split('+', 2)[2]}"
    yield case("vkey-false-id", "an ID that is not that of the key", other, refused="key-id")
    short = f"{LOG}+{LOG_KEY.key_id.hex().lstrip('0')[:-1]}+{good.split('+', 2)[2]}"
    yield case("vkey-short-id", "an ID of seven digits", short, refused="key-id")
    letters = next(
        key
        for key in (Signer("demo.invalid/hex", f"hex {n}") for n in range(99))
        if key.key_id.hex().upper() != key.key_id.hex()
    )
    yield case(
        "vkey-id-in-capitals",
        "an ID in capitals",
        letters.vkey.replace(letters.key_id.hex(), letters.key_id.hex().upper()),
        refused="key-id",
    )
    yield case("vkey-two-parts", "no key", "+".join(good.split("+", 2)[:2]), refused="key-format")
    yield case("vkey-empty", "no characters at all", "", refused="key-format")
    yield case("vkey-no-name", "an empty name", good.replace(LOG, ""), refused="key-name")
    yield case(
        "vkey-name-with-space", "a name with a space", Signer("a b", "x").vkey, refused="key-name"
    )
    material = bytes([1]) + LOG_KEY.public
    for name, desc, data, code in (
        ("vkey-short-key", "a key of 31 octets", material[:-1], "key-length"),
        ("vkey-long-key", "a key of 33 octets", material + b"\0", "key-length"),
        ("vkey-type-2", "an ECDSA type, which is not supported", b"\2" + material[1:], "key-type"),
        (
            "vkey-type-6",
            "an ML-DSA-44 type, which is not supported",
            b"\6" + material[1:],
            "key-type",
        ),
        ("vkey-of-small-order", "a key of small order", b"\1" + bytes(32), "key-public"),
        ("vkey-off-the-curve", "a key that is no point", b"\1\2" + bytes(31), "key-public"),
        (
            "vkey-not-canonical",
            "a key with y = p + 1",
            b"\1\xee" + b"\xff" * 30 + b"\x7f",
            "key-public",
        ),
    ):
        yield case(name, desc, f"{LOG}+{LOG_KEY.key_id.hex()}+{b64(data)}", refused=code)
    unpadded = good.rstrip("=") + ("" if good.endswith("=") else "=")
    yield case("vkey-padding", "padding as it should not be", unpadded, refused="base64")
