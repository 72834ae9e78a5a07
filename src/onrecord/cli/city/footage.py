"""The city's fictional footage: ordered from the media process while the city settles."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onrecord.authority import Actor
from onrecord.cli.city.playing import SEED, after, at
from onrecord.evidence.actions import (
    add_exhibit,
    close_viewing,
    download_exhibit,
    open_viewing,
    serve_viewing,
)
from onrecord.evidence.states import ExhibitKind
from onrecord.ledger.times import pretend
from onrecord.storage.home import HomeError
from onrecord.storage.local import blob_store

SCENE = "onrecord.evidence.media.scene"
SECONDS = 120


@dataclass(frozen=True)
class Shot:
    """One file: the scene, the words burnt in, the clock's first time, and how many seconds."""

    view: str
    label: str
    starts: str
    seconds: int


SHOTS = {
    "linden-body-worn.webm": Shot("street", "BODY-WORN 4471", "2026-04-22T17:44:20", 12),
    "linden-telephone.webm": Shot("corner", "TELEPHONE", "2026-04-22T17:42:58", 10),
    "linden-pavement.jpg": Shot("corner", "PHOTO 4471", "2026-04-22T17:58:12", 0),
    "canal-mirror.jpg": Shot("street", "PHOTO 7209", "2026-04-29T08:24:40", 0),
    "orchard-fixed-camera.webm": Shot("yard", "FIXED CAMERA 12", "2026-05-12T10:06:15", 10),
    "depot-body-worn.webm": Shot("corner", "BODY-WORN 4471", "2026-05-27T12:21:40", 8),
}


class Footage:
    """Files that the media process is making, or has made."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self._process = process
        self._folder = folder

    def read(self, name: str) -> bytes:
        """Return a file's bytes, once they are made."""
        if self._process.wait(timeout=SECONDS):
            raise HomeError(
                f"The demo city's footage was not made: {SCENE} ended with "
                f"{self._process.returncode}; what it said stands above."
            )
        return (self._folder / name).read_bytes()


@contextmanager
def filming() -> Iterator[Footage]:
    """Have every shot made, in a process and a folder that pass."""
    orders = [
        {
            "file": name,
            "view": shot.view,
            "label": shot.label,
            "starts": shot.starts,
            "seconds": shot.seconds,
            "seed": SEED + place,
        }
        for place, (name, shot) in enumerate(SHOTS.items())
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryFile("w+") as given,
    ):
        json.dump(orders, given)
        given.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-I", "-m", SCENE, folder],
            stdin=given,
            stdout=subprocess.DEVNULL,
        )
        try:
            yield Footage(process, Path(folder))
        finally:
            process.kill()
            process.wait()


def take_in(
    actor: Actor,
    number: str,
    data: bytes,
    *,
    kind: ExhibitKind,
    title: str,
    source: str,
    name: str,
    recorded: str = "",
    recorded_by: str = "",
    holder_number: str = "",
) -> str:
    """Take bytes in as an incident's next exhibit; return its number."""
    return add_exhibit(
        actor=actor,
        number=number,
        staged=blob_store().stage([data]),
        kind=kind,
        title=title,
        source=source,
        original_name=name,
        recorded_at=at(recorded) if recorded else None,
        recorded_by=recorded_by,
        holder_evidence_number=holder_number,
    ).reference


def watch(actor: Actor, number: str, exhibit: str, purpose: str, *, seconds: int) -> None:
    """View an exhibit as a player does: two ranges, so many seconds apart, then the end."""
    ticket = open_viewing(actor=actor, number=number, exhibit_number=exhibit, purpose=purpose)
    for wait, asked in ((2, "bytes=0-65535"), (seconds + 2, "bytes=65536-")):
        with pretend(after(wait)):
            list(serve_viewing(actor=actor, token=ticket.token, range_header=asked).blocks)
    with pretend(after(seconds + 3)):
        close_viewing(actor=actor, token=ticket.token)


def copy_out(actor: Actor, number: str, exhibit: str, purpose: str) -> None:
    """Download an exhibit; the bytes go nowhere, the entry stands."""
    copy = download_exhibit(actor=actor, number=number, exhibit_number=exhibit, purpose=purpose)
    list(copy.served.blocks)
