"""Every page of the demo city at three widths, by keyboard, and without script."""

import re

import pytest
from django.urls import get_resolver, resolve
from playwright.sync_api import Browser, Locator, Page, expect

from e2e.conftest import Served, look
from e2e.hands import choose, expect_receipt, follow, pick, press, write
from e2e.looking import CHROMIUM
from e2e.pages_of_people import AFTER_A_POST, LOCKED, NO_PAGES, NOBODY, RICH, SUBMITTED, WALK

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM}"),
]
WIDTHS = (1280, 768, 360)
NOTICE = "Fictional: demo city. No real people, agencies or incidents."


def faults_at_every_width(page: Page, name: str) -> list[str]:
    """Look at a loaded page at three widths; return what is wrong, the notice included."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        faults += look(page, name)
    if not page.get_by_text(NOTICE, exact=True).is_visible():
        faults.append(f"{name}: does not say that it is fictional")
    return faults


def test_no_page_is_left_out() -> None:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    walked = {resolve(a.partition("?")[0]).url_name for walk in WALK.values() for a in walk}
    assert names == walked | set(AFTER_A_POST) | set(NO_PAGES)


def none_of(faults: list[str]) -> None:
    """Fail with every fault, one a line."""
    assert not faults, "\n".join(["", *faults])


def picture_name(username: str, address: str) -> str:
    """Name a picture after who sees what: "avery incidents 2026-0003 report"."""
    words = re.findall(r"[A-Za-z0-9-]+", f"{username or 'public'} {address}")
    return "-".join(words)


@pytest.mark.parametrize("username", WALK, ids=lambda username: username or "public")
def test_every_page_is_without_fault(served: Served, browser: Browser, username: str) -> None:
    page = browser.new_page() if username == NOBODY else served.signed_in(browser, username)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(f"{page.url}: {said.text}"))
    wanted = 403 if username == "jordan" else 200
    for address in WALK[username]:
        answer = page.goto(f"{served.address}{address}")
        assert answer is not None
        if answer.status != (200 if address == "/data/" else wanted):
            faults.append(f"{username} {address}: answered {answer.status}")
        faults += faults_at_every_width(page, picture_name(username, address))
    page.context.close()
    expected = "Failed to load resource: the server responded with a status of 403"
    none_of([fault for fault in faults if expected not in fault])


def test_pages_that_a_post_leads_to(served: Served, browser: Browser) -> None:
    page = served.signed_in(browser, "casey")
    page.goto(f"{served.address}/incidents/{RICH}/exhibits/E-3/play/")
    write(page, "Purpose", "To look at the player itself")
    press(page, "Open the viewing")
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    faults = faults_at_every_width(page, "casey-player")
    press(page, "Close this viewing")
    expect_receipt(page)
    faults += faults_at_every_width(page, "casey-receipt")
    page.context.close()

    page = served.signed_in(browser, "avery")
    page.goto(f"{served.address}/incidents/{RICH}/acts/new/")
    choose(page, "What was done?", "Scene secured")
    write(page, "In words", "The neighbour said that she is undocumented.")
    press(page, "Record this act")
    expect(page.locator("#main")).to_contain_text("Immigration status is never asked here")
    faults += faults_at_every_width(page, "avery-status-text")
    page.goto(f"{served.address}/incidents/{RICH}/people/new/")
    press(page, "Add this person")
    expect(page.locator(".or-error-summary")).to_be_focused()
    faults += faults_at_every_width(page, "avery-errors")
    page.context.close()

    page = served.signed_in(browser, "ellis")
    page.goto(f"{served.address}/incidents/{LOCKED}/event/")
    choose(page, "What is known of the event?", "Unfounded")
    write(page, "Reason", "The caller took it back, and nobody else saw it.")
    press(page, "Record this")
    expect_receipt(page)
    page.context.close()
    page = served.signed_in(browser, "drew")
    page.goto(f"{served.address}/incidents/{LOCKED}/")
    page.locator("#event").get_by_role("link", name="with your own reason").first.click()
    faults += faults_at_every_width(page, "drew-countersign")
    page.context.close()

    page = served.signed_in(browser, "morgan")
    page.goto(f"{served.address}/incidents/{LOCKED}/report/")
    page.locator(".or-duty__title a").first.click()
    faults += faults_at_every_width(page, "morgan-duty")
    page.goto(f"{served.address}/incidents/{RICH}/")
    expect(page.locator("#main")).to_contain_text("Refused")
    faults += faults_at_every_width(page, "morgan-refused")
    page.goto(f"{served.address}/incidents/2026-9999/")
    faults += faults_at_every_width(page, "morgan-not-there")
    page.context.close()
    none_of(faults)


@pytest.mark.parametrize(
    ("username", "address", "act"),
    [
        ("avery", "/desk/", "New incident"),
        ("avery", f"/incidents/{RICH}/", "Report"),
        ("morgan", f"/incidents/{LOCKED}/report/", "Check and submit"),
        ("blake", f"/incidents/{SUBMITTED}/report/?for=review", "Return with reasons"),
        ("casey", f"/incidents/{RICH}/exhibits/E-1/", "Play"),
        ("casey", f"/incidents/{RICH}/exhibits/", "Add an exhibit"),
        ("gray", "/audit/", "Run audit"),
        (NOBODY, "/", "See the figures"),
        (NOBODY, "/sign-in/", "Sign in"),
    ],
)
def test_the_next_act_shows_unscrolled_on_a_phone(
    served: Served, browser: Browser, username: str, address: str, act: str
) -> None:
    page = (
        served.signed_in(browser, username, width=360, height=740)
        if username
        else browser.new_page(viewport={"width": 360, "height": 740})
    )
    page.goto(f"{served.address}{address}")
    shown = page.locator("a, button").filter(has_text=re.compile(rf"^\s*{act}\s*$"), visible=True)
    box = shown.first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 740
    page.context.close()


@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("avery", "/desk/"),
        ("avery", f"/incidents/{RICH}/"),
        ("morgan", f"/incidents/{LOCKED}/report/"),
        ("ellis", "/referrals/P-2026-001/"),
    ],
)
def test_night_is_without_fault(
    served: Served, browser: Browser, username: str, address: str
) -> None:
    page = served.signed_in(browser, username, width=360)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{served.address}{address}")
    none_of(look(page, f"night-{picture_name(username, address)}"))
    page.context.close()


def focused_by_tab(page: Page, wanted: Locator, presses: int = 80) -> bool:
    """Press Tab until an element has the focus; say whether it came to it."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return True
    return False


RING = """element => {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const on_top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    covered: !(on_top && (element.contains(on_top) || on_top.contains(element))),
  };
}"""


ACTS = (
    ("avery", "/desk/", "New incident"),
    ("avery", "/incidents/new/", "Open incident"),
    ("avery", f"/incidents/{RICH}/identification/new/", "Record attempt"),
    ("morgan", f"/incidents/{LOCKED}/report/", "Check and submit"),
    ("casey", f"/incidents/{RICH}/exhibits/new/", "Take in this exhibit"),
    ("ellis", "/referrals/P-2026-001/", "Sign out"),
    ("gray", "/audit/", "Run audit"),
)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("wanted_act", ACTS, ids=" ".join)
def test_tab_reaches_the_act_with_a_ring_to_be_seen(
    served: Served, browser: Browser, wanted_act: tuple[str, str, str], width: int
) -> None:
    username, address, act = wanted_act
    page = served.signed_in(browser, username, width=width)
    page.goto(f"{served.address}{address}")
    if act == "Sign out" and width < 1000:
        act = "Menu"
    by_words = re.compile(rf"^\s*{re.escape(act)}\s*$")
    wanted = page.locator("main a, main button, header button, header summary").filter(
        has_text=by_words, visible=True
    )
    assert focused_by_tab(page, wanted.first)
    seen = wanted.first.evaluate(RING)
    assert seen["ring"] >= 3
    assert not seen["covered"]
    page.context.close()


def test_the_main_forms_need_no_script(served: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.address}/sign-in/?next=/incidents/new/")
    write(page, "User name", "avery")
    write(page, "Password", "fictional city")
    press(page, "Sign in")
    press(page, "Open incident")
    expect(page.locator(".or-error-summary")).to_contain_text("Enter the district.")
    choose(page, "How did it come to you?", "Reported to the department")
    choose(page, "Was anyone hurt?", "Not known")
    choose(page, "Was force used, by anyone?", "Not known")
    choose(page, "Was a camera of yours on?", "No")
    choose(page, "Was a supervisor notified?", "Not yet")
    write(page, "District", "District 4")
    write(page, "In short, neutral words", "A caller reported a van that stood across the lane.")
    press(page, "Open incident")
    expect(page.locator(".or-receipt")).to_contain_text("Recorded")
    number = page.url.split("/incidents/")[1].split("/")[0]
    page.goto(f"{served.address}/incidents/{number}/identification/new/")
    choose(page, "Did you ask the on-scene supervisor", "No, not safe")
    pick(page, "Who was it?", "Not recorded")
    write(page, "Reason, or what was said", "People were being moved.")
    press(page, "Record attempt")
    expect(page.locator("#identification")).to_contain_text("not safe")
    follow(page, "Report")
    write(page, "What happened, in your own words", "I was called and came to the lane.")
    press(page, "Save draft")
    expect(page.get_by_label("What happened, in your own words")).to_have_value(
        "I was called and came to the lane."
    )
    context.close()
