"""Two witnesses as people run them, each a process; the log tells them different things."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from edges.witness.processes import Running, serving
from monitor.conftest import Looking
from monitor.logs_for_tests import Log, leaves
from onrecord.monitor.kinds import Outcome
from onrecord.witness import keys
from onrecord.witness.store import WitnessStore

HONEST = leaves(40)


def submit(running: Running, signed: bytes) -> int:
    return running.post(b"old 0\n\n" + signed).status


@pytest.fixture
def policy(tmp_path: Path, log: Log) -> bytes:
    """Make two witnesses that know the log, and return a policy with both keys."""
    lines = [f"log {log.vkey}"]
    for name in ("paper", "bar"):
        made = keys.make(tmp_path / name, f"witness.invalid/{name}", WitnessStore.create)
        WitnessStore(keys.store_file(tmp_path / name)).add_log(log.vkey)
        lines.append(f"witness {name} {made.public.vkey()} {name}-url")
    return "".join(f"{line}\n" for line in [*lines, "quorum none"]).encode()


def test_a_split_view_between_two_real_witnesses_is_found(
    round_: Looking, log: Log, tmp_path: Path, policy: bytes
) -> None:
    log.publish(HONEST)
    with ExitStack() as stack:
        both = {name: stack.enter_context(serving(tmp_path / name)) for name in ("paper", "bar")}
        for name, running in both.items():
            policy = policy.replace(f"{name}-url".encode(), running.url.encode())
        done = round_(policy=policy)
        assert done.outcome is Outcome.HOLDS
        assert len(done.notices) == 2, "both know the log, and hold nothing of it yet"
        assert submit(both["paper"], log.note(HONEST[:30])) == 200
        done = round_(60, policy=policy)
        assert done.outcome is Outcome.HOLDS
        assert done.state.voices["paper"].last is not None
        assert submit(both["bar"], log.note(leaves(30, "another"))) == 200
        done = round_(120, policy=policy)
    assert done.outcome is Outcome.WRONG
    assert "split-view:witness bar" in [one.key for one in done.alarms]
    notes = [path.read_bytes() for path in (tmp_path / "kept/witnesses").rglob("*.note")]
    assert len(notes) == 2
    assert all(b"witness.invalid/" in note for note in notes)
