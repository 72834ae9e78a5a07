"""Making a log: permanent origin, keys, and what an interruption leaves."""

import stat
from pathlib import Path

import pytest

from onrecord.ledger.errors import LedgerBehind, OriginRefused
from onrecord.ledger.keys import load_key
from onrecord.ledger.setup import create_log
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home, HomeError
from onrecord_proof import note
from onrecord_proof.checkpoint import Checkpoint, open_checkpoint
from onrecord_proof.merkle import EMPTY_ROOT

ORIGIN = "demo.invalid/example-city"


def test_the_key_is_readable_by_its_owner_alone(home: Home) -> None:
    assert stat.S_IMODE(home.log_key.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.keys.stat().st_mode) == 0o700
    assert home.log_key.read_text().startswith("PRIVATE+KEY+demo.invalid/example-city+")


def test_the_public_key_is_published(home: Home) -> None:
    key = note.parse_vkey((home.log / "log.vkey").read_text().strip())
    assert key.name == ORIGIN
    assert key == load_key(home.log_key).public


def test_signatures_verify_with_the_verifier(home: Home) -> None:
    key = load_key(home.log_key)
    head = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert open_checkpoint(key.sign(head), ORIGIN, key.public) == head


def test_the_key_does_not_show_in_messages(home: Home) -> None:
    assert "_seed" not in repr(load_key(home.log_key))


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "demo.invalid",
        "demo.invalid/",
        "log.example.gov/city",
        "demo.invalid.gov/x",
        "demo.invalid/a b",
    ],
)
def test_other_origins_are_refused(tmp_path: Path, origin: str) -> None:
    home = Home(tmp_path)
    with pytest.raises(OriginRefused, match="Origin"):
        create_log(home, origin)
    assert not list(tmp_path.iterdir())


def test_an_origin_is_permanent(home: Home) -> None:
    with pytest.raises(OriginRefused, match="for good"):
        create_log(home, "demo.invalid/another-city")


def test_again_changes_nothing(home: Home) -> None:
    before = {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    create_log(home, ORIGIN)
    assert {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_an_interrupted_setup_is_finished(home: Home, steps: int) -> None:
    made = [home.log_key, home.log / "log.vkey", home.checkpoint_store, home.log / "checkpoint"]
    for path in made[steps:]:
        path.unlink()
    create_log(home, ORIGIN)
    key = load_key(home.log_key).public
    assert open_checkpoint((home.log / "checkpoint").read_bytes(), ORIGIN, key).size == 0


def test_a_lost_store_is_not_made_anew(home: Home) -> None:
    home.checkpoint_store.unlink()
    with pytest.raises(LedgerBehind, match="could fork"):
        create_log(home, ORIGIN)
    assert not home.checkpoint_store.exists()


def test_a_lost_key_is_not_made_anew(home: Home) -> None:
    home.log_key.unlink()
    with pytest.raises(LedgerBehind, match="Restore it from the copy"):
        create_log(home, ORIGIN)
    assert not home.log_key.exists()


def test_reading_where_no_log_is_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="onrecord setup"):
        LogFolder(tmp_path).published()
    with pytest.raises(HomeError, match="onrecord setup"):
        LogFolder(tmp_path).key()
