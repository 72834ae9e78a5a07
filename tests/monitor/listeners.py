"""A mail server and a webhook on this machine, which note what they are told."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket
from typing import Any

from pure.proof.loopback import serving, whole


class MailServer:
    """What a mail server took, and what it refuses."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuses = False


class _Session(socketserver.StreamRequestHandler):
    """One client of RFC 5321's minimum: HELO or EHLO, MAIL, RCPT, DATA, QUIT."""

    kept: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 loopback")
        for line in self.rfile:
            word = line.split(b" ")[0].strip().upper()
            if word == b"RCPT" and self.kept.refuses:
                self.say("451 not now")
            elif word == b"RCPT":
                self.kept.recipients.append(line.decode().strip())
                self.say("250 ok")
            elif word == b"DATA":
                self.say("354 go on")
                self.kept.mails.append(self.mail())
                self.say("250 kept")
            elif word == b"QUIT":
                self.say("221 goodbye")
                return
            else:
                self.say("250 ok")

    def mail(self) -> EmailMessage:
        data = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            data += line.removeprefix(b".")
        found = message_from_bytes(data, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Serve on a free port until the block ends."""
    kept = MailServer()
    session = type("Session", (_Session,), {"kept": kept})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), session) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()


class Hook:
    """What a webhook was told, and the status with which it answers."""

    def __init__(self) -> None:
        self.url = ""
        self.status = "204 No Content"
        self.told: list[dict[str, Any]] = []


@contextmanager
def webhook() -> Iterator[Hook]:
    """Serve a webhook on a free port."""
    hook = Hook()

    def answer(request: bytes, connection: socket) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        while len(body) < length:
            body += connection.recv(65_536)
        assert head.startswith(b"POST /secret-path ")
        assert b"application/json" in head
        if hook.status.startswith("2"):
            hook.told.append(json.loads(body))
        connection.sendall(whole(b"", hook.status))

    with serving(answer) as url:
        hook.url = f"{url}/secret-path"
        yield hook
