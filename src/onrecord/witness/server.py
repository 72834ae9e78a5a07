"""The witness's web server, a WSGI application: `add-checkpoint`, and the latest of each log.

    POST /add-checkpoint                cosigns what extends the last checkpoint
    GET  /<SHA-256 of origin>/checkpoint  the last checkpoint cosigned, with both signatures

A cosignature is handed out only after the checkpoint is durable in the store, whatever other
requests come and whenever the process is killed.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.witness.decide import (
    REQUEST_LIMIT,
    TEXT,
    Forked,
    Head,
    NotCosigned,
    Submission,
    check_signed,
    judge,
    read,
)
from onrecord.witness.errors import StoreFailed
from onrecord.witness.keys import WitnessKey
from onrecord.witness.rate import Limit, address_key
from onrecord.witness.store import WitnessStore
from onrecord_proof import note

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_REASONS = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    503: "Service Unavailable",
}
_CHECKPOINT = re.compile(r"/([0-9a-f]{64})/checkpoint")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """A status, a body, and headers by name."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("Content-Type", TEXT),)


@dataclass(frozen=True)
class Limits:
    """How often an address may ask, and how often a log may grow, or be cosigned again."""

    address: Limit
    growth: Limit
    repeat: Limit

    @classmethod
    def of(cls, address_per_minute: int, log_per_minute: int) -> "Limits":
        """Return limits of so many a minute."""
        return cls(Limit(address_per_minute), Limit(log_per_minute), Limit(log_per_minute))


class Witness:
    """The application. `clock` gives POSIX seconds.

    With `is_behind_proxy` a client is the last address of X-Forwarded-For, which the proxy adds.
    """

    def __init__(
        self,
        key: WitnessKey,
        store: WitnessStore,
        limits: Limits,
        *,
        is_behind_proxy: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._key = key
        self._store = store
        self._limits = limits
        self._is_behind_proxy = is_behind_proxy
        self._clock = clock

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        try:
            answer = self._answer(environ)
        except _Refused as refusal:
            answer = refusal.answer
        except NotCosigned as refusal:
            headers = (("Content-Type", refusal.content_type),)
            answer = Answer(refusal.status, refusal.body.encode(), headers)
        except StoreFailed as error:
            _log.error("%s Nothing was cosigned.", error)
            answer = _plain(503, "The witness cannot keep checkpoints now; nothing was cosigned.")
        reason = _REASONS[answer.status]
        length = ("Content-Length", str(len(answer.body)))
        start(f"{answer.status} {reason}", [*answer.headers, length])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]

    def _answer(self, environ: "WSGIEnvironment") -> Answer:
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        latest = _CHECKPOINT.fullmatch(path)
        if path != "/add-checkpoint" and latest is None:
            return _plain(404, "A witness has /add-checkpoint and /<origin hash>/checkpoint.")
        allowed = ("GET", "HEAD") if latest else ("POST",)
        if method not in allowed:
            allow = ("Allow", ", ".join(allowed))
            return _plain(405, f"This address takes {' and '.join(allowed)}.", allow)
        _take(self._limits.address, self._client(environ))
        if latest:
            return self._latest(latest[1])
        return self._add_checkpoint(_body(environ))

    def _latest(self, hashed: str) -> Answer:
        signed = self._store.latest(hashed)
        if signed is None:
            return _plain(404, "No checkpoint of such a log was cosigned here.")
        return Answer(200, signed, (("Content-Type", TEXT), ("Cache-Control", "no-cache")))

    def _add_checkpoint(self, body: bytes) -> Answer:
        submission = read(body)
        lines = check_signed(submission, self._store.keys(submission.origin))
        signed = note.Note(submission.signed.text, lines)
        with self._store.turn(submission.origin) as turn:
            held = turn.held
            fork = _judged(submission, held)
            if fork is not None:
                turn.keep_fork(submission.size, submission.root, signed.encode())
            else:
                grows = submission.size > held.size
                _take(self._limits.growth if grows else self._limits.repeat, submission.origin)
                # A clock that was set back must not make a later word look earlier.
                at = max(1, int(self._clock()), held.at)
                mine = self._key.cosign(submission.signed.text, at)
                whole = note.Note(signed.text, (*lines, mine)).encode()
                turn.keep(Head(submission.size, submission.root, at), whole)
        if fork is not None:
            _log.error(
                "FORK: the log %s has signed two trees of %d entries; both notes are kept.",
                submission.origin,
                submission.size,
            )
            raise fork
        _log.info("Cosigned %s at %d entries.", submission.origin, submission.size)
        return Answer(200, mine.line().encode())

    def _client(self, environ: "WSGIEnvironment") -> str:
        address = str(environ.get("REMOTE_ADDR", ""))
        if self._is_behind_proxy:
            forwarded = str(environ.get("HTTP_X_FORWARDED_FOR") or address)
            address = forwarded.rpartition(",")[2].strip()
        return address_key(address)


class _Refused(Exception):  # noqa: N818 - named for what happened
    """The request is answered without being looked at."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def _judged(submission: Submission, held: Head) -> Forked | None:
    try:
        judge(submission, held)
    except Forked as fork:
        return fork
    return None


def _take(limit: Limit, key: str) -> None:
    seconds = limit.take(key)
    if seconds:
        words = f"Too many requests; ask again in {seconds} s."
        raise _Refused(_plain(429, words, ("Retry-After", str(seconds))))


def _body(environ: "WSGIEnvironment") -> bytes:
    announced: str = environ.get("CONTENT_LENGTH") or "0"
    too_long = announced.isdecimal() and int(announced) > REQUEST_LIMIT
    body: bytes = b"" if too_long else environ["wsgi.input"].read(REQUEST_LIMIT + 1)
    if too_long or len(body) > REQUEST_LIMIT:
        raise _Refused(_plain(413, f"A request has at most {REQUEST_LIMIT} bytes."))
    return body


def _plain(status: int, words: str, *headers: tuple[str, str]) -> Answer:
    return Answer(status, f"{words}\n".encode(), (("Content-Type", TEXT), *headers))
