"""A public witness, which we did not write, asked by the log's own client."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.authority import SYSTEM
from onrecord.ledger import queries
from onrecord.ledger.checkpoint_store import Stored
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import WitnessAhead
from onrecord.ledger.publication import publish_now
from onrecord.ledger.tiles import LogFolder
from onrecord.ledger.witnessing import Witnesses
from onrecord.storage.home import Home
from onrecord_proof import checkpoint, note, policy
from record.ledger.acts_for_tests import note_words
from record.ledger.witnesses_for_tests import Log

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def asked(public_witness: Path, home: Home) -> Iterator[str]:
    """Run the witness for the home's log, whose policy demands it; return its key."""
    with subprocess.Popen(  # noqa: S603 - built from the pinned module
        [str(public_witness), LogFolder(home.log).key().vkey()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url, vkey = (process.stdout.readline().split()[1] for _ in range(2))
        home.witness_policy.write_text(f"witness peer {vkey} {url}/\nquorum peer\n")
        yield vkey
        process.stdin.close()
        process.wait(timeout=10)


def publish(count: int) -> policy.PolicyResult:
    """Publish with so many entries more; return what the policy says of the checkpoint."""
    note_words(actor=SYSTEM.SETUP, count=count)
    publish_now(actor=SYSTEM.SETUP)
    return policy.parse(queries.policy_text()).check(queries.published().note, strict=True)


@pytest.mark.usefixtures("asked")
def test_it_cosigns_a_log_that_grows(home: Home) -> None:
    for count in (1, 6, 300):
        result = publish(count)
        assert list(result.witnesses) == ["peer"]
    home.witness_memory.unlink()
    assert publish(1).checkpoint.size == 312


def of(log: Log, size: int) -> Stored:
    signed = log.note(size)
    return Stored(size, checkpoint.parse(note.parse(signed).text).root, signed)


@pytest.mark.usefixtures("asked")
def test_it_tells_a_log_that_was_set_back_or_forked(home: Home) -> None:
    _, seed = note.parse_private(home.log_key.read_text().strip())
    log, fork = (Log([word + b"%d" % n for n in range(20)], seed) for word in (b"a", b"b"))
    witnesses = Witnesses(home, Disk())
    witnesses.ahead(of(log, 9), log.prove)
    assert witnesses.times(witnesses.cosign(log.note(12), log.prove)).keys() == {"peer"}
    with pytest.raises(WitnessAhead, match="12 entries, and this home's checkpoint has 9"):
        witnesses.ahead(of(log, 9), log.prove)
    with pytest.raises(WitnessAhead, match="another tree of 12 entries"):
        witnesses.ahead(of(fork, 12), fork.prove)
    with pytest.raises(WitnessAhead, match="another tree of 12 entries"):
        witnesses.cosign(fork.note(15), fork.prove)
    assert witnesses.cosign(log.note(15), log.prove)
