"""Reviewing by keyboard alone: N, P, R and ?, which can be off; and without any script."""

import pytest
from playwright.sync_api import Browser, Page

from e2e.conftest import PASSWORD, Served, look
from e2e.pages_of_people import SUBMITTED

REVIEW = f"/incidents/{SUBMITTED}/report/?for=review"
FOCUSED = "document.activeElement.getAttribute('aria-labelledby') || document.activeElement.name"
# Whether something else lies over the middle of the lower edge of what has the focus.
COVERED = """
() => {
  const box = document.activeElement.getBoundingClientRect();
  const low = Math.min(box.bottom, innerHeight) - 4;
  const over = document.elementFromPoint(box.left + box.width / 2, low);
  const focused = document.activeElement;
  return !(over && (focused.contains(over) || over.contains(focused)));
}
"""


@pytest.fixture
def review(served: Served, browser: Browser) -> Page:
    page = served.signed_in(browser, "blake")
    page.goto(f"{served.address}{REVIEW}")
    return page


def test_keys_go_through_the_parts_and_open_a_reason(review: Page) -> None:
    review.keyboard.press("n")
    assert review.evaluate(FOCUSED) == "part-narrative"
    review.keyboard.press("n")
    assert review.evaluate(FOCUSED) == "part-people"
    review.keyboard.press("p")
    review.keyboard.press("r")
    assert review.evaluate(FOCUSED) == "note-narrative"
    assert not review.evaluate(COVERED)
    review.keyboard.type("not near, nor far?")
    assert review.evaluate("document.activeElement.value") == "not near, nor far?"
    assert review.get_by_role("button", name="Return with 1 reason").is_visible()
    for _ in range(12):
        review.keyboard.press("Tab")
        if review.evaluate("document.activeElement.closest('.or-report__decide') === null"):
            assert not review.evaluate(COVERED)


def test_a_list_of_the_parts_leads_to_each_and_the_keys_can_be_off(review: Page) -> None:
    review.keyboard.press("?")
    listed = review.get_by_role("dialog", name="Parts of the report")
    assert listed.is_visible()
    assert look(review, "review-list") == []
    review.keyboard.press("Escape")
    assert not listed.is_visible()
    review.keyboard.press("?")
    listed.get_by_role("button", name="Aid").press("Enter")
    assert review.evaluate(FOCUSED) == "part-aid"
    review.get_by_label("Use these keys").press(" ")
    review.keyboard.press("n")
    assert review.evaluate(FOCUSED) != "part-acts"
    review.get_by_label("Use these keys").press(" ")


def test_without_a_script_reasons_are_written_and_the_keys_are_not_offered(
    served: Served, browser: Browser
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{served.address}/sign-in/")
    page.get_by_label("User name").fill("blake")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{served.address}{REVIEW}")
    assert not page.get_by_text("Use these keys").is_visible()
    page.get_by_text("Add a reason here").nth(1).click()
    assert page.get_by_label("Reason at people").is_visible()
    assert page.get_by_role("button", name="Return with reasons").is_visible()
