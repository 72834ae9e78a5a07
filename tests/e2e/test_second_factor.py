"""Passkeys with a real browser and its virtual authenticator; the pages of second factors."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from e2e.conftest import PASSWORD, Served, look
from e2e.hands import follow, press, write
from e2e.looking import CHROMIUM
from e2e.second_step import make_app

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM}"),
]
FACTORS = "/account/second-factor/"


@dataclass
class Keyed:
    """A page under the site's name, and the authenticator that Chromium plays."""

    page: Page
    site: str
    devtools: CDPSession
    authenticator: str

    def refuse(self, refuses: bool) -> None:
        """Have the person at the authenticator refuse, or no longer."""
        self.devtools.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self.authenticator, "isUserVerified": not refuses},
        )

    def sign_in(self, username: str) -> None:
        """Give the password."""
        self.page.goto(f"{self.site}/sign-in/")
        write(self.page, "User name", username)
        write(self.page, "Password", PASSWORD)
        press(self.page, "Sign in")


@pytest.fixture
def keyed(served: Served, browser: Browser) -> Iterator[Keyed]:
    site = served.address.replace("127.0.0.1", "localhost")  # a passkey is bound to a name
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield Keyed(page, site, devtools, str(made["authenticatorId"]))
    context.close()


def test_a_passkey_is_made_then_opens_with_and_without_a_password(keyed: Keyed) -> None:
    page, faults = keyed.page, []
    keyed.sign_in("frankie")
    page.goto(f"{keyed.site}{FACTORS}passkey/")
    faults += look(page, "factor-passkey")
    keyed.refuse(refuses=True)
    press(page, "Make a passkey")
    expect(page.get_by_text("No passkey was used. Nothing was changed")).to_be_visible()
    keyed.refuse(refuses=False)
    write(page, "Its name", "The key on my belt")
    press(page, "Make a passkey")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    faults += look(page, "factor-codes")
    follow(page, "To the second factors")
    expect(page.get_by_text("The key on my belt", exact=True)).to_be_visible()
    faults += look(page, "factors-with-passkey")

    page.locator(".or-header__menu summary").click()
    page.locator(".or-header__menu").get_by_role("button", name="Sign out").click()
    press(page, "Use a passkey")  # nothing but the passkey
    expect(page).to_have_url(re.compile("/desk/$"))

    page.context.clear_cookies()
    keyed.sign_in("frankie")
    expect(page).to_have_url(re.compile("/sign-in/second/"))
    faults += look(page, "sign-in-second")
    press(page, "Use a passkey")
    expect(page).to_have_url(re.compile("/desk/$"))

    page.goto(f"{keyed.site}{FACTORS}")
    page.get_by_role("link", name=re.compile("^Remove")).click()
    faults += look(page, "factor-remove")
    press(page, "Remove it")
    page.context.clear_cookies()
    page.goto(f"{keyed.site}/sign-in/")
    press(page, "Use a passkey")
    expect(page.get_by_text("The passkey did not answer for this account")).to_be_visible()
    faults += look(page, "passkey-refused")
    assert not faults, "\n".join(faults)


def test_an_authenticator_app_by_hand(keyed: Keyed) -> None:
    page = keyed.page
    keyed.sign_in("gray")
    page.goto(f"{keyed.site}{FACTORS}")
    codes = make_app(page)
    page.context.clear_cookies()
    keyed.sign_in("gray")
    write(page, "Code", "000000")
    press(page, "Sign in")
    expect(page.locator(".or-error-summary")).to_be_focused()
    faults = look(page, "sign-in-second-fault")
    write(page, "Code", codes[0])
    press(page, "Sign in")
    expect(page).to_have_url(re.compile("/desk/$"))
    page.goto(f"{keyed.site}{FACTORS}")
    page.get_by_role("link", name=re.compile("^Remove")).click()
    press(page, "Remove it")
    expect(page.get_by_text("None yet.")).to_be_visible()
    assert not faults, "\n".join(faults)


def test_a_page_warns_locks_and_keeps_what_was_typed(served: Served, browser: Browser) -> None:
    page = served.signed_in(browser, "avery", width=360)
    page.clock.install()
    page.goto(f"{served.address}/incidents/new/")
    summary = page.get_by_label(re.compile("In short, neutral words"))
    summary.fill("A van stopped.")
    warning = page.get_by_text("This session locks in less than five minutes")
    page.clock.run_for(24 * 60 * 1000)
    expect(warning).to_be_hidden()
    page.clock.run_for(2 * 60 * 1000)
    expect(warning).to_be_visible()
    press(page, "I am still here")
    expect(warning).to_be_hidden()
    summary.press("End")
    page.clock.run_for(31 * 60 * 1000)
    expect(page.get_by_role("heading", name="This session is locked")).to_be_visible()
    expect(summary).to_be_hidden()
    faults = look(page, "session-cover")
    write(page, "Password", "wrong")
    press(page, "Unlock")
    expect(page.get_by_text("The password is not right")).to_be_visible()
    write(page, "Password", PASSWORD)
    press(page, "Unlock")
    expect(summary).to_have_value("A van stopped.")
    expect(summary).to_be_focused()
    page.locator(".or-footer-staff").get_by_role("button", name="Lock this session").click()
    expect(page).to_have_url(re.compile("/locked/$"))
    faults += look(page, "session-locked")
    page.context.close()
    assert not faults, "\n".join(faults)
