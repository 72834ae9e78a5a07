"""One incident from the street to a packet that verifies, by everybody's own hands.

The steps are those of docs/tutorial/first-incident.md. They run in a real browser on a real
process tree, in order, as one test: each rests on what those before it put on record.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import Served
from e2e.hands import choose, expect_receipt, follow, hand_over, pick, press, write
from e2e.looking import CHROMIUM
from e2e.outside import FILM_SECONDS, changed_by_one_byte, filmed, verified

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Chromium at {CHROMIUM}"),
]
SUMMARY = "Two persons in tactical vests stopped a resident beside a parked van."
FIRST_WORDS = "I came from the north and saw two persons in vests beside a van."
LATER_WORDS = f"{FIRST_WORDS} I asked the one in front for name and badge number."
SECOND_VERSION = f"{LATER_WORDS} The van stood there for about two minutes before."
RETURNED_WITH = "Say how long the van stood there before you came."
GAP = "The street was cleared before anybody could be asked."
OWN_DOCUMENT = b"Notes of a neighbour, typed by the test that took them in.\n"
SEALED_WITHIN = 90_000
AUDITED_WITHIN = 90_000


@dataclass
class Way:
    """One incident on its way: who is signed in, its number, and what the steps hand on."""

    served: Served
    browser: Browser
    folder: Path
    pages: dict[str, Page] = field(default_factory=dict)
    number: str = ""
    referral: str = ""
    seen_before_lock: list[str] = field(default_factory=list)

    def of(self, username: str) -> Page:
        """Return the page of a person who is signed in, each in a context of their own."""
        if username not in self.pages:
            self.pages[username] = self.served.signed_in(self.browser, username)
        return self.pages[username]

    def at(self, username: str, address: str = "") -> Page:
        """Go to an address of the site, or, where it begins without a slash, of the incident."""
        page = self.of(username)
        below = address if address.startswith("/") else f"/incidents/{self.number}/{address}"
        page.goto(f"{self.served.address}{below}")
        return page


def test_one_incident_from_the_street_to_a_packet_that_verifies(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    path = Way(served, browser, tmp_path)
    open_incident(path)
    add_person(path)
    ask_for_a_name(path)
    record_aid(path)
    allege(path)
    take_in_a_document_of_ones_own(path)
    write_and_lock(path)
    go_through_the_duties(path)
    sign(path, version=1)
    return_the_report(path)
    answer_and_sign_again(path)
    approve_the_report(path)
    take_in_body_worn_video(path)
    watch_it(path)
    classify(path)
    prepare_the_referral(path)
    approve_the_referral(path)
    packet = seal(path)
    verify_as_its_recipient_would(path, packet)
    audit(path)


def open_incident(path: Way) -> None:
    page = path.at("avery", "/desk/")
    follow(page, "New incident")
    choose(page, "How did it come to you?", "Seen by the department")
    choose(page, "Was anyone hurt?", "Yes")
    choose(page, "Was force used, by anyone?", "Force")
    choose(page, "Was a camera of yours on?", "Yes")
    choose(page, "Was a supervisor notified?", "Yes")
    write(page, "District", "District 4")
    write(page, "Place", "North side of the depot, restricted")
    write(page, "In short, neutral words", SUMMARY)
    press(page, "Open incident")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Incident \d{4}-\d{4}"))
    path.number = page.url.split("/incidents/")[1].split("/")[0]
    expect_receipt(page)
    see(path, page)


def add_person(path: Way) -> None:
    page = path.at("avery")
    follow(page, "Person")
    choose(page, "Who is this?", "Federal agent")
    write(page, "In what capacity?", "Agent in front")
    page.get_by_text("Seemed to be in charge at the scene").click()
    choose(page, "Known or believed to be under 18?", "No")
    choose(page, "Was the face covered?", "Yes")
    write(page, "Markings", "Vest with the word POLICE, no agency")
    see(path, page)
    press(page, "Add this person")
    expect_receipt(page)
    expect(page.locator("#people")).to_contain_text("Person 1")


def ask_for_a_name(path: Way) -> None:
    page = path.at("avery", "identification/new/")
    for tile in page.get_by_role("radio").all():
        expect(tile).not_to_be_checked()
    choose(page, "Did you ask the on-scene supervisor", "Yes, asked")
    choose(page, "What came of it?", "Refused")
    pick(page, "Who was it?", "person 1")
    see(path, page)
    press(page, "Record attempt")
    expect_receipt(page)
    expect(page.locator("#identification")).to_contain_text("efused")


def record_aid(path: Way) -> None:
    page = path.at("avery", "aid/new/")
    write(page, "If not listed: describe the person", "Resident with a cut hand")
    write(page, "EMS asked", "2026-03-03T21:14:05")
    write(page, "EMS here", "2026-03-03T21:23:48")
    see(path, page)
    press(page, "Record aid")
    expect_receipt(page)
    expect(page.locator("#aid")).to_contain_text("21:14:05")


def allege(path: Way) -> None:
    page = path.at("avery", "allegations/new/")
    choose(page, "Of whom?", "person 1")
    write(page, "What is alleged?", "Alleged: held the resident on the ground for two minutes.")
    choose(page, "On what does it rest?", "Observed by me")
    see(path, page)
    press(page, "Record what is alleged")
    expect_receipt(page)
    expect(page.locator("#allegations")).to_contain_text("No finding")


def take_in_a_document_of_ones_own(path: Way) -> None:
    given = path.folder / "notes of a neighbour.txt"
    given.write_bytes(OWN_DOCUMENT)
    page = path.at("avery", "exhibits/new/")
    hand_over(page, given)
    choose(page, "What is it?", "Document")
    write(page, "Title", "Notes of a neighbour")
    write(page, "Source", "Handed over at the door")
    see(path, page)
    press(page, "Take in this exhibit")
    expect(page.get_by_role("heading", level=1)).to_contain_text("E-1")
    expect_receipt(page)
    digest = page.locator(".or-digest").first
    expect(digest).to_contain_text(hashlib.sha256(OWN_DOCUMENT).hexdigest()[:8])
    see(path, page)


def write_and_lock(path: Way) -> None:
    page = path.at("avery", "report/")
    text = page.get_by_label("What happened, in your own words")
    saved = page.locator("[data-autosave-status]")
    for words in (FIRST_WORDS, LATER_WORDS):
        text.fill(words)
        with page.expect_response("**/report/draft/") as answer:
            text.blur()
        assert answer.value.status == 200
        expect(saved).to_contain_text("Draft saved")
    page.reload()
    expect(text).to_have_value(LATER_WORDS)
    see(path, page)
    press(page, "Go on to lock")
    expect(page.get_by_text(LATER_WORDS)).to_be_visible()
    see(path, page)
    for address in ("/desk/", "", "/incidents/", "exhibits/", "contacts/", "acts/new/", "correct/"):
        see(path, path.at("avery", address))
    path.at("avery", "report/lock/")
    press(page, "Lock as version 1")
    expect_receipt(page)


def see(path: Way, page: Page) -> None:
    """Keep what a page says to the officer whose narrative is not locked yet."""
    path.seen_before_lock.append(page.locator("body").inner_text())


def go_through_the_duties(path: Way) -> None:
    page = path.at("avery", "report/")
    titles = page.locator(".or-duty__title")
    expect(titles.first).to_be_visible()
    named = titles.all_inner_texts()
    assert len(named) > 5
    shown_too_early = {t for t in named for seen in path.seen_before_lock if t in seen}
    assert shown_too_early == set(), "a duty was shown before the narrative was locked (G6)"
    refusal = page.locator(".or-duty", has_text="name and badge")
    expect(refusal).to_contain_text("Met")
    to_do = page.locator(".or-duty", has=page.locator(".or-duty__state", has_text="To do"))
    title = to_do.first.locator(".or-duty__title").inner_text()
    follow(page, title)
    write(page, "Why it stays unmet", GAP)
    press(page, "State this gap")
    expect_receipt(page)
    row = page.locator(".or-duty", has=page.locator(".or-duty__title", has_text=title))
    expect(row).to_contain_text("Gap stated")
    expect(row).to_contain_text(GAP)


def sign(path: Way, *, version: int) -> None:
    page = path.at("avery", "report/")
    follow(page, "Check and submit")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"version {version}")
    press(page, "Sign and submit")
    expect(page.get_by_role("alert").or_(page.locator(".or-error-summary"))).to_be_visible()
    write(page, "Your name, as your signature", "Avery Lindqvist")
    press(page, "Sign and submit")
    expect_receipt(page)


def return_the_report(path: Way) -> None:
    page = path.at("blake", "/desk/")
    page.locator(".or-queue__item, li", has_text=path.number).get_by_role("link").first.click()
    part = page.locator("[data-part]", has=page.get_by_role("heading", name="Narrative"))
    part.locator("summary", has_text="Add a reason here").click()
    part.locator("textarea").fill(RETURNED_WITH)
    page.locator("[data-return]").click()
    expect_receipt(page)


def answer_and_sign_again(path: Way) -> None:
    page = path.at("avery", "/desk/")
    page.locator("li", has_text=path.number).get_by_role("link", name="Answer").first.click()
    expect(page.locator("#main")).to_contain_text(RETURNED_WITH)
    text = page.get_by_label("What happened, in your own words")
    expect(text).to_have_value(LATER_WORDS)
    text.fill(SECOND_VERSION)
    press(page, "Go on to lock")
    press(page, "Lock as version 2")
    expect_receipt(page)
    sign(path, version=2)


def approve_the_report(path: Way) -> None:
    page = path.at("blake", "report/?for=review")
    expect(page.locator("ins").first).to_be_visible()
    page.locator("[data-approve]").click()
    press(page, "Approve version 2")
    expect_receipt(page)
    expect(page.locator("#main")).to_contain_text("Approved")


def take_in_body_worn_video(path: Way) -> None:
    film = filmed(path.folder)
    page = path.at("casey", "exhibits/new/")
    hand_over(page, film)
    choose(page, "What is it?", "Body-worn video")
    write(page, "Title", "Street, from the chest of the officer")
    write(page, "Source", "Camera dock of District 4")
    pick(page, "Recorded by", "Avery Lindqvist")
    press(page, "Take in this exhibit")
    expect(page.get_by_role("heading", level=1)).to_contain_text("E-2")
    expect_receipt(page)


def watch_it(path: Way) -> None:
    page = path.of("casey")
    follow(page, "Play")
    write(page, "Purpose", "Whether the recording is whole")
    served: list[int] = []
    page.on("response", lambda r: served.append(r.status) if "/bytes/" in r.url else None)
    press(page, "Open the viewing")
    film = page.locator("video")
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    assert round(film.evaluate("film => film.duration")) == FILM_SECONDS
    write(page, "Go to time", "00:00:08")
    press(page, "Go")
    page.wait_for_function("() => !document.querySelector('video').seeking")
    expect(page.locator("[data-now]")).to_have_text("00:00:08.0")
    press(page, "Play")
    page.wait_for_function("() => document.querySelector('video').currentTime > 8.3")
    assert set(served) == {206}
    source = str(film.evaluate("film => film.currentSrc")).split("#")[0]
    part = page.request.get(source, headers={"Range": "bytes=100-199"})
    assert (part.status, len(part.body())) == (206, 100)
    without = source.replace(source.split("/play/")[1].split("/")[0], "no-such-token")
    assert page.request.get(without).status == 410
    assert "/sign-in/" in path.browser.new_context().request.get(source).url
    press(page, "Close this viewing")
    expect_receipt(page)
    custody = page.get_by_role("table", name="Custody, whole").get_by_role("row")
    viewed = custody.filter(has_text="Casey Brandt").filter(has_text="Whether the recording is")
    expect(viewed.filter(has_text="viewing opened")).to_have_count(1)
    expect(viewed.filter(has_text=re.compile(r"viewing closed: [1-9]\d* bytes"))).to_have_count(1)
    assert page.request.get(source).status == 410, "a closed viewing serves nothing"


def classify(path: Way) -> None:
    page = path.at("ellis", "?for=investigate")
    follow(page, "Classify allegation A1")
    choose(page, "On which track?", "Criminal")
    pick(page, "Offence suggested", "720 ILCS 5/33-9")
    press(page, "Record the classification")
    expect_receipt(page)
    expect(page.locator("#allegations")).to_contain_text("a felony, suggested")


def prepare_the_referral(path: Way) -> None:
    page = path.at("ellis", "referral/new/")
    choose(page, "Felony allegations to refer", "A1")
    page.get_by_role("group", name="Receiving office").locator("label").first.click()
    write(page, "In brief", "Alleged: a resident was held on the ground; see E-2 from 00:00:08.")
    write(page, "Contacts with elected offices", "None known to the undersigned, who asked Avery.")
    write(page, "Evidence known to exist and not held", "The depot's own camera; its holder asked.")
    press(page, "Prepare this referral")
    expect_receipt(page)
    path.referral = page.url.split("/referrals/")[1].split("/")[0]


def approve_the_referral(path: Way) -> None:
    page = path.at("blake", f"/referrals/{path.referral}/")
    expect(page.locator("#main")).not_to_contain_text("Stops sealing")
    follow(page, "Approve")
    press(page, f"Approve {path.referral}")
    expect_receipt(page)


def seal(path: Way) -> Path:
    page = path.at("casey", f"/referrals/{path.referral}/")
    follow(page, "Seal")
    press(page, f"Seal {path.referral}")
    expect(page.locator(".or-progress").or_(page.locator("#packet"))).to_be_visible()
    expect(page.locator("#packet")).to_be_visible(timeout=SEALED_WITHIN)
    folder = Path(page.get_by_label("Where the packet lies").inner_text())
    assert (folder / "VERIFY.txt").is_file()
    return folder


def verify_as_its_recipient_would(path: Way, packet: Path) -> None:
    key = path.browser.new_context().request.get(f"{path.served.address}/log/log.vkey")
    assert key.status == 200
    policy = path.folder / "policy.txt"
    policy.write_text(f"log {key.text().strip()}\nquorum none\n")
    assert verified(packet, policy) == 0
    assert verified(packet) == 3, "the key is not confirmed by the packet itself"
    changed = changed_by_one_byte(packet, path.folder / "changed")
    assert verified(changed, policy) == 1


def audit(path: Way) -> None:
    page = path.at("gray", "/audit/")
    press(page, "Run audit")
    expect(page.locator("#main")).to_contain_text("Everything holds", timeout=AUDITED_WITHIN)
