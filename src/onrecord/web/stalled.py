"""The page that says that no act can be recorded now (status 503), and keeps what was typed."""

import logging

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from onrecord.ledger.errors import LedgerStalled

logger = logging.getLogger("onrecord.web")
RETRY_SECONDS = 60
_SECRET = ("password", "csrfmiddlewaretoken")


def stalled_page(request: HttpRequest, error: LedgerStalled | OperationalError) -> HttpResponse:
    """Return the page that says why nothing is recorded, with all that was posted to send again.

    Either the log takes nothing in, or the database: it is full, read-only, locked or away.

    Files and passwords cannot be kept by a page: then the way back to the form is named instead.
    A script that asks for JSON gets the reason as `error`.
    """
    reason = str(error)
    if isinstance(error, OperationalError):
        first = next(iter(reason.splitlines()), "no reason given")
        reason = f"Nothing was recorded: the database cannot be used ({first})."
        logger.error("%s: %s", request.path, reason)
    response: HttpResponse
    if request.headers.get("Accept") == "application/json":
        words = "Not saved: the record cannot take anything now. What you typed is still here."
        response = JsonResponse({"error": words}, status=503)
    else:
        posted = [
            (name, value)
            for name, values in request.POST.lists()
            if not name.startswith(_SECRET)
            for value in values
        ]
        has_password = any(name.startswith("password") for name in request.POST)
        context = {
            "reason": reason,
            "posted": () if request.FILES or has_password else posted,
            "is_post": request.method == "POST",
            "address": request.get_full_path(),
            "base": f"onrecord/{'staff' if hasattr(request, 'actor') else 'public'}.html",
        }
        response = render(request, "onrecord/stalled.html", context, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
