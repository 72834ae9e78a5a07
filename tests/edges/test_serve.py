"""`onrecord serve` as a person meets it: real processes, a real port, real signals."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from onrecord.cli.exits import Exit
from onrecord.storage.home import Home

START_SECONDS = 120
STOP_SECONDS = 8


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return {**kept, "ONRECORD_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def onrecord(home: Path, *line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "onrecord.cli", *line],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
    )


@dataclass(frozen=True)
class Process:
    """A process that runs, by its ids and its command line."""

    pid: int
    parent: int
    group: int
    line: str


def processes() -> list[Process]:
    """Return every process that runs; a bare Debian has no ps, and macOS no /proc."""
    if Path("/proc/self/stat").exists():
        return [found for path in Path("/proc").glob("[0-9]*") if (found := from_proc(path))]
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,pgid=,stat=,args="],  # noqa: S607 - where ps lies differs
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [row.split(None, 4) for row in listed.stdout.splitlines()]
    return [
        Process(int(pid), int(parent), int(group), line)
        for pid, parent, group, state, line in rows
        if not state.startswith("Z")
    ]


def from_proc(path: Path) -> Process | None:
    try:
        state, parent, group = (path / "stat").read_text().rpartition(") ")[2].split()[:3]
        line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:  # it has just ended
        return None
    return None if state == "Z" else Process(int(path.name), int(parent), int(group), line)


@dataclass
class Server:
    """A server under test, and what it has said so far."""

    process: subprocess.Popen[str]
    port: int
    lines: Path

    @property
    def said(self) -> str:
        """Return every line so far."""
        return self.lines.read_text()

    def wait_until(self, words: str, seconds: float = START_SECONDS) -> None:
        """Wait until it says some words, or fail with all that it said."""
        until = time.monotonic() + seconds
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.05)

    def children(self) -> dict[str, int]:
        """Return the process id of each child by its name; Linux and macOS alike."""
        return {
            process.line.split("onrecord.config.child ")[1].split()[0]: process.pid
            for process in processes()
            if process.parent == self.process.pid and "onrecord.config.child" in process.line
        }

    def answers(self) -> bool:
        """Say whether a page comes."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True


def group_is_gone(leader: int) -> bool:
    """Say whether nothing of a group runs; what only waits to be reaped does not."""
    return not any(process.group == leader for process in processes())


def wait_for_groups(leaders: list[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if all(group_is_gone(leader) for leader in leaders):
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set a trial home up, once for all tests here."""
    place = tmp_path_factory.mktemp("serve") / "home"
    ran = onrecord(place, "setup")
    assert ran.returncode == Exit.DONE, ran.stderr
    return place


@pytest.fixture
def server(home: Path, tmp_path: Path) -> Iterator[Server]:
    """Start a server, and wait until all its children run."""
    port = free_port()
    with (tmp_path / "lines").open("w") as lines:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "onrecord.cli", "serve", "--port", str(port)],
            env=environment(home),
            stdout=lines,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    running = Server(process, port, tmp_path / "lines")
    groups: list[int] = []
    try:
        running.wait_until("OnRecord is at")
        until = time.monotonic() + START_SECONDS
        while len(running.children()) < 3 and time.monotonic() < until:
            time.sleep(0.05)
        groups = list(running.children().values())
        yield running
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for group in groups:
            if not group_is_gone(group):
                os.killpg(group, signal.SIGKILL)


def test_it_answers_says_where_and_stops_cleanly(server: Server) -> None:
    children = server.children()
    assert set(children) == {"web", "sequencer", "worker"}
    assert server.answers()
    assert f"http://127.0.0.1:{server.port}/" in server.said
    assert "Trial: no real data" in server.said
    began = time.monotonic()
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=STOP_SECONDS) == Exit.DONE
    assert time.monotonic() - began < STOP_SECONDS
    assert wait_for_groups(list(children.values()), 1)
    assert not server.answers()
    assert "Traceback" not in server.said


def test_children_lead_sessions_of_their_own(server: Server) -> None:
    for pid in server.children().values():
        assert os.getsid(pid) == pid


def test_a_stalled_request_does_not_keep_it_from_stopping(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as stalled:
        stalled.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\n")
        stalled.sendall(b"Content-Length: 999\r\n\r\n")
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=STOP_SECONDS) == Exit.DONE


def test_a_second_ctrl_c_kills_at_once(server: Server) -> None:
    children = server.children()
    os.kill(children["web"], signal.SIGSTOP)  # it answers, so it has its handler: it cannot drain
    server.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert server.process.poll() is None
    began = time.monotonic()
    server.process.send_signal(signal.SIGINT)
    server.process.wait(timeout=STOP_SECONDS)
    assert time.monotonic() - began < 2
    assert wait_for_groups(list(children.values()), 1)


def test_a_child_that_cannot_drain_is_killed_in_time(server: Server) -> None:
    children = server.children()
    os.kill(children["web"], signal.SIGSTOP)
    began = time.monotonic()
    server.process.send_signal(signal.SIGINT)
    server.process.wait(timeout=STOP_SECONDS)
    assert time.monotonic() - began < STOP_SECONDS
    assert wait_for_groups(list(children.values()), 1)


def test_children_end_when_the_parent_is_gone(server: Server) -> None:
    children = server.children()
    server.process.kill()
    server.process.wait()
    assert wait_for_groups(list(children.values()), STOP_SECONDS)


def test_a_child_that_is_killed_is_started_again(server: Server) -> None:
    killed = server.children()["sequencer"]
    os.kill(killed, signal.SIGKILL)
    server.wait_until("The sequencer ended by itself")
    until = time.monotonic() + 10
    while server.children().get("sequencer", killed) == killed and time.monotonic() < until:
        time.sleep(0.05)
    assert server.children()["sequencer"] != killed
    assert server.answers()


@pytest.mark.usefixtures("server")
def test_a_home_is_served_once_at_a_time(home: Path) -> None:
    second = onrecord(home, "serve", "--port", str(free_port()))
    assert second.returncode == Exit.CANNOT_RUN
    assert "is being served already" in second.stderr
    assert len(second.stderr.splitlines()) == 1


def test_a_busy_port_is_one_clear_line(home: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        ran = onrecord(home, "serve", "--port", str(port))
    assert ran.returncode == Exit.CANNOT_RUN
    assert f"Port {port} on 127.0.0.1 cannot be used" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("a file, where a folder would have to be")
    ran = onrecord(file / "home", "serve", "--port", str(free_port()))
    assert ran.returncode == Exit.CANNOT_RUN
    assert "cannot be used" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_database_that_disagrees_with_the_log_stops_the_tree(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(home, copy)
    Home(copy).checkpoint_store.write_bytes(b"")  # what the sequencer compares with is gone
    ran = onrecord(copy, "serve", "--port", str(free_port()))
    assert ran.returncode == Exit.FAILED
    assert "Traceback" not in ran.stderr


def test_the_second_start_is_quick_and_keeps_what_was_there(home: Path, tmp_path: Path) -> None:
    before = Home(home).log_key.read_bytes()
    port = free_port()
    began = time.monotonic()
    with (tmp_path / "lines").open("w") as lines:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "onrecord.cli", "serve", "--port", str(port)],
            env=environment(home),
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
    try:
        while "OnRecord is at" not in (tmp_path / "lines").read_text():
            assert process.poll() is None
            time.sleep(0.05)
        # Five seconds by itself; here other tests share the machine.
        assert time.monotonic() - began < 30
    finally:
        process.terminate()
        process.wait(timeout=STOP_SECONDS + 2)
    assert Home(home).log_key.read_bytes() == before
