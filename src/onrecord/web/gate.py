"""The gate: no rule, no page; no actor, no staff page; a refusal is a page with its reason."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from onrecord.accounts.errors import UnknownPerson
from onrecord.accounts.queries import actor_named, is_empty, must_have_factor
from onrecord.authority import Channel, Permission, Refused
from onrecord.ledger.act import record_refusal
from onrecord.ledger.errors import LedgerStalled
from onrecord.web.rule import Rule, StaffRequest, rule_of
from onrecord.web.session.kept import has_shown_factor
from onrecord.web.session.lock import (
    Standing,
    ended_answer,
    forget_held,
    held_form,
    locked_answer,
    standing,
)
from onrecord.web.stalled import stalled_page

logger = logging.getLogger("onrecord.web")
SET_UP = "/set-up/"
ENROL = "/account/second-factor/"
ELECTED = "elected-office"
NO_OTHER = Permission.SESSION_OPEN


class Gate:
    """Middleware: denies by default, names the actor, and turns refusals into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on; the hooks below see its view and what that raises."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let a request through to its view, or answer in its place."""
        rule = rule_of(view)
        if rule is None:
            logger.error("%s declares no rule and is not served", request.path)
            return render(request, "404.html", status=404)
        if rule.public or rule.by_token:  # the interface asks for its token itself
            return None
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        return _stopped(request, rule) or _named(request, rule)

    def process_exception(
        self, request: StaffRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Show a refusal as a page with its reason; it is in the ledger by then.

        Where log or database take nothing, that is the answer, whatever was asked for.
        """
        if isinstance(exception, LedgerStalled | OperationalError):
            return stalled_page(request, exception)
        if isinstance(exception, Refused):
            if not exception.recorded:
                try:
                    record_refusal(request.actor, _asked_for(request, exception), exception)
                except (LedgerStalled, OperationalError) as stalled:
                    return stalled_page(request, stalled)
            return refusal_page(request, exception)
        return None


def _stopped(request: HttpRequest, rule: Rule) -> HttpResponseBase | None:
    """Answer in the view's place where the session has ended or locked."""
    stands = standing(request)
    if stands is Standing.ENDED:
        return ended_answer(request)
    if stands is Standing.LOCKED and not rule.while_locked:
        return locked_answer(request)
    held = held_form(request) if request.method == "POST" else None
    if held and held["path"] == request.get_full_path():
        forget_held(request)  # it is being sent
    return None


def _named(request: HttpRequest, rule: Rule) -> HttpResponseBase | None:
    """Give the request its actor; stop whoever may not act, or not without a second factor."""
    try:
        actor = actor_named(request.user.get_username(), channel=Channel.WEB)
    except UnknownPerson:
        return render(request, "403.html", status=403)
    request.actor = actor  # type: ignore[attr-defined] # StaffRequest declares it
    if not rule.before_factor and must_have_factor(actor) and not has_shown_factor(request):
        return HttpResponseRedirect(ENROL)
    return None


def _asked_for(request: HttpRequest, refusal: Refused) -> Permission:
    """Return the permission that a refusal names, or else the rule of the address."""
    match = request.resolver_match
    rule = rule_of(match.func) if match else None
    declared = rule.permission if rule else None
    return Permission(refusal.permission) if refusal.permission else declared or NO_OTHER


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if is_empty():
        return HttpResponseRedirect(SET_UP)
    if request.headers.get("HX-Request"):
        return render(request, "403.html", status=403)
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{query}")


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return the page that says what was refused, why, and that it was recorded."""
    is_walled = refusal.code == ELECTED
    shown = {
        # The reason may say that it is recorded; the page says so by itself, once.
        "reason": refusal.reason.replace(" The attempt is recorded.", ""),
        "is_recorded": refusal.recorded,
        "link_url": "/data/" if is_walled else "",
        "link_words": "To the published figures",
    }
    return render(request, "onrecord/refusal.html", {"refusal": shown}, status=403)
