"""Render the style guide with fictional content, serve it, look at it, and ask axe.

    python tests/e2e/styleguide_render.py FOLDER    writes PNG files at 360, 768 and 1280 px

The pages are served with the product's content security policy, so that a style or script
that it would refuse shows here first.
"""

import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import django
from django import forms
from django.conf import settings
from django.template import Context, Engine
from django.utils import timezone

WEB = Path(__file__).resolve().parents[2] / "src" / "onrecord" / "web"
WIDTHS = (360, 768, 1280)
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
CITY_ZONE = ZoneInfo("America/Chicago")


def configure() -> None:
    """Configure Django just enough for templates and forms, where nobody did yet."""
    if not settings.configured:
        settings.configure(STATIC_URL="/static/", USE_TZ=True, TIME_ZONE="America/Chicago")
        django.setup()


def engine() -> Engine:
    """Return a template engine that knows our templates and tags, and no application."""
    return Engine(
        dirs=[WEB / "templates"],
        libraries={
            "static": "django.templatetags.static",
            "i18n": "django.templatetags.i18n",
            "l10n": "django.templatetags.l10n",
            "onrecord_ui": "onrecord.web.templatetags.onrecord_ui",
        },
    )


def at(day: int, hour: int, minute: int, second: int = 0, month: int = 3) -> datetime:
    """Return a moment of 2026 in the demo city's zone."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=CITY_ZONE)


class AttemptForm(forms.Form):
    """Fields of every kind; the data given leave two faults."""

    asked = forms.ChoiceField(
        label="Did you ask the on-scene supervisor?",
        help_text="Each answer meets the duty once a reason stands beside it.",
        widget=forms.RadioSelect,
        choices=[
            ("asked", "Yes, asked"),
            ("not-safe", "No, not safe"),
            ("not-feasible", "No, not feasible"),
            ("could-not-tell", "Could not tell who"),
        ],
    )
    outcome = forms.ChoiceField(
        label="What came of it?",
        widget=forms.RadioSelect,
        required=False,
        choices=[
            ("name-and-badge", "Name and badge"),
            ("refused", "Refused"),
            ("credential-seen", "Credential seen"),
            ("left", "Left"),
        ],
    )
    at = forms.DateTimeField(label="When", help_text="Local time of the city, with seconds.")
    agency = forms.ChoiceField(
        label="Agency as given", required=False, choices=[("", "Not recorded"), ("f", "Federal")]
    )
    badge = forms.CharField(label="Badge as given", required=False)
    words = forms.CharField(
        label="What was said",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Verbatim where you can.",
        error_messages={
            "required": "enter what was said, or state that you did not hear it."
        },
    )
    seen_on = forms.DateField(label="Seen on", required=False)
    signs = forms.MultipleChoiceField(
        label="Markings seen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("vest", "Vest"), ("patch", "Patch"), ("none", "None seen")],
    )
    believed_minor = forms.BooleanField(label="Known or believed under 18", required=False)
    file = forms.FileField(
        label="Recording", required=False, help_text="Several gigabytes are possible."
    )


@dataclass(frozen=True)
class Fictional:
    """The content of the guide: invented, and named so."""

    now: datetime = field(default_factory=lambda: at(5, 21, 40))

    def shared(self) -> dict[str, Any]:
        """What base templates need."""
        return {
            "csrf_token": "x" * 64,
            "home": {
                "notice": "Fictional: demo city. No real people, agencies or incidents.",
                "city": "City of Lakeport",
                "staff_url": "/desk/",
                "start_url": "/desk/",
                "as_of_entry": 1204,
            },
            "navigation": [
                ("Desk", "#desk", False),
                ("Incidents", "#incidents", True),
                ("Evidence", "#evidence", False),
                ("Referrals", "#referrals", False),
                ("Audit", "#audit", False),
            ],
            "phone_navigation": [
                ("Desk", "#desk", False),
                ("Incidents", "#incidents", True),
                ("New incident", "#new", False),
            ],
            "public_navigation": [
                ("Order", "#order", False),
                ("Data", "#data", True),
                ("Log", "#log", False),
                ("Check a file", "#check", False),
            ],
            "signed_in": {
                "name": "Officer A. Example",
                "role": "Officer, District 8",
                "sign_out_url": "/sign-out/",
            },
            "allegation": {
                "title": "Allegation A2",
                "text": "It is alleged that person 3 held person 1 against a vehicle for four "
                "minutes after person 1 had stopped moving.",
                "meta": "Alleged by a reporting person, 3 Mar 2026. Subject: person 3.",
            },
            "no_reply": {
                "title": "Reply of the agency",
                "meta": "Asked 5 Mar by e-mail, no reply by 4 Apr.",
            },
        }

    def guide(self) -> dict[str, Any]:
        """What the staff guide shows."""
        from onrecord.web.timeline_chart import Lane, Row  # noqa: PLC0415 - after configure()

        form = AttemptForm(
            data={"at": "2026-03-03T21:16:31", "outcome": "refused", "agency": "f"}
        )
        return {
            "incident": {
                "number": "2026-0123",
                "district": "District 8",
                "state": "Open, report in draft",
                "hold": "Hold since 4 Mar 2026",
                "next_clock": {
                    "words": "Ask for a flag on E-4",
                    "left": "87 days",
                    "ends": at(1, 23, 59, 59, month=6),
                },
            },
            "timeline_rows": [
                Row(Lane.HAPPENED, at(3, 21, 12, 4), "A van stops at the corner", "Van stops"),
                Row(
                    Lane.CAMERAS, at(3, 21, 12, 30), "Officer A's camera runs", "Camera A",
                    until=at(3, 21, 17, 2),
                ),
                Row(Lane.AID, at(3, 21, 14, 5), "Medical service asked for", "EMS asked"),
                Row(
                    Lane.IDENTITY, at(3, 21, 16, 31),
                    "On-scene supervisor asked for name and badge: refused", "Asked: refused",
                    url="#attempt",
                ),
                Row(
                    Lane.CAMERAS, at(3, 21, 17, 2), "No camera known to run", "No camera",
                    until=at(3, 21, 20), absent=True,
                ),
                Row(
                    Lane.CAMERAS, at(3, 21, 20), "Sergeant B's camera runs", "Camera B",
                    until=at(3, 21, 29, 40),
                ),
                Row(Lane.IDENTITY, at(3, 21, 22, 10), "Credential seen by Sergeant B",
                    "Credential seen"),
                Row(Lane.AID, at(3, 21, 23, 48), "Medical service arrives", "EMS here"),
                Row(Lane.HAPPENED, at(3, 21, 27), "The van leaves northward", "Van leaves"),
                Row(Lane.CUSTODY, at(4, 8, 30), "Intake of E-4 by the custodian", "Intake E-4",
                    url="#e4"),
                Row(Lane.HAPPENED, at(5, 10, 2), "Agency asked to reply by e-mail",
                    "Reply asked"),
                Row(
                    Lane.CLOCKS, at(4, 8, 30), "Term of E-4 at its holder, then destruction",
                    "E-4: 90 days", until=at(1, 23, 59, 59, month=6),
                ),
                Row(Lane.IDENTITY, at(20, 9, 15), "Agency confirms the identity",
                    "Confirmed by agency"),
                Row(Lane.CUSTODY, at(22, 9, 0, month=4), "Fixity check of E-4: unchanged",
                    "Fixity E-4"),
            ],
            "duty_groups": [
                ("Aid", [
                    {"title": "Summon medical service", "state": "met",
                     "fact": "Asked 21:14:05, arrived 21:23:48", "source": "Order, section 4(b)",
                     "unchecked": True},
                ]),
                ("Identification", [
                    {"title": "Ask the on-scene supervisor for name and badge", "state": "met",
                     "fact": "Duty met: attempt and refusal recorded",
                     "source": "Order, section 3(a)", "unchecked": True},
                    {"title": "State the federal purpose as given", "state": "todo",
                     "url": "#purpose"},
                ]),
                ("Evidence", [
                    {"title": "Ask for a flag on body-camera video E-4", "state": "todo",
                     "clock": "87 days left, until 1 Jun 2026, 23:59:59 CDT", "url": "#flag"},
                    {"title": "Preserve fixed city cameras", "state": "gap",
                     "fact": "None within two blocks; asked the holder 4 Mar"},
                    {"title": "Notify dispatch", "state": "excused",
                     "fact": "Dispatch opened the incident"},
                    {"title": "Notify the parent of a minor", "state": "not-applicable",
                     "fact": "Nobody known or believed under 18"},
                ]),
            ],
            "reply": {
                "title": "Reply of the agency",
                "text": "The agency states that the hold lasted under one minute and that its "
                "agents announced themselves.",
                "meta": "Received 9 Mar 2026 by e-mail; proof of origin: unauthenticated.",
            },
            "queue_items": [
                {"what": "Report on 2026-0123, version 2", "why": "Your officer submitted it",
                 "due": at(6, 21, 14), "left": "23 hours", "soon": True, "url": "#r1",
                 "act": "Review", "first": True},
                {"what": "Report on 2026-0119, version 1", "why": "Drew is on leave",
                 "due": at(9, 12, 0), "left": "3 days", "url": "#r2", "act": "Review"},
            ],
            "no_items": [],
            "exhibit_columns": ["Exhibit", "Title", "Source", ("Recorded", "time"),
                                ("Size", "number")],
            "exhibit_rows": [
                ["E-4", "Body-camera video", "Officer A", at(3, 21, 12, 30), "1.2 GB"],
                ["E-5", "Photo of the van", "Sergeant B", at(3, 21, 26, 2), "4.1 MB"],
                ["E-6", "Statement of person 2", None, None, "84 KB"],
            ],
            "receipt_numbered": {
                "entry_index": 1204, "at": at(5, 21, 14, 9), "next_checkpoint": at(5, 23, 0),
                "stage": 2, "witnesses": "2 of 3", "save_url": "#receipt.json",
            },
            "receipt_waiting": {"entry_index": None, "at": at(5, 21, 14, 9), "stage": 1},
            "step_names": ["Asked", "What came of it", "Second on video"],
            "faulty_form": form,
            "tile_hints": {},
            "fact_rows": [
                ("Recorded", at(3, 21, 16, 31)),
                ("Name as given", ""),
                ("Refused when asked", True, "Identification attempt 1, entry 1,188"),
                ("Persons hurt", 0),
            ],
            "aside_rows": [
                ("Origin", "Seen by an officer"),
                ("Place", "Restricted", "Staff only"),
                ("Dispatch number", None),
                ("Camera", "On at 21:12:30"),
            ],
            "icon_names": ["flag", "lock", "schedule", "history", "verified", "folder"],
        }

    def public(self) -> dict[str, Any]:
        """What the public guide shows."""
        number = "number"
        return {
            "as_of": at(5, 21, 14),
            "figure_columns": ["Area", ("Received", number), ("Corroborated", number),
                               ("Referred", number), ("Declined", number), ("Replied", number)],
            "figure_rows": [
                ["Whole city", "11", "S", "S", "0", "S"],
                ["District 8", "S", "S", "C", "0", "S"],
            ],
        }


def pages() -> dict[str, str]:
    """Return address -> HTML of every page of the guide."""
    configure()
    timezone.activate(CITY_ZONE)
    made = engine()
    content = Fictional()
    shared = content.shared()

    def render(name: str, **more: object) -> str:
        return made.get_template(name).render(Context({**shared, **more}))

    class ReasonForm(forms.Form):
        reason = forms.CharField(
            label="Your reason, in your own words", widget=forms.Textarea(attrs={"rows": 3})
        )

    return {
        "/staff": render("onrecord/styleguide.html", **content.guide()),
        "/public": render("onrecord/styleguide_public.html", **content.public()),
        "/irreversible": render(
            "onrecord/interruption.html",
            form=ReasonForm(),
            act={
                "title": "Seal packet P-2026-031",
                "button": "Seal packet P-2026-031",
                "happens": [
                    "The 11 checked items and their proofs are closed as one packet.",
                    "Its digest becomes an entry that nobody can remove unnoticed.",
                ],
                "stays_possible": [
                    "A supplement with further evidence, under its own number.",
                    "Withdrawal before delivery, by two persons.",
                ],
                "readers": "Your reason is read by the prosecutor and the inspector general.",
                "cancel_url": "#back",
            },
        ),
        "/refused": render(
            "onrecord/refusal.html",
            refusal={
                "title": "Another supervisor must approve this",
                "reason": "You wrote this report; another supervisor must approve it.",
                "rule": "A report is never approved by its author.",
                "instead": "Send it to a supervisor of your district. What you wrote is kept.",
                "link_url": "#send",
                "link_words": "Send to a supervisor",
                "is_recorded": True,
            },
        ),
        "/missing": render("404.html"),
    }


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, made: dict[str, str], *args: Any) -> None:  # noqa: ANN401 - the server's own
        self.made = made
        super().__init__(*args)

    def do_GET(self) -> None:
        body, kind = b"", "text/html; charset=utf-8"
        if self.path in self.made:
            body = self.made[self.path].encode()
        elif self.path.startswith("/static/onrecord/"):
            path = WEB / self.path.removeprefix("/")
            body, kind = path.read_bytes(), TYPES[path.suffix]
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def serve(made: dict[str, str]) -> ThreadingHTTPServer:
    """Serve the pages on a free port of this machine, in a thread; the caller shuts it down."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, made))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL_TEXT = """
[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() &&
  [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) &&
  parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.outerHTML.slice(0, 80))
"""
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def main(folder: Path) -> int:
    """Write screenshots and print what axe and the browser find; return the number of faults."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only this needs them
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    server = serve(pages())
    faults: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for scheme in ("light", "dark"):
            for width in WIDTHS if scheme == "light" else (360, 1280):
                page = browser.new_page(
                    viewport={"width": width, "height": 800}, color_scheme=scheme
                )
                page.on("console", lambda m: faults.append(f"console: {m.text}"))
                for path in pages():
                    where = f"{path} {width} {scheme}"
                    page.goto(f"http://127.0.0.1:{server.server_port}{path}")
                    page.wait_for_load_state("networkidle")
                    found = Axe().run(
                        page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}}
                    )
                    faults += [
                        f"{where}: {v['id']}: {n['html'][:120]} {n['any'][:1]}"
                        for v in found.response["violations"]
                        for n in v["nodes"]
                    ]
                    if page.evaluate(SIDEWAYS):
                        faults.append(f"{where}: scrolls sideways")
                    faults += [f"{where}: small: {e}" for e in page.evaluate(SMALL_TEXT)]
                    name = f"{path[1:]}-{width}-{scheme}.png"
                    page.screenshot(path=folder / name, full_page=True)
                page.close()
        browser.close()
    server.shutdown()
    sys.stdout.write("\n".join([*faults, f"{len(faults)} faults", ""]))
    return len(faults)


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1])) else 0)
