"""A real timestamp authority (RFC 3161): `openssl ts -reply`, asked over HTTP on loopback.

It has a root and a signer of its own, made with openssl in a folder. `fault` names what it does
wrong, or is empty.
"""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from onrecord.ledger.authorities import Authority

POLICY = "1.3.6.1.4.1.99999.1"
FAULTS = (
    "down",
    "hangs",
    "half an answer",
    "wrong nonce",
    "wrong imprint",
    "signer outside the root",
    "rejects",
    "garbage",
    "another status",
    "empty",
)
_SHA256 = bytes.fromhex("0609608648016503040201")
_CONFIGURATION = f"""
[req]
distinguished_name = name
prompt = no
[name]
CN = Fictional
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[granting]
serial = serial
default_policy = {POLICY}
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[rejecting]
serial = serial
default_policy = {POLICY}
digests = sha512
signer_digest = sha256
ess_cert_id_alg = sha256
"""


class TimestampAuthority:
    """The authority's folder, its faults, and how often it was asked."""

    def __init__(self, folder: Path, name: str) -> None:
        if shutil.which("openssl") is None:
            pytest.skip("openssl is not installed: apt install openssl")
        folder.mkdir()
        self.folder = folder
        self.name = name
        self.fault = ""
        self.asked = 0
        self.port = 0
        self._lock = threading.Lock()
        (folder / "tsa.cnf").write_text(_CONFIGURATION)
        (folder / "serial").write_text("01\n")
        self._make("root", "signer")
        self._make("other-root", "other-signer")

    @property
    def root(self) -> Path:
        """The trust root, as PEM."""
        return self.folder / "root.pem"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}/tsr"

    @property
    def configured(self) -> Authority:
        """What a home knows of it."""
        return Authority(self.name, self.url, self.root.read_bytes())

    def reply(self, query: bytes) -> bytes:
        """Answer a query, in the way of `fault`."""
        with self._lock:  # openssl counts in a file
            query_file = self.folder / "query.tsq"
            query_file.write_bytes(query)
            digest = query[query.index(_SHA256) :].partition(b"\x04\x20")[2][:32]
            if self.fault == "wrong nonce":
                self._query(digest)
            if self.fault == "wrong imprint":
                self._query(bytes(32))
            signer = "other-signer" if self.fault == "signer outside the root" else "signer"
            section = "rejecting" if self.fault == "rejects" else "granting"
            self._openssl(
                "ts", "-reply", "-config", "tsa.cnf", "-section", section, "-queryfile",
                "query.tsq", "-signer", f"{signer}.pem", "-inkey", f"{signer}.key", "-out",
                "reply.tsr",
            )  # fmt: skip
            reply = (self.folder / "reply.tsr").read_bytes()
        return {
            "garbage": b"<html>Not here</html>",
            "half an answer": reply[: len(reply) // 2],
            "empty": b"",
        }.get(self.fault, reply)

    def _query(self, digest: bytes) -> None:
        self._openssl(
            "ts", "-query", "-digest", digest.hex(), "-sha256", "-cert", "-out", "query.tsq"
        )

    def _make(self, root: str, signer: str) -> None:
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        self._openssl(
            "req", "-x509", *key, "-keyout", f"{root}.key", "-out", f"{root}.pem", "-days", "30",
            "-subj", f"/CN={root} of {self.name}", "-config", "tsa.cnf", "-extensions", "root",
        )  # fmt: skip
        self._openssl(
            "req", *key, "-keyout", f"{signer}.key", "-out", f"{signer}.csr",
            "-subj", f"/CN={signer} of {self.name}", "-config", "tsa.cnf",
        )  # fmt: skip
        self._openssl(
            "x509", "-req", "-in", f"{signer}.csr", "-CA", f"{root}.pem", "-CAkey", f"{root}.key",
            "-set_serial", "2", "-days", "20", "-extfile", "tsa.cnf", "-extensions", "signer",
            "-out", f"{signer}.pem",
        )  # fmt: skip

    def _openssl(self, *line: str) -> None:
        subprocess.run(  # noqa: S603 - our own words
            ["openssl", *line],  # noqa: S607 - whichever openssl the machine has
            cwd=self.folder,
            check=True,
            capture_output=True,
        )


@contextmanager
def answering(folder: Path, name: str) -> Iterator[TimestampAuthority]:
    """Run an authority over HTTP on a free port of loopback."""
    authority = TimestampAuthority(folder, name)
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            authority.asked += 1
            if authority.fault == "down":
                self.close_connection = True
                return
            if authority.fault == "hangs":
                released.wait(30)
                return
            reply = authority.reply(query)
            self.send_response(503 if authority.fault == "another status" else 200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        authority.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        try:
            yield authority
        finally:
            released.set()
            server.shutdown()
            thread.join()
