"""The style guide in a real browser, by day and by night, from 320 px to a desk.

ONRECORD_SCREENSHOTS=FOLDER keeps a picture of every page at every width.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from e2e.looking import CHROMIUM, chromium, faults_of
from e2e.styleguide_pages import pages, serve

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM}"),
]
PAGES = pages()
VIEWS = [(320, "light"), (360, "light"), (768, "light"), (1280, "light"), (360, "dark"),
         (1280, "dark")]  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = serve(PAGES)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_every_page_is_without_fault(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    faults: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    for path in PAGES:
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        faults += [f"{path}: {fault}" for fault in faults_of(page, width)]
        if folder := os.environ.get("ONRECORD_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            picture = Path(folder) / f"{path[1:]}-{width}-{scheme}.png"
            page.screenshot(path=picture, full_page=True)
    page.close()
    assert faults == []


def test_the_checks_find_what_they_look_for(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(address + "/refused")
    page.evaluate(
        """() => {
          const main = document.querySelector('main .or-page');
          const wide = document.createElement('div');
          wide.style.width = '900px';
          wide.textContent = 'wide';
          const small = document.createElement('button');
          small.style.cssText = 'font-size: 10px; height: 20px; color: #ddd; background: #fff';
          small.textContent = 'small';
          main.append(wide, small);
        }"""
    )
    kinds = {fault.split(":")[0] for fault in faults_of(page, 360)}
    page.close()
    assert {
        "axe color-contrast", "scrolls sideways", "text under 14 px", "target under 44 px",
    } <= kinds  # fmt: skip


def test_the_timeline_switches_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/staff")
    table, chart = page.locator(".or-timeline__table"), page.locator(".or-timeline__chart")
    assert (table.is_visible(), chart.is_visible()) == (True, False)
    page.locator("label.or-timeline__tab", has_text="Chart").click()
    assert (table.is_visible(), chart.is_visible()) == (False, True)
    page.locator("label.or-timeline__tab", has_text="Table").click()
    assert (table.is_visible(), chart.is_visible()) == (True, False)
    context.close()


def test_a_digest_is_whole_without_script_and_short_with_it(browser: Browser, address: str) -> None:
    for script, shown in ((False, "9f2c11ab" * 8), (True, "9f2c11ab\nCopy")):
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        page.goto(address + "/staff")
        words = page.locator(".or-digest").inner_text()
        assert words.replace("\n", "") == shown.replace("\n", "")
        context.close()


def test_the_error_summary_has_the_focus_and_leads_to_the_field(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.goto(address + "/staff")
    expect(page.locator(".or-error-summary")).to_be_focused()
    page.get_by_role("link", name="What was said").click()
    expect(page.locator("#id_words")).to_be_focused()
    page.close()


def test_a_broken_autosave_says_that_nothing_was_saved(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "/staff")
    status = page.locator("[data-autosave-status]")
    assert status.inner_text() == "Draft saved 21:40"
    page.route("**/nowhere/", lambda route: route.abort())
    page.locator("#id_words").fill("They said no.")
    page.locator("#id_badge").focus()
    expect(status).to_contain_text("Draft not saved: no connection")
    page.unroute("**/nowhere/")
    page.route("**/nowhere/", lambda route: route.fulfill(json={"saved": "21:52"}))
    page.locator("#id_badge").fill("417")
    page.locator("#id_words").focus()
    expect(status).to_have_text("Draft saved 21:52")
    page.close()


def test_an_upload_is_recorded_only_when_the_server_says_so(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "/staff")
    page.route(
        "**/staff",
        lambda route: (
            route.fulfill(status=507, content_type="text/html", body="<p>full</p>")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    page.locator("#id_file").set_input_files(
        {"name": "e4.mp4", "mimeType": "video/mp4", "buffer": b"x" * 4096}
    )
    page.get_by_role("button", name="Record attempt").click()
    words = page.locator("[data-upload-words]")
    expect(words).to_contain_text("Not recorded: the server answered 507.")
    assert page.locator("#id_file").evaluate("input => input.files.length") == 1
    page.close()
