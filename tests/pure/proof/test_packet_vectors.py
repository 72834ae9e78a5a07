"""Every packet vector: the exit code, and each failed check with its code."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from onrecord_proof import policy
from onrecord_proof.report import Result
from onrecord_proof.verify import verify

VECTORS = Path(__file__).parents[2] / "vectors"
PACKETS = sorted((VECTORS / "packet").glob("*.json"))


def lay_out(vector: dict[str, Any], root: Path) -> Path:
    """Write a vector's files, links and directories below `root`."""
    for path, encoded in vector["files"].items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(base64.b64decode(encoded))
    for path, to in vector["links"].items():
        (root / path).symlink_to(to)
    for path in vector["directories"]:
        (root / path).mkdir(parents=True)
    return root


@pytest.mark.parametrize("file", PACKETS, ids=lambda file: file.stem)
def test_packet_vector(file: Path, tmp_path: Path) -> None:
    vector = json.loads(file.read_text())
    pinned = None if vector["policy"] is None else policy.parse(vector["policy"])
    report = verify(lay_out(vector, tmp_path / "packet"), pinned=pinned)
    failed = [
        {"check": check.number, "code": check.code}
        for check in report.checks
        if check.result is Result.FAILS
    ]
    assert {"exit": report.exit, "failed": failed} == vector["expected"]


def test_vectors_are_those_that_the_generator_makes(tmp_path: Path) -> None:
    subprocess.run(  # noqa: S603 - our own generator
        [sys.executable, VECTORS / "make_packet.py", tmp_path], check=True
    )
    made = {path.relative_to(tmp_path): path.read_text() for path in tmp_path.glob("*/*.json")}
    kept = {
        path.relative_to(VECTORS): path.read_text()
        for kind in ("packet", "zip")
        for path in (VECTORS / kind).glob("*.json")
    }
    assert made
    assert kept == made
