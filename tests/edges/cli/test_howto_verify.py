"""`docs/howto/verify.md`, followed line by line on a real packet, receipt and log."""

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import pytest
from django.test import Client

from edges.cli.commands_for_tests import Ran, Run
from onrecord.accounts.models import User
from onrecord.cli.exits import Exit
from onrecord.config.reference import REPOSITORY
from onrecord.storage.home import Home
from onrecord.web.receipts.given import GIVEN

PAGE = (REPOSITORY / "docs/howto/verify.md").read_text("utf-8")
TOOLS = ("bash", "sha256sum", "openssl", "base64", "sed", "cut", "head", "tail")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"the page needs {', '.join(MISSING)}")


class Block(NamedTuple):
    """A block of the page: its language, and its lines."""

    language: str
    text: str


BLOCKS = [
    Block(found[1], found[2])
    for found in re.finditer(r"^```(.*)\n((?:.*\n)*?)```$", PAGE, flags=re.MULTILINE)
]


def done(ran: Ran) -> Ran:
    assert ran.code == Exit.DONE, ran.err
    return ran


@pytest.fixture
def folder(committed: None, people: object, home: Home, run: Run, tmp_path: Path) -> Path:  # noqa: ARG001 - a database, and who acts
    """Walk the path to a sealed packet, and put together what the page's reader has."""
    place = tmp_path / "reader"
    place.mkdir()
    opened = done(
        run(
            *("incident", "open", "--as", "avery", "--json", "--origin", "seen"),
            *("--district", "District 4", "--summary", "Two vehicles stop a car."),
            *("--force-used", "force", "--answer", "injured=yes", "--answer", "death=no"),
        )
    ).json
    number = opened["reference"]
    done(run("log", "publish", "--as", "gray"))
    (place / "monday.checkpoint").write_bytes((home.log / "checkpoint").read_bytes())
    narrative = tmp_path / "narrative.txt"
    narrative.write_text("I saw two vehicles stop a car.\n")
    note = tmp_path / "note.txt"
    note.write_text("a note handed over\n")
    of = (number, "--as")
    for line in (
        ("party", "add", *of, "avery", "--kind", "federal", "--affected"),
        ("allegation", "add", *of, "avery", "--party", "1", "--conduct", "Alleged: a push."),
        ("report", "write", *of, "avery", "--text", f"@{narrative}"),
        ("report", "lock", *of, "avery"),
        ("gap", "state", number, "keep-body-camera", "--as", "avery", "--reason", "No camera."),
        ("report", "submit", *of, "avery", "--sign", "Avery Example"),
        ("report", "approve", *of, "blake"),
        ("allegation", "classify", number, "A1", "--as", "ellis", "--track", "criminal",
         "--offence", "il-720-5-10-3"),
        ("exhibit", "add", number, str(note), "--as", "casey", "--kind", "document",
         "--title", "A note", "--source", "A bystander"),
    ):  # fmt: skip
        done(run(*line))
    packet = done(
        run(
            *("referral", "prepare", *of, "ellis", "--json", "--office", "ccsao"),
            *("--summary", "Force in a stop.", "--contacts-known", "None, asked the author."),
        )
    ).json["reference"]
    done(run("referral", "approve", packet, "--as", "blake"))
    sealed = done(run("referral", "seal", packet, "--as", "casey", "--json")).json
    shutil.copytree(sealed["folder"], place / "packet")
    (place / "friday.checkpoint").write_bytes((home.log / "checkpoint").read_bytes())
    done(run("log", "publish", "--as", "gray"))
    done(run("log", "export", str(place / "log")))
    shutil.copyfile(place / "log" / "policy.txt", place / "trusted.txt")
    client = Client()
    client.force_login(User.objects.get(username="avery"))
    session = client.session  # as if the browser had opened the incident: see web/receipts/given
    session[GIVEN] = [[opened["entry"], number]]
    session.save()
    saved = client.get(f"/receipts/{opened['entry']}/save/")
    assert saved.status_code == 200
    (place / "receipt.txt").write_bytes(saved.content)
    return place


def follow(folder: Path, lines: str) -> subprocess.CompletedProcess[str]:
    """Run a block of the page as its reader would."""
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(  # noqa: S603 - the page's own lines
        ["bash", "-euo", "pipefail", "-c", lines],  # noqa: S607 - whichever bash the reader has
        cwd=folder,
        env={
            "PATH": tools,
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def walk(folder: Path) -> list[tuple[str, int, str, list[str]]]:
    """Follow the page; return of each block its lines, exit code, output, and what lacks in it."""
    went: list[tuple[str, int, str, list[str]]] = []
    for block in BLOCKS:
        if block.language == "python":
            name = block.text.split(":")[0].removeprefix("# ")
            (folder / name).write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            ran = follow(folder, block.text)
            went.append((block.text, ran.returncode, ran.stdout + ran.stderr, []))
        elif block.language == "text":
            lines, code, out, _ = went[-1]
            went[-1] = (lines, code, out, lacking(block.text, out))
    return went


def lacking(expected: str, printed: str) -> list[str]:
    """Return the expected lines that were not printed, each line counted as often as it stands."""
    left = printed.splitlines()
    absent = []
    for line in expected.splitlines():
        found = next((one for one in left if fnmatchcase(one, line.replace("[", "[[]"))), None)
        if found is None:
            absent.append(line)
        else:
            left.remove(found)
    return absent


def test_the_page_is_followed_line_by_line(folder: Path) -> None:
    went = walk(folder)
    for lines, code, out, absent in went:
        assert code == 0, (lines, out)
        assert absent == [], (lines, out)
    assert len(went) == 12
    digests = re.findall(r"packet_digest(?: =|:) \"?([0-9a-f]{64})", "".join(w[2] for w in went))
    assert len(digests) == 2
    assert len(set(digests)) == 1
    assert f"{digests[0]}  packet/tagmanifest-sha256.txt" in "".join(out for _, _, out, _ in went)


# A file, and after which bytes of it one is altered: where the reader's question has its answer.
ALTERED = {
    "packet/seal.tlog-proof": b"extra ",
    "packet/data/packet.json": b'"format":"',
    "receipt.txt": b"Leaf hash (SHA-256, hexadecimal): ",
    "log/checkpoint": b"example-city\n",
    "friday.checkpoint": b"example-city\n",
    "log/tile/entries": b"\x00\x21",
}


def test_what_was_altered_is_seen_with_both(folder: Path) -> None:
    """Part A and part B each find it: the reader needs neither for the other."""
    for what, before in ALTERED.items():
        copy = shutil.copytree(folder, folder.with_name("copy"))
        place = copy / what
        if place.is_dir():
            place = next(path for path in sorted(place.rglob("*")) if path.is_file())
        data = place.read_bytes()
        at = data.index(before) + len(before) + 1
        place.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        went = walk(copy)
        for ours in (True, False):
            part = [one for one in went if ("onrecord-verify" in one[0]) is ours]
            assert any(code != 0 or absent for _, code, _, absent in part), (what, ours)
        shutil.rmtree(copy)


def test_the_page_names_every_exit_code() -> None:
    for code in range(5):
        assert f"\n| {code} | " in PAGE
