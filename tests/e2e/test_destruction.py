"""The pages of destruction in a browser: asked for, decided on, at three widths, by keyboard."""

import pytest
from playwright.sync_api import Browser, expect

from e2e.conftest import Served
from e2e.looking import CHROMIUM
from e2e.test_pages import faults_at_every_width

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM}"),
]


def test_one_person_asks_and_another_refuses(served: Served, browser: Browser) -> None:
    faults: list[str] = []
    records = served.signed_in(browser, "frankie")
    records.goto(f"{served.address}/destructions/new/")
    records.get_by_role("button", name="Ask for this destruction").click()
    faults += faults_at_every_width(records, "destruction-faults")
    expect(records.get_by_role("alert").first).to_be_visible()
    records.get_by_text("An incident, with everything that belongs to it").click()
    records.get_by_label("Number", exact=True).fill("2026-0002")
    records.get_by_text("Court, another order to destroy").click()
    records.get_by_label("Number of the certificate or order").fill("26 X 0007")
    records.get_by_label("Reason").fill("The court ordered it.")
    records.keyboard.press("Tab")
    records.keyboard.press("Enter")
    expect(records.get_by_role("heading", level=1)).to_have_text("Destruction D-1")
    faults += faults_at_every_width(records, "destruction-asked")
    assert records.get_by_role("link", name="Approve").count() == 0
    second = served.signed_in(browser, "hollis")
    second.goto(f"{served.address}/destructions/")
    faults += faults_at_every_width(second, "destructions")
    second.get_by_role("link", name="D-1").click()
    second.get_by_role("link", name="Approve").click()
    faults += faults_at_every_width(second, "destruction-approve")
    second.get_by_role("link", name="Cancel").click()
    second.get_by_role("link", name="Refuse").click()
    faults += faults_at_every_width(second, "destruction-refuse")
    second.get_by_label("Reason").fill("The order names another.")
    second.get_by_role("button", name="Refuse it").click()
    expect(second.get_by_text("Refused; everything stands.")).to_be_visible()
    assert not faults, "\n".join(["", *faults])
