"""One HTTP exchange with somebody who is not trusted: bounded, and going where it was told to.

Nothing is followed, guessed or kept: no redirects, no proxies, no cookies. Whatever goes wrong,
from a wrong URL to an answer without end, is an OSError that says so.
"""

import http.client
import io
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from onrecord_proof.errors import ProofError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LIMIT = 16 << 20
"""Bytes of an answer that are read at most, unless the caller says otherwise."""

PATIENCE = 12
"""How many times the timeout a whole answer may take: no trickle holds a reader for ever."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: its status, its headers by lower-case name, and its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpError(OSError):
    """No usable answer came; the text says from where, and why."""


def request(
    url: str,
    *,
    data: bytes | None = None,
    content_type: str = "",
    headers: Mapping[str, str] | None = None,
    timeout: float = 10.0,
    limit: int = LIMIT,
) -> Response:
    """GET a URL, or POST `data` to it, and return the answer, whatever its status.

    `timeout` is in seconds and holds for each wait on the network; the whole answer takes at most
    `PATIENCE` times as long. `limit` is in bytes. Raises HttpError, an OSError, for anything but
    a whole answer.
    """
    connection, target = _connection(url, timeout)
    sent = {"Connection": "close", "Accept-Encoding": "identity", **(headers or {})}
    if content_type:
        sent["Content-Type"] = content_type
    try:
        connection.request("GET" if data is None else "POST", target, body=data, headers=sent)
        answer = connection.getresponse()
        body = answer.read(limit + 1)
        if len(body) <= limit and answer.length:
            raise http.client.IncompleteRead(body, answer.length)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise HttpError(f"{url} does not answer: {error or type(error).__name__}") from error
    finally:
        connection.close()
    if len(body) > limit:
        raise HttpError(f"{url} answers with more than {limit} bytes")
    return Response(answer.status, {k.lower(): v for k, v in answer.getheaders()}, body)


def check_url(url: str) -> None:
    """Refuse a text that is no http or https URL of a host; raises ProofError."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in _DEFAULT_PORTS and parts.hostname and parts.port != 0
        sound = sound and parts.username is None
    except ValueError:  # the port is no number, or a bracket is open
        sound = False
    if not sound or not all("!" <= mark <= "~" for mark in url):
        raise ProofError("url", f"{url!r} is no http or https URL, such as https://host/log/")


def _connection(url: str, timeout: float) -> tuple[http.client.HTTPConnection, str]:
    try:
        check_url(url)
    except ProofError as error:
        raise HttpError(error.message) from None
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port or _DEFAULT_PORTS[parts.scheme]
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = made(host, port, timeout=timeout)
    ends = time.monotonic() + PATIENCE * timeout
    connection.response_class = partial(_Answer, ends)  # type: ignore[assignment]  # only called
    return connection, target


class _Answer(http.client.HTTPResponse):
    """An answer that has to be over by a moment of the monotonic clock."""

    def __init__(self, ends: float, *given: Any, **named: Any) -> None:  # noqa: ANN401 - passed on as given
        super().__init__(*given, **named)
        self.fp = io.BufferedReader(_Until(ends, self.fp))


class _Until(io.RawIOBase):
    """A stream that is read until a moment of the monotonic clock and no longer."""

    def __init__(self, ends: float, stream: io.BufferedReader) -> None:
        super().__init__()
        self._ends = ends
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if time.monotonic() > self._ends:
            raise TimeoutError("the answer takes too long")
        return self._stream.readinto1(buffer)

    def close(self) -> None:
        self._stream.close()
        super().close()
