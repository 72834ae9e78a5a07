"""Every alarm, raised by a real log that does what it must not; and the rounds between them."""

import json
from pathlib import Path

import pytest

from monitor.conftest import SILENCE, Looking
from monitor.logs_for_tests import DAY, NOW, Log, Signer, Witness, leaves, trusting
from onrecord.cli.monitor import Anew
from onrecord.monitor.errors import MemoryForeign, NothingToTrust
from onrecord.monitor.follow import Round, is_first_use, trust
from onrecord.monitor.kinds import Outcome
from onrecord.monitor.memory import Memory
from onrecord.monitor.sights import Head, Missed, Seen, Shown, Sighting, Why
from onrecord.monitor.state import State
from onrecord.monitor.watch import judge
from onrecord_proof import ed25519, merkle, note
from onrecord_proof.strict import decode_base64
from pure.proof.loopback import files, saying, serving, whole

HONEST = leaves(700)


def kinds(done: Round) -> list[str]:
    return [one.kind for one in done.alarms]


def signed_for_another(log: Log) -> bytes:
    """Return a checkpoint of another origin that the log's key signed."""
    text = note.parse(log.note(HONEST[:5])).text.replace("watched", "another")
    return note.sign(text, [(log.signer.key, lambda data: ed25519.sign(log.signer.seed, data))])


def kept(tmp_path: Path) -> list[str]:
    return sorted(
        str(path.relative_to(tmp_path / "kept")) for path in (tmp_path / "kept").rglob("*.note")
    )


# -- what holds --


def test_a_log_that_grows_holds_and_every_checkpoint_is_kept(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    shown = []
    for number, size in enumerate([0, 1, 2, 3, 255, 256, 257, 512, 700]):
        shown.append(log.publish(HONEST[:size]))
        done = round_(number * 60)
        assert done.outcome is Outcome.HOLDS, (size, done)
        assert done.notices == ()
        assert done.state.latest is not None
        assert done.state.latest.head.size == size
    notes = [(tmp_path / "kept" / name).read_bytes() for name in kept(tmp_path)]
    assert sorted(notes) == sorted(shown)


def test_the_same_checkpoint_is_kept_once_and_a_new_cosignature_of_it_too(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    someone = Witness("w", tmp_path)
    policy = f"log {log.vkey}\nwitness w {someone.key.vkey()}\nquorum none\n".encode()
    log.publish(HONEST[:5], [(someone, NOW)])
    round_(policy=policy)
    round_(60, policy=policy)
    assert len(kept(tmp_path)) == 1
    log.publish(HONEST[:5], [(someone, NOW + 100)])
    done = round_(120, policy=policy)
    assert [name.rpartition(".")[0][-1] for name in kept(tmp_path)] == ["1", "2"]
    assert done.state.news == NOW + 120


def test_a_full_tile_stands_in_for_a_partial_one_that_is_gone(round_: Looking, log: Log) -> None:
    log.publish(HONEST[:300])
    log.publish(HONEST[:600])
    for path in log.root.rglob("*.p/44"):
        path.unlink()
    log.checkpoint.write_bytes(log.note(HONEST[:300]))
    assert round_().outcome is Outcome.HOLDS


# -- forks --


def test_two_roots_of_one_size_are_a_split_view_and_both_notes_are_kept(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    first = log.publish(HONEST[:300])
    round_()
    second = log.publish([*HONEST[:299], leaves(1, "another")[0]], anew=True)
    done = round_(60)
    assert done.outcome is Outcome.WRONG
    assert "split-view" in kinds(done)
    notes = [(tmp_path / "kept" / name).read_bytes() for name in kept(tmp_path)]
    assert sorted(notes) == sorted([first, second])
    (alarm,) = [one for one in done.alarms if one.kind == "split-view"]
    proof = json.loads((tmp_path / "kept" / alarm.evidence).read_text())
    assert {
        (tmp_path / "kept" / proof[one]["note"]).read_bytes() for one in ("first", "second")
    } == {
        first,
        second,
    }


@pytest.mark.parametrize(
    ("before", "after"), [(1, 2), (255, 256), (256, 700), (300, 301), (512, 513)]
)
def test_a_rewritten_history_is_inconsistent_and_proved(
    round_: Looking, log: Log, tmp_path: Path, before: int, after: int
) -> None:
    log.publish(HONEST[:before])
    round_()
    log.publish([*leaves(1, "another"), *HONEST[1:after]], anew=True)
    done = round_(60)
    assert done.outcome is Outcome.WRONG
    assert kinds(done) == ["inconsistent"]
    assert done.notices == ()
    assert done.state.pending == ()
    proof = json.loads((tmp_path / "kept" / done.alarms[0].evidence).read_text())
    first, second = proof["first"], proof["second"]
    inner = decode_base64(proof["root_of_the_second_at_the_size_of_the_first"], "inner")
    path = [decode_base64(one, "a hash") for one in proof["consistency_proof"]]
    root = decode_base64(second["root"], "root")
    merkle.verify_consistency(int(first["size"]), int(second["size"]), inner, root, path)
    assert inner != decode_base64(first["root"], "root")


def test_a_fork_never_ends_even_where_the_log_returns(round_: Looking, log: Log) -> None:
    log.publish(HONEST[:5])
    round_()
    log.publish(leaves(9, "another"), anew=True)
    assert kinds(round_(60)) == ["inconsistent"]
    log.publish(HONEST[:20], anew=True)
    done = round_(120)
    assert kinds(done) == ["inconsistent"]
    assert done.outcome is Outcome.WRONG
    assert done.state.latest is not None
    assert done.state.latest.head.size == 20


def test_the_branch_first_seen_stays_the_one_followed(round_: Looking, log: Log) -> None:
    log.publish(HONEST[:5])
    round_()
    for number, size in enumerate([9, 10, 11]):
        log.publish(leaves(size, "another"), anew=True)
        done = round_(60 * number + 60)
        assert kinds(done) == ["inconsistent"]
        assert done.state.latest is not None
        assert done.state.latest.head.size == 5


def test_a_checkpoint_between_two_consistent_ones_is_not_passed_over(
    round_: Looking, log: Log
) -> None:
    """Its tiles were withheld when it was shown, so it was pending; later it turns out a fork."""
    log.publish(HONEST[:5])
    round_()
    log.checkpoint.write_bytes(log.note(leaves(8, "another")))
    assert kinds(round_(60)) == []
    log.publish(HONEST[:12], anew=True)
    done = round_(120)
    assert kinds(done) == ["inconsistent"]
    assert "size 8" in done.alarms[0].words


# -- rollback, tiles, trust --


def test_a_rollback_is_raised_and_is_over_when_the_log_is_back(round_: Looking, log: Log) -> None:
    log.publish(HONEST[:300])
    round_()
    log.publish(HONEST[:299])
    done = round_(60)
    assert done.outcome is Outcome.WRONG
    assert kinds(done) == ["rollback"]
    log.publish(HONEST[:301])
    done = round_(120)
    assert done.outcome is Outcome.HOLDS
    assert [one.kind for one in done.over] == ["rollback"]


def test_what_does_not_hold_stands_while_nobody_can_look(round_: Looking, log: Log) -> None:
    log.publish(HONEST[:300])
    round_()
    log.publish(HONEST[:299])
    round_(60)
    log.checkpoint.unlink()
    done = round_(120)
    assert kinds(done) == ["rollback"]
    assert done.outcome is Outcome.WRONG


def test_tiles_that_do_not_make_the_checkpoint_are_named(round_: Looking, log: Log) -> None:
    log.publish(HONEST[:300])
    tile = log.root / "tile/0/001.p/44"
    data = bytearray(tile.read_bytes())
    data[7] ^= 1
    tile.write_bytes(data)
    done = round_()
    assert kinds(done) == ["tiles-differ"]
    log.publish(HONEST[:301])
    assert round_(60).outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    "path",
    ["tile/0/000", "tile/0/001", "tile/1/000.p/2", "tile/entries/000", "tile/entries/002.p/188"],
)
def test_reading_all_tiles_finds_any_that_differs_or_lacks(
    round_: Looking, log: Log, path: str
) -> None:
    log.publish(HONEST)
    assert round_(full=True).outcome is Outcome.HOLDS
    whole_tile = (log.root / path).read_bytes()
    (log.root / path).write_bytes(whole_tile[:40] + bytes([whole_tile[40] ^ 1]) + whole_tile[41:])
    done = round_(60, full=True)
    assert "tiles-differ" in kinds(done)
    (log.root / path).unlink()
    assert round_(120, full=True).outcome is Outcome.WRONG
    (log.root / path).write_bytes(whole_tile)
    assert "tiles-differ:full" in [one.key for one in round_(180).alarms], "nobody looked again"
    assert round_(240, full=True).outcome is Outcome.HOLDS


def test_another_key_or_origin_is_not_trusted(round_: Looking, log: Log, tmp_path: Path) -> None:
    log.publish(HONEST[:5])
    round_()
    honest = log.checkpoint.read_bytes()
    other = Log(tmp_path / "other", "demo.invalid/another-city")
    log.checkpoint.write_bytes(other.publish(HONEST[:6]))
    done = round_(60)
    assert kinds(done) == ["untrusted"]
    assert "another-city" in done.alarms[0].words
    log.checkpoint.write_bytes(honest.replace(b"\n5\n", b"\n4\n"))
    assert kinds(round_(120)) == ["untrusted"]
    log.checkpoint.write_bytes(honest)
    done = round_(180)
    assert done.outcome is Outcome.HOLDS
    assert [one.kind for one in done.over] == ["untrusted"]


# -- silence --


def test_silence_is_raised_past_the_schedule_and_ends_with_news(round_: Looking, log: Log) -> None:
    log.publish(HONEST[:5])
    round_()
    assert round_(SILENCE).outcome is Outcome.HOLDS
    done = round_(SILENCE + 1)
    assert done.outcome is Outcome.SILENT
    assert kinds(done) == ["silence"]
    assert done.alarms[0].since == NOW
    log.publish(HONEST[:6])
    done = round_(SILENCE + 60)
    assert done.outcome is Outcome.HOLDS
    assert [one.kind for one in done.over] == ["silence"]


def test_a_later_cosignature_is_news_and_one_from_the_future_is_not(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    someone = Witness("w", tmp_path)
    policy = f"log {log.vkey}\nwitness w {someone.key.vkey()}\nquorum none\n".encode()
    log.publish(HONEST[:5], [(someone, NOW)])
    round_(policy=policy)
    log.publish(HONEST[:5], [(someone, NOW + DAY)])
    assert round_(DAY, policy=policy).state.news == NOW + DAY
    log.publish(HONEST[:5], [(someone, NOW + 90 * DAY)])
    done = round_(2 * DAY, policy=policy)
    assert done.state.news == NOW + DAY
    assert any("in the future" in words for words in done.notices)
    assert kinds(round_(3 * DAY, policy=policy)) == ["silence"]


def test_a_checkpoint_without_the_quorum_is_followed_and_is_no_news(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    someone = Witness("w", tmp_path)
    policy = f"log {log.vkey}\nwitness w {someone.key.vkey()}\nquorum w\n".encode()
    log.publish(HONEST[:5], [(someone, NOW)])
    round_(policy=policy)
    log.publish(HONEST[:9])
    done = round_(SILENCE + 1, policy=policy)
    assert kinds(done) == ["silence"]
    assert "quorum" in " ".join(done.notices) or "do not meet" in " ".join(done.notices)
    assert done.state.largest == 9
    log.publish(leaves(12, "another"), anew=True)
    assert "inconsistent" in kinds(round_(SILENCE + 2, policy=policy))


def test_a_log_that_is_away_is_noticed_then_an_alarm_then_over(round_: Looking, log: Log) -> None:
    log.publish(HONEST[:5])
    round_()
    data = log.checkpoint.read_bytes()
    log.checkpoint.unlink()
    done = round_(60)
    assert done.outcome is Outcome.SILENT
    assert kinds(done) == []
    assert any("cannot be read" in words for words in done.notices)
    done = round_(SILENCE + 1)
    assert kinds(done) == ["unreachable"]
    assert done.alarms[0].since == NOW
    log.checkpoint.write_bytes(data)
    done = round_(SILENCE + 60)
    assert [one.kind for one in done.over] == ["unreachable"]
    assert kinds(done) == ["silence"], "it is back, and still says nothing new"


def test_a_page_that_is_no_checkpoint_is_a_log_that_cannot_be_read(round_: Looking) -> None:
    with serving(saying(whole(b"<html>sign in to this network</html>"))) as url:
        done = round_(source=url)
    assert done.outcome is Outcome.SILENT
    assert any("no checkpoint" in words for words in done.notices)


def test_a_log_that_withholds_its_tiles_is_an_alarm_past_the_schedule(
    round_: Looking, log: Log
) -> None:
    log.publish(HONEST[:5])
    round_()
    log.checkpoint.write_bytes(log.note(HONEST[:9]))
    done = round_(60)
    assert done.outcome is Outcome.SILENT, "what is not proved does not hold"
    assert kinds(done) == []
    assert any("not yet proved" in words for words in done.notices)
    done = round_(SILENCE + 61)
    assert "unproved" in kinds(done)
    log.publish(HONEST[:10])
    done = round_(SILENCE + 120)
    assert done.outcome is Outcome.HOLDS
    assert "unproved" in [one.kind for one in done.over]


def test_a_clock_that_goes_back_is_noticed(round_: Looking, log: Log) -> None:
    log.publish(HONEST[:5])
    round_(DAY)
    assert any("went back" in words for words in round_().notices)


# -- witnesses --


def test_witnesses_at_behind_and_ahead_are_compared_with_the_log(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    first, second = Witness("first", tmp_path / "w"), Witness("second", tmp_path / "w")
    log.publish(HONEST[:300])
    first.show(log.note(HONEST[:300]), NOW)
    second.show(log.note(HONEST[:17]), NOW)
    with serving(files(tmp_path / "w")) as url:
        policy = trusting(log, (first, f"{url}/first"), (second, f"{url}/second/"))
        done = round_(policy=policy)
        assert done.outcome is Outcome.HOLDS
        assert done.notices == ()
        second.show(log.note(HONEST[:400]), NOW)
        done = round_(60, policy=policy)
        assert done.outcome is Outcome.HOLDS
        assert any("witness second is ahead" in words for words in done.notices)
        log.publish(HONEST[:450])
        done = round_(120, policy=policy)
        assert done.outcome is Outcome.HOLDS
        assert done.notices == ()
        assert done.state.pending == ()


@pytest.mark.parametrize("size", [3, 256, 300, 301, 600])
def test_a_witness_that_was_shown_another_history_is_a_split_view(
    round_: Looking, log: Log, tmp_path: Path, size: int
) -> None:
    """At, behind, or ahead of the log; where it is ahead, once the log has grown so far."""
    one = Witness("one", tmp_path / "w")
    log.publish(HONEST[:300])
    held = one.show(log.note(leaves(size, "another")), NOW)
    with serving(files(tmp_path / "w")) as url:
        policy = trusting(log, (one, f"{url}/one"))
        done = round_(policy=policy)
        if size > 300:
            assert done.outcome is Outcome.HOLDS
            log.publish(HONEST)
            done = round_(60, policy=policy)
    assert done.outcome is Outcome.WRONG
    assert kinds(done) == ["split-view"]
    assert done.alarms[0].key == "split-view:witness one"
    assert held in [(tmp_path / "kept" / name).read_bytes() for name in kept(tmp_path)]


def test_two_witnesses_with_different_trees_are_a_split_view_while_the_log_is_away(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    first, second = Witness("first", tmp_path / "w"), Witness("second", tmp_path / "w")
    log.publish(HONEST[:5])
    first.show(log.note(HONEST[:8]), NOW)
    second.show(log.note(leaves(8, "another")), NOW)
    with serving(files(tmp_path / "w")) as url:
        policy = trusting(log, (first, f"{url}/first"), (second, f"{url}/second"))
        round_(policy=policy)
        log.checkpoint.unlink()
        done = round_(60, policy=policy)
    assert done.outcome is Outcome.WRONG
    assert {one.key for one in done.alarms} == {
        "split-view:witness first",
        "split-view:witness second",
    }


def test_a_witness_that_is_ahead_is_proved_where_the_tiles_are_there_already(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    """As between the cosignature and the publication, a moment later."""
    one = Witness("one", tmp_path / "w")
    behind = log.publish(HONEST[:300])
    one.show(log.publish(HONEST[:400]), NOW)
    log.checkpoint.write_bytes(behind)
    with serving(files(tmp_path / "w")) as url:
        done = round_(policy=trusting(log, (one, f"{url}/one")))
    assert done.outcome is Outcome.HOLDS
    assert done.notices == ()
    assert done.state.pending == ()


def test_a_witness_that_is_ahead_on_another_branch_is_found_by_the_tiles_of_that_branch(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    one = Witness("one", tmp_path / "w")
    behind = log.publish(HONEST[:300])
    round_(policy=trusting(log, (one, "http://127.0.0.1:1/")))
    one.show(log.publish([*leaves(1, "another"), *HONEST[1:400]]), NOW)
    log.checkpoint.write_bytes(behind)
    with serving(files(tmp_path / "w")) as url:
        (tmp_path / "kept/trust.policy").write_bytes(trusting(log, (one, f"{url}/one")))
        done = round_(60, policy=trusting(log, (one, f"{url}/one")))
    assert "split-view:witness one" in [alarm.key for alarm in done.alarms]


def test_the_core_needs_no_memory_to_compare_what_it_sees_at_once() -> None:
    """Two witnesses of one round, with nothing kept before."""

    def holding(name: str, root: bytes) -> Sighting:
        return Sighting(Shown(f"witness {name}", Head(4, root), f"witnesses/{name}/4.note"))

    away = Missed(Why.UNREACHABLE, "away")
    roots = {"a": b"\x01" * 32, "b": b"\x02" * 32}
    seen = Seen(NOW, away, {name: holding(name, root) for name, root in roots.items()})
    judged = judge(State(), seen, {}, SILENCE)
    assert [one.key for one in judged.state.alarms] == ["split-view:witness b"]
    assert judged.outcome is Outcome.WRONG


def test_what_a_witness_holds_and_the_log_hides_is_withheld(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    one = Witness("one", tmp_path / "w")
    log.publish(HONEST[:5])
    one.show(log.note(HONEST[:8]), NOW)
    with serving(files(tmp_path / "w")) as url:
        policy = trusting(log, (one, f"{url}/one"))
        assert round_(policy=policy).outcome is Outcome.HOLDS
        done = round_(SILENCE + 1, policy=policy)
        assert "withheld" in kinds(done)
        assert done.outcome is Outcome.WRONG
        log.publish(HONEST[:8])
        done = round_(SILENCE + 60, policy=policy)
    assert done.outcome is Outcome.HOLDS
    assert "withheld" in [ended.kind for ended in done.over]


def test_a_witness_that_goes_back_is_named(round_: Looking, log: Log, tmp_path: Path) -> None:
    one = Witness("one", tmp_path / "w")
    log.publish(HONEST[:9])
    one.show(log.note(HONEST[:9]), NOW)
    with serving(files(tmp_path / "w")) as url:
        policy = trusting(log, (one, f"{url}/one"))
        round_(policy=policy)
        one.show(log.note(HONEST[:4]), NOW)
        assert kinds(round_(60, policy=policy)) == ["rollback"]
        assert kinds(round_(120, policy=policy)) == ["rollback"]
        one.show(log.note(HONEST[:9]), NOW)
        assert round_(180, policy=policy).outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    "how",
    ["absent", "unsigned by the witness", "unsigned by the log", "no note", "of another log"],
)
def test_a_witness_that_shows_nothing_that_counts_is_noticed_then_an_alarm(
    round_: Looking, log: Log, tmp_path: Path, how: str
) -> None:
    one = Witness("one", tmp_path / "w")
    log.publish(HONEST[:5])
    one.show(log.note(HONEST[:5]), NOW)
    (place,) = (tmp_path / "w").rglob("checkpoint")
    data = place.read_bytes()
    place.write_bytes(
        {
            "absent": b"",
            "unsigned by the witness": log.note(HONEST[:5]),
            "unsigned by the log": note.Note(
                note.parse(data).text, note.parse(data).signatures[1:]
            ).encode(),
            "no note": b"hello",
            "of another log": one.cosign(signed_for_another(log), NOW),
        }[how]
    )
    if how == "absent":
        place.unlink()
    with serving(files(tmp_path / "w")) as url:
        policy = trusting(log, (one, f"{url}/one"))
        done = round_(policy=policy)
        assert done.outcome is Outcome.HOLDS
        assert any("witness one shows nothing" in words for words in done.notices)
        log.publish(HONEST[:6])
        round_(SILENCE, policy=policy)
        done = round_(SILENCE + 1, policy=policy)
        assert kinds(done) == ["witness-silent"]
        assert done.outcome is Outcome.SILENT
        one.show(log.note(HONEST[:6]), NOW)
        assert round_(SILENCE + 2, policy=policy).outcome is Outcome.HOLDS


# -- trust --


def test_without_a_policy_the_logs_own_key_is_trusted_and_kept(log: Log, tmp_path: Path) -> None:
    log.publish(HONEST[:5])
    with Memory(tmp_path / "first") as memory:
        believed = trust(memory, Anew(str(log.root)), None)
        assert [one.key for one in believed.logs] == [log.signer.key]
        assert is_first_use(memory)
    (log.root / "log.vkey").write_text(Signer("demo.invalid/x").key.vkey() + "\n")
    with Memory(tmp_path / "first") as memory:
        assert trust(memory, Anew(str(log.root)), None) == believed


def test_on_first_use_the_witnesses_of_the_logs_policy_are_asked_too(
    log: Log, tmp_path: Path
) -> None:
    one = Witness("one", tmp_path / "w")
    log.publish(HONEST[:5])
    (log.root / "policy.txt").write_bytes(trusting(log, (one, "http://127.0.0.1:1")))
    with Memory(tmp_path / "first") as memory:
        assert list(trust(memory, Anew(str(log.root)), None).witnesses) == ["one"]


def test_a_policy_of_the_log_that_names_another_key_is_refused(log: Log, tmp_path: Path) -> None:
    other = Log(tmp_path / "other", "demo.invalid/another-city")
    (log.root / "policy.txt").write_bytes(trusting(other))
    with Memory(tmp_path / "first") as memory, pytest.raises(NothingToTrust, match="does not name"):
        trust(memory, Anew(str(log.root)), None)


@pytest.mark.parametrize("wrong", [b"hello\n", b"\xff", b"log x+y+z\nquorum none\n"])
def test_a_policy_that_cannot_be_read_begins_nothing(
    log: Log, tmp_path: Path, wrong: bytes
) -> None:
    with Memory(tmp_path / "first") as memory:
        with pytest.raises(NothingToTrust):
            trust(memory, Anew(str(log.root)), wrong)
        assert not memory.is_begun


def test_another_policy_than_the_folders_is_refused(
    round_: Looking, log: Log, tmp_path: Path
) -> None:
    log.publish(HONEST[:5])
    round_()
    other = Log(tmp_path / "other", "demo.invalid/another-city")
    with pytest.raises(MemoryForeign, match="another trust policy"):
        round_(policy=trusting(other))
