"""Reads what a media file says about itself: `python -m onrecord.evidence.media.probe FILE`.

The parsers of media are large and meet bytes from anybody, so they run in a process of their own,
which `look` starts and which limits itself before it opens the file:

1. its own session, no input, no environment, no open files of ours;
2. limits on memory, processor time, open files and bytes written;
3. the format is chosen from the file's first bytes, from a short list of containers, none of
   which refers to other files or addresses; the parser gets an open file, never a name;
4. one JSON object on standard output, bounded, of which the parent keeps known names only.

A crash, a bomb or a hang is a result: "could not be read", with the reason.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from onrecord.evidence.media import exif, heif, sniff
from onrecord.evidence.media.result import OUTPUT, ProbeResult, parse, unread

SECONDS = 60
CPU_SECONDS = 30
MEMORY = 2 * 1024**3
OPEN_FILES = 64
HEAD = 1024 * 1024
"""Bytes of a photo's beginning in which its EXIF is looked for."""


def look(path: Path, *, seconds: int = SECONDS) -> ProbeResult:
    """Read a file in a process of its own; never raises for what the file does."""
    with (
        tempfile.TemporaryFile() as output,
        subprocess.Popen(  # noqa: S603 - our own module, on a file of our own store
            [sys.executable, "-I", "-m", "onrecord.evidence.media.probe", str(path)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        ) as process,
    ):
        try:
            status = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            return unread(f"it took more than {seconds} seconds")
        if status < 0:
            return unread(f"the reader was ended by {signal.Signals(-status).name}")
        if status:
            return unread(f"the reader failed (exit {status})")
        output.seek(0)
        return parse(output.read(OUTPUT + 1))


def limit() -> None:
    """Limit this process, for good; what the system does not offer is left out."""
    for name, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(name, (most, most))


def read(file: BinaryIO) -> ProbeResult:
    """Read an open file by the type that its first bytes show."""
    head = file.read(HEAD)
    kind = sniff.media_type(head[: sniff.HEAD])
    if kind in {"image/heic", "image/heif"}:
        return _read_heif(file, head)
    if kind.startswith(("video/", "audio/", "image/")):
        from onrecord.evidence.media import streams  # noqa: PLC0415 - loads codecs, after the limits

        return streams.read(file, kind, head)
    return ProbeResult({}, None, "yes" if kind == "text/plain" else "no")


def _read_heif(file: BinaryIO, head: bytes) -> ProbeResult:
    found = heif.read(head)
    told = exif.Exif({}, {})
    if found.exif_at is not None:
        offset, length = found.exif_at
        file.seek(offset)
        told = heif.exif_of(file.read(min(length, HEAD)))
    media: dict[str, str | int] = {"container": "heif", **told.media}
    if found.width:
        media |= {"width": found.width, "height": found.height}
    missing = "" if found.exif_at else "could not be read: this photo's EXIF data"
    return ProbeResult(media, told.location or None, "no", missing)


def main(arguments: list[str]) -> int:
    """Limit this process, read the one file named, and print what it says."""
    limit()
    with Path(arguments[0]).open("rb") as file:
        found = read(file)
    sys.stdout.write(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
