"""Packet vectors: what is done to a packet after the log sealed it, and wrong seals."""

from dataclasses import replace
from functools import partial

from making.packets import (
    LOG_KEY,
    ORIGIN,
    POLICY,
    STRANGER_POLICY,
    Case,
    Files,
    close,
    draft,
    key,
    relisted,
    renamed,
    sealed,
    seeded,
    signed,
    without,
)

from onrecord_proof import bag, ed25519, merkle, note, proof


def cases() -> dict[str, Case]:
    return untouched_cases() | relisted_cases() | seal_cases()


def untouched_cases() -> dict[str, Case]:
    """Return what somebody does to a packet without making its manifests anew."""
    files = close(draft())
    exhibit, second, twice = (
        "data/exhibits/E-1.txt",
        "data/exhibits/E-2.txt",
        "data/exhibits/e-1.txt",
    )
    entries = files["data/ledger/entries.jsonl"]
    lines = entries.splitlines(keepends=True)
    fails = partial(Case, exit=1)
    log, no_quorum = draft().log, POLICY.replace("quorum g", "quorum none")
    return {
        "sound": Case("Nothing is wrong, under a pinned policy.", files, exit=0),
        "sound-no-policy": Case(
            "Nothing is wrong; no policy is pinned.", files, exit=3, policy=None
        ),
        "pinned-other-key": fails(
            "The pinned policy names another key for the log of this name.",
            files,
            policy=STRANGER_POLICY,
            failed=((14, "note-unsigned"),),
        ),
        "pinned-quorum-unmet": fails(
            "The pinned policy wants a witness that has not cosigned.",
            files,
            policy=f"log {LOG_KEY.vkey()}\nwitness x {other_witness().vkey()}\nquorum x\n",
            failed=((14, "policy-quorum"),),
        ),
        "pinned-quorum-unmet-by-the-seal": fails(
            "The pinned policy wants a witness that cosigned C1 only.",
            sealed(policy=no_quorum, c2_lines="l"),
            failed=((14, "policy-quorum"),),
        ),
        "pinned-quorum-unmet-by-the-entries": fails(
            "The pinned policy wants a witness that cosigned C2 only.",
            sealed(policy=no_quorum, c1=signed(log.head(len(log.statements)), lines="l")),
            failed=((14, "policy-quorum"),),
        ),
        "exhibit-altered": fails(
            "One letter of an exhibit is another.",
            files | {exhibit: b"first fictional exhibit.\n"},
            failed=((4, "payload-digest"),),
        ),
        "exhibit-truncated": fails(
            "An exhibit ends early.",
            files | {exhibit: files[exhibit][:-1]},
            failed=(
                (4, "payload-digest"),
                (5, "exhibit-differs"),
            ),
        ),
        "exhibits-swapped": fails(
            "Two exhibits have changed names.",
            files | {exhibit: files[second], second: files[exhibit]},
            failed=((4, "payload-digest"), (5, "exhibit-differs")),
        ),
        "exhibit-removed": fails(
            "An exhibit is gone.", without(files, exhibit), failed=((2, "file-missing"),)
        ),
        "file-added": fails(
            "A payload file is there that nothing lists.",
            files | {"data/exhibits/E-3.txt": b"strange\n"},
            failed=((2, "file-unlisted"),),
        ),
        "tag-file-added": fails(
            "A tag file is there that nothing lists.",
            files | {"README.txt": b"strange\n"},
            failed=((2, "file-unlisted"),),
        ),
        "file-renamed": fails(
            "A payload file has another name.",
            renamed(files, second, "data/exhibits/E-4.txt"),
            failed=((2, "file-missing"),),
        ),
        "case-collision": fails(
            "A second file differs from an exhibit's name in case only.",
            files | {twice: files[exhibit]},
            failed=((1, "name-collision"),),
        ),
        "folder-case-collision": fails(
            "A second folder differs in case only.",
            files | {"data/Exhibits/E-9.txt": b"strange\n"},
            failed=((1, "name-collision"),),
        ),
        "name-not-ascii": fails(
            "A name has a letter outside ASCII.",
            files | {"data/exhibits/\u0415-1.txt": b"strange\n"},
            failed=((1, "name-refused"),),
        ),
        "name-too-deep": fails(
            "A file lies under sixteen folders.",
            files | {"data/" + "a/" * 15 + "x": b"strange\n"},
            failed=((1, "name-refused"),),
        ),
        "name-hidden": fails(
            "A hidden file lies in the packet.",
            files | {"data/.hidden": b"strange\n"},
            failed=((1, "name-refused"),),
        ),
        "link-instead-of-file": fails(
            "An exhibit is a link to the other.",
            without(files, exhibit),
            links=((exhibit, "E-2.txt"),),
            failed=((1, "not-a-file"),),
        ),
        "link-outside": fails(
            "A folder is a link out of the packet.",
            files,
            links=(("data/outside", ".."),),
            failed=((1, "not-a-file"),),
        ),
        "directory-empty": fails(
            "A directory holds nothing.",
            files,
            directories=("data/nothing",),
            failed=((1, "directory-empty"),),
        ),
        "fetch-txt": fails(
            "A fetch.txt asks BagIt tools to load files from elsewhere.",
            files | {"fetch.txt": b"http://elsewhere.invalid/ 1 data/x\n"},
            failed=((1, "tag-file-foreign"),),
        ),
        "manifest-other-algorithm": fails(
            "A manifest by a weak algorithm joins the others.",
            files | {"manifest-md5.txt": b"d41d8cd98f00b204e9800998ecf8427e  data/x\n"},
            failed=((1, "tag-file-foreign"),),
        ),
        "seal-missing": fails(
            "The seal is gone.",
            without(files, "seal.tlog-proof"),
            failed=((1, "file-missing"),),
        ),
        "index-altered": fails(
            "The index shows something else.",
            files | {"index.html": b"<!doctype html><title>Fictional packed</title>\n"},
            failed=((3, "tag-digest"),),
        ),
        "verifier-altered": fails(
            "The enclosed verifier is another program.",
            files | {"verify.pyz": b"print('holds')\n"},
            failed=((3, "tag-digest"),),
        ),
        "entries-removed": fails(
            "The last entry's line is gone.",
            files | {"data/ledger/entries.jsonl": b"".join(lines[:-1])},
            failed=((4, "payload-digest"),),
        ),
        "entries-swapped": fails(
            "Two lines of the entries have changed places.",
            files | {"data/ledger/entries.jsonl": b"".join([lines[1], lines[0], *lines[2:]])},
            failed=((4, "payload-digest"), (10, "entries-order")),
        ),
    }


def other_witness() -> note.Key:
    return key("other-witness.invalid", note.COSIGNATURE)[0]


def relisted_cases() -> dict[str, Case]:
    """Return what somebody does who makes the manifests anew but cannot seal."""
    files = close(draft())
    altered = relisted(files | {"data/report.txt": b"Another fictional report.\n"})
    added = relisted(files | {"NOTE.txt": b"One more tag file.\n"})
    manifest_lines = files["manifest-sha256.txt"].splitlines(keepends=True)
    digests = bag.parse_manifest(files["manifest-sha256.txt"], "manifest-sha256.txt")
    unlisted = bag.encode_manifest({p: d for p, d in digests.items() if p != "data/report.txt"})
    upper = files["manifest-sha256.txt"].upper().replace(b"DATA", b"data")
    edits: dict[str, tuple[str, bytes, str]] = {
        "manifest-order": (
            "The lines do not ascend.",
            b"".join(manifest_lines[::-1]),
            "manifest-order",
        ),
        "manifest-line-twice": (
            "A line stands twice.",
            b"".join([manifest_lines[0], *manifest_lines]),
            "manifest-duplicate",
        ),
        "manifest-upper-case": ("Digests in capitals.", upper, "manifest-line"),
        "manifest-crlf": (
            "Lines end in CR LF.",
            files["manifest-sha256.txt"].replace(b"\n", b"\r\n"),
            "manifest-path",
        ),
        "manifest-incomplete": ("A payload file is not listed.", unlisted, "file-unlisted"),
        "manifest-percent": (
            "A name is percent-encoded without need.",
            files["manifest-sha256.txt"].replace(b"report.txt", b"%72eport.txt"),
            "manifest-path",
        ),
        "manifest-last-line-open": (
            "The last line has no end.",
            files["manifest-sha256.txt"][:-1],
            "tag-file-end",
        ),
    }
    return {
        name: Case(about, files | {"manifest-sha256.txt": data}, failed=((2, code),))
        for name, (about, data, code) in edits.items()
    } | {
        "relisted-report": Case(
            "The report is another and every manifest is made anew.",
            altered,
            failed=((7, "seal-digest"),),
        ),
        "relisted-tag-file": Case(
            "A tag file is added and listed.", added, failed=((7, "seal-digest"),)
        ),
        "own-seal-own-key": Case(
            "All of it is made anew under a key of the forger's, which the enclosed policy names.",
            stranger_packet(),
            failed=((14, "note-unsigned"),),
        ),
        "own-seal-own-key-no-policy": Case(
            "The same, with no policy pinned: consistent with itself, which proves nothing.",
            stranger_packet(),
            exit=3,
            policy=None,
        ),
    }


def stranger_packet() -> Files:
    """Return a packet in which everything is signed by another key of the same name."""
    seed = seeded("stranger")
    forged = note.make_key(ORIGIN, ed25519.public_key(seed))
    one = draft()
    one.policy = STRANGER_POLICY

    def sign(data: bytes) -> bytes:
        return note.sign(note.parse(data).text, [(forged, partial(ed25519.sign, seed))])

    one.c1 = sign(one.c1)
    one.edit_seal = lambda sealed: replace(sealed, checkpoint=sign(sealed.checkpoint))
    return close(one)


def seal_cases() -> dict[str, Case]:
    """Return what is wrong with the seal or its checkpoint."""
    files = close(draft())
    seal = files["seal.tlog-proof"]

    def edited(about: str, data: bytes, *failed: tuple[int, str]) -> Case:
        return Case(about, files | {"seal.tlog-proof": data}, failed=failed)

    def sealed_with(about: str, *failed: tuple[int, str], **changes: object) -> Case:
        return Case(about, sealed(**changes), failed=failed)

    older = draft()
    other = proof.parse(
        close(replace(draft(), payload=draft().payload | {"data/report.txt": b"x"}))[
            "seal.tlog-proof"
        ]
    )
    parsed = proof.parse(seal)
    extra = parsed.extra or b""
    size = len(older.log.statements)
    early = replace(
        parsed,
        index=4,
        hashes=tuple(merkle.inclusion_proof(older.log.leaf_hashes(), 4)),
        checkpoint=signed(older.log.head(size)),
    )
    return {
        "seal-of-another-packet": edited(
            "The seal of another packet lies here.", other.encode(), (7, "seal-digest")
        ),
        "seal-without-extra": edited(
            "The extra line is gone.", replace(parsed, extra=None).encode(), (7, "seal-extra")
        ),
        "seal-extra-spaces": edited(
            "The JSON of the extra line has a space.",
            replace(parsed, extra=extra.replace(b",", b", ", 1)).encode(),
            (7, "seal-encoding"),
        ),
        "seal-base64-spare-bits": edited(
            "A hash of the proof has spare bits set.",
            spare_bits(seal),
            (7, "base64"),
        ),
        "seal-index": edited(
            "The index is another.",
            replace(parsed, index=parsed.index + 1).encode(),
            (8, "root-mismatch"),
        ),
        "seal-under-older-checkpoint": edited(
            "The proof is of an older entry under an older checkpoint.",
            early.encode(),
            (8, "root-mismatch"),
        ),
        "seal-line-by-stranger": sealed_with(
            "C2 bears a line by a key that no policy names.",
            (8, "note-unknown-key"),
            c2_lines="lws",
        ),
        "seal-lines-swapped": sealed_with(
            "The lines of C2 have changed places.", (8, "policy-line-order"), c2_lines="wl"
        ),
        "seal-line-twice": sealed_with(
            "The log's line stands twice.", (8, "note-repeated-key"), c2_lines="llw"
        ),
        "seal-witness-missing": sealed_with(
            "C2 lacks the quorum's witness.",
            (8, "policy-quorum"),
            c2_lines="l",
        ),
        "seal-wrong-kind": sealed_with(
            "The seal's entry is of another kind.", (7, "seal-kind"), seal_kind="packet.opened/1"
        ),
        "seal-of-wrong-digest": sealed_with(
            "The log sealed another digest.", (7, "seal-digest"), sealed_digest="0" * 64
        ),
        "seal-text-after-end": edited(
            "A line follows the end.",
            seal + b"\n",
            (8, "note-format"),
        ),
    }


def spare_bits(seal: bytes) -> bytes:
    """Return the proof with one spare bit set at the end of its first hash."""
    lines = seal.split(b"\n")
    line = lines[3]
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    lines[3] = line[:-2] + bytes([alphabet[alphabet.index(line[-2]) | 1]]) + b"="
    return b"\n".join(lines)
