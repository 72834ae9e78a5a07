"""Cases of checkpoints and cosignatures."""

from collections.abc import Iterator

from making.independent import (
    LOG,
    LOG_KEY,
    OTHER_KEY,
    WITNESSES,
    b64,
    checkpoint_body,
    leaf_hash,
    note,
    tree,
)
from making.statements import Case

ROOT = tree([leaf_hash(bytes([number])) for number in range(5)])


def cases() -> Iterator[Case]:
    yield from checkpoints()
    yield from cosignatures()


def checkpoints() -> Iterator[Case]:
    root = b64(ROOT)
    body = checkpoint_body(5, ROOT)

    def right(name: str, desc: str, text: str, origin: str, size: int, *extensions: str) -> Case:
        expected = {"origin": origin, "size": size, "root": root, "extensions": list(extensions)}
        return (
            "checkpoint",
            name,
            {"desc": desc, "operation": "parse", "input": text, "expected": expected},
        )

    def wrong(name: str, desc: str, text: str, code: str) -> Case:
        return (
            "checkpoint",
            name,
            {"desc": desc, "operation": "parse", "input": text, "refused": code},
        )

    yield right("three-lines", "a checkpoint without extensions", body, LOG, 5)
    yield right(
        "extension-lines",
        "two extension lines",
        body + "one\ntwo words\n",
        LOG,
        5,
        "one",
        "two words",
    )
    yield right(
        "origin-with-spaces",
        "an origin that is no URL",
        f"a log of ours\n5\n{root}\n",
        "a log of ours",
        5,
    )
    yield right(
        "largest-size", "the size 2^63 - 1", f"{LOG}\n{2**63 - 1}\n{root}\n", LOG, 2**63 - 1
    )
    empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    yield (
        "checkpoint",
        "empty-tree",
        {
            "desc": "size 0 and the root SHA-256('')",
            "operation": "parse",
            "input": f"{LOG}\n0\n{empty}\n",
            "expected": {"origin": LOG, "size": 0, "root": empty, "extensions": []},
        },
    )
    yield wrong(
        "empty-tree-with-a-root",
        "size 0 and the root of another tree",
        f"{LOG}\n0\n{root}\n",
        "empty-root",
    )
    for name, size in {
        "size-leading-zero": "05",
        "size-with-sign": "+5",
        "size-negative": "-5",
        "size-beyond-2-63": str(2**63),
        "size-empty": "",
        "size-hexadecimal": "0x5",
        "size-with-space": " 5",
        "size-foreign-digit": "\u0665",
        "size-with-underscore": "1_0",
        "size-of-a-thousand-digits": "9" * 1000,
    }.items():
        yield wrong(name, f"the size {size[:20]!r}", f"{LOG}\n{size}\n{root}\n", "decimal")
    yield wrong("root-short", "a root of 31 octets", f"{LOG}\n5\n{b64(ROOT[:-1])}\n", "hash-length")
    yield wrong(
        "root-without-padding", "a root without padding", f"{LOG}\n5\n{root[:-1]}\n", "base64"
    )
    yield wrong(
        "root-spare-bits",
        "a root whose last character has bits to spare",
        f"{LOG}\n5\n{root[:-2]}{chr(ord(root[-2]) + 1)}=\n",
        "base64",
    )
    yield wrong("origin-empty", "no origin", f"\n5\n{root}\n", "checkpoint-line")
    yield wrong("extension-empty", "an empty extension line", body + "\nx\n", "checkpoint-line")
    yield wrong("two-lines", "no root", f"{LOG}\n5\n", "checkpoint-format")
    yield wrong(
        "no-newline-at-the-end", "the last newline is missing", body[:-1], "checkpoint-format"
    )
    yield wrong("empty", "no characters at all", "", "checkpoint-format")

    def opened(name: str, desc: str, data: str, origin: str, **outcome: object) -> Case:
        given = {"note": data, "origin": origin, "vkey": LOG_KEY.vkey}
        return "checkpoint", name, {"desc": desc, "operation": "open", "input": given, **outcome}

    expected = {"origin": LOG, "size": 5, "root": root, "extensions": []}
    yield opened(
        "open-signed", "signed by the log's key", note(body, LOG_KEY), LOG, expected=expected
    )
    foreign = checkpoint_body(5, ROOT, OTHER_KEY.name)
    yield opened(
        "open-another-origin",
        "the log's key under another log's origin",
        note(foreign, LOG_KEY),
        LOG,
        refused="checkpoint-origin",
    )
    yield opened(
        "open-unsigned",
        "signed by another key",
        note(body, OTHER_KEY),
        LOG,
        refused="note-unsigned",
    )


def cosignatures() -> Iterator[Case]:
    witness = WITNESSES[0]
    body = checkpoint_body(5, ROOT)
    payload = witness.payload(body)

    def case(name: str, desc: str, data: bytes, text: str = body, **outcome: object) -> Case:
        given = {"public": witness.public.hex(), "body": text, "payload": data.hex()}
        return "cosignature", name, {"desc": desc, "operation": "verify", "input": given, **outcome}

    yield case(
        "right", "a cosignature as it should be", payload, expected={"seconds": 1_767_225_600}
    )
    yield case("time-zero", "the time 0", witness.payload(body, 0), expected={"seconds": 0})
    yield case(
        "time-largest",
        "the time 2^63 - 1",
        witness.payload(body, 2**63 - 1),
        expected={"seconds": 2**63 - 1},
    )
    yield case(
        "time-beyond-2-63",
        "the time 2^63",
        witness.payload(body, 2**63),
        refused="cosignature-time",
    )
    yield case(
        "time-changed",
        "one second more than was signed",
        (1_767_225_601).to_bytes(8, "big") + payload[8:],
        refused="cosignature-false",
    )
    yield case(
        "time-little-endian",
        "the time with its octets reversed",
        payload[:8][::-1] + payload[8:],
        refused="cosignature-false",
    )
    yield case(
        "of-another-checkpoint",
        "the body of another size",
        payload,
        checkpoint_body(6, ROOT),
        refused="cosignature-false",
    )
    yield case(
        "body-without-newline",
        "the body without its last newline",
        payload,
        body[:-1],
        refused="cosignature-false",
    )
    yield case(
        "plain-signature",
        "a plain signature of the body in place of a cosignature",
        bytes(8) + witness.private.sign(body.encode()),
        refused="cosignature-false",
    )
    yield case("short", "71 octets", payload[:-1], refused="cosignature-length")
    yield case("long", "73 octets", payload + b"\0", refused="cosignature-length")
    yield case("empty", "no octets", b"", refused="cosignature-length")
    vkeys = [witness.vkey]
    cosigned = {
        "operation": "verify",
        "input": {"note": {"utf8": note(body, witness)}, "vkeys": vkeys, "strict": False},
    }
    yield (
        "note",
        "cosignature-as-a-line",
        {
            "desc": "a line of type 0x04",
            **cosigned,
            "expected": {"text": body, "verified": [witness.name]},
        },
    )
