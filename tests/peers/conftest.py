"""A small log with full and partial tiles, exported; and public implementations that read it."""

from pathlib import Path

import pytest

from onrecord.authority import SYSTEM
from onrecord.ledger.export import export_log
from onrecord.ledger.publication import publish_now
from onrecord.storage.home import Home
from record.ledger.acts_for_tests import note_words
from speed import peers

ENTRIES = 300  # one full tile, and a partial one at each level


@pytest.fixture
def exported(committed: None, home: Home, tmp_path: Path) -> Path:  # noqa: ARG001 - acts commit
    """Publish twice and export: the log has a past."""
    note_words(actor=SYSTEM.SETUP, count=10)
    publish_now(actor=SYSTEM.SETUP)
    note_words(actor=SYSTEM.SETUP, count=ENTRIES - 10)
    publish_now(actor=SYSTEM.SETUP)
    export_log(tmp_path / "exported")
    return tmp_path / "exported"


def built(module: str, folder: Path, package: str = ".") -> Path:
    """Build a peer, or skip with the reason why it cannot be built here."""
    try:
        return peers.build(module, folder, package)
    except peers.NoPeerError as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def tessera_fsck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build Tessera's fsck at the pinned version."""
    return built("tessera", tmp_path_factory.mktemp("fsck"), peers.FSCK)


@pytest.fixture(scope="session")
def tessera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the program that appends to Tessera's POSIX log."""
    return built("tessera", tmp_path_factory.mktemp("tessera"))


@pytest.fixture(scope="session")
def public_witness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the program that runs a public witness implementation."""
    return built("witness", tmp_path_factory.mktemp("witness"))
