"""Every vector of the formats, as a case of its own."""

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from onrecord_proof import (
    checkpoint,
    cosignature,
    disclosure,
    ed25519,
    keychain,
    merkle,
    note,
    policy,
    proof,
    statement,
    tile,
)
from onrecord_proof.errors import ProofError
from onrecord_proof.report import NotKnownError
from pure.witness.asking import add_checkpoint

Given = Any  # each operation knows the shape of its input
VECTORS = Path(__file__).parents[2] / "vectors"


def octets(given: dict[str, str]) -> bytes:
    if "utf8" in given:
        return given["utf8"].encode()
    return base64.b64decode(given["base64"])


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def parse_statement(given: Given) -> object:
    parsed = statement.parse(octets(given))
    return {
        "version": parsed.version,
        "kind": parsed.kind,
        "nonce": parsed.nonce.hex(),
        "names": list(parsed.names),
        "digests": list(parsed.digests),
    }


def leaf(given: Given) -> object:
    entry = statement.leaf(octets(given))
    assert len(entry) == statement.LEAF_SIZE
    return {"leaf": entry.hex(), "leaf_hash": merkle.leaf_hash(entry).hex()}


def open_disclosure(given: Given) -> object:
    salt, value = disclosure.open(given)
    return {"salt": salt.hex(), "value": value, "digest": disclosure.digest(given)}


def encode_disclosure(given: Given) -> object:
    text = disclosure.encode(bytes.fromhex(given["salt"]), given["value"])
    return {"disclosure": text, "digest": disclosure.digest(text)}


def match_disclosures(given: Given) -> object:
    stated = statement.parse(given["statement"].encode())
    return disclosure.match(stated, given["opened"])


def verify_note(given: Given) -> object:
    signed = note.parse(octets(given["note"]))
    assert signed.encode() == octets(given["note"])
    keys = [note.parse_vkey(text) for text in given["vkeys"]]
    verified = note.verify(signed, keys, strict=given["strict"])
    return {"text": signed.text, "verified": [key.name for key in verified]}


def parse_vkey(given: Given) -> object:
    key = note.parse_vkey(given)
    assert key.vkey() == given
    return {
        "name": key.name,
        "key_id": key.key_id.hex(),
        "kind": key.kind,
        "public": key.public.hex(),
    }


def head(parsed: checkpoint.Checkpoint) -> object:
    return {
        "origin": parsed.origin,
        "size": parsed.size,
        "root": b64(parsed.root),
        "extensions": list(parsed.extensions),
    }


def parse_checkpoint(given: Given) -> object:
    parsed = checkpoint.parse(given)
    assert parsed.body() == given
    return head(parsed)


def open_checkpoint(given: Given) -> object:
    key = note.parse_vkey(given["vkey"])
    return head(checkpoint.open_checkpoint(given["note"].encode(), given["origin"], key))


def verify_cosignature(given: Given) -> object:
    public, payload = bytes.fromhex(given["public"]), bytes.fromhex(given["payload"])
    return {"seconds": cosignature.verify(public, given["body"], payload)}


def build_tree(given: Given) -> object:
    leaves = [merkle.leaf_hash(bytes.fromhex(entry)) for entry in given["entries"]]
    sizes = range(1, len(leaves) + 1)
    return {
        "root": b64(merkle.root(leaves)),
        "inclusion": [
            [b64(value) for value in merkle.inclusion_proof(leaves, index)]
            for index in range(len(leaves))
        ],
        "consistency": [
            [b64(value) for value in merkle.consistency_proof(leaves, size)] for size in sizes
        ],
    }


def verify_consistency(given: Given) -> object:
    roots = [base64.b64decode(given[name]) for name in ("root1", "root2")]
    hashes = [base64.b64decode(text) for text in given["proof"]]
    merkle.verify_consistency(given["size1"], given["size2"], *roots, hashes)
    return True


def verify_inclusion(given: Given) -> object:
    leaf_hash, root = (base64.b64decode(given[name]) for name in ("leaf_hash", "root"))
    hashes = [base64.b64decode(text) for text in given["proof"]]
    merkle.verify_inclusion(leaf_hash, given["index"], given["size"], hashes, root)
    return True


def tile_path(given: Given) -> object:
    level, index, width = given["level"], given["index"], given["width"]
    bundle = level is None
    path = tile.entries_path(index, width) if bundle else tile.hash_path(level, index, width)
    assert tile.parse_path(path) == tile.TilePath(level, index, width)
    return path


def decode_bundle(given: Given) -> object:
    entries = tile.decode_bundle(bytes.fromhex(given))
    assert b"".join(bytes(divmod(len(entry), 256)) + entry for entry in entries).hex() == given
    return [entry.hex() for entry in entries]


def tile_widths(given: Given) -> object:
    return [[level.full, level.partial] for level in tile.tiles_for(given)]


def tile_tree(given: Given) -> object:
    size = given["size"]
    row = [merkle.leaf_hash(number.to_bytes(2, "big")) for number in range(size)]
    tiles: dict[str, bytes] = {}
    for level in tile.tiles_for(size):
        for index, width in level.widths():
            tiles[tile.hash_path(level.level, index, width)] = b"".join(row[index * 256 :][:width])
        row = [merkle.root(row[start : start + 256]) for start in range(0, len(row) - 255, 256)]

    def fetch(level: int, index: int, width: int) -> bytes:
        return tiles[tile.hash_path(level, index, width)]

    inclusion = tile.inclusion_proof_from_tiles(fetch, given["index"], size)
    consistency = tile.consistency_proof_from_tiles(fetch, given["size1"], size)
    return {
        "last_tiles": {path: b64(data) for path, data in tiles.items() if ".p/" in path},
        "root": b64(tile.root_from_tiles(fetch, size)),
        "inclusion": [b64(value) for value in inclusion],
        "consistency": [b64(value) for value in consistency],
    }


def parse_policy(given: Given) -> object:
    parsed = policy.parse(octets(given))
    return {
        "logs": len(parsed.logs),
        "witnesses": list(parsed.witnesses),
        "groups": {
            name: [group.threshold, list(group.members)] for name, group in parsed.groups.items()
        },
        "quorum": parsed.quorum,
    }


def check_policy(given: Given) -> object:
    trusted = policy.parse(given["policy"])
    result = trusted.check(given["note"].encode(), strict=given["strict"])
    assert [key.name for key in result.logs] == [result.checkpoint.origin]
    return {
        "origin": result.checkpoint.origin,
        "size": result.checkpoint.size,
        "witnesses": dict(result.witnesses),
    }


def parse_proof(given: Given) -> object:
    parsed = proof.parse(given.encode())
    assert parsed.encode() == given.encode()
    return {
        "index": parsed.index,
        "hashes": [b64(value) for value in parsed.hashes],
        "extra": None if parsed.extra is None else parsed.extra.hex(),
        "checkpoint": parsed.checkpoint.decode(),
    }


def verify_proof(given: Given) -> object:
    parsed = proof.parse(given["proof"].encode())
    trusted = policy.parse(given["policy"])
    result = parsed.verify(bytes.fromhex(given["leaf"]), trusted, strict=given["strict"])
    return {"index": parsed.index, "size": result.checkpoint.size}


def followed(given: Given) -> keychain.Followed:
    return keychain.follow(policy.parse(given["policy"]), [one.encode() for one in given["links"]])


def follow_links(given: Given) -> object:
    found = followed(given)
    return {
        "keys": [[log.key.vkey(), log.until] for log in found.policy.logs],
        "effects": [step.effect for step in found.steps],
    }


def check_after_links(given: Given) -> object:
    result = followed(given).policy.check(given["note"].encode())
    return {"size": result.checkpoint.size, "logs": [key.vkey() for key in result.logs]}


def confirm_succession(given: Given) -> object:
    trusted = policy.parse(given["policy"])
    claim = keychain.follow(trusted, [given["link"].encode()]).claim
    assert claim is not None
    last = None if given["last"] is None else given["last"].encode()
    try:
        return {"confirmed": keychain.confirm(trusted, claim, last)}
    except NotKnownError:
        return {"confirmed": None}


def sign_ed25519(given: Given) -> object:
    seed, message = bytes.fromhex(given["seed"]), bytes.fromhex(given["message"])
    public, signature = ed25519.public_key(seed), ed25519.sign(seed, message)
    assert ed25519.verify(public, message, signature)
    return {"public": public.hex(), "signature": signature.hex()}


def verify_ed25519(given: Given) -> object:
    public, message, signature = (
        bytes.fromhex(given[name]) for name in ("public", "message", "signature")
    )
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        library = False
    else:
        library = True
    return {"holds": ed25519.verify(public, message, signature), "cryptography": library}


OPERATIONS: dict[tuple[str, str], Callable[[Given], object]] = {
    ("statement", "parse"): parse_statement,
    ("leaf", "leaf"): leaf,
    ("disclosure", "open"): open_disclosure,
    ("disclosure", "encode"): encode_disclosure,
    ("disclosure", "match"): match_disclosures,
    ("note", "verify"): verify_note,
    ("note", "vkey"): parse_vkey,
    ("checkpoint", "parse"): parse_checkpoint,
    ("checkpoint", "open"): open_checkpoint,
    ("cosignature", "verify"): verify_cosignature,
    ("merkle", "tree"): build_tree,
    ("merkle", "consistency"): verify_consistency,
    ("merkle", "inclusion"): verify_inclusion,
    ("tile", "path"): tile_path,
    ("tile", "parse_path"): tile.parse_path,
    ("tile", "bundle"): decode_bundle,
    ("tile", "tiles"): tile_widths,
    ("tile", "tree"): tile_tree,
    ("policy", "parse"): parse_policy,
    ("policy", "check"): check_policy,
    ("proof", "parse"): parse_proof,
    ("proof", "verify"): verify_proof,
    ("key-chain", "follow"): follow_links,
    ("key-chain", "check"): check_after_links,
    ("key-chain", "succession"): confirm_succession,
    ("ed25519", "sign"): sign_ed25519,
    ("ed25519", "verify"): verify_ed25519,
    ("witness", "add-checkpoint"): add_checkpoint,
}
FORMATS = sorted({folder for folder, _ in OPERATIONS})
CASES = [path for folder in FORMATS for path in sorted((VECTORS / folder).glob("*.json"))]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_vector(path: Path) -> None:
    case = json.loads(path.read_bytes())
    operation = OPERATIONS[path.parent.name, case["operation"]]
    if "refused" in case:
        with pytest.raises(ProofError) as refusal:
            operation(case["input"])
        assert refusal.value.code == case["refused"]
    else:
        assert operation(case["input"]) == case["expected"]


@pytest.mark.parametrize("folder", FORMATS)
def test_every_format_has_vectors(folder: str) -> None:
    assert list((VECTORS / folder).glob("*.json"))


def test_vectors_are_what_the_script_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(VECTORS))
    import make  # noqa: PLC0415 - a script, found only on the path set above

    made = dict(make.vectors())
    for module in [name for name in sys.modules if name == "make" or name.startswith("making")]:
        monkeypatch.delitem(sys.modules, module)
    assert sorted(made) == sorted(CASES)
    assert [path for path, text in made.items() if path.read_text("utf-8") != text] == []
