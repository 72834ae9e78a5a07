"""Asking witnesses what they hold: the monitoring endpoint of C2SP tlog-witness 1.0.0.

`GET <URL>/<SHA-256 of the origin, in hex>/checkpoint` is answered with the latest checkpoint that
the witness cosigned, or with 404 where it follows no such log.
"""

import hashlib
from dataclasses import dataclass

from onrecord.monitor.sights import Head, Missed, Why
from onrecord_proof import checkpoint, cosignature, http, note
from onrecord_proof.errors import ProofError
from onrecord_proof.policy import Policy

NOTE_LIMIT = 65_536
_OK, _NOT_FOUND = 200, 404


@dataclass(frozen=True, slots=True)
class Read:
    """A checkpoint whose signatures hold: its head, its bytes, and the known keys that signed.

    `times` are the POSIX seconds of the cosignatures, by the witness's key.
    """

    head: Head
    data: bytes
    keys: tuple[note.Key, ...]
    times: dict[note.Key, int]


def read_note(data: bytes, origin: str, keys: tuple[note.Key, ...]) -> Read:
    """Return what holds of a signed checkpoint of this log, or raise ProofError.

    `keys` are the log's and the witnesses' known keys; a false signature by any refuses the note.
    """
    signed = note.parse(data)
    head = checkpoint.parse(signed.text)
    if head.origin != origin:
        raise ProofError("checkpoint-origin", f"it is a checkpoint of {head.origin!a}")
    verified = note.verify(signed, keys)
    times: dict[note.Key, int] = {}
    by_line = {(key.name, key.key_id): key for key in verified if key.kind == note.COSIGNATURE}
    for one in signed.signatures:
        if key := by_line.get((one.name, one.key_id)):
            times[key] = max(times.get(key, 0), cosignature.timestamp(one.signature))
    return Read(Head(head.size, head.root), data, tuple(verified), times)


def counting(trusted: Policy, read: Read) -> tuple[note.Key, ...]:
    """Return the log's trusted keys that signed, and that count at the checkpoint's size."""
    logs = {one.key: one for one in trusted.logs}
    return tuple(key for key in read.keys if key in logs and logs[key].counts(read.head.size))


def url_of(prefix: str, origin: str) -> str:
    """Return where a witness shows its latest checkpoint of a log."""
    return f"{prefix.rstrip('/')}/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"


def ask(
    url: str, origin: str, trusted: Policy, key: note.Key, *, timeout: float = 10.0
) -> Read | Missed:
    """Return the checkpoint that the witness of this key holds, once both signatures hold."""
    place = url_of(url, origin)
    try:
        answer = http.request(place, timeout=timeout, limit=NOTE_LIMIT)
    except OSError as error:
        return Missed(Why.UNREACHABLE, str(error))
    if answer.status == _NOT_FOUND:
        return Missed(Why.UNREACHABLE, f"{place} answers that it follows no such log (404)")
    if answer.status != _OK:
        return Missed(Why.UNREACHABLE, f"{place} answers with status {answer.status}, not 200")
    logs = tuple(one.key for one in trusted.logs if one.key.name == origin)
    try:
        read = read_note(answer.body, origin, (*logs, key))
    except ProofError as error:
        return Missed(Why.UNTRUSTED, f"{place} shows no checkpoint that counts: {error.message}")
    if key not in read.keys or not counting(trusted, read):
        missing = "its own cosignature" if key not in read.keys else "the log's signature"
        return Missed(Why.UNTRUSTED, f"{place} shows a checkpoint without {missing}")
    return read
