"""A server on this machine that answers as a test says, down to the bytes."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import socket

Answer = Callable[[bytes, socket], None]
"""Takes the request's bytes up to its blank line, and the connection to answer on."""


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Serve on a free port until the block ends; yields `http://127.0.0.1:PORT`."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            request = b""
            while b"\r\n\r\n" not in request:
                more = self.request.recv(65_536)
                if not more:
                    return
                request += more
            with suppress(OSError):  # the reader has hung up, which some tests are about
                answer(request, self.request)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def whole(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Return an answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body


def saying(*parts: bytes) -> Answer:
    """Answer everything with these bytes."""
    return lambda _request, connection: [connection.sendall(part) for part in parts] and None


def target(request: bytes) -> str:
    """Return the path and query that a request asks for."""
    return request.split(b" ", 2)[1].decode()


def files(folder: Path, asked: list[str] | None = None) -> Answer:
    """Serve the files of a folder as a static server does, noting what is asked for."""

    def answer(request: bytes, connection: socket) -> None:
        path = target(request)
        if asked is not None:
            asked.append(path)
        try:
            connection.sendall(whole((folder / path.lstrip("/")).read_bytes()))
        except OSError:
            connection.sendall(whole(b"", "404 Not Found"))

    return answer
