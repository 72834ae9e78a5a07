"""`docs/howto/keep-the-log.md`, its shell lines followed one by one on a real log."""

import re
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from conftest import People
from edges.cli.commands_for_tests import Ran, Run
from onrecord.authority import SYSTEM
from onrecord.cli.exits import Exit
from onrecord.config.reference import REPOSITORY
from onrecord.ledger import audit, key_files, publication
from onrecord.ledger.models import LostLeaf
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home
from onrecord_proof import keychain, note, policy
from record.ledger.acts_for_tests import note_words

PAGE = (REPOSITORY / "docs/howto/keep-the-log.md").read_text("utf-8")
LINES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="the backup of this test is a copy of a SQLite file"
    ),
]


class Follower:
    """Runs the page's lines; a name in `$CAPITALS` stands for what the reader has at hand."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.names: dict[str, str] = {}
        self.left = list(LINES)

    def next(self, begins: str) -> Ran:
        """Run the next line, which begins so."""
        line = self.left.pop(0)
        assert line.startswith(begins), line
        words = shlex.split(re.sub(r"\$(\w+)", lambda m: self.names[m[1]], line), comments=True)
        if words[0] == "rm":
            Path(words[1]).unlink()
            return Ran(0, "", "")
        assert words[0] == "onrecord"
        ran = self._run(*words[1:])
        assert ran.code == Exit.DONE, ran.err
        return ran


@pytest.fixture
def follower(run: Run, home: Home, people: People) -> Follower:  # noqa: ARG001 - who acts
    """Give a reader with a home in which something is recorded."""
    note_words(actor=SYSTEM.SETUP, count=3)
    publication.publish_now(actor=SYSTEM.SETUP)
    made = Follower(run)
    made.names["ONRECORD_HOME"] = str(home.root)
    return made


def test_the_page_is_followed_line_by_line(follower: Follower, home: Home, tmp_path: Path) -> None:
    first = LogFolder(home.log).key()
    follower.next("onrecord log keys")
    follower.next("onrecord log rotate-key")
    follower.next("onrecord log publish")
    follower.names["FORMER"] = first.key_id.hex()
    follower.next("onrecord log retire-key")
    follower.next("onrecord log publish")
    assert not list(home.keys.glob("log-*.key"))
    follower.next("rm ")
    follower.next("onrecord log succeed")
    follower.next("onrecord log publish")
    origin = "demo.invalid/example-city-2"
    assert home.record().origin == origin
    links = [path.read_bytes() for path in sorted((home.log / "keys").iterdir())]
    trusted = "".join(f"log {vkey}\n" for vkey in key_files.known_vkeys(home))
    followed = keychain.follow(policy.parse(f"{trusted}quorum none\n"), links)
    assert followed.claim is not None
    assert followed.claim.head.origin == origin

    backup = Copy(home, tmp_path / "backup")
    note_words(actor=SYSTEM.SETUP, count=2, words="lost")
    publication.publish_now(actor=SYSTEM.SETUP)
    backup.restore_database()
    follower.next("onrecord log adopt-loss --as")
    assert LostLeaf.objects.count() == 3

    publication.publish_now(actor=SYSTEM.SETUP)
    backup = Copy(home, tmp_path / "second")
    note_words(actor=SYSTEM.SETUP, count=4, words="lost again")
    publication.publish_now(actor=SYSTEM.SETUP)
    shutil.copytree(home.log, tmp_path / "mirror")
    backup.restore_database()
    backup.restore_the_rest()
    follower.names["MIRROR"] = str(tmp_path / "mirror")
    follower.next("onrecord log adopt-loss --from")
    assert follower.left == []
    publication.publish_now(actor=SYSTEM.SETUP)
    result = audit.run(actor=SYSTEM.SETUP)
    assert (result.findings, result.lost) == ([], LostLeaf.objects.count())
    assert note.parse_vkey(key_files.known_vkeys(home)[-1]) == first


class Copy:
    """A home as it was, put back as a careless operator would."""

    def __init__(self, home: Home, place: Path) -> None:
        self._home, self._place = home, place
        place.mkdir()
        self._database = Path(connection.settings_dict["NAME"])
        _copy(self._database, place / "database")
        _copy(home.checkpoint_store, place / "store")
        shutil.copytree(home.log, place / "log")

    def restore_database(self) -> None:
        """Put the database back."""
        connection.close()
        _copy(self._place / "database", self._database)

    def restore_the_rest(self) -> None:
        """Put the checkpoint store and the log's folder back."""
        for leftover in self._home.root.glob(f"{self._home.checkpoint_store.name}*"):
            leftover.unlink()
        _copy(self._place / "store", self._home.checkpoint_store)
        shutil.rmtree(self._home.log)
        shutil.copytree(self._place / "log", self._home.log)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
