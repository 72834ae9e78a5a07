"""The second step of signing in, by hand: an authenticator app made once, recovery codes after."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from e2e.hands import follow, press, write

CODES: dict[tuple[str, str], list[str]] = {}
"""Recovery codes by site and user name."""


def take(page: Page, site: str, username: str) -> None:
    """Take the step that the page asks for, if it asks for one."""
    if "/account/second-factor/" in page.url:
        CODES[site, username] = make_app(page)
        follow(page, "I have them; go on")
    elif "/sign-in/second/" in page.url:
        write(page, "Code", CODES[site, username].pop())
        press(page, "Sign in")


def make_app(page: Page) -> list[str]:
    """Make an authenticator app, and return the recovery codes."""
    follow(page, "Authenticator app")
    key = page.locator("code").first.inner_text().replace(" ", "")
    write(
        page, "Code that the app shows", format_hotp_value(hotp_value(key, int(time.time()) // 30))
    )
    press(page, "Keep this app")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return re.findall(r"\d{8}", page.locator("pre").inner_text())
