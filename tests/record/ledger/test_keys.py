"""Replacing the log's key with overlap, and a successor where it is lost; broken off anywhere."""

from pathlib import Path
from uuid import uuid4

import pytest

from onrecord.authority import SYSTEM, Actor, Refused, Role
from onrecord.ledger import audit, key_files, lock, publication, queries
from onrecord.ledger.actions import keys
from onrecord.ledger.checkpoint_store import open_store
from onrecord.ledger.errors import KeyRefused, LedgerBehind, OriginRefused, SequencerRuns
from onrecord.ledger.keys import load_keys
from onrecord.ledger.models import Entry
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord_proof import checkpoint, keychain, note, policy, tile
from onrecord_proof.errors import ProofError
from onrecord_proof.merkle import verify_consistency
from record.ledger.acts_for_tests import note_words

pytestmark = pytest.mark.django_db

KEEPER = Actor(id=uuid4(), username="k", name="K", roles=frozenset({Role.ADMINISTRATOR}))
CUSTODIAN = Actor(id=uuid4(), username="c", name="C", roles=frozenset({Role.CUSTODIAN}))
ORIGIN = "demo.invalid/example-city"


def publish() -> bytes:
    return publication.publish_now(actor=CUSTODIAN).note


def signed_by(signed: bytes, key: note.Key) -> bool:
    try:
        checkpoint.open_checkpoint(signed, key.name, key)
    except ProofError:
        return False
    return True


def test_a_key_is_replaced_with_overlap(home: Home) -> None:
    former = load_keys(home).public
    note_words(actor=SYSTEM.SETUP)
    assert signed_by(publish(), former)

    shown = keys.rotate_key(actor=KEEPER, reason="two years have passed")
    fresh = note.parse_vkey(shown.vkey)
    assert load_keys(home).active == (fresh, former)
    assert LogFolder(home.log).key() == fresh
    both = publish()
    assert signed_by(both, former)
    assert signed_by(both, fresh)
    assert [view.state for view in keys.log_keys()] == ["signs", "signs beside"]

    keys.retire_key(actor=KEEPER, key_id=former.key_id.hex(), reason="readers have followed")
    last = publish()  # this checkpoint announces it, and is the last that both sign
    assert signed_by(last, former)
    alone = publish()
    assert signed_by(alone, fresh)
    assert not signed_by(alone, former)
    assert [path.name for path in home.keys.glob("*log*")] == ["log.key"]
    assert key_files.known_vkeys(home) == (fresh.vkey(), former.vkey())
    assert [view.state for view in keys.log_keys()] == ["signs", "retired"]
    assert audit.run(actor=SYSTEM.SETUP).findings == []


def links(home: Home) -> list[bytes]:
    return [path.read_bytes() for path in sorted((home.log / "keys").glob("*.tlog-proof"))]


def test_who_pinned_the_first_key_follows_the_chain(home: Home) -> None:
    former = load_keys(home).public
    pinned = policy.parse(f"log {former.vkey()}\nquorum none\n")
    fresh = keys.rotate_key(actor=KEEPER, reason="x")
    overlap = publish()
    keys.retire_key(actor=KEEPER, key_id=former.key_id.hex(), reason="x")
    publish()
    alone = publish()
    assert sorted(path.name for path in (home.log / "keys").iterdir()) == [
        "0001.tlog-proof",
        "0002.tlog-proof",
    ]
    with pytest.raises(ProofError):
        pinned.check(alone)
    followed = keychain.follow(pinned, links(home)).policy
    assert followed.check(alone).logs == (note.parse_vkey(fresh.vkey),)
    assert set(followed.check(overlap).logs) == {former, note.parse_vkey(fresh.vkey)}
    kept = links(home)
    publish()
    assert links(home) == kept  # a link is written once
    assert policy.parse(queries.policy_text()).check(overlap).logs == followed.check(overlap).logs


def test_each_step_is_an_entry_with_its_reason(home: Home) -> None:
    former = load_keys(home).public
    fresh = keys.rotate_key(actor=KEEPER, reason="it lay on a laptop")
    publish()
    keys.retire_key(actor=KEEPER, key_id=former.key_id.hex(), reason="followed")
    added, retired = Entry.objects.filter(chain=keys.CHAIN).order_by("id")
    opened = {
        entry.kind: entry.values() for entry in queries.opened_entries([added.id, retired.id])
    }
    assert opened["log.key_added/1"]["vkey"] == fresh.vkey
    assert opened["log.key_added/1"]["replaces"] == former.vkey()
    assert opened["log.key_added/1"]["reason"] == "it lay on a laptop"
    assert opened["log.key_retired/1"]["vkey"] == former.vkey()


@pytest.mark.parametrize("after", ["prepared", "entered", "linked", "replaced"])
def test_a_rotation_broken_off_is_finished_or_was_never_begun(
    home: Home, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    former = load_keys(home).public

    class PowerCutError(Exception):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as patch:
        if after == "prepared":
            patch.setattr("onrecord.ledger.actions.keys._add", cut)
        elif after == "entered":
            patch.setattr("onrecord.ledger.actions.keys.settle_keys", cut)
        elif after == "linked":
            patch.setattr(Path, "replace", cut)
        else:
            patch.setattr("onrecord.ledger.key_files.known_vkeys", cut)
        with pytest.raises(PowerCutError):
            keys.rotate_key(actor=KEEPER, reason="tried")
    signed = publish()
    active = load_keys(home).active
    assert signed_by(signed, former)
    if after == "prepared":
        assert active == (former,)
    else:
        assert active[1:] == (former,)
        assert signed_by(publish(), active[0])
        assert LogFolder(home.log).key() == active[0]
    if len(active) == 1:
        assert len(keys.rotate_key(actor=KEEPER, reason="again").key_id) == 8
    assert not list(home.keys.glob("next-*"))


def test_what_cannot_be_done_with_keys_is_said(home: Home) -> None:
    own = load_keys(home).public.key_id.hex()
    with pytest.raises(KeyRefused, match="signs beside the newest"):
        keys.retire_key(actor=KEEPER, key_id=own, reason="?")
    keys.rotate_key(actor=KEEPER, reason="first")
    with pytest.raises(KeyRefused, match="being replaced already"):
        keys.rotate_key(actor=KEEPER, reason="second")
    with pytest.raises(KeyRefused, match="No checkpoint has announced"):
        keys.retire_key(actor=KEEPER, key_id=own, reason="too soon")
    for act in (
        lambda: keys.rotate_key(actor=CUSTODIAN, reason="x"),
        lambda: keys.retire_key(actor=CUSTODIAN, key_id=own, reason="x"),
    ):
        with pytest.raises(Refused):
            act()


def test_a_refused_rotation_leaves_no_key(home: Home) -> None:
    before = sorted(path.name for path in home.keys.iterdir())
    with pytest.raises(Refused):
        keys.rotate_key(actor=CUSTODIAN, reason="x")
    publish()
    assert [n for n in sorted(p.name for p in home.keys.iterdir()) if "log" in n] == [
        n for n in before if "log" in n
    ]
    assert len(load_keys(home).active) == 1


def test_a_lost_key_has_a_successor_whose_tree_extends_the_closed_log(home: Home) -> None:
    former = load_keys(home).public
    note_words(actor=SYSTEM.SETUP, count=3)
    closed = checkpoint.open_checkpoint(publish(), ORIGIN, former)
    home.log_key.unlink()
    note_words(actor=SYSTEM.SETUP)
    with pytest.raises(LedgerBehind, match="onrecord log succeed"):
        Sequencer.open(home)

    origin = "demo.invalid/example-city-2"
    shown = keys.succeed(actor=KEEPER, origin=origin, reason="the safe burned")
    fresh = note.parse_vkey(shown.vkey)
    assert fresh.name == origin == home.record().origin
    head = checkpoint.open_checkpoint(publish(), origin, fresh)
    folder = LogFolder(home.log)
    proof = tile.consistency_proof_from_tiles(folder.tile, closed.size, head.size)
    verify_consistency(closed.size, head.size, closed.root, head.root, proof)
    entry = Entry.objects.get(kind="log.succeeded/1")
    assert entry.index is not None
    assert entry.index >= closed.size
    (opened,) = queries.opened_entries([entry.id])
    values = opened.values()
    assert (values["origin"], values["vkey"]) == (ORIGIN, former.vkey())
    stated = checkpoint.open_checkpoint(str(values["checkpoint"]).encode(), ORIGIN, former)
    assert (stated.size, stated.root) == (closed.size, closed.root)
    assert [log.key for log in policy.parse(queries.policy_text()).logs] == [fresh]
    both = policy.parse(f"log {former.vkey()}\nlog {fresh.vkey()}\nquorum none\n")
    claim = keychain.follow(both, links(home)).claim
    assert claim is not None
    assert keychain.confirm(both, claim, str(values["checkpoint"]).encode()) == ORIGIN
    assert audit.run(actor=SYSTEM.SETUP).findings == []


def test_a_successor_is_refused_where_nothing_is_lost(home: Home) -> None:
    with pytest.raises(KeyRefused, match="the log can go on"):
        keys.succeed(actor=KEEPER, origin="demo.invalid/other", reason="x")
    home.log_key.unlink()
    with pytest.raises(KeyRefused, match="a new one"):
        keys.succeed(actor=KEEPER, origin=ORIGIN, reason="x")
    for origin in ("city.example/log", "demo.invalid/two words"):
        with pytest.raises(OriginRefused):
            keys.succeed(actor=KEEPER, origin=origin, reason="x")
    with lock.exclusive(home), pytest.raises(SequencerRuns):
        keys.succeed(actor=KEEPER, origin="demo.invalid/other", reason="x")
    with pytest.raises(Refused):
        keys.succeed(actor=CUSTODIAN, origin="demo.invalid/other", reason="x")
    assert home.record().origin == ORIGIN
    assert open_store(home).latest().size == 0
