"""Packet vectors that the log itself sealed although something in them is wrong."""

from dataclasses import replace

from making.packets import (
    LOG_KEY,
    POLICY,
    STRANGER_KEY,
    Case,
    Files,
    Log,
    close,
    draft,
    sealed,
    seeded,
    signed,
)

from onrecord_proof import bag, disclosure, statement, strict


def cases() -> dict[str, Case]:
    return contents_cases() | ledger_cases()


def contents_cases() -> dict[str, Case]:
    """Return packets that the log sealed although their contents or listing are wrong."""
    one = draft()
    contents, encoded = one.contents, one.contents.encode()
    first, second = contents.exhibits

    def changed(**parts: object) -> Files:
        return sealed(contents=replace(contents, **parts))  # type: ignore[arg-type] # a field each

    def listed(path: str, data: bytes) -> Files:
        return sealed(listed={path: data})

    def case(about: str, files: Files, *failed: tuple[int, str]) -> Case:
        return Case(about, files, failed=failed)

    return {
        "contents-unnamed-file": case(
            "A listed payload file is not named by the contents.",
            listed("data/strange.txt", b"strange\n"),
            (5, "file-unlisted"),
        ),
        "contents-wrong-size": case(
            "The contents state another size.",
            changed(exhibits=(replace(first, size=1), second)),
            (5, "exhibit-differs"),
        ),
        "contents-member-twice": case(
            "A member stands twice.",
            listed("data/packet.json", encoded.replace(b'"number"', b'"number":"P-1","number"', 1)),
            (5, "json-repeated-name"),
        ),
        "contents-spaces": case(
            "The JSON has a space.",
            listed("data/packet.json", encoded.replace(b",", b", ", 1)),
            (5, "contents-encoding"),
        ),
        "contents-other-format": case(
            "The contents are of a later format.",
            listed("data/packet.json", encoded.replace(b"packet/1", b"packet/2")),
            (5, "contents-format"),
        ),
        "contents-not-json": case(
            "The contents are no JSON.", listed("data/packet.json", b"{"), (5, "json")
        ),
        "bagit-older-version": case(
            "bagit.txt declares BagIt 0.97.",
            listed("bagit.txt", bag.BAGIT_TXT.replace(b"1.0", b"0.97")),
            (2, "bagit-txt"),
        ),
        "oxum-wrong": case(
            "Payload-Oxum counts another size.",
            listed("bag-info.txt", b"Payload-Oxum: 1.6\n"),
            (4, "payload-oxum"),
        ),
        "oxum-twice": case(
            "Payload-Oxum stands twice.",
            listed("bag-info.txt", b"Payload-Oxum: 1.6\nPayload-Oxum: 1.6\n"),
            (4, "payload-oxum"),
        ),
        "policy-without-quorum": case(
            "The enclosed policy has no quorum line.",
            sealed(policy=f"log {LOG_KEY.vkey()}\n"),
            (6, "policy-no-quorum"),
        ),
        "policy-two-logs": case(
            "The enclosed policy names two logs.",
            sealed(policy=f"log {STRANGER_KEY.vkey()}\n{POLICY}"),
            (6, "policy-logs"),
        ),
    }


def ledger_cases() -> dict[str, Case]:
    """Return packets that the log sealed although entries, chain or exhibits are wrong."""
    base = draft()
    lines, log, size = base.lines, base.log, len(base.log.statements)
    first, second = base.contents.exhibits

    def case(about: str, number: int, code: str, **changes: object) -> Case:
        return Case(about, sealed(**changes), failed=((number, code),))

    foreign = disclosure.encode(seeded("false")[:16], "false")
    told = lines[1].disclosures
    undisclosed = log.line(2, size, "subject", "prev", "sha256")
    reordered = replace(lines[1], disclosures=dict(list(told.items())[::-1]))
    return {
        "entry-false-value": case(
            "A disclosure opens another value.",
            10,
            "disclosure-mismatch",
            lines=[
                lines[0],
                replace(lines[1], disclosures={**told, "sha256": foreign}),
                *lines[2:],
            ],
        ),
        "entry-unknown-name": case(
            "A disclosure has a name that the statement lacks.",
            10,
            "field-unknown",
            lines=[replace(lines[0], disclosures={"strange": foreign}), *lines[1:]],
        ),
        "entry-names-out-of-order": case(
            "The opened names are not in the statement's order.",
            10,
            "entries-order",
            lines=[lines[0], reordered, *lines[2:]],
        ),
        "entry-statement-not-canonical": case(
            "A statement's bytes have a space.",
            10,
            "statement-not-canonical",
            lines=[replace(lines[0], statement=lines[0].statement + b" "), *lines[1:]],
        ),
        "entry-twice": case(
            "An entry stands twice.", 10, "entries-order", lines=[lines[0], *lines]
        ),
        "entries-not-ascending": case(
            "Entries stand out of order.", 10, "entries-order", lines=lines[::-1]
        ),
        "entry-wrong-index": case(
            "An entry claims another index.",
            11,
            "root-mismatch",
            lines=[replace(lines[0], index=1), *lines[1:]],
        ),
        "entry-proof-short": case(
            "A proof lacks its last hash.",
            11,
            "proof-length",
            lines=[replace(lines[0], proof=lines[0].proof[:-1]), *lines[1:]],
        ),
        "entry-not-in-log": case(
            "An entry was never logged.",
            11,
            "root-mismatch",
            lines=[replace(lines[0], statement=unlogged()), *lines[1:]],
        ),
        "checkpoint-after-seal": case(
            "C1 is younger than the seal.", 9, "checkpoint-order", c1=later_checkpoint()
        ),
        "checkpoint-unsigned": Case(
            "C1 bears only a stranger's line.",
            sealed(c1=signed(log.head(size), lines="s")),
            failed=((9, "note-unknown-key"),),
        ),
        "exhibits-swapped-by-the-log": case(
            "Two exhibits name each other's intake entries.",
            13,
            "intake-differs",
            contents=replace(
                base.contents,
                exhibits=(replace(first, entry=second.entry), replace(second, entry=first.entry)),
            ),
        ),
        "exhibit-without-intake": case(
            "An exhibit names an entry that is no intake.",
            13,
            "intake-missing",
            contents=replace(base.contents, exhibits=(replace(first, entry=4), second)),
        ),
        "exhibit-intake-not-opened": case(
            "The intake entry does not open the size.",
            13,
            "intake-differs",
            lines=[lines[0], undisclosed, *lines[2:]],
        ),
        "exhibits-of-one-intake": one_intake_case(),
        "chain-forward": chain_forward_case(),
        "chain-forked": chain_case("Two entries follow the same one.", "chain-forked", prev=0),
        "chain-not-a-hash": chain_case("A link is no hash.", "base64", prev="?"),
        "chain-array": chain_case("A link is an array.", "chain-link", prev=["?"]),
    }


def unlogged() -> bytes:
    log = Log()
    log.add("incident.opened/1", "I-1", None, title="never logged")
    log.add("incident.opened/1", "I-1", None, title="never logged")
    names = statement.parse(log.statements[0])
    digests = [disclosure.digest(text) for text in draft().log.disclosures[0].values()]
    return statement.encode(names.kind, seeded("unlogged")[:16], names.names, digests)


def later_checkpoint() -> bytes:
    """Return a checkpoint of the sound packet's log as it stands after the seal."""
    one = draft()
    close(one)
    return signed(one.log.head(len(one.log.statements)))


def chain_case(about: str, code: str, *, prev: object, then: bool = False) -> Case:
    """Return a packet with one more entry whose link is `prev`, and `then` one without a link."""
    one = draft()
    log = one.log
    added = [log.add("incident.noted/1", "I-1", prev)]
    if then:
        added.append(log.add("incident.noted/1", "I-1", None))
    size = len(log.statements)
    names = [list(parse.disclosures) for parse in one.lines]
    one.lines = [
        log.line(line.index, size, *opened) for line, opened in zip(one.lines, names, strict=True)
    ]
    one.lines += [log.line(index, size, "prev") for index in added]
    one.c1 = signed(log.head(size))
    return Case(about, close(one), failed=((12, code),))


def chain_forward_case() -> Case:
    """Return a packet in which an entry's link leads to the entry after it."""
    ahead = draft().log
    ahead.add("incident.noted/1", "I-1", None)
    ahead.add("incident.noted/1", "I-1", None)
    return chain_case(
        "A link leads to a later entry.",
        "chain-order",
        prev=strict.encode_base64(ahead.leaf_hashes()[-1]),
        then=True,
    )


def one_intake_case() -> Case:
    """Return a packet whose second exhibit is the first again, under the first's intake entry."""
    one = draft()
    first, second = one.contents.exhibits
    again = replace(first, number=second.number, file=second.file)
    one.contents = replace(one.contents, exhibits=(first, again))
    one.payload[second.file] = one.payload[first.file]
    return Case("Two exhibits name one intake entry.", close(one), failed=((13, "intake-shared"),))
