"""Witnesses that answer as they are told, in the place of HTTP."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from onrecord_proof import checkpoint, cosignature, ed25519, merkle, note
from onrecord_proof.http import HttpError, Response
from onrecord_proof.strict import decode_base64

ORIGIN = "demo.invalid/example-city"
SECONDS = 1_770_000_000


@dataclass
class FakeWitness:
    """A witness of its own making, which checks nothing but where it stands.

    `answers` are given in its place, one a request, before it answers by itself.
    """

    name: str
    size: int = 0
    seconds: int = SECONDS
    answers: list[Response | Callable[[], Response]] = field(default_factory=list)
    shown: bytes | None = None
    asked: list[int] = field(default_factory=list)
    proofs: list[list[bytes]] = field(default_factory=list)
    notes: list[note.Note] = field(default_factory=list)

    @property
    def seed(self) -> bytes:
        """The private key."""
        return self.name.encode().ljust(32, b".")

    @property
    def key(self) -> note.Key:
        """The public key."""
        public = ed25519.public_key(self.seed)
        return note.make_key(f"{self.name}.invalid", public, note.COSIGNATURE)

    @property
    def line(self) -> str:
        """Its line in a policy."""
        return f"witness {self.name} {self.key.vkey()} http://{self.name}.invalid/w/\n"

    def signature(self, text: str) -> note.Signature:
        """Return its cosignature of any text."""
        signed = cosignature.sign(lambda data: ed25519.sign(self.seed, data), self.seconds, text)
        return note.Signature(self.key.name, self.key.key_id, signed)

    def cosign(self, text: str) -> Response:
        """Return the answer that cosigns a text."""
        return Response(200, {}, self.signature(text).line().encode())

    def answer(self, data: bytes | None) -> Response:
        """Answer a POST of these bytes, or a GET."""
        if data is None:
            return Response(404 if self.shown is None else 200, {}, self.shown or b"")
        head, _, sent = data.decode().partition("\n\n")
        old, *proof = head.split("\n")
        signed = note.parse(sent.encode())
        self.asked.append(int(old.removeprefix("old ")))
        self.proofs.append([decode_base64(line, "a proof") for line in proof])
        self.notes.append(signed)
        if self.answers:
            given = self.answers.pop(0)
            return given() if callable(given) else given
        if self.asked[-1] != self.size:
            return conflict(self.size)
        self.size = checkpoint.parse(signed.text).size
        return self.cosign(signed.text)


def conflict(size: int | str) -> Response:
    return Response(409, {"content-type": "text/x.tlog.size"}, f"{size}\n".encode())


@dataclass
class Network:
    """Reaches fake witnesses by the host in their URLs."""

    witnesses: dict[str, FakeWitness]
    urls: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, *names: str) -> "Network":
        """Make witnesses of these names."""
        return cls({name: FakeWitness(name) for name in names})

    def request(self, url: str, *, data: bytes | None = None, **_: object) -> Response:
        """Stand in for `onrecord_proof.http.request`."""
        self.urls.append(url)
        name = url.removeprefix("http://").partition(".")[0]
        if name not in self.witnesses:
            raise HttpError(f"{url} does not answer: no route")
        return self.witnesses[name].answer(data)

    def policy(self, *lines: str, without: Iterable[str] = ()) -> bytes:
        """Return a policy of the witnesses and further lines."""
        named = [one.line for name, one in self.witnesses.items() if name not in without]
        return "".join([*named, *(f"{line}\n" for line in lines)]).encode()


@dataclass
class Log:
    """A log in memory, and what its checkpoints of any size are."""

    leaves: list[bytes]
    seed: bytes

    def note(self, size: int) -> bytes:
        """Return the signed checkpoint of the first leaves."""
        root = merkle.root([merkle.leaf_hash(leaf) for leaf in self.leaves[:size]])
        key = note.make_key(ORIGIN, ed25519.public_key(self.seed))
        text = checkpoint.Checkpoint(ORIGIN, size, root).body()
        return note.sign(text, [(key, note.sign_ed25519(self.seed))])

    def prove(self, size1: int, size2: int) -> list[bytes]:
        """Return the consistency proof between two sizes."""
        hashes = [merkle.leaf_hash(leaf) for leaf in self.leaves[:size2]]
        return merkle.consistency_proof(hashes, size1)


def until_released(release: threading.Event) -> Callable[[], Response]:
    """Return an answer that does not come before it is released."""

    def wait() -> Response:
        release.wait(30)
        return Response(503, {}, b"")

    return wait
