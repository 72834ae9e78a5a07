"""Photos and videos of real cameras go in as exhibits of a trial home, and come back as they were.

They lie beside a checkout, in ../shared/media, and are never copied into it; without them these
tests are skipped.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import Served
from e2e.founding import PASSWORD, settle
from e2e.hands import choose, expect_receipt, follow, hand_over, press, write
from e2e.looking import CHROMIUM

MEDIA = Path(__file__).parents[3] / "shared" / "media"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM}"),
    pytest.mark.skipif(not MEDIA.is_dir(), reason="needs the real photos of ../shared/media"),
]
READ_WITHIN = 60
"""Seconds within which the worker has looked at a file."""


@dataclass(frozen=True)
class Given:
    """One file: what it is, what it says of itself, where it was made, and what shows it."""

    name: str
    kind: str
    says: tuple[str, ...]
    place: str = ""
    shown_by: str = ""


FILES = (
    Given("DSCN0010.jpg", "Photo", ("COOLPIX P6000", "640 by 480 pixels"), "43.467448", "img"),
    Given("DSCN0012.jpg", "Photo", ("NIKON", "2008:10:22 16:29:49"), "43.467157", "img"),
    Given("iphone_hdr_YES.jpg", "Photo", ("iPhone 6", "3264 by 2448 pixels"), "40.446972", "img"),
    Given("iphone_13_pro_max.HEIC", "Photo", ("iPhone 13 Pro Max", "heif")),
    Given("with-gps.mp4", "Phone video", ("h264", "1920 by 1080 pixels"), "51.416900", "video"),
    Given("with-gps.mov", "Phone video", ("iPhone 6", "00:00:04.002"), "32.092900", "video"),
    Given("sample_mpeg4.mp4", "Phone video", ("mpeg4", "190 by 240 pixels")),
    Given("100_0306.AVI", "Phone video", ("avi", "pcm_s16le")),
)


@dataclass(frozen=True)
class Held:
    """A trial home in which an officer opened an incident and took in every file."""

    trial: Served
    incident: str
    officer: Page
    custodian: Page


@pytest.fixture(scope="module")
def held(trial: Served, browser: Browser) -> Held:
    settle(trial, browser)
    page = trial.signed_in(browser, "oak", password=PASSWORD)
    page.goto(f"{trial.address}/incidents/new/")
    choose(page, "How did it come to you?", "Reported to the department")
    for question in ("Was anyone hurt?", "Was force used, by anyone?", "Was a camera of yours on?"):
        choose(page, question, "Not known")
    choose(page, "Was a supervisor notified?", "Not yet")
    write(page, "District", "District 1")
    write(page, "In short, neutral words", "A resident handed over what three cameras recorded.")
    press(page, "Open incident")
    expect_receipt(page)
    number = page.url.split("/incidents/")[1].split("/")[0]
    for file in FILES:
        page.goto(f"{trial.address}/incidents/{number}/exhibits/new/")
        hand_over(page, MEDIA / file.name)
        choose(page, "What is it?", file.kind)
        write(page, "Title", f"As handed over: {file.name}")
        write(page, "Source", "A resident's own camera")
        press(page, "Take in this exhibit")
        expect_receipt(page)
    return Held(trial, number, page, trial.signed_in(browser, "kit", password=PASSWORD))


@pytest.fixture(params=FILES, ids=lambda file: file.name)
def file(request: pytest.FixtureRequest) -> Given:
    assert isinstance(request.param, Given)
    return request.param


def test_the_page_shows_the_digest_and_what_the_file_says(held: Held, file: Given) -> None:
    page = opened(held.officer, held, file)
    whole = page.locator(".or-digest__whole").first
    assert whole.text_content() == digest_of(file)
    said = page.locator("section", has=page.get_by_role("heading", name="What the file says"))
    for words in file.says:
        expect(said).to_contain_text(words)
    expect(said).to_contain_text("Restricted: open to investigators and custodians")
    assert not file.place or file.place not in page.content()


def test_the_place_is_open_to_investigator_and_custodian(held: Held, browser: Browser) -> None:
    for username in ("ira", "kit"):
        page = held.trial.signed_in(browser, username, password=PASSWORD)
        for file in FILES:
            opened(page, held, file)
            place = page.locator(".or-facts__row", has_text="Place, as the file says")
            expect(place).to_contain_text(file.place or "Not recorded")
        page.context.close()


def test_it_is_shown_where_a_browser_can_and_offered_where_it_cannot(
    held: Held, file: Given
) -> None:
    page = opened(held.custodian, held, file)
    if not file.shown_by:
        expect(page.locator("#main")).to_contain_text("Browsers do not show this kind of file.")
        expect(page.get_by_role("link", name="Play", exact=True)).to_have_count(0)
        follow(page, "Take a copy")
        write(page, "Purpose", "To open it with a program made for it")
        with page.expect_download() as coming:
            page.get_by_role("button", name="Download E-").click()
        assert hashlib.sha256(coming.value.path().read_bytes()).hexdigest() == digest_of(file)
        return
    follow(page, "View" if file.shown_by == "img" else "Play")
    write(page, "Purpose", "To see whether it can be seen")
    press(page, "Open the viewing")
    ready = {
        "img": "() => document.querySelector('main img').naturalWidth > 0",
        "video": "() => document.querySelector('video').readyState >= 2",
    }
    page.wait_for_function(ready[file.shown_by])
    press(page, "Close this viewing")
    expect_receipt(page)


def opened(page: Page, held: Held, file: Given) -> Page:
    """Go to a file's exhibit, once the worker has read it."""
    exhibit = f"E-{FILES.index(file) + 1}"
    for _ in range(READ_WITHIN):
        page.goto(f"{held.trial.address}/incidents/{held.incident}/exhibits/{exhibit}/")
        if not page.get_by_text("Not read yet").is_visible():
            return page
        page.wait_for_timeout(1000)
    raise AssertionError(f"{file.name} was not read within {READ_WITHIN} s")


def digest_of(file: Given) -> str:
    return hashlib.sha256((MEDIA / file.name).read_bytes()).hexdigest()
