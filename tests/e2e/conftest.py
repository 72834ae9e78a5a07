"""A real server on a home of its own, a real browser, and a look at what it shows.

    def test_desk(served: Served, browser: Browser) -> None:
        page = served.signed_in(browser, "avery", width=360)
        page.goto(f"{served.address}/desk/")
        look(page, "desk")       # axe, sideways scroll, sizes; a picture in test-results/

`served` runs `onrecord serve` as its process tree (web, sequencer, worker) on the demo city, once
for all tests that ask for it. ONRECORD_SERVED=ADDRESS uses a server that runs already.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from e2e import second_step
from e2e.looking import chromium, faults_of

PICTURES = Path(__file__).parents[2] / "test-results"
PASSWORD = "fictional city"
FOUND_WITHIN_SECONDS = 120.0
STOPPED_WITHIN_SECONDS = 12.0


@dataclass(frozen=True)
class Served:
    """A server: its address, the folder of its home, and what it printed."""

    address: str
    home: Path
    printed: Path

    def signed_in(
        self,
        browser: Browser,
        username: str,
        *,
        password: str = PASSWORD,
        width: int = 1280,
        height: int = 800,
    ) -> Page:
        """Return a page of a context of its own, in which a fictional person has signed in."""
        context = browser.new_context(
            viewport={"width": width, "height": height}, timezone_id="America/Chicago"
        )
        page = context.new_page()
        page.goto(f"{self.address}/sign-in/")
        page.get_by_label("User name").fill(username)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        second_step.take(page, self.address, username)
        return page

    def onrecord(self, *arguments: str) -> str:
        """Run a command on the same home, and return what it printed."""
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "onrecord.cli", *arguments],
            env=environment(self.home),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def look(page: Page, name: str) -> list[str]:
    """Keep a picture of a page in test-results/, and return what is wrong with it."""
    width = page.viewport_size["width"] if page.viewport_size else 1280
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
    return [f"{name} at {width}: {fault}" for fault in faults_of(page, width)]


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a person at a terminal who serves this home; no test's settings."""
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return ours | {"ONRECORD_HOME": str(home)}


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Served]:
    """Run `onrecord serve` on a fresh home below a folder, and stop it as Ctrl-C does."""
    port = free_port()
    made = Served(f"http://127.0.0.1:{port}", folder / "home", folder / "printed")
    with made.printed.open("w") as printed:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "onrecord.cli", "serve", "--port", str(port), *options],
            env=environment(made.home),
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(made, process)
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the demo city on a fresh home until the last test is done."""
    if running := os.environ.get("ONRECORD_SERVED"):
        home = Path(os.environ["ONRECORD_SERVED_HOME"])
        yield Served(running, home, home / "unknown")
        return
    with serving(tmp_path_factory.mktemp("served")) as made:
        yield made


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a trial home in which nobody has an account yet."""
    with serving(tmp_path_factory.mktemp("trial"), "--empty") as made:
        yield made


def _wait_for(made: Served, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + FOUND_WITHIN_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{made.address}/sign-in/", timeout=2) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"The server did not come up:\n{made.printed.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one browser for the tests of a file; a test opens contexts of its own.

    It must end with its file: while it runs, Django takes this process for an asynchronous one.
    """
    with chromium() as started:
        yield started
