"""A stand-in for S3 on the loopback: GET, PUT and DELETE of objects with ETag and If-Match.

`Honest` keeps the promises of S3. Each of its faulty kin breaks one of them, as services do.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

Stored = tuple[bytes, str]


class Honest:
    """Objects by path: bytes and ETag. A write is checked and stored in one step."""

    def __init__(self) -> None:
        self.objects: dict[str, Stored] = {}
        self.lock = threading.Lock()
        self.puts = 0

    def get(self, path: str) -> Stored | None:
        """Return what is read."""
        return self.objects.get(path)

    def put(self, path: str, data: bytes, if_match: str | None) -> tuple[HTTPStatus, bool]:
        """Store or refuse; return the status, and whether the answer gets through."""
        with self.lock:
            self.puts += 1
            return self.decide(path, data, if_match), True

    def decide(self, path: str, data: bytes, if_match: str | None) -> HTTPStatus:
        """Store where the condition holds."""
        held = self.objects.get(path)
        if if_match is not None and held is None:
            return HTTPStatus.NOT_FOUND
        if if_match is not None and held is not None and held[1] != if_match:
            return HTTPStatus.PRECONDITION_FAILED
        self.objects[path] = (data, self.tag(data))
        return HTTPStatus.OK

    def tag(self, data: bytes) -> str:
        """Return the ETag of new bytes."""
        return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


class IgnoresIfMatch(Honest):
    """Stores whatever comes."""

    def decide(self, path: str, data: bytes, if_match: str | None) -> HTTPStatus:  # noqa: ARG002 - that is the fault
        """Look at no condition."""
        return super().decide(path, data, None)


class StoresAndRefuses(Honest):
    """Says that it refused, after it has stored."""

    def decide(self, path: str, data: bytes, if_match: str | None) -> HTTPStatus:
        """Store before the condition is looked at."""
        held = self.objects.get(path)
        self.objects[path] = (data, self.tag(data))
        wrong = if_match is not None and held is not None and held[1] != if_match
        return HTTPStatus.PRECONDITION_FAILED if wrong else HTTPStatus.OK


class RefusesAll(Honest):
    """Refuses every write that bears a condition."""

    def decide(self, path: str, data: bytes, if_match: str | None) -> HTTPStatus:
        """Refuse."""
        return super().decide(path, data, if_match and "never")


class AcceptsBoth(Honest):
    """Checks the condition, and stores a moment later: of two at once it accepts both."""

    def put(self, path: str, data: bytes, if_match: str | None) -> tuple[HTTPStatus, bool]:
        """Leave a gap between the check and the write."""
        held = self.objects.get(path)
        if if_match is not None and (held is None or held[1] != if_match):
            return HTTPStatus.PRECONDITION_FAILED, True
        time.sleep(0.05)
        self.objects[path] = (data, self.tag(data))
        return HTTPStatus.OK, True


class ReadsLate(Honest):
    """Answers a reading after a write with what was there before."""

    def __init__(self) -> None:
        super().__init__()
        self.before: dict[str, Stored | None] = {}

    def decide(self, path: str, data: bytes, if_match: str | None) -> HTTPStatus:
        """Remember what was there."""
        self.before[path] = self.objects.get(path)
        return super().decide(path, data, if_match)

    def get(self, path: str) -> Stored | None:
        """Answer once with the past."""
        past = self.before.pop(path, None)
        return past or super().get(path)


class ReadsLateNowAndThen(ReadsLate):
    """One copy of two lags: the second reading after a write gives the past."""

    def __init__(self) -> None:
        super().__init__()
        self.readings = 0

    def get(self, path: str) -> Stored | None:
        """Answer every second reading with the past."""
        self.readings += 1
        held = Honest.get(self, path)
        return self.before.get(path) or held if self.readings % 2 == 0 else held


class OneTag(Honest):
    """Gives every version the same ETag."""

    def tag(self, data: bytes) -> str:  # noqa: ARG002 - that is the fault
        """Return always the same."""
        return '"one"'


class LosesAnswers(Honest):
    """Stores a write, and the connection goes before its answer; every second time."""

    def put(self, path: str, data: bytes, if_match: str | None) -> tuple[HTTPStatus, bool]:
        """Lose the answer of what was stored."""
        status, _ = super().put(path, data, if_match)
        return status, bool(status != HTTPStatus.OK or self.puts % 2 == 0)


class LosesRequests(Honest):
    """Loses every second write before it is stored."""

    def put(self, path: str, data: bytes, if_match: str | None) -> tuple[HTTPStatus, bool]:
        """Store nothing, and say nothing."""
        with self.lock:
            self.puts += 1
            if self.puts % 2:
                return HTTPStatus.OK, False
            return self.decide(path, data, if_match), True


class Conflicts(Honest):
    """Answers every second conditional write with 409, as S3 does to writers that collide."""

    def decide(self, path: str, data: bytes, if_match: str | None) -> HTTPStatus:
        """Ask for another try."""
        if if_match is not None and self.puts % 2:
            return HTTPStatus.CONFLICT
        return super().decide(path, data, if_match)


class Denies(Honest):
    """Knows nobody."""

    def put(self, path: str, data: bytes, if_match: str | None) -> tuple[HTTPStatus, bool]:  # noqa: ARG002 - nobody is let in
        """Refuse the person, not the condition."""
        return HTTPStatus.FORBIDDEN, True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: ClassVar[Honest]

    def do_GET(self) -> None:
        held = self.service.get(self.path)
        if held is None:
            self._answer(HTTPStatus.NOT_FOUND, _error("NoSuchKey"))
        else:
            self._answer(HTTPStatus.OK, held[0], ETag=held[1])

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        status, is_heard = self.service.put(self.path, data, self.headers["If-Match"])
        if not is_heard:
            self.close_connection = True
            return
        self._answer(status, b"" if status == HTTPStatus.OK else _error(status.phrase))

    def do_DELETE(self) -> None:
        self.service.objects.pop(self.path, None)
        self._answer(HTTPStatus.NO_CONTENT, b"")

    def _answer(self, status: HTTPStatus, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


@contextmanager
def running(service: Honest) -> Iterator[str]:
    """Run a service; give the address of an object in it."""
    handler: Callable[..., _Handler] = type("Handler", (_Handler,), {"service": service})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:  # type: ignore[arg-type] # made above
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            port = server.server_address[1]
            yield f"s3://records/city/checkpoint?endpoint=http://127.0.0.1:{port}&region=here"
        finally:
            server.shutdown()
            thread.join()
