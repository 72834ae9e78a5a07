"""What happens outside of the browser: a film is made, a packet changed, a packet verified."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

FILM_SECONDS = 12


def filmed(folder: Path) -> Path:
    """Make a video of nobody: a moving scene with a clock burnt in."""
    order = {
        "file": "camera.webm",
        "view": "street",
        "label": "4471",
        "starts": "2026-03-03T21:12:30",
        "seconds": FILM_SECONDS,
        "seed": 4,
    }
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "onrecord.evidence.media.scene", str(folder)],
        input=json.dumps([order]).encode(),
        check=True,
    )
    return folder / "camera.webm"


def changed_by_one_byte(packet: Path, copy: Path) -> Path:
    """Copy a packet, and change one bit in the middle of its film."""
    shutil.copytree(packet, copy)
    film = next(copy.rglob("*.webm"))
    data = bytearray(film.read_bytes())
    data[len(data) // 2] ^= 1
    film.chmod(0o600)
    film.write_bytes(data)
    return copy


def verified(packet: Path, policy: Path | None = None) -> int:
    """Run `onrecord-verify`, and return its exit code."""
    pinned = ["--policy", str(policy)] if policy else []
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "onrecord_proof", str(packet), *pinned],
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout, done.stderr)  # noqa: T201 - shown by pytest when the test fails
    return done.returncode
