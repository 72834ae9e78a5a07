"""What a witness makes of a request: pure, bytes in and a decision out (C2SP tlog-witness 1.0.0).

In the order of the specification; the first that fits decides:

1. The request is not well-formed: 400.
2. The origin is unknown: 404.
3. No key of that log has signed, or a line by one is false: 403.
4. The old size is larger than the checkpoint's: 400.
5. The old size is not that of the last checkpoint cosigned: 409, with that size.
6. Size 0 with another root than that of the empty tree: 422.
7. The old size is 0 and hashes are given, or the proof does not lead from the last root to the
   new one, or the size is the same and the root another: 422.
8. Otherwise the checkpoint is cosigned, once it is kept: 200.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord_proof import checkpoint, merkle, note
from onrecord_proof.errors import ProofError
from onrecord_proof.merkle import EMPTY_ROOT
from onrecord_proof.strict import decode_decimal, decode_hash

MAX_PROOF_LINES = 63
REQUEST_LIMIT = 262_144
"""The largest request in bytes: room for 63 hashes and for the largest notes that are in use."""

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT, UNPROCESSABLE = 400, 403, 404, 409, 422


class NotCosigned(Exception):  # noqa: N818 - named for what happened
    """The checkpoint is not cosigned: a status of the specification and the answer's body."""

    def __init__(self, status: int, body: str, content_type: str = TEXT) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body
        self.content_type = content_type


class Forked(NotCosigned):
    """The log has signed two trees of one size: both notes together prove it."""


@dataclass(frozen=True)
class Head:
    """The last checkpoint of a log that was cosigned: size in leaves, root, and POSIX seconds."""

    size: int
    root: bytes
    at: int


NOTHING = Head(0, EMPTY_ROOT, 0)
"""What a witness holds of a log of which it has cosigned nothing."""


@dataclass(frozen=True)
class Submission:
    """A well-formed request: the old size, the proof's hashes, the note, and what it says."""

    old: int
    proof: tuple[bytes, ...]
    signed: note.Note
    origin: str
    size: int
    root: bytes


def read(body: bytes) -> Submission:
    """Read a request's body; step 1."""
    try:
        return _read(body)
    except UnicodeDecodeError:
        raise NotCosigned(BAD_REQUEST, "The lines before the checkpoint are ASCII.\n") from None
    except ProofError as error:
        raise NotCosigned(BAD_REQUEST, f"The request is malformed: {error}\n") from None


def _read(body: bytes) -> Submission:
    head, blank, sent = body.partition(b"\n\n")
    if not blank:
        raise ProofError("request", "an empty line ends the proof and begins the checkpoint")
    first, *lines = head.decode("ascii").split("\n")
    if not first.startswith("old "):
        raise ProofError("request", "the first line is `old`, a space and a size")
    if len(lines) > MAX_PROOF_LINES:
        raise ProofError("request", f"a proof has at most {MAX_PROOF_LINES} lines")
    signed = note.parse(sent)
    origin, size, root = _claim(signed.text)
    return Submission(
        old=decode_decimal(first.removeprefix("old "), "the old size"),
        proof=tuple(decode_hash(line, "a line of the proof") for line in lines),
        signed=signed,
        origin=origin,
        size=size,
        root=root,
    )


def check_signed(submission: Submission, keys: Sequence[note.Key]) -> tuple[note.Signature, ...]:
    """Return the lines by a log's keys, all verified; steps 2 and 3."""
    if not keys:
        raise NotCosigned(NOT_FOUND, "This log's origin is unknown here.\n")
    # A line repeated is verified once: many copies must not cost much.
    lines = tuple(dict.fromkeys(submission.signed.signatures))
    try:
        note.verify(note.Note(submission.signed.text, lines), keys)
    except ProofError as error:
        raise NotCosigned(FORBIDDEN, f"{error}\n") from None
    known = {(key.name, key.key_id) for key in keys}
    return tuple(one for one in lines if (one.name, one.key_id) in known)


def judge(submission: Submission, held: Head) -> None:
    """Raise NotCosigned unless the checkpoint extends the one that is held; steps 4 to 7."""
    if submission.old > submission.size:
        raise NotCosigned(BAD_REQUEST, "The old size is larger than the checkpoint's.\n")
    if submission.old != held.size:
        raise NotCosigned(CONFLICT, f"{held.size}\n", SIZE)
    if submission.size == 0 and submission.root != EMPTY_ROOT:
        raise NotCosigned(UNPROCESSABLE, "This is not the root of the empty tree.\n")
    if submission.size == held.size and submission.root != held.root:
        raise Forked(UNPROCESSABLE, "Another root was cosigned for this size.\n")
    try:
        merkle.verify_consistency(
            held.size, submission.size, held.root, submission.root, submission.proof
        )
    except ProofError as error:
        raise NotCosigned(UNPROCESSABLE, f"The checkpoint is not cosigned: {error}\n") from None


def _claim(text: str) -> tuple[str, int, bytes]:
    """Return origin, size and root; that the empty tree has one root only is asked in step 6."""
    try:
        head = checkpoint.parse(text)
    except ProofError as error:
        if error.code != "empty-root":
            raise
        origin, size, root = text.split("\n")[:3]
        return origin, int(size), decode_hash(root, "the checkpoint's root")
    return head.origin, head.size, head.root
