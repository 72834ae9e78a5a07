"""What hands do on a page: tiles, fields, buttons, links; each waits for what it needs.

A tile's own input lies outside the page (the style sheet draws its label), so hands click labels,
as people do.
"""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


def choose(page: Page | Locator, question: str, answer: str) -> None:
    """Click one tile of a question; both by the words that a person reads."""
    label = page.get_by_role("group", name=question).locator("label", has_text=_begins(answer))
    label.first.click()


def write(page: Page | Locator, label: str, text: str) -> None:
    """Fill a field in, by the words with which its label begins."""
    page.get_by_label(_begins(label)).first.fill(text)


def pick(page: Page | Locator, label: str, words: str) -> None:
    """Pick the first option of a list that holds these words."""
    chosen = page.get_by_label(_begins(label)).first
    option = chosen.locator("option", has_text=words).first
    chosen.select_option(value=str(option.get_attribute("value")))


def press(page: Page | Locator, name: str) -> None:
    """Press a button by its words."""
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page | Locator, name: str) -> None:
    """Follow a link by its words."""
    page.get_by_role("link", name=name, exact=True).first.click()


def hand_over(page: Page, path: Path) -> None:
    """Choose a file for the page's form."""
    page.locator("input[type=file]").set_input_files(path)


def expect_receipt(page: Page) -> None:
    """Expect the receipt with its entry number, which the page brings by itself."""
    receipt = page.locator(".or-receipt__head")
    expect(receipt).to_contain_text(re.compile(r"Recorded as entry [\d,]+ at"), timeout=20_000)


def _begins(words: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(words)}")
