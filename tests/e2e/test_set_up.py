"""An empty trial home, from its first page to everybody's account."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import Served, look
from e2e.founding import ADMINISTRATOR, PASSWORD, PEOPLE, give_account, make_first_administrator
from e2e.hands import choose, expect_receipt, follow, press, write
from e2e.looking import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM}"),
]
NOTICE = "Trial: no real data"


def test_a_home_without_anybody_leads_to_everybodys_account(
    trial: Served, browser: Browser
) -> None:
    page = browser.new_page()
    faults = []
    page.goto(f"{trial.address}/desk/")
    expect(page).to_have_url(re.compile("/set-up/$"))
    faults += seen(page, "trial-set-up")
    press(page, "Make the administrator")
    expect(page.locator(".or-error-summary")).to_be_focused()
    make_first_administrator(page)
    expect(page).to_have_url(re.compile("/accounts/$"))
    for place, newcomer in enumerate(PEOPLE, start=1):
        expect(page.locator("#set-up")).to_have_text(
            f"Set up this home: {place} of {len(PEOPLE) + 1} accounts given"
        )
        faults += seen(page, f"trial-accounts-{place}")
        give_account(page, newcomer)
    expect(page.locator("#set-up")).to_have_count(0)
    press(page, "Sign out")
    expect(page.get_by_text("The demo's people")).to_have_count(0)
    faults += seen(page, "trial-sign-in")
    page.goto(f"{trial.address}/set-up/")
    expect(page).to_have_url(re.compile("/sign-in/$"))
    page.context.close()
    assert not faults, "\n".join(faults)


def test_an_officer_opens_the_first_incident(trial: Served, browser: Browser) -> None:
    page = trial.signed_in(browser, "oak", password=PASSWORD)
    expect(page).to_have_url(re.compile("/desk/$"))
    faults = seen(page, "trial-desk")
    follow(page, "New incident")
    choose(page, "How did it come to you?", "Reported to the department")
    choose(page, "Was anyone hurt?", "No")
    choose(page, "Was force used, by anyone?", "Not known")
    choose(page, "Was a camera of yours on?", "No")
    choose(page, "Was a supervisor notified?", "Not yet")
    write(page, "District", "1")
    write(page, "In short, neutral words", "A caller reported a van across the lane.")
    press(page, "Open incident")
    expect_receipt(page)
    faults += seen(page, "trial-incident")
    for address in ("/", "/order/", "/data/", "/log/", "/verify/"):
        page.goto(f"{trial.address}{address}")
        faults += seen(page, f"trial-public-{address.strip('/') or 'home'}")
    page.context.close()
    assert not faults, "\n".join(faults)


def test_an_administrator_opens_no_record(trial: Served, browser: Browser) -> None:
    page = trial.signed_in(browser, ADMINISTRATOR, password=PASSWORD)
    answer = page.goto(f"{trial.address}/incidents/")
    assert answer is not None
    assert answer.status == 403
    page.context.close()


def seen(page: Page, name: str) -> list[str]:
    """Return what is wrong with a page, and whether it does not say what it is."""
    faults = look(page, name)
    if not page.get_by_text(NOTICE).first.is_visible():
        faults.append(f"{name}: does not say “{NOTICE}”")
    return faults
