"""What the log makes of its witnesses' answers: taken in, passed over, waited for, or a stop."""

import json
import logging
import threading

import pytest

from onrecord.ledger import witness_memory
from onrecord.ledger.checkpoint_store import Stored
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import LedgerBehind, QuorumMissing, WitnessAhead, WitnessesRefused
from onrecord.ledger.keys import load_key
from onrecord.ledger.witness_memory import Remembered
from onrecord.ledger.witnessing import Witnesses
from onrecord.storage.home import Home
from onrecord_proof import checkpoint, note, policy
from onrecord_proof.http import Response
from record.ledger.witnesses_for_tests import (
    SECONDS,
    FakeWitness,
    Log,
    Network,
    conflict,
    until_released,
)

QUORUM = ("group two 2 a b c", "quorum two")


@pytest.fixture
def log(home: Home) -> Log:
    _, seed = note.parse_private(home.log_key.read_text().strip())
    return Log([b"\x01" + bytes([number]) * 32 for number in range(40)], seed)


@pytest.fixture
def network(home: Home) -> Network:
    made = Network.of("a", "b", "c")
    home.witness_policy.write_bytes(made.policy(*QUORUM))
    return made


@pytest.fixture
def witnesses(home: Home, network: Network) -> Witnesses:
    return Witnesses(home, Disk(), request=network.request)


def pinned(home: Home, network: Network, *lines: str) -> policy.Policy:
    key = load_key(home.log_key).public
    return policy.parse(f"log {key.vkey()}\n".encode() + network.policy(*(lines or QUORUM)))


def stored(log: Log, size: int) -> Stored:
    signed = log.note(size)
    return Stored(size, checkpoint.parse(note.parse(signed).text).root, signed)


def test_a_home_without_a_policy_asks_nobody(home: Home, log: Log) -> None:
    alone = Witnesses(home, Disk(), request=Network({}).request)
    alone.ahead(stored(log, 3), log.prove)
    assert alone.cosign(log.note(3), log.prove) == log.note(3)
    assert not home.witness_memory.exists()


def test_all_cosign_and_the_lines_stand_in_the_strict_order(
    home: Home, log: Log, network: Network, witnesses: Witnesses
) -> None:
    network.witnesses = dict(reversed(network.witnesses.items()))
    home.witness_policy.write_bytes(network.policy(*QUORUM))
    cosigned = witnesses.cosign(log.note(7), log.prove)
    result = pinned(home, network).check(cosigned, strict=True)
    assert dict(result.witnesses) == dict.fromkeys("abc", SECONDS)
    assert witnesses.times(cosigned) == dict.fromkeys("abc", SECONDS)
    assert sorted(network.urls) == [f"http://{n}.invalid/w/add-checkpoint" for n in "abc"]


def test_the_proof_begins_where_each_witness_stands(
    home: Home, log: Log, network: Network, witnesses: Witnesses
) -> None:
    witnesses.cosign(log.note(7), log.prove)
    network.witnesses["b"].size = 3  # it lost its newest state
    witnesses.cosign(log.note(12), log.prove)
    assert network.witnesses["a"].asked == [0, 7]
    assert network.witnesses["a"].proofs == [[], log.prove(7, 12)]
    assert network.witnesses["b"].asked == [0, 7, 3]
    assert network.witnesses["b"].proofs[-1] == log.prove(3, 12)
    kept = witness_memory.recall(home)
    assert kept[network.witnesses["b"].key.vkey()] == Remembered(12, SECONDS)


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "[]", '{"a": 1}', '{"a": {"size": -1, "at": 0}}', '{"a": {"size": "7"}}', "[" * 9999],
)
def test_a_lost_memory_costs_one_question_more(
    home: Home, log: Log, network: Network, witnesses: Witnesses, damaged: str
) -> None:
    witnesses.cosign(log.note(7), log.prove)
    home.witness_memory.write_text(damaged)
    witnesses.cosign(log.note(9), log.prove)
    assert network.witnesses["a"].asked == [0, 0, 7]


def test_a_memory_beyond_this_home_is_no_reason_to_ask_nonsense(
    home: Home, log: Log, network: Network, witnesses: Witnesses
) -> None:
    a = network.witnesses["a"]
    witness_memory.remember(home, {a.key.vkey(): Remembered(30, 1)}, Disk())
    witnesses.cosign(log.note(5), log.prove)
    assert a.asked == [5, 0]


def test_only_the_logs_lines_are_sent_and_former_cosignatures_kept(
    home: Home, log: Log, network: Network, witnesses: Witnesses
) -> None:
    first = witnesses.cosign(log.note(7), log.prove)
    del network.witnesses["c"]
    network.witnesses["a"].seconds = SECONDS + 60
    again = witnesses.cosign(first, log.prove)
    assert [one.name for one in network.witnesses["a"].notes[-1].signatures] == [
        "demo.invalid/example-city"
    ]
    assert witnesses.times(again) == {"a": SECONDS + 60, "b": SECONDS, "c": SECONDS}
    assert pinned(home, Network.of("a", "b", "c")).check(again, strict=True)


def test_a_line_of_nobody_is_left_out(home: Home, log: Log, witnesses: Witnesses) -> None:
    text = note.parse(log.note(7)).text
    stranger = FakeWitness("x").signature(text).line().encode()
    cosigned = witnesses.cosign(log.note(7) + stranger, log.prove)
    assert b"x.invalid" not in cosigned
    assert home.witness_memory.exists()


def test_what_was_just_asked_is_not_asked_again(
    log: Log, network: Network, witnesses: Witnesses
) -> None:
    witnesses.ahead(stored(log, 7), log.prove)
    witnesses.cosign(log.note(7), log.prove)
    assert network.witnesses["a"].asked == [0]
    witnesses.cosign(log.note(7), log.prove)
    assert network.witnesses["a"].asked == [0, 7]


def answering(status: int, body: bytes = b"") -> Response:
    return Response(status, {}, body)


def unsigned(log: Log, network: Network, way: str) -> list[Response]:
    """Return what a witness answers that must not be taken in."""
    text, a = note.parse(log.note(7)).text, network.witnesses["a"]
    other = network.witnesses["b"].signature(text)
    false = a.signature("another\n7\ntext\n")
    no_time = FakeWitness("a", seconds=0).signature(text)
    plain = note.Signature(a.key.name, a.key.key_id, bytes(64))
    ways = {
        "by another key": [answering(200, other.line().encode())],
        "false": [answering(200, false.line().encode())],
        "without a time": [answering(200, no_time.line().encode())],
        "short": [answering(200, plain.line().encode())],
        "empty": [answering(200)],
        "HTML": [answering(200, b"<html>\n\n</html>\n")],
        "octets": [answering(200, b"\xff\x00\n")],
        "another note": [answering(200, b"words\n\n" + a.signature(text).line().encode())],
        "redirected": [answering(302)],
        "broken": [answering(500)],
        "unavailable": [answering(503)],
        "busy": [answering(429)],
        "unknown here": [answering(404)],
        "not trusted": [answering(403)],
        "malformed": [answering(400)],
        "size unreadable": [answering(409, b"many\n")],
        "size in Arabic digits": [answering(409, "٣\n".encode())],
        "size beyond": [answering(409, b"9223372036854775808\n")],
        "size after size": [conflict(3), conflict(4)],
        "422 of nothing": [answering(422)],
    }
    return ways[way]


WAYS = (
    "by another key",
    "false",
    "without a time",
    "short",
    "empty",
    "HTML",
    "octets",
    "another note",
    "redirected",
    "broken",
    "unavailable",
    "busy",
    "unknown here",
    "not trusted",
    "malformed",
    "size unreadable",
    "size in Arabic digits",
    "size beyond",
    "size after size",
    "422 of nothing",
)


@pytest.mark.parametrize("way", WAYS)
def test_a_witness_that_does_not_help_is_named_and_passed_over(
    home: Home, log: Log, network: Network, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    a, witnesses = network.witnesses["a"], Witnesses(home, Disk(), request=network.request)
    a.answers = list(unsigned(log, network, way))
    with caplog.at_level(logging.WARNING):
        cosigned = witnesses.cosign(log.note(7), log.prove)
    assert witnesses.times(cosigned) == {"b": SECONDS, "c": SECONDS}
    assert pinned(home, network).check(cosigned, strict=True)
    (warning,) = caplog.messages
    assert warning.startswith("The witness a has not cosigned: ")
    kept = witness_memory.recall(home)[a.key.vkey()]
    assert (kept.size, kept.at) == (0, 0)
    assert kept.trouble in warning
    witnesses.cosign(log.note(7), log.prove)
    assert witness_memory.recall(home)[a.key.vkey()] == Remembered(7, SECONDS)


def test_a_slow_witness_is_not_waited_for_nor_asked_twice_at_once(
    home: Home, log: Log, network: Network
) -> None:
    release, slow = threading.Event(), network.witnesses["a"]
    slow.answers = [until_released(release)]
    hurried = Witnesses(home, Disk(), request=network.request, seconds=0.2)
    assert hurried.times(hurried.cosign(log.note(7), log.prove)).keys() == {"b", "c"}
    assert hurried.times(hurried.cosign(log.note(8), log.prove)).keys() == {"b", "c"}
    assert slow.asked == [0]
    release.set()
    for thread in hurried._asked.values():
        thread.join()
    patient = Witnesses(home, Disk(), request=network.request)
    assert patient.times(patient.cosign(log.note(9), log.prove)).keys() == {"a", "b", "c"}


def test_without_a_quorum_publication_waits_and_says_why(
    home: Home, log: Log, network: Network, witnesses: Witnesses
) -> None:
    gone = {name: network.witnesses.pop(name) for name in "bc"}
    with pytest.raises(QuorumMissing) as found:
        witnesses.cosign(log.note(7), log.prove)
    words = str(found.value)
    assert "7 entries waits" in words
    assert "'two' is not met by a" in words
    assert "b: http://b.invalid/w/add-checkpoint does not answer" in words
    assert "onrecord log witnesses" in words
    network.witnesses |= gone
    assert pinned(home, network).check(witnesses.cosign(log.note(7), log.prove), strict=True)


def test_a_former_cosignature_counts_for_the_quorum(
    log: Log, network: Network, witnesses: Witnesses
) -> None:
    cosigned = witnesses.cosign(log.note(7), log.prove)
    network.witnesses.clear()
    assert witnesses.cosign(cosigned, log.prove) == cosigned


def test_without_a_quorum_line_of_names_nobody_is_waited_for(
    home: Home, log: Log, network: Network, witnesses: Witnesses
) -> None:
    home.witness_policy.write_bytes(network.policy("quorum none"))
    network.witnesses.clear()
    assert witnesses.cosign(log.note(7), log.prove) == log.note(7)


def ahead_of(
    network: Network, witnesses: Witnesses, log: Log, *answers: Response, size: int = 7
) -> str:
    network.witnesses["c"].answers = list(answers)
    with pytest.raises(WitnessAhead) as found:
        witnesses.ahead(stored(log, size), log.prove)
    assert isinstance(found.value, LedgerBehind)
    words = str(found.value)
    assert "The witness c" in words
    assert "older backup" in words
    assert "two servers" in words
    assert "adopt-loss --from" in words
    return words


def test_a_witness_that_knows_more_stops_the_log(
    log: Log, network: Network, witnesses: Witnesses
) -> None:
    words = ahead_of(network, witnesses, log, conflict(9))
    assert "9 entries, and this home's checkpoint has 7" in words
    assert "showed no checkpoint" in words
    network.witnesses["c"].shown = log.note(9)
    assert "shows a checkpoint of 9 entries" in ahead_of(network, witnesses, log, conflict(9))


@pytest.mark.parametrize("shown", [b"", b"words", b"words\n\n- x\n"])
def test_what_proves_nothing_is_not_called_proof(
    log: Log, network: Network, witnesses: Witnesses, shown: bytes
) -> None:
    network.witnesses["c"].shown = shown
    assert "showed no checkpoint" in ahead_of(network, witnesses, log, conflict(9))
    network.witnesses["c"].shown = Log(log.leaves, bytes(32)).note(9)
    assert "showed no checkpoint" in ahead_of(network, witnesses, log, conflict(9))


def test_it_stops_also_after_the_second_question(
    log: Log, network: Network, witnesses: Witnesses
) -> None:
    ahead_of(network, witnesses, log, conflict(3), conflict(9))


def test_another_tree_of_the_same_size_stops_the_log(
    log: Log, network: Network, witnesses: Witnesses
) -> None:
    witnesses.cosign(log.note(7), log.prove)
    words = ahead_of(network, witnesses, log, answering(422))
    assert "another tree of 7 entries" in words


def test_another_tree_of_a_smaller_size_stops_the_log(
    log: Log, network: Network, witnesses: Witnesses
) -> None:
    assert "another tree of 5 entries" in ahead_of(
        network, witnesses, log, conflict(5), answering(422)
    )


def test_one_ahead_counts_more_than_a_quorum(
    log: Log, network: Network, witnesses: Witnesses
) -> None:
    network.witnesses["a"].answers = [conflict(9)]
    with pytest.raises(WitnessAhead):
        witnesses.cosign(log.note(7), log.prove)


def test_a_log_that_cannot_prove_itself_is_not_blamed_on_a_witness(
    log: Log, network: Network, witnesses: Witnesses
) -> None:
    witnesses.cosign(log.note(7), log.prove)

    def broken(size1: int, size2: int) -> list[bytes]:
        raise LedgerBehind(f"a tile between {size1} and {size2} is missing")

    with pytest.raises(LedgerBehind, match="between 7 and 9"):
        witnesses.cosign(log.note(9), broken)
    assert network.witnesses["a"].asked == [0]


def test_a_damaged_policy_is_named_and_nobody_forgotten(
    home: Home, log: Log, witnesses: Witnesses
) -> None:
    home.witness_policy.write_text("quorum\n")
    with pytest.raises(WitnessesRefused, match="is damaged") as found:
        witnesses.cosign(log.note(7), log.prove)
    assert "line 1" in str(found.value)


def test_the_memory_is_by_key_and_forgets_who_is_not_asked(
    home: Home, log: Log, network: Network, witnesses: Witnesses
) -> None:
    witnesses.cosign(log.note(7), log.prove)
    assert len(json.loads(home.witness_memory.read_bytes())) == 3
    home.witness_policy.write_bytes(network.policy("quorum a", without=["b", "c"]))
    witnesses.cosign(log.note(8), log.prove)
    assert list(witness_memory.recall(home)) == [network.witnesses["a"].key.vkey()]
