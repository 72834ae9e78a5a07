"""Real logs and witnesses for a monitor to watch: signed, in folders, honest or not."""

import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from onrecord.ledger.tiles import Tree
from onrecord_proof import cosignature, ed25519, note, policy
from onrecord_proof.checkpoint import Checkpoint

ORIGIN = "demo.invalid/watched-city"
DAY = 86_400
NOW = 1_772_000_000


def leaves(count: int, words: str = "said") -> list[bytes]:
    """Return so many leaves, as a log of ours has them: 33 bytes each."""
    return [b"\x01" + sha256(f"{words} {number}".encode()).digest() for number in range(count)]


class Signer:
    """An Ed25519 key of a log or a witness."""

    def __init__(self, name: str, kind: int = note.ED25519) -> None:
        self.seed = sha256(name.encode()).digest()
        self.key = note.make_key(name, ed25519.public_key(self.seed), kind)

    def cosign(self, data: bytes, at: int) -> bytes:
        """Return a note with this witness's cosignature of that time."""
        text = note.parse(data).text
        payload = cosignature.sign(lambda message: ed25519.sign(self.seed, message), at, text)
        return data + note.Signature(self.key.name, self.key.key_id, payload).line().encode()


class Log:
    """A log in a folder. Its leaves can be anything, its key stays: so it can lie."""

    def __init__(self, root: Path, origin: str = ORIGIN) -> None:
        self.root = root
        self.signer = Signer(origin)
        self.tree = Tree()
        root.mkdir(parents=True, exist_ok=True)
        (root / "log.vkey").write_text(self.signer.key.vkey() + "\n")

    @property
    def vkey(self) -> str:
        """The log's key."""
        return self.signer.key.vkey()

    @property
    def checkpoint(self) -> Path:
        """The published note."""
        return self.root / "checkpoint"

    def note(self, entries: list[bytes]) -> bytes:
        """Return the signed note of a tree, of which nothing is published."""
        tree = Tree()
        list(tree.extend(entries))
        head = Checkpoint(self.signer.key.name, tree.size, tree.frontier.root())
        return note.sign(
            head.body(), [(self.signer.key, lambda data: ed25519.sign(self.signer.seed, data))]
        )

    def publish(
        self,
        entries: list[bytes],
        cosigners: Iterable[tuple[Signer, int]] = (),
        *,
        anew: bool = False,
    ) -> bytes:
        """Publish a tree of these leaves: tiles, then the checkpoint. `anew` drops all tiles."""
        if anew:
            shutil.rmtree(self.root / "tile", ignore_errors=True)
        tree = Tree()
        for path, data in (*tree.extend(entries), *tree.partial()):
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(data)
        signed = self.note(entries)
        for witness, at in cosigners:
            signed = witness.cosign(signed, at)
        self.checkpoint.write_bytes(signed)
        return signed


class Witness(Signer):
    """A witness that shows notes from a folder, as its monitoring endpoint does."""

    def __init__(self, name: str, root: Path) -> None:
        super().__init__(name, note.COSIGNATURE)
        self.root = root / name

    def show(self, data: bytes, at: int, origin: str = ORIGIN) -> bytes:
        """Cosign a note, and show it as the latest."""
        place = self.root / sha256(origin.encode()).hexdigest()
        place.mkdir(parents=True, exist_ok=True)
        signed = self.cosign(data, at)
        (place / "checkpoint").write_bytes(signed)
        return signed


def trusting(log: Log, *witnesses: tuple[Witness, str], quorum: str = "none") -> bytes:
    """Return a policy that trusts a log, and names witnesses with their URLs."""
    lines = [f"log {log.vkey}"]
    lines += [f"witness {one.key.name} {one.key.vkey()} {url}" for one, url in witnesses]
    text = "".join(f"{line}\n" for line in [*lines, f"quorum {quorum}"]).encode()
    policy.parse(text)
    return text
