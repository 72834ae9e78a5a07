"""A witness as the checkpoint store: the one store that outlives the loss of the machine.

C2SP tlog-witness `add-checkpoint` is a compare-and-swap: the witness takes a checkpoint only where
the caller names the size that it holds, and proves that the new tree extends the old one. Several
hosts on one database share it, and none can fork the log.
"""

import hashlib

from onrecord.ledger.checkpoint_store import WITNESS, Prove, Stored
from onrecord.ledger.errors import CheckpointConflict, LedgerBehind, StoreUnfit
from onrecord.ledger.witness_exchange import (
    ANSWER_LIMIT,
    CONFLICT,
    NOT_FOUND,
    OK,
    UNPROCESSABLE,
    WAIT_SECONDS,
    Request,
    Submission,
)
from onrecord_proof import checkpoint, cosignature, http, note
from onrecord_proof.errors import ProofError


class WitnessCheckpointStore:
    """The checkpoint that a witness holds of a log of this origin.

    `url` is its prefix, for submission and for monitoring; `key` signs what it answers. Besides
    what the port names, each call raises OSError where the witness does not answer.
    """

    def __init__(
        self, url: str, key: note.Key, origin: str, *, request: Request = http.request
    ) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._origin = origin
        self._request = request

    @classmethod
    def named(cls, text: str, origin: str) -> "WitnessCheckpointStore":
        """Return the store that `witness:URL#VKEY` names, or raise StoreUnfit."""
        url, _, vkey = text.removeprefix(WITNESS).partition("#")
        try:
            http.check_url(url)
            key = note.parse_vkey(vkey)
        except ProofError as error:
            raise StoreUnfit(
                f"ONRECORD_CHECKPOINT_STORE: {error}. Write {WITNESS}URL#VKEY, with the witness's "
                "prefix and its verifier key."
            ) from error
        if key.kind != note.COSIGNATURE:
            raise StoreUnfit(f"ONRECORD_CHECKPOINT_STORE: {key.name!r} is no key of a witness.")
        return cls(url, key, origin)

    def prove_fit(self) -> None:
        """Do nothing: what a witness answers bears its signature."""

    def stands(self) -> bool:
        """Say whether the witness holds a checkpoint of this log."""
        try:
            self.latest()
        except LedgerBehind:
            return False
        return True

    def make(self, first: Stored) -> None:
        """Give the witness the checkpoint of the empty tree; only setup does this."""
        self._submit(first, 0, _proves_nothing)

    def latest(self) -> Stored:
        """Return the checkpoint that the witness holds, without its cosignature."""
        digest = hashlib.sha256(self._origin.encode()).hexdigest()
        url = f"{self._url}/{digest}/checkpoint"
        answer = self._request(url, timeout=WAIT_SECONDS, limit=ANSWER_LIMIT)
        if answer.status == NOT_FOUND:
            raise LedgerBehind(
                f"The witness {self._key.name} holds no checkpoint of {self._origin}. Ask who runs "
                "it; a store made anew could fork the log."
            )
        if answer.status != OK:
            raise OSError(f"{url} answers with status {answer.status}")
        try:
            held = note.parse(answer.body)
            self._check_cosigned(held)
            own = tuple(line for line in held.signatures if line.name == self._origin)
            head = checkpoint.parse(held.text)
        except ProofError as error:
            raise LedgerBehind(f"What {url} shows is refused: {error}") from error
        return Stored(head.size, head.root, note.Note(held.text, own).encode())

    def swap(self, expected: Stored, fresh: Stored, prove: Prove) -> None:
        """Put `fresh` in the place of `expected`; see `CheckpointStore.swap`."""
        if fresh.size < expected.size:
            raise CheckpointConflict(
                f"A checkpoint of size {fresh.size} does not extend that of size {expected.size}. "
                "The log would fork; nothing was stored."
            )
        try:
            self._submit(fresh, expected.size, prove)
        except OSError:
            # The answer may be lost, not the checkpoint.
            if self.latest() != fresh:
                raise

    def _submit(self, fresh: Stored, old: int, prove: Prove) -> None:
        signed = note.parse(fresh.note)
        body = Submission(signed, checkpoint.parse(signed.text), prove).body(old)
        answer = self._request(
            f"{self._url}/add-checkpoint",
            data=body,
            content_type="text/plain; charset=utf-8",
            timeout=WAIT_SECONDS,
            limit=ANSWER_LIMIT,
        )
        if answer.status == CONFLICT:
            held = answer.body.decode("ascii", "replace").strip()[:20]
            raise CheckpointConflict(
                f"The witness {self._key.name} holds size {held}, not size {old}: another "
                "sequencer has published. Stop one of the two."
            )
        if answer.status == UNPROCESSABLE:
            raise CheckpointConflict(
                f"The witness {self._key.name} holds another tree of {old} entries. The log would "
                "fork; nothing was stored."
            )
        if answer.status != OK:
            raise OSError(f"the witness {self._key.name} answers with status {answer.status}")
        try:
            self._check_cosigned(note.parse(f"{signed.text}\n".encode() + answer.body))
        except ProofError as error:
            raise OSError(f"the answer of {self._key.name} is refused: {error}") from error

    def _check_cosigned(self, held: note.Note) -> None:
        """Refuse a note that this witness has not cosigned."""
        for line in held.signatures:
            if (line.name, line.key_id) == (self._key.name, self._key.key_id):
                cosignature.verify(self._key.public, held.text, line.signature)
                return
        raise ProofError("note-unsigned", f"{self._key.name} has not cosigned it")


def _proves_nothing(_size1: int, _size2: int) -> list[bytes]:
    return []
