"""Render the style guide without any application, and serve it as the product would be served.

The content security policy is the product's, so that a style or script that it would refuse
shows here first.
"""

from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from django.template import Context, Engine
from django.utils import timezone

from e2e import styleguide_content as content

WEB = Path(__file__).resolve().parents[2] / "src" / "onrecord" / "web"
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


def pages() -> dict[str, str]:
    """Return address -> HTML of every page of the guide."""
    made = engine()
    shared = content.shared()

    def render(name: str, **more: object) -> str:
        with timezone.override(content.CITY_ZONE):
            return made.get_template(name).render(Context({**shared, **more}))

    return {
        "/staff": render("onrecord/styleguide.html", **content.guide()),
        "/public": render("onrecord/styleguide_public.html", **content.public()),
        "/irreversible": render(
            "onrecord/interruption.html",
            form=content.ReasonForm(),
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
        "/stalled": render(
            "onrecord/stalled.html",
            base="onrecord/staff.html",
            reason="Nothing was recorded: entries have waited for their place in the log since "
            "2026-03-03 21:14 UTC, so no act can be promised one. See whether the sequencer runs "
            "and what it says (`onrecord serve`).",
            is_post=True,
            posted=[("summary", "A van stopped; one person was held.")],
            address="#again",
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
        elif (path := WEB / self.path.removeprefix("/")).suffix in TYPES and path.is_file():
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
