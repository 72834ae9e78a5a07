"""A fictional log as files, with a key that was replaced: written by the formats' own functions."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from onrecord_proof import checkpoint, ed25519, keychain, merkle, note, statement, tile
from pure.proof.packet_sample import Logged, logged

ORIGIN = "demo.invalid/sample-log"


@dataclass(frozen=True)
class Signer:
    """An Ed25519 key of a log, the same on every run."""

    label: str
    origin: str = ORIGIN

    @property
    def seed(self) -> bytes:
        """The private key."""
        return hashlib.sha256(self.label.encode()).digest()

    @property
    def key(self) -> note.Key:
        """The verifier key."""
        return note.make_key(self.origin, ed25519.public_key(self.seed))


FIRST, SECOND = Signer("first"), Signer("second")


@dataclass
class SampleLog:
    """Entries, most of them only leaves; each publication writes the files of its size."""

    origin: str = ORIGIN
    leaves: list[bytes] = field(default_factory=list)
    opened: dict[int, Logged] = field(default_factory=dict)
    links: int = 0

    def add(self, count: int) -> None:
        """Add entries of which nothing but the leaf is known."""
        for _ in range(count):
            text = f"{self.origin} entry {len(self.leaves)}".encode()
            self.leaves.append(statement.leaf(text))

    def say(self, kind: str, **values: object) -> int:
        """Add an entry whose values are known; return its index."""
        index = len(self.leaves)
        self.opened[index] = logged(index, kind, **values)
        self.leaves.append(statement.leaf(self.opened[index].statement))
        return index

    def hashes(self, size: int) -> list[bytes]:
        """Return the leaf hashes of a tree."""
        return [merkle.leaf_hash(leaf) for leaf in self.leaves[:size]]

    def checkpoint(self, size: int, *signers: Signer) -> bytes:
        """Return a signed checkpoint."""
        body = checkpoint.Checkpoint(self.origin, size, merkle.root(self.hashes(size))).body()
        return note.sign(body, [(one.key, partial(ed25519.sign, one.seed)) for one in signers])

    def link(self, index: int, size: int, *signers: Signer) -> bytes:
        """Return the link of a key chain that an entry makes."""
        return keychain.encode_link(
            index=index,
            hashes=merkle.inclusion_proof(self.hashes(size), index),
            checkpoint=self.checkpoint(size, *signers),
            statement_bytes=self.opened[index].statement,
            disclosures=self.opened[index].disclosures,
        )

    def publish(self, folder: Path, *signers: Signer, vkey: note.Key | None = None) -> bytes:
        """Write the tiles and bundles of all entries, the checkpoint and the key, and return it."""
        size = len(self.leaves)
        for path, data in files(self.leaves).items():
            write(folder, path, data)
        signed = self.checkpoint(size, *signers)
        write(folder, "log.vkey", f"{(vkey or signers[-1].key).vkey()}\n".encode())
        write(folder, "checkpoint", signed)
        return signed

    def publish_link(self, folder: Path, link: bytes) -> None:
        """Write a link under the next number."""
        self.links += 1
        write(folder, keychain.link_path(self.links), link)


def files(leaves: Sequence[bytes]) -> dict[str, bytes]:
    """Return every tile and bundle of a tree by its path."""
    found: dict[str, bytes] = {}
    row = [merkle.leaf_hash(leaf) for leaf in leaves]
    for one in tile.tiles_for(len(leaves)):
        for index, width in one.widths():
            part = slice(index * 256, index * 256 + width)
            found[tile.hash_path(one.level, index, width)] = b"".join(row[part])
            if one.level == 0:
                found[tile.entries_path(index, width)] = tile.encode_bundle(leaves[part])
        row = [merkle.root(row[start : start + 256]) for start in range(0, len(row) - 255, 256)]
    return found


def write(folder: Path, path: str, data: bytes) -> None:
    """Write a file below a folder."""
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


@dataclass(frozen=True)
class Grown:
    """A log that changed its key, in a folder, with the checkpoints that were saved on the way."""

    log: SampleLog
    folder: Path
    saved: dict[int, bytes]

    @property
    def policy(self) -> str:
        """The policy of whoever knew the log at its beginning."""
        return f"log {FIRST.key.vkey()}\nquorum none\n"


def grow(folder: Path) -> Grown:
    """Publish at sizes 5, 300 and 600: the second key is added at 3, the first retired at 301."""
    log = SampleLog()
    saved: dict[int, bytes] = {}
    log.add(3)
    added = log.say(
        "log.key_added/1", vkey=SECOND.key.vkey(), replaces=FIRST.key.vkey(), reason="yearly"
    )
    log.add(1)
    saved[5] = log.publish(folder, FIRST)
    log.publish_link(folder, log.link(added, 5, FIRST))
    log.add(295)
    saved[300] = log.publish(folder, FIRST, SECOND)
    log.add(1)
    retired = log.say("log.key_retired/1", vkey=FIRST.key.vkey(), reason=None)
    log.publish_link(folder, log.link(retired, 302, SECOND))
    log.add(298)
    saved[600] = log.publish(folder, SECOND)
    return Grown(log, folder, saved)
