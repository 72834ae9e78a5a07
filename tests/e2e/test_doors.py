"""Who comes in without an account, and who is shown published data only."""

import re

import pytest
from playwright.sync_api import Browser, expect

from e2e.conftest import Served
from e2e.looking import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM}"),
]


def test_an_elected_office_sees_published_data_only(served: Served, browser: Browser) -> None:
    page = served.signed_in(browser, "jordan")
    expect(page).to_have_url(re.compile("/data/$"))
    page.goto(f"{served.address}/desk/")
    expect(page).to_have_url(re.compile("/data/$"))
    for address in (
        "/incidents/",
        "/incidents/new/",
        "/incidents/2026-0001/",
        "/referrals/",
        "/audit/",
    ):
        answer = page.goto(f"{served.address}{address}")
        assert answer is not None
        assert answer.status == 403
        expect(page.locator("#main")).to_contain_text("This account sees published data only")
        expect(page.locator("#main")).to_contain_text("The attempt is recorded")


def test_published_data_and_the_log_need_no_account(served: Served, browser: Browser) -> None:
    page = browser.new_page()
    for address, heading in (
        ("/", "What the city put on record"),
        ("/order/", "Executive Order"),
        ("/data/", "Figures"),
        ("/log/", "The log"),
        ("/verify/", "Check a packet"),
    ):
        page.goto(f"{served.address}{address}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        expect(page.get_by_text("Fictional: demo city.")).to_be_visible()
    for name in ("checkpoint", "log.vkey"):
        assert page.request.get(f"{served.address}/log/{name}").status == 200
    page.goto(f"{served.address}/desk/")
    expect(page).to_have_url(re.compile(r"/sign-in/\?next="))
    page.close()
