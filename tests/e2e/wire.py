"""A wire between a phone and the server, which a test can cut, or have swallow the answers.

`Wire` listens on a port of its own and passes bytes on. `cut()` refuses and drops everything, as a
dead zone or a stopped server does. `swallow(path)` passes a post on, waits for the server's answer,
and drops it: what was received was not acknowledged.
"""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 65_536


class Wire:
    """One wire to a port of this machine."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._open = True
        self._swallowed = b""
        self.swallowed = 0
        self._sockets: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Drop what passes now, and whatever comes."""
        self._open = False
        for each in tuple(self._sockets):
            _close(each)

    def mend(self) -> None:
        """Pass everything on again."""
        self._open, self._swallowed = True, b""

    def swallow(self, path: str) -> None:
        """Drop the answers to posts to a path, after the server gave them."""
        self._swallowed = f"POST {path}".encode()

    def close(self) -> None:
        """End the wire."""
        self.cut()
        _close(self._listening)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if not self._open:
                    _close(near)
                    continue
                threading.Thread(target=self._pass, args=(near,), daemon=True).start()

    def _pass(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            far = socket.create_connection(("127.0.0.1", self._to))
            self._sockets |= {near, far}
            self._exchange(near, far)
            _close(far)
        _close(near)

    def _exchange(self, near: socket.socket, far: socket.socket) -> None:
        swallowing = False
        while True:
            ready, _, _ = select.select([near, far], [], [])
            for each in ready:
                data = each.recv(AT_ONCE)
                if not data:
                    return
                if each is near:
                    swallowing = bool(self._swallowed) and self._swallowed in data
                    far.sendall(data)
                elif swallowing:
                    self.swallowed += 1
                    return
                else:
                    near.sendall(data)


def _close(of: socket.socket) -> None:
    with contextlib.suppress(OSError):
        of.shutdown(socket.SHUT_RDWR)
    of.close()


@contextmanager
def wire_to(address: str) -> Iterator[Wire]:
    """Give a wire to a server's address, and end it at the end."""
    made = Wire(int(address.rpartition(":")[2]))
    try:
        yield made
    finally:
        made.close()
