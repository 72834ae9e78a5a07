"""A public witness implementation, which we did not write, cosigns our exported log."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from onrecord_proof import cosignature, http, note, policy
from speed import peers

pytestmark = pytest.mark.usefixtures("exported")


@dataclass(frozen=True)
class Running:
    """A witness that runs: where it takes checkpoints, and its key."""

    url: str
    vkey: str


@pytest.fixture
def witness(public_witness: Path, exported: Path) -> Iterator[Running]:
    """Run the witness for our log until the test ends."""
    with subprocess.Popen(  # noqa: S603 - built from the pinned module
        [str(public_witness), (exported / "log.vkey").read_text("ascii").strip()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url, vkey = (process.stdout.readline().split()[1] for _ in range(2))
        yield Running(url, vkey)
        process.stdin.close()
        process.wait(timeout=10)


def submitted(witness: Running, checkpoint: bytes, old: int = 0) -> http.Response:
    return http.request(
        f"{witness.url}/add-checkpoint", data=f"old {old}\n\n".encode() + checkpoint
    )


def test_it_cosigns_our_checkpoint(witness: Running, exported: Path) -> None:
    checkpoint = (exported / "checkpoint").read_bytes()
    answer = submitted(witness, checkpoint)
    assert answer.status == 200, answer.body
    key = note.parse_vkey(witness.vkey)
    cosigned = note.parse(checkpoint + answer.body)
    line = next(one for one in cosigned.signatures if one.name == key.name)
    assert cosignature.verify(key.public, cosigned.text, line.signature) > 0


def test_a_quorum_of_it_is_met(witness: Running, exported: Path) -> None:
    checkpoint = (exported / "checkpoint").read_bytes()
    trusted = policy.parse(
        f"log {(exported / 'log.vkey').read_text('ascii').strip()}\n"
        f"witness peer {witness.vkey}\nquorum peer\n"
    )
    answer = submitted(witness, checkpoint)
    assert trusted.check(checkpoint + answer.body).checkpoint.size > 0


def test_it_refuses_a_checkpoint_that_was_changed(witness: Running, exported: Path) -> None:
    checkpoint = (exported / "checkpoint").read_bytes()
    origin, size, *rest = checkpoint.split(b"\n")
    changed = b"\n".join([origin, b"%d" % (int(size) + 1), *rest])
    answer = submitted(witness, changed)
    assert answer.status >= 400
    assert not answer.body


def test_versions_are_named(public_witness: Path) -> None:
    assert peers.version(public_witness).startswith("github.com/transparency-dev/witness v")
