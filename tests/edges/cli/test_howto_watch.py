"""`docs/howto/watch-a-log.md`, followed line by line: its shell lines, its cron, its systemd."""

import configparser
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from edges.cli.commands_for_tests import Run
from monitor.listeners import Hook, MailServer, mail_server, webhook
from onrecord.authority import SYSTEM
from onrecord.cli.exits import Exit
from onrecord.config.reference import REPOSITORY
from onrecord.ledger.keys import load_keys
from onrecord.ledger.sequencing import Sequencer
from onrecord.monitor.kinds import Kind
from onrecord.storage.home import Home
from onrecord_proof.checkpoint import Checkpoint
from pure.proof.loopback import files, serving
from record.ledger.acts_for_tests import note_words

PAGE = (REPOSITORY / "docs/howto/watch-a-log.md").read_text("utf-8")
FOLDER = "/var/lib/onrecord-monitor"

pytestmark = pytest.mark.django_db


def blocks(language: str) -> list[str]:
    """Return the page's blocks that say that they are of this language."""
    found = re.finditer(r"^```(.*)\n((?:.*\n)*?)```$", PAGE, flags=re.MULTILINE)
    return [block[2] for block in found if block[1] == language]


@dataclass(frozen=True)
class Place:
    """Somebody's machine: a folder, and whom its lines reach."""

    folder: Path
    url: str
    mail: MailServer
    hook: Hook

    def follow(self, lines: str) -> subprocess.CompletedProcess[str]:
        """Run lines of the page here, with this machine's names in the place of the page's."""
        for name, here in {
            "https://city.example/log/": f"{self.url}/log/",
            "https://chat.paper.example/hook": self.hook.url,
            "localhost:25": f"127.0.0.1:{self.mail.port}",
            "/usr/local/bin/onrecord": "onrecord",
            FOLDER: str(self.folder),
        }.items():
            lines = lines.replace(name, here)
        assert ".example/" not in lines
        tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        return subprocess.run(  # noqa: S603 - the page's own lines
            ["bash", "-euo", "pipefail", "-c", lines],  # noqa: S607 - whichever bash the reader has
            cwd=self.folder,
            env={"PATH": tools, "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def place(home: Home, run: Run, tmp_path: Path) -> Iterator[Place]:
    """Export a real log, serve it, and give a machine to watch it from."""
    note_words(actor=SYSTEM.SETUP, count=300)
    publish(home)
    export(run, tmp_path)
    folder = tmp_path / "machine"
    folder.mkdir()
    with mail_server() as mail, webhook() as hook, serving(files(tmp_path / "served")) as url:
        yield Place(folder, url, mail, hook)


def publish(home: Home) -> None:
    sequencer = Sequencer.open(home)
    sequencer.assign()
    sequencer.publish()


def export(run: Run, tmp_path: Path) -> None:
    """Export the log, and serve the export from now on."""
    served, fresh = tmp_path / "served/log", tmp_path / "served/fresh"
    assert run("log", "export", str(fresh)).code == Exit.DONE
    if served.exists():
        served.rename(tmp_path / "before")
    fresh.rename(served)


def test_the_page_is_followed_line_by_line(
    place: Place, home: Home, run: Run, tmp_path: Path
) -> None:
    said = []
    for lines in blocks("sh"):
        ran = place.follow(lines)
        assert ran.returncode == 0, (lines, ran.stdout, ran.stderr)
        said.append(ran.stdout)
    line = re.compile(
        r"^\S+Z  demo\.invalid/example-city  size 300  holds  followed since \S+Z$", re.MULTILINE
    )
    assert line.search(said[0])
    (shown,) = blocks("")
    assert line.search(shown.replace("5210", "300")), "the page shows what is printed"
    assert "all tiles were read: 300 entries" in said[3]
    assert [one["event"] for one in place.hook.told] == ["rehearsal"]
    assert len(place.mail.mails) == 1
    note_words(actor=SYSTEM.SETUP, count=9)
    publish(home)
    export(run, tmp_path)
    for entry in cron():
        ran = place.follow(entry)
        assert ran.returncode == 0, (place.folder / "city.txt").read_text()
    assert "size 309  holds" in (place.folder / "city.txt").read_text()
    ran = place.follow(f"{unit()['Service']['ExecStart']} --once")
    assert ran.returncode == 0, ran.stderr
    assert unit()["Service"]["WorkingDirectory"] == FOLDER
    assert len(list((place.folder / "city/checkpoints").iterdir())) == 2


def test_an_alarm_comes_as_the_page_says_and_others_can_check_it(
    place: Place, home: Home, tmp_path: Path
) -> None:
    """The lines of the page, and then the log signs another tree of the same size."""
    for lines in blocks("sh"):
        assert place.follow(lines).returncode == 0
    key = load_keys(home)
    other = key.sign(Checkpoint(key.origin, 300, b"\x01" * 32))
    (tmp_path / "served/log/checkpoint").write_bytes(other)
    ran = place.follow(cron()[0])
    assert ran.returncode == Exit.DOES_NOT_HOLD
    assert "ALARM split-view" in (place.folder / "city.txt").read_text()
    (told,) = [one for one in place.hook.told if one["kind"] == "split-view"]
    evidence = json.loads((place.folder / "city" / told["evidence"]).read_text())
    (line,) = blocks("bash")
    for name, role in (("FIRST.note", "first"), ("SECOND.note", "second")):
        line = line.replace(name, f"city/{evidence[role]['note']}")
    checked = place.follow(line)
    assert checked.returncode == 1, checked.stderr
    assert "SPLIT VIEW" in checked.stdout


def cron() -> list[str]:
    """Return the command of each line of the crontab."""
    (table,) = blocks("cron")
    return [line.split(" ", 5)[5] for line in table.splitlines()]


def unit() -> configparser.ConfigParser:
    """Return the systemd unit."""
    (text,) = blocks("ini")
    parsed = configparser.ConfigParser()
    parsed.optionxform = str  # type: ignore[assignment,method-assign] # names keep their case
    parsed.read_string(text)
    return parsed


def test_the_page_names_every_alarm_and_every_exit_code_of_the_monitor() -> None:
    for kind in Kind:
        assert f"| `{kind}` |" in PAGE
    for code in (Exit.DONE, Exit.DOES_NOT_HOLD, Exit.SILENT):
        assert f"| {code.value} |" in PAGE
