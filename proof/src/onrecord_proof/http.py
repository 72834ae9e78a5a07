"""One HTTP exchange with somebody who is not trusted: bounded, and going where it was told to.

Nothing is followed, guessed or kept: no redirects, no proxies, no cookies. Whatever goes wrong,
from a wrong URL to an answer without end, is an OSError that says so.
"""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from onrecord_proof.errors import ProofError

LIMIT = 16 << 20
"""Bytes of an answer that are read at most, unless the caller says otherwise."""

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

    `timeout` is in seconds and holds for each wait on the network; `limit` is in bytes. Raises
    HttpError, an OSError, for anything but a whole answer.
    """
    connection, target = _connection(url, timeout)
    sent = {"Connection": "close", "Accept-Encoding": "identity", **(headers or {})}
    if content_type:
        sent["Content-Type"] = content_type
    try:
        connection.request("GET" if data is None else "POST", target, body=data, headers=sent)
        answer = connection.getresponse()
        body = answer.read(limit + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise HttpError(f"{url} does not answer: {error or type(error).__name__}") from error
    finally:
        connection.close()
    if len(body) > limit:
        raise HttpError(f"{url} answers with more than {limit} bytes")
    return Response(answer.status, {k.lower(): v for k, v in answer.getheaders()}, body)


def check_url(url: str) -> None:
    """Refuse a text that is no http or https URL of a host; raises ProofError."""
    parts = urlsplit(url)
    try:
        sound = parts.scheme in _DEFAULT_PORTS and parts.hostname and parts.port != 0
    except ValueError:  # the port is no number
        sound = False
    if not sound or parts.username is not None or not url.isascii() or not url.isprintable():
        raise ProofError("url", f"{url!r} is no http or https URL, such as https://host/log/")


def _connection(url: str, timeout: float) -> tuple[http.client.HTTPConnection, str]:
    try:
        check_url(url)
    except (ProofError, ValueError) as error:
        raise HttpError(str(error)) from None
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port or _DEFAULT_PORTS[parts.scheme]
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return made(host, port, timeout=timeout), target
