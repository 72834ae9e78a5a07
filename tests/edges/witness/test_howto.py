"""`docs/howto/run-a-witness.md`, followed line by line by one shell, on a real log."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from edges.witness.processes import free_port
from onrecord.cli.acting import operating_account
from onrecord.config.reference import REPOSITORY
from onrecord.storage.home import Home
from onrecord_proof import http, policy

PAGE = (REPOSITORY / "docs/howto/run-a-witness.md").read_text("utf-8")
DONE = "--done--"
START_SECONDS = 60
PEOPLE = """
from onrecord.accounts.actions import create_account, map_account
from onrecord.authority import SYSTEM, Role
from onrecord.cli.acting import operating_account

indigo, gray = ("indigo", Role.ADMINISTRATOR), ("gray", Role.AUDITOR)
for username, role in (indigo, gray):
    create_account(
        actor=SYSTEM.SETUP, username=username, password=None, name=username.capitalize(),
        agency="Example City", roles=[role],
    )
    map_account(actor=SYSTEM.SETUP, operating_account=operating_account(), username=username)
"""


@dataclass
class Shell:
    """One bash that is given line after line."""

    process: subprocess.Popen[str]

    def run(self, line: str) -> str:
        """Run a line, and return what it printed; it must end well."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\necho {DONE} $?\n")
        self.process.stdin.flush()
        printed = []
        for said in self.process.stdout:
            if said.startswith(DONE):
                assert said == f"{DONE} 0\n", (line, printed)
                return "".join(printed)
            printed.append(said)
        raise AssertionError(f"the shell ended at: {line}: {printed}")


def lines() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def machine(tmp_path: Path, port: int) -> Iterator[Shell]:
    """Found a trial home with two people, and give a shell that is theirs and the witness's."""
    home = Home(tmp_path / "home")
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    environment = {
        **kept,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "ONRECORD_HOME": str(home.root),
        "HERE": str(tmp_path / "here"),
        "PORT": str(port),
    }
    (tmp_path / "here").mkdir()
    subprocess.run(
        [sys.executable, "-m", "onrecord.cli", "setup"],
        env=environment, check=True, capture_output=True, timeout=START_SECONDS,
    )  # fmt: skip
    found = "import os, django; django.setup()\n" + PEOPLE
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", found],
        env={**environment, "DJANGO_SETTINGS_MODULE": "onrecord.config.settings"},
        check=True, timeout=START_SECONDS,
    )  # fmt: skip
    (tmp_path / "here/log.vkey").write_bytes((home.log / "log.vkey").read_bytes())
    with subprocess.Popen(
        ["bash"],  # noqa: S607 - whichever bash the reader has
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        shell = Shell(process)
        yield shell
        shell.run("kill %1; wait || true")
        process.stdin.close()  # type: ignore[union-attr] # it is a pipe


def wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            http.request(f"http://127.0.0.1:{port}/", timeout=5)
        except OSError:
            assert time.monotonic() < until, "the witness does not answer"
            time.sleep(0.1)
        else:
            return


def test_the_page_is_followed_line_by_line(machine: Shell, tmp_path: Path, port: int) -> None:
    assert operating_account()
    said = {}
    for line in lines():
        said[line] = machine.run(line)
        if line.endswith("&"):
            wait_for(port)
    here = tmp_path / "here"
    assert len(said) > 10
    trusted = policy.parse((here / "policy").read_bytes())
    exported = (here / "exported/checkpoint").read_bytes()
    result = trusted.check(exported, strict=True)
    assert list(result.witnesses) == ["newspaper"]
    assert result.checkpoint.size > 1
    last = lines()[-1]
    assert last.startswith("curl")
    assert exported.decode() in said[last], "the witness holds what the log shows"
    watched = next(words for line, words in said.items() if line.startswith("onrecord monitor"))
    assert "holds" in watched


def test_without_the_witness_the_log_s_policy_is_not_met(machine: Shell, tmp_path: Path) -> None:
    """The page, with the witness left out: publication waits and says why."""
    for line in lines():
        if line.startswith("onrecord log publish"):
            refused = machine.run(f"{line} || echo ended $?")
            assert "The witness newspaper has not cosigned" in refused
            assert "'newspaper' is not met" in refused
            assert "ended 5" in refused
            break
        machine.run("sleep 60 &" if line.endswith("&") else line)
    assert (tmp_path / "home/log/checkpoint").read_bytes().count("\u2014".encode()) == 1
