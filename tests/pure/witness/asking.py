"""Asking a witness, without a network: its application with a store of its own."""

import base64
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.witness.decide import Head
from onrecord.witness.keys import WitnessKey
from onrecord.witness.server import Limits, Witness
from onrecord.witness.store import WitnessStore
from onrecord_proof import ed25519, note

PLENTY = 1_000_000


@dataclass(frozen=True)
class Answered:
    """What a WSGI application answers."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    app: Any,  # noqa: ANN401 - any WSGI application
    path: str = "/add-checkpoint",
    data: bytes | None = None,
    *,
    method: str = "",
    **environ: str,
) -> Answered:
    """Ask an application as a server would; data makes it a POST."""
    found: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        found.update(status=int(status.split(maxsplit=1)[0]), headers=dict(headers))

    given = {
        "REQUEST_METHOD": method or ("GET" if data is None else "POST"),
        "PATH_INFO": path,
        "REMOTE_ADDR": "192.0.2.1",
        "CONTENT_LENGTH": str(len(data or b"")),
        "wsgi.input": io.BytesIO(data or b""),
    }
    body = b"".join(app({**given, **environ}, start))
    return Answered(found["status"], found["headers"], body)


def key_of(name: str, seed: bytes) -> WitnessKey:
    public = ed25519.public_key(seed)
    return WitnessKey(note.make_key(name, public, note.COSIGNATURE), seed)


def plenty() -> Limits:
    """Return limits that no test meets by chance."""
    return Limits.of(PLENTY, PLENTY)


def add_checkpoint(given: Any) -> object:  # noqa: ANN401 - a vector's input
    """Do what a vector of the witness says; see docs/spec/witness.md."""
    with tempfile.TemporaryDirectory() as folder:
        store = WitnessStore.create(Path(folder) / "store.sqlite3")
        for vkey in given["logs"]:
            store.add_log(vkey)
        origin = given["logs"][0].partition("+")[0]
        before = given["held"]
        if before:
            with store.turn(origin) as turn:
                head = Head(before["size"], bytes.fromhex(before["root"]), before["time"])
                turn.keep(head, b"the note before\n")
        key = key_of(given["witness"]["name"], bytes.fromhex(given["witness"]["seed"]))
        app = Witness(key, store, plenty(), clock=lambda: given["time"])
        sent = given["request"]
        data = sent["utf8"].encode() if "utf8" in sent else base64.b64decode(sent["base64"])
        answered = ask(app, data=data)
        log = store.logs()[0]
        result: dict[str, object] = {"status": answered.status}
        if answered.status in {200, 409}:
            kind = answered.headers["Content-Type"]
            result |= {"content_type": kind, "body": answered.body.decode()}
        held = {"size": log.size, "root": log.root.hex()} if before or log.at else None
        return {**result, "held": held}
