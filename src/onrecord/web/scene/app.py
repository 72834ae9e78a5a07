"""The app that a phone keeps: its shell, its service worker and its manifest hold no record."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from onrecord.web.rule import public

STATIC = Path(__file__).parents[1] / "static"
APP = (
    "onrecord/onrecord.css",
    "onrecord/scene/scene.css",
    "onrecord/scene/scene.js",
    "onrecord/scene/pad.js",
    "onrecord/scene/asking.js",
    "onrecord/scene/send.js",
    "onrecord/scene/seal.js",
    "onrecord/scene/store.js",
    "onrecord/scene/words.js",
    "onrecord/img/icons.svg",
    "onrecord/icon.svg",
    "onrecord/fonts/public-sans/PublicSans-Regular.woff2",
    "onrecord/fonts/public-sans/PublicSans-SemiBold.woff2",
    "onrecord/fonts/public-sans/PublicSans-Bold.woff2",
    "onrecord/fonts/source-sans-pro/sourcesanspro-regular-webfont.woff2",
    "onrecord/fonts/source-sans-pro/sourcesanspro-bold-webfont.woff2",
    "onrecord/fonts/roboto-mono/roboto-mono-v5-latin-regular.woff2",
)
"""What the pad needs without a network, below the static files."""
SHELL = "/scene/shell/"
ICONS = (192, 512)


@public
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """Answer with the pad as it stands for everybody: a phone keeps it, so it names nobody."""
    return kept_nowhere(render(request, "onrecord/scene/page.html", {"is_shell": True}))


@public
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Answer with the service worker, which reaches no further than its own folder."""
    assets = json.dumps([static(name) for name in APP], indent=2)
    context = {"version": version(), "shell": SHELL, "assets": assets}
    text = render_to_string("onrecord/scene/worker.js", context)
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """Answer with what a phone needs to install the app."""
    icons = [
        {
            "src": static(f"onrecord/scene/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in ICONS
    ]
    said = {
        "name": "OnRecord scene record",
        "short_name": "Scene",
        "id": "/scene/",
        "start_url": "/scene/",
        "scope": "/scene/",
        "display": "standalone",
        "background_color": "#1c1d1f",
        "theme_color": "#162e51",
        "icons": icons,
    }
    return JsonResponse(said, content_type="application/manifest+json")


@cache
def version() -> str:
    """Return what tells one state of the app's files from another."""
    digest = hashlib.sha256()
    templates = STATIC.parent / "templates/onrecord/scene"
    for path in (*(STATIC / name for name in APP), *sorted(templates.glob("*"))):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def kept_nowhere(response: HttpResponse) -> HttpResponse:
    """Say what this page asks of a phone: its place where pressed, no microphone, no camera."""
    response["Cache-Control"] = "no-store"
    response["Permissions-Policy"] = "geolocation=(self), microphone=(), camera=()"
    return response
