"""The scene record on a phone: by touch and by keys, cut off, killed, with a wrong clock.

Whatever happens in between, each stamp is recorded once: counted on the incident's own page.
"""

import contextlib
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.conftest import PASSWORD, Served, look
from e2e.looking import CHROMIUM, FLAGS
from e2e.wire import Wire, wire_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM}"),
]
PHONE = {"width": 360, "height": 740}
ZONE = "America/Chicago"
TOO_SMALL = """
[...document.querySelectorAll('button, .or-scene__bar a, dialog a')].filter(e =>
  e.checkVisibility() && e.getBoundingClientRect().height < 55.5).map(e => e.outerHTML.slice(0, 90))
"""
IN_THE_CLEAR = """
async () => {
  const asked = indexedDB.open('onrecord-scene');
  const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const rows = database.transaction('stamps').objectStore('stamps').getAll();
  const found = await new Promise((done) => { rows.onsuccess = () => done(rows.result); });
  database.close();
  const text = (value) => value instanceof Uint8Array ? new TextDecoder().decode(value)
    : value && typeof value === 'object' ? Object.values(value).map(text).join(' ') : String(value);
  return found.map(text);
}
"""


@pytest.fixture
def wire(served: Served) -> Iterator[Wire]:
    with wire_to(served.address) as made:
        yield made


def sign_in(page: Page, wire: Wire, username: str = "avery") -> None:
    page.goto(f"{wire.address}/sign-in/?next=/scene/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    ready(page)


def ready(page: Page) -> None:
    page.wait_for_selector("body[data-ready]")


def phone(browser: Browser, wire: Wire, username: str = "avery") -> Page:
    context = browser.new_context(viewport=PHONE, timezone_id=ZONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    sign_in(page, wire, username)
    kept(page)
    return page


def kept(page: Page) -> None:
    """Wait until the app's own files are kept, as after one visit."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).tap()


def unsent(page: Page, count: int) -> None:
    words = f"On this phone only: {count}" if count else "Nothing waits on this phone"
    expect(page.locator("[data-unsent]")).to_have_text(words, timeout=15_000)


def wiped(page: Page) -> None:
    """Wait until the phone holds nothing: each stamp's entry number came back."""
    unsent(page, 0)
    ends = time.monotonic() + 15
    while page.evaluate(IN_THE_CLEAR) and time.monotonic() < ends:
        page.wait_for_timeout(200)
    assert page.evaluate(IN_THE_CLEAR) == []


def number_of(page: Page) -> str:
    shown = page.locator("[data-number]")
    expect(shown).to_have_text(re.compile(r"\d{4}-\d{4}"), timeout=15_000)
    return shown.inner_text()


def recorded(page: Page, wire: Wire, number: str) -> list[str]:
    """Return the stamps of an incident as its own page lists them, in order of time."""
    page.goto(f"{wire.address}/incidents/{number}/scene/")
    return page.locator("tbody th").all_inner_texts()


def send_now(page: Page) -> None:
    """Save, which sends at once what could still be undone, and leave its questions open."""
    tap(page, "Save scene record")
    tap(page, "Back to the pad")


def test_by_touch_on_a_phone_without_a_keyboard(browser: Browser, wire: Wire) -> None:
    page = phone(browser, wire)
    faults = look(page, "scene-empty")
    began = time.monotonic()
    for name in ("Yes", "EMS asked", "Camera on", "Called Sgt", "Aid refused"):
        tap(page, name)
    tap(page, "Aid refused")  # a glove's second touch
    expect(page.locator("[data-undo-what]")).to_contain_text("Aid refused")
    unsent(page, 5)
    page.locator("[data-undo]").tap()
    unsent(page, 4)
    tap(page, "Seen")
    faults += look(page, "scene-pad")
    page.get_by_role("button", name="Asked name, badge").tap()
    faults += look(page, "scene-asked") + page.evaluate(TOO_SMALL)
    tap(page, "Refused")
    tap(page, "Save scene record")
    expect(page.get_by_role("heading", name="Place")).to_be_visible()
    page.locator("[data-sheet]").get_by_role("button", name="Not now", exact=True).tap()
    expect(page.locator("[data-ended]")).to_have_text(
        "Everything stamped was recorded.", timeout=15_000
    )
    assert time.monotonic() - began < 60  # a person is allowed two minutes
    tap(page, "Back to the pad")
    unsent(page, 0)
    expect(page.locator("[data-stamps] li")).to_have_count(7)
    stage = page.locator(".or-scene__state", has_text="In a signed checkpoint, entry")
    page.get_by_role("button", name="Night", exact=True).tap()
    faults += look(page, "scene-night") + page.evaluate(TOO_SMALL)
    page.emulate_media(forced_colors="active")
    forced = look(page, "scene-forced-colors")  # axe reads colours as written, not as forced
    faults += [fault for fault in forced if "color-contrast" not in fault]
    page.emulate_media(forced_colors="none")
    page.get_by_role("button", name="Correct Camera: on").tap()
    page.get_by_role("textbox").fill("The camera had been on since the car.")
    tap(page, "Stamp it")
    tap(page, "Save scene record")
    tap(page, "Back to the pad")
    unsent(page, 0)
    expect(stage.first).to_be_visible(timeout=30_000)
    number = number_of(page)
    assert recorded(page, wire, number) == [
        "Anyone hurt: yes", "EMS asked", "Camera: on", "Supervisor called", "Incident: seen",
        "Name and badge: asked, refused", "Place: not now",
        "Note: The camera had been on since the car.",
    ]  # fmt: skip
    assert "duty" not in page.locator("#main").inner_text().lower()
    page.context.close()
    assert not faults, "\n".join(["", *faults])


def test_by_keys_on_a_cars_laptop(browser: Browser, wire: Wire) -> None:
    context = browser.new_context(viewport={"width": 768, "height": 800}, timezone_id=ZONE)
    page = context.new_page()
    sign_in(page, wire)
    for key in ("3", "1", "7"):
        page.keyboard.press(key)
        page.wait_for_timeout(150)
    unsent(page, 3)
    faults = look(page, "scene-laptop")
    page.set_viewport_size({"width": 1280, "height": 800})
    faults += look(page, "scene-laptop")
    page.keyboard.press("9")
    expect(page.get_by_role("heading", name="Name and badge of the")).to_be_focused()
    page.keyboard.press("3")  # no key of the pad presses through a question
    page.get_by_role("button", name="Not safe", exact=True).focus()
    page.keyboard.press("Enter")
    unsent(page, 4)
    page.locator("[data-undo]").focus()
    page.keyboard.press("Enter")
    unsent(page, 3)
    page.get_by_role("button", name="Reported", exact=True).press("Enter")
    unsent(page, 4)
    page.get_by_label("Keys 1 to 9").uncheck()
    page.keyboard.press("8")
    unsent(page, 4)
    page.get_by_role("button", name="Save scene record").press("Enter")
    for title in ("Place", "Name and badge of the on-scene supervisor"):
        expect(page.get_by_role("heading", name=title)).to_be_focused()
        later = page.locator("[data-sheet]").get_by_role("button", name="Not now", exact=True)
        later.press("Enter")
    expect(page.locator("[data-ended]")).to_have_text(
        "Everything stamped was recorded.", timeout=15_000
    )
    faults += look(page, "scene-laptop-end")
    context.close()
    assert not faults, "\n".join(["", *faults])


def test_cut_off_and_the_tab_killed_and_another_person_on_the_same_phone(
    browser: Browser, wire: Wire
) -> None:
    page = phone(browser, wire)
    wire.cut()
    tap(page, "EMS asked")
    tap(page, "Seen")
    unsent(page, 2)
    page.close()
    page = page.context.pages[0] if page.context.pages else page.context.new_page()
    page.goto(f"{wire.address}/scene/")
    ready(page)
    expect(page.locator("[data-faults]")).to_contain_text("No network")
    expect(page.locator("[data-stamps]")).to_contain_text("2 sealed on this phone")
    page.get_by_role("button", name="Camera on").tap()
    unsent(page, 3)
    rows = page.evaluate(IN_THE_CLEAR)
    assert len(rows) == 3
    assert not any(re.search(r"ems-asked|camera|seen\b", row) for row in rows)

    wire.mend()
    page.context.clear_cookies()  # the session ended meanwhile
    sign_in(page, wire, "blake")
    expect(page.locator("[data-faults]")).to_contain_text("3 of another person wait sealed")
    expect(page.locator("[data-stamps] li")).to_have_count(0)
    page.goto(f"{wire.address}/desk/")
    expect(page.locator("[data-scene-what]")).to_have_text("3 stamps of the scene record")
    assert len(page.evaluate(IN_THE_CLEAR)) == 3

    page.context.clear_cookies()
    sign_in(page, wire)
    send_now(page)
    number = number_of(page)
    wiped(page)
    assert recorded(page, wire, number) == ["EMS asked", "Incident: seen", "Camera: on"]
    page.context.close()


def test_the_battery_gone(browser: Browser, wire: Wire, tmp_path: Path) -> None:
    def started() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path,
            executable_path=CHROMIUM,
            args=list(FLAGS),
            viewport=PHONE,
            timezone_id=ZONE,
            has_touch=True,
        )

    page = started().new_page()
    sign_in(page, wire)
    kept(page)
    wire.cut()
    for name in ("Yes", "EMS asked", "Reported"):
        page.get_by_role("button", name=name, exact=True).click()
    unsent(page, 3)
    killed(tmp_path)

    context = started()
    page = context.new_page()
    page.goto(f"{wire.address}/scene/")
    ready(page)
    expect(page.locator("[data-stamps]")).to_contain_text("3 sealed on this phone")
    page.get_by_role("button", name="EMS here", exact=True).click()
    unsent(page, 4)
    wire.mend()
    sign_in(page, wire)
    send_now(page)
    number = number_of(page)
    wiped(page)
    assert recorded(page, wire, number) == [
        "Anyone hurt: yes", "EMS asked", "Incident: reported", "EMS here",
    ]  # fmt: skip
    context.close()


def killed(profile: Path) -> None:
    """Kill, at once, the browser that runs on a profile."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (entry / "cmdline").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)


def test_answers_lost_and_two_pages_at_once_double_nothing(browser: Browser, wire: Wire) -> None:
    page = phone(browser, wire)
    other = page.context.new_page()
    other.goto(f"{wire.address}/scene/")
    ready(other)
    wire.swallow("/scene/stamps/")
    tap(page, "EMS asked")
    tap(page, "Seen")
    expect(other.locator("[data-unsent]")).to_have_text("On this phone only: 2")
    send_now(page)
    ends = time.monotonic() + 15
    while not wire.swallowed and time.monotonic() < ends:
        page.wait_for_timeout(200)
    assert wire.swallowed  # the server has them, and the phone does not know
    unsent(page, 2)
    wire.mend()
    for each in (page, other):
        each.evaluate("window.dispatchEvent(new Event('online'))")
    number = number_of(page)
    unsent(page, 0)
    unsent(other, 0)

    # What the server does not take stays on the phone with its reason, until it is settled there.
    tap(page, "Add note")
    page.get_by_role("textbox").fill("She said that he is undocumented and was hurt.")
    tap(page, "Stamp it")
    send_now(page)
    expect(page.locator(".or-scene__state").first).to_have_text("Not taken, kept here")
    expect(page.locator(".or-scene__why")).to_contain_text("immigration status")
    unsent(page, 1)
    page.get_by_role("button", name="Settle Note").tap()
    tap(page, "Remove these words")
    wiped(page)
    assert recorded(page, wire, number) == [
        "EMS asked", "Incident: seen", "Note: She said that he is and was hurt.",
    ]  # fmt: skip
    page.context.close()


def test_a_clock_three_hours_ahead_is_said_and_kept_and_the_place_is_asked_once(
    browser: Browser, wire: Wire
) -> None:
    context = browser.new_context(
        viewport=PHONE,
        timezone_id=ZONE,
        has_touch=True,
        permissions=["geolocation"],
        geolocation={"latitude": 41.8832, "longitude": -87.6324, "accuracy": 12},
    )
    context.add_init_script("const now = Date.now; Date.now = () => now() + 3 * 3600e3;")
    page = context.new_page()
    sign_in(page, wire)
    expect(page.locator("[data-faults]")).to_have_text(
        "This phone's clock is 3 h 0 min ahead. Both times are kept."
    )
    tap(page, "EMS asked")
    tap(page, "Seen")
    tap(page, "Place")
    tap(page, "Use this phone's place, once")
    expect(page.locator("[data-stamps]")).to_contain_text("41.88320, -87.63240, within 12 m")
    send_now(page)
    number = number_of(page)
    unsent(page, 0)
    page.goto(f"{wire.address}/incidents/{number}/scene/")
    row = page.locator("tbody tr", has_text="EMS asked").locator("td")
    server, device, clock = row.nth(0), row.nth(1), row.nth(2)
    expect(clock).to_contain_text("3 h 0 min ahead; both times are kept")
    assert server.inner_text() != device.inner_text()

    # Hours later the pad asks which scene it is, before a stamp goes to the wrong one.
    context.add_init_script("const then = Date.now; Date.now = () => then() + 4 * 3600e3;")
    page.goto(f"{wire.address}/scene/")
    tap(page, "Start another scene")
    expect(page.locator("[data-number]")).to_have_text("new")
    context.close()
