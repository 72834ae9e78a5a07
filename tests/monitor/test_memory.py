"""What the monitor kept: whatever is torn, altered or gone is named, and never taken for less."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.conftest import Looking
from monitor.logs_for_tests import Log, leaves
from onrecord.monitor.errors import MemoryDamaged, MemoryForeign, MemoryInUse
from onrecord.monitor.kinds import Outcome
from onrecord.monitor.memory import Memory
from onrecord.monitor.sights import Head, Shown
from onrecord.monitor.state import Alarm, Pending, State, Voice, decode, encode
from onrecord_proof import strict

HONEST = leaves(30)
SHOWN = Shown("log", Head(2**60, bytes(range(32))), "checkpoints/x.note")
FULL = State(
    origin="demo.invalid/é",
    began=1,
    at=2,
    latest=SHOWN,
    largest=2**62,
    news=3,
    cosigned=4,
    reached=5,
    voices={"one": Voice(SHOWN, 6), "two": Voice(None, 7)},
    pending=(Pending(SHOWN, 8),),
    alarms=(Alarm("silence:log", "silence", "words", 9, "evidence/x.json", 10, {"mail": 11}),),
)

Change = Callable[[Path], None]


def test_a_state_is_read_as_it_was_written() -> None:
    assert decode(encode(FULL)) == FULL
    assert decode(encode(State())) == State()


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    path.unlink()


def forged(path: Path) -> None:
    """Set the size back, as somebody does who does not know of the digest."""
    value = json.loads(path.read_text())
    value["state"]["largest"] = "3"
    path.write_text(json.dumps(value))


def of_another_format(path: Path) -> None:
    value = json.loads(path.read_text())
    path.write_text(json.dumps({**value, "format": "onrecord-monitor/2"}))


@pytest.mark.parametrize("change", [torn, emptied, gone, forged, of_another_format])
def test_a_state_that_is_torn_altered_or_gone_is_named(
    round_: Looking, log: Log, tmp_path: Path, change: Change
) -> None:
    log.publish(HONEST[:9])
    round_()
    change(tmp_path / "kept/state.json")
    for _ in range(2):
        with pytest.raises(MemoryDamaged, match=r"state\.json is torn or altered"):
            round_(60)


def test_a_state_that_was_set_back_with_its_digest_is_named_by_the_note_beside_it(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    log.publish(HONEST[:9])
    round_()
    path = tmp_path / "kept/state.json"
    value = json.loads(path.read_text())
    value["state"]["latest"]["size"] = "8"
    digest = hashlib.sha256(strict.encode_json(value["state"])).hexdigest()
    path.write_text(json.dumps({**value, "sha256": digest}))
    with pytest.raises(MemoryDamaged, match=r"state\.json says size 8"):
        round_(60)


def test_a_field_that_lacks_is_named_though_the_digest_is_right(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    log.publish(HONEST[:9])
    round_()
    path = tmp_path / "kept/state.json"
    value = json.loads(path.read_text())
    for wrong in ({"news": None}, {"pending": [None]}, {"latest": {"by": "log"}}):
        state = {**value["state"], **wrong}
        digest = hashlib.sha256(strict.encode_json(state)).hexdigest()
        path.write_text(json.dumps({**value, "sha256": digest, "state": state}))
        with pytest.raises(MemoryDamaged, match="lacks or misspells"):
            round_(60)


@pytest.mark.parametrize("change", [torn, emptied, gone])
def test_a_checkpoint_that_is_torn_or_gone_is_named(
    round_: Looking, log: Log, tmp_path: Path, change: Change
) -> None:
    log.publish(HONEST[:9])
    round_()
    (kept,) = (tmp_path / "kept/checkpoints").iterdir()
    change(kept)
    with pytest.raises(MemoryDamaged, match=kept.name):
        round_(60)


def test_a_checkpoint_that_was_exchanged_is_named(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    log.publish(HONEST[:9])
    round_()
    (kept,) = (tmp_path / "kept/checkpoints").iterdir()
    kept.write_bytes(log.note(leaves(9, "another")))
    with pytest.raises(MemoryDamaged, match="name is not that"):
        round_(60)


def test_an_older_checkpoint_that_was_altered_is_named_when_all_is_read(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    log.publish(HONEST[:9])
    round_()
    (kept,) = (tmp_path / "kept/checkpoints").iterdir()
    log.publish(HONEST[:11])
    round_(60)
    kept.write_bytes(b"altered")
    assert round_(120).outcome is Outcome.HOLDS
    with pytest.raises(MemoryDamaged, match=kept.name):
        round_(180, full=True)


def test_a_lost_policy_is_named(round_: Looking, log: Log, tmp_path: Path) -> None:
    log.publish(HONEST[:9])
    round_()
    (tmp_path / "kept/trust.policy").unlink()
    with pytest.raises(MemoryDamaged, match=r"trust\.policy"):
        round_(60)


def test_one_monitor_a_folder(tmp_path: Path) -> None:
    with Memory(tmp_path / "kept"), pytest.raises(MemoryInUse, match="Another monitor"):
        Memory(tmp_path / "kept")
    Memory(tmp_path / "kept").close()


def test_a_state_set_back_to_an_older_one_does_not_hide_what_is_kept(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    """A restored state.json: the notes beside it still tell how far the log had come."""
    log.publish(HONEST[:9])
    round_()
    older = (tmp_path / "kept/state.json").read_bytes()
    log.publish(HONEST[:20])
    round_(60)
    (tmp_path / "kept/state.json").write_bytes(older)
    log.publish(HONEST[:12])
    done = round_(120)
    assert [one.kind for one in done.alarms] == ["rollback"]


def test_a_note_is_kept_byte_for_byte_and_never_written_over(tmp_path: Path, log: Log) -> None:
    first, head = log.note(HONEST[:3]), Head(3, b"\x01" * 32)
    with Memory(tmp_path / "kept") as memory:
        names = [
            memory.keep("log", "checkpoints", head, data).note for data in (first, b"x", first)
        ]
    assert names[0] == names[2] == "checkpoints/3-0101010101010101.1.note"
    assert names[1] == "checkpoints/3-0101010101010101.2.note"
    assert (tmp_path / "kept" / names[0]).read_bytes() == first


def test_a_disk_that_is_full_is_said_and_nothing_is_forgotten(
    round_: Looking, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.publish(HONEST[:9])
    before = round_().state

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    log.publish(HONEST[:12])
    with monkeypatch.context() as patched:
        patched.setattr("onrecord.monitor.memory.os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            round_(60)
    with Memory(tmp_path / "kept") as memory:
        assert memory.state() == before
    done = round_(120)
    assert done.outcome is Outcome.HOLDS
    assert done.state.largest == 12


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/.x.new").write_text("mine")
    with pytest.raises(MemoryForeign, match="photos"):
        Memory(tmp_path)
    assert (tmp_path / "photos/.x.new").exists()
    assert not (tmp_path / "lock").exists()
