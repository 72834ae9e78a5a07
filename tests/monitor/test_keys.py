"""A log that changes its key is followed by its chain, and what was taken once stays taken."""

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from monitor.conftest import Looking
from monitor.logs_for_tests import Log, Signer, leaves
from onrecord.monitor.errors import MemoryDamaged
from onrecord.monitor.kinds import Outcome
from onrecord_proof import ed25519, keychain, merkle, note, statement
from pure.proof.packet_sample import Logged, logged

HONEST = leaves(30)


class Second(Signer):
    """Another key of the same log."""

    def __init__(self, origin: str) -> None:
        self.seed = sha256(b"the second key").digest()
        self.key = note.make_key(origin, ed25519.public_key(self.seed))


def signed(text: str, *signers: Signer) -> bytes:
    def by(one: Signer) -> tuple[note.Key, object]:
        return one.key, lambda data: ed25519.sign(one.seed, data)

    return note.sign(text, [by(one) for one in signers])  # type: ignore[misc] # a signer is callable


class Changing:
    """A log with a second key, in which entry 5 adds it and entry 7 retires the first."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.first, self.second = log.signer, Second(log.signer.key.name)
        self.added = logged(
            5, keychain.ADDED, vkey=self.second.key.vkey(), replaces=log.vkey, reason="yearly"
        )
        self.retired = logged(7, keychain.RETIRED, vkey=log.vkey, reason=None)
        self.leaves = [*HONEST]
        for index, entry in ((5, self.added), (7, self.retired)):
            self.leaves[index] = statement.leaf(entry.statement)

    def publish(self, size: int, *signers: Signer) -> bytes:
        """Publish so many entries under the signatures of these keys."""
        self.log.publish(self.leaves[:size])
        text = note.parse(self.log.note(self.leaves[:size])).text
        data = signed(text, *signers)
        self.log.checkpoint.write_bytes(data)
        return data

    def link(self, number: int, entry: Logged, index: int, size: int, head: bytes) -> bytes:
        """Publish the link of an entry under a signed checkpoint of so many."""
        hashes = [merkle.leaf_hash(one) for one in self.leaves[:size]]
        data = keychain.encode_link(
            index=index,
            hashes=merkle.inclusion_proof(hashes, index),
            checkpoint=head,
            statement_bytes=entry.statement,
            disclosures=entry.disclosures,
        )
        path = self.log.root / keychain.link_path(number)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return data


@pytest.fixture
def changing(log: Log) -> Changing:
    return Changing(log)


def test_a_new_key_is_followed_by_the_chain_and_the_old_one_ends(
    round_: Looking, changing: Changing
) -> None:
    first, second = changing.first, changing.second
    changing.publish(3, first)
    assert round_().outcome is Outcome.HOLDS
    changing.link(1, changing.added, 5, 6, changing.publish(6, first))
    done = round_(60)
    assert done.outcome is Outcome.HOLDS
    assert any("key added" in words and second.key.vkey() in words for words in done.notices)
    both = changing.publish(8, first, second)
    assert round_(120).outcome is Outcome.HOLDS
    changing.link(2, changing.retired, 7, 8, both)
    assert any("key retired" in words for words in round_(180).notices)
    changing.publish(9, second)
    done = round_(240)
    assert done.outcome is Outcome.HOLDS
    assert done.notices == ()
    changing.publish(10, first)
    assert [one.kind for one in round_(300).alarms] == ["untrusted"]


def test_a_new_key_without_a_link_is_not_trusted(round_: Looking, changing: Changing) -> None:
    changing.publish(3, changing.first)
    round_()
    changing.publish(6, changing.second)
    assert [one.kind for one in round_(60).alarms] == ["untrusted"]


def test_links_that_are_hidden_later_stay_taken(
    round_: Looking, changing: Changing, tmp_path: Path
) -> None:
    data = changing.link(1, changing.added, 5, 6, changing.publish(6, changing.first))
    round_()
    shutil.rmtree(changing.log.root / "keys")
    changing.publish(7, changing.second)
    assert round_(60).outcome is Outcome.HOLDS
    kept = tmp_path / "kept" / keychain.link_path(1)
    assert kept.read_bytes() == data
    kept.write_bytes(data[:-40])
    with pytest.raises(MemoryDamaged, match="keys"):
        round_(120)


def test_a_link_under_another_history_is_a_fork(round_: Looking, changing: Changing) -> None:
    """A thief of the key signs a chain of their own: the tree it stands in is not the log's."""
    honest = [*changing.leaves]
    changing.publish(4, changing.first)
    round_()
    changing.leaves[:2] = leaves(2, "another")
    changing.link(1, changing.added, 5, 6, changing.publish(6, changing.first))
    changing.leaves = honest
    shutil.rmtree(changing.log.root / "tile")
    changing.publish(9, changing.first)
    done = round_(60)
    assert done.outcome is Outcome.WRONG
    assert "inconsistent" in [one.kind for one in done.alarms]


def test_a_chain_that_is_refused_changes_nothing_and_is_noticed(
    round_: Looking, changing: Changing, tmp_path: Path
) -> None:
    data = changing.link(1, changing.added, 5, 6, changing.publish(6, changing.first))
    path = changing.log.root / keychain.link_path(1)
    path.write_bytes(data.replace(b"index 5", b"index 4"))
    done = round_()
    assert done.outcome is Outcome.HOLDS
    assert any("key chain is refused" in words for words in done.notices)
    assert not (tmp_path / "kept/keys").exists()
    path.write_bytes(data)
    assert any("key added" in words for words in round_(60).notices)
