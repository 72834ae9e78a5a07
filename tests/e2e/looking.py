"""Look at a page as a person with a phone, a keyboard or a screen reader would.

`faults_of(page, width)` serves every browser test: axe (WCAG 2.2 AA and best practice), no
sideways scroll, no text under 14 px, targets of 44 px on a phone and 36 px at a desk.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE_BELOW = 640
AXE = {
    "resultTypes": ["violations"],  # the rest is not described, which takes most of the time
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL_TEXT = """
[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() &&
  [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) &&
  parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.outerHTML.slice(0, 80))
"""
SMALL_TARGETS = """
(least) => [...document.querySelectorAll('button, .usa-button, input:not([type=radio], ' +
  '[type=checkbox], [type=hidden]), select, textarea, summary, header nav a, ' +
  '.or-bottombar a, .or-tiles label, .or-timeline__tab')].filter(e => {
    const after = getComputedStyle(e, '::after');
    const more = after.content === '""' && after.position === 'absolute'
      ? -parseFloat(after.top) - parseFloat(after.bottom) : 0;
    const box = e.getBoundingClientRect();
    return e.checkVisibility() && box.height > 1 && box.height + Math.max(more, 0) < least - 0.5;
  }).map(e => e.getBoundingClientRect().height + ' ' + e.outerHTML.slice(0, 80))
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, headless, and close it at the end."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def faults_of(page: Page, width: int) -> list[str]:
    """Return what is wrong with a loaded page, one line a fault, in the page's present state."""
    found = Axe().run(page, options=AXE).response["violations"]
    faults = [f"axe {rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
    if page.evaluate(SIDEWAYS):
        faults.append("scrolls sideways")
    faults += [f"text under 14 px: {each}" for each in page.evaluate(SMALL_TEXT)]
    least = 44 if width < PHONE_BELOW else 36
    faults += [f"target under {least} px: {each}" for each in page.evaluate(SMALL_TARGETS, least)]
    return faults
