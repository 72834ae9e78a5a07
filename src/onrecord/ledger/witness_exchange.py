"""One witness asked for its cosignature: C2SP tlog-witness 1.0.0, `add-checkpoint`, our side.

What the witness answers is believed only as far as its key signs it. `Unusable` is an answer that
does not help and harms nobody; `Ahead` is one that says that this home is not the log's newest.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord.ledger.checkpoint_store import Prove
from onrecord_proof import checkpoint, cosignature, note
from onrecord_proof.checkpoint import Checkpoint
from onrecord_proof.errors import ProofError
from onrecord_proof.http import Response
from onrecord_proof.policy import Trusted
from onrecord_proof.strict import decode_decimal, encode_base64

ANSWER_LIMIT = 65_536
WAIT_SECONDS = 4.0
OK, FORBIDDEN, NOT_FOUND, CONFLICT, UNPROCESSABLE, TOO_MANY = 200, 403, 404, 409, 422, 429

Request = Callable[..., Response]
"""Does what `onrecord_proof.http.request` does."""

_WORDS = {
    FORBIDDEN: "it does not trust this log's key (403); its operator adds the log's vkey",
    NOT_FOUND: "it does not know this log (404); its operator adds the log's vkey",
    TOO_MANY: "it is asked too often (429)",
}


class Unusable(Exception):  # noqa: N818 - named for what happened
    """No cosignature came; the text says why, to follow the witness's name."""


class Ahead(Exception):  # noqa: N818 - named for what happened
    """The witness has cosigned a larger tree, or another one; the text says which."""


@dataclass(frozen=True)
class Submission:
    """A checkpoint to be cosigned: its text, its log's signature lines, and its proofs."""

    signed: note.Note
    head: Checkpoint
    prove: Prove

    def body(self, old: int) -> bytes:
        """Return the request's body for a witness that last cosigned `old` leaves."""
        # Nothing needs proof from the empty tree, nor to the same one.
        hashes = [] if old in (0, self.head.size) else self.prove(old, self.head.size)
        lines = "".join(f"{encode_base64(one)}\n" for one in hashes)
        return f"old {old}\n{lines}\n".encode("ascii") + self.signed.encode()


def ask(witness: Trusted, submission: Submission, old: int, request: Request) -> note.Signature:
    """Return the witness's verified cosignature; `old` is the size it is believed to hold.

    Where it names a smaller size it is asked once more, from there. Raises Unusable or Ahead, and
    what `submission.prove` raises.
    """
    old = min(old, submission.head.size)
    answer = _post(witness, submission, old, request)
    if answer.status == CONFLICT:
        old = _named_size(answer, submission.head.size)
        answer = _post(witness, submission, old, request)
        if answer.status == CONFLICT:
            _named_size(answer, submission.head.size)
            raise Unusable("it names one size after another (409)")
    if answer.status == UNPROCESSABLE and old:
        raise Ahead(f"it has cosigned another tree of {old} entries than this home's")
    if answer.status != OK:
        raise Unusable(_WORDS.get(answer.status, f"it answers with status {answer.status}"))
    return _cosignature(witness.key, submission, answer.body)


def shows(
    witness: Trusted, origin: str, log_keys: Sequence[note.Key], request: Request
) -> int | None:
    """Return the size of the checkpoint that the witness can show, signed by the log, or None."""
    digest = hashlib.sha256(origin.encode()).hexdigest()
    url = f"{_prefix(witness)}/{digest}/checkpoint"
    try:
        answer = request(url, timeout=WAIT_SECONDS, limit=ANSWER_LIMIT)
        if answer.status != OK:
            return None
        signed = note.parse(answer.body)
        note.verify(signed, log_keys)
        head = checkpoint.parse(signed.text)
    except (OSError, ProofError):
        return None
    return head.size if head.origin == origin else None


def _post(witness: Trusted, submission: Submission, old: int, request: Request) -> Response:
    body = submission.body(old)
    try:
        return request(
            f"{_prefix(witness)}/add-checkpoint",
            data=body,
            content_type="text/plain; charset=utf-8",
            timeout=WAIT_SECONDS,
            limit=ANSWER_LIMIT,
        )
    except OSError as error:
        raise Unusable(str(error)) from error


def _prefix(witness: Trusted) -> str:
    return str(witness.url).rstrip("/")


def _named_size(answer: Response, ours: int) -> int:
    """Return the size that a conflict names, where it is below ours."""
    try:
        text = answer.body.decode("ascii").removesuffix("\n")
        named = decode_decimal(text, "the size")
    except (UnicodeDecodeError, ProofError):
        raise Unusable("it names no size in its conflict (409)") from None
    if named > ours:
        raise Ahead(f"it has cosigned {named} entries, and this home's checkpoint has {ours}")
    return named


def _cosignature(key: note.Key, submission: Submission, lines: bytes) -> note.Signature:
    """Return the line by this key, verified, or raise Unusable; other keys' lines say nothing."""
    text = submission.signed.text
    try:
        answered = note.parse(f"{text}\n".encode() + lines)
        if answered.text != text:
            raise Unusable("its answer is no signature line")
        for one in answered.signatures:
            if (one.name, one.key_id) == (key.name, key.key_id):
                if cosignature.verify(key.public, text, one.signature) == 0:
                    raise Unusable("its cosignature names no time")
                return one
    except ProofError as error:
        raise Unusable(f"its cosignature is refused: {error}") from error
    raise Unusable("it has not signed with the key that the policy names")
