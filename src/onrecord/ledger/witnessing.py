"""The log's witnesses: asked for cosignatures, and believed when they know more than we do.

A witness keeps the last checkpoint of this log that it cosigned, and cosigns only what extends it.
Its cosignature shows that nobody was shown another log; its memory outlives this machine.

1. All witnesses are asked at once, each from the size that it last cosigned.
2. One that names a smaller size is asked once more, from there.
3. One that knows a larger tree, or another one, stops the log: WitnessAhead.
4. One that is down, slow, answers nonsense or signs falsely is passed over with a warning.
5. If the others do not make the policy's quorum, publication waits: QuorumMissing.

Ask `ahead` before a checkpoint is signed, and `cosign` after the store has taken it in: a witness
that has cosigned what the store then lost would be ahead for good.
"""

import logging
import queue
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

from onrecord.ledger import witness_memory, witness_policy
from onrecord.ledger.checkpoint_store import Prove, Stored
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import QuorumMissing, WitnessAhead
from onrecord.ledger.keys import load_keys
from onrecord.ledger.witness_exchange import Ahead, Request, Submission, Unusable, ask, shows
from onrecord.ledger.witness_memory import Remembered
from onrecord.storage.home import Home
from onrecord_proof import checkpoint, cosignature, http, note
from onrecord_proof.errors import ProofError
from onrecord_proof.policy import Policy, Trusted

ALL_SECONDS = 6.0
"""How long all witnesses together are waited for; they are asked at the same time."""

_log = logging.getLogger(__name__)
_Outcome = note.Signature | Exception
_Answers = tuple[dict[str, note.Signature], dict[str, str]]
"""By name: the lines of those that cosigned, and what ails the others."""


class Witnesses:
    """The witnesses of one home, as its policy names them at each call.

    `request` does what `onrecord_proof.http.request` does; `seconds` bounds each call.
    """

    def __init__(
        self,
        home: Home,
        disk: Disk,
        *,
        request: Request = http.request,
        seconds: float = ALL_SECONDS,
    ) -> None:
        self._home = home
        self._disk = disk
        self._request = request
        self._seconds = seconds
        self._asked: dict[str, threading.Thread] = {}
        self._just_asked: tuple[bytes, _Answers] | None = None

    @classmethod
    def of(cls, home: Home) -> "Witnesses":
        """Return the witnesses of a home, none where it names none."""
        return cls(home, Disk())

    def ahead(self, stored: Stored, prove: Prove) -> None:
        """Raise WitnessAhead where a witness knows a larger tree than the stored one, or another.

        The stored checkpoint is offered to all for it; those that do not answer say nothing.
        """
        policy = witness_policy.present(self._home)
        if policy.witnesses:
            answers = self._ask(policy, _submission(stored.note, prove))
            self._just_asked = (stored.note, answers)

    def cosign(self, signed: bytes, prove: Prove) -> bytes:
        """Return the log's note with its cosignatures, in the order of the strict policy check.

        A cosignature that the note bears already is kept until its witness gives a newer one.
        Raises WitnessAhead as `ahead` does, and QuorumMissing where publication must wait.
        """
        policy = witness_policy.present(self._home)
        if not policy.witnesses:
            return signed
        submission = _submission(signed, prove)
        just_asked, self._just_asked = self._just_asked, None
        if just_asked is not None and just_asked[0] == signed:
            lines, troubles = just_asked[1]
        else:
            lines, troubles = self._ask(policy, submission)
        for name, trouble in troubles.items():
            _log.warning("The witness %s has not cosigned: %s.", name, trouble)
        lines = {**_cosignatures(policy, note.parse(signed)), **lines}
        if not policy.is_met(lines):
            raise QuorumMissing(_quorum_words(policy, submission.head.size, lines, troubles))
        last = sorted(lines.values(), key=lambda one: (one.name.encode(), one.key_id))
        return note.Note(submission.signed.text, (*submission.signed.signatures, *last)).encode()

    def times(self, signed: bytes) -> dict[str, int]:
        """Return by name the POSIX seconds of each witness's verified cosignature of a note."""
        found = _cosignatures(witness_policy.present(self._home), note.parse(signed))
        return {name: cosignature.timestamp(one.signature) for name, one in found.items()}

    def _ask(self, policy: Policy, submission: Submission) -> _Answers:
        """Ask all, remember what they answer, and raise WitnessAhead where one is."""
        known = witness_memory.recall(self._home)
        outcomes = self._gather(policy, submission, known)
        lines: dict[str, note.Signature] = {}
        troubles: dict[str, str] = {}
        seen: dict[str, Remembered] = {}
        for name, witness in policy.witnesses.items():
            vkey = witness.key.vkey()
            outcome = outcomes.get(name) or Unusable(f"no answer within {self._seconds:g} s")
            if isinstance(outcome, note.Signature):
                lines[name] = outcome
                at = cosignature.timestamp(outcome.signature)
                seen[vkey] = Remembered(submission.head.size, at)
            elif isinstance(outcome, Unusable | Ahead):
                troubles[name] = str(outcome)
                seen[vkey] = replace(known.get(vkey, Remembered()), trouble=str(outcome))
            else:
                raise outcome
        if seen != known:
            witness_memory.remember(self._home, seen, self._disk)
        for name, trouble in troubles.items():
            if isinstance(outcomes.get(name), Ahead):
                raise WitnessAhead(self._ahead_words(name, policy.witnesses[name], trouble))
        return lines, troubles

    def _gather(
        self, policy: Policy, submission: Submission, known: Mapping[str, Remembered]
    ) -> dict[str, _Outcome]:
        """Ask each witness in a thread; return what came in time, by name."""
        answers: queue.SimpleQueue[tuple[str, _Outcome]] = queue.SimpleQueue()

        def work(name: str, witness: Trusted, old: int) -> None:
            try:
                answers.put((name, ask(witness, submission, old, self._request)))
            except Exception as error:  # noqa: BLE001 - raised again by whoever asked
                answers.put((name, error))

        outcomes: dict[str, _Outcome] = {}
        for name, witness in policy.witnesses.items():
            vkey = witness.key.vkey()
            former = self._asked.get(vkey)
            if former is not None and former.is_alive():
                outcomes[name] = Unusable("it is still answering the time before")
                continue
            old = known.get(vkey, Remembered()).size
            thread = threading.Thread(target=work, args=(name, witness, old), daemon=True)
            self._asked[vkey] = thread
            thread.start()
        until = time.monotonic() + self._seconds
        while len(outcomes) < len(policy.witnesses):
            try:
                name, outcome = answers.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            outcomes[name] = outcome
        return outcomes

    def _ahead_words(self, name: str, witness: Trusted, trouble: str) -> str:
        key = load_keys(self._home)
        size = shows(witness, key.origin, key.active, self._request)
        proof = (
            "It showed no checkpoint that this log has signed; if you are certain that this home "
            "is the newest, ask who runs it, or leave it out (`onrecord log witnesses FILE`)."
            if size is None
            else f"It shows a checkpoint of {size} entries that this log has signed."
        )
        return (
            f"The witness {name} does not agree: {trouble}. Either this home was restored from an "
            f"older backup, or two servers write one log. {proof} Nothing is published. Restore a "
            "newer backup of the whole home; if there is none, take in what was lost: `onrecord "
            "log adopt-loss --from MIRROR`."
        )


def _submission(signed: bytes, prove: Prove) -> Submission:
    """Return what witnesses are given: the note with the log's own lines alone."""
    whole = note.parse(signed)
    head = checkpoint.parse(whole.text)
    own = tuple(one for one in whole.signatures if one.name == head.origin)
    return Submission(note.Note(whole.text, own), head, prove)


def _cosignatures(policy: Policy, signed: note.Note) -> dict[str, note.Signature]:
    """Return by name the verified line of each witness of the policy, the latest of several."""
    found: dict[str, note.Signature] = {}
    for name, witness in policy.witnesses.items():
        key = witness.key
        lines = [s for s in signed.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
        held = [one for one in lines if _holds(key, signed.text, one)]
        if held:
            found[name] = max(held, key=lambda one: cosignature.timestamp(one.signature))
    return found


def _holds(key: note.Key, text: str, one: note.Signature) -> bool:
    try:
        return cosignature.verify(key.public, text, one.signature) > 0
    except ProofError:
        return False


def _quorum_words(
    policy: Policy, size: int, cosigned: Iterable[str], troubles: Mapping[str, str]
) -> str:
    ailing = "; ".join(f"{name}: {trouble}" for name, trouble in troubles.items())
    return (
        f"The checkpoint of {size} entries waits: {policy.quorum!r} is not met by "
        f"{', '.join(cosigned) or 'any witness'}. {ailing}. Nothing is lost, and they are asked "
        "again; to go on without them change the quorum (`onrecord log witnesses FILE`)."
    )
