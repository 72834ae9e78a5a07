"""The session's lock: after a term of idleness it locks, and what was typed is kept.

1. Each request of a person, and each minute of typing (session-lock.js), says that somebody is
   there.
2. After the term, every page leads to /locked/. A form that was sent meanwhile is held in the
   session, without passwords and files, and is shown again after unlocking, to be sent.
3. A password or a passkey of the same person unlocks. After twelve hours one signs in anew.
"""

from enum import Enum

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from onrecord.ledger.times import now
from onrecord.web.session.kept import OPENED, SEEN

LOCKED_AT = "/locked/"
HELD_AT = "/locked/held/"
LOCKED, HELD = "locked", "held_form"
MINUTE = 60.0
SECRETS = {"csrfmiddlewaretoken", "code", "answer", "once"}
LARGEST_HELD = 512 * 1024
LOCKED_WORDS = "This session is locked. Unlock it; what you typed is still on this page."


class Standing(Enum):
    """How a session stands at this moment."""

    OPEN = "open"
    LOCKED = "locked"
    ENDED = "ended"


def standing(request: HttpRequest) -> Standing:
    """Return how the session stands, and keep that somebody was there."""
    session, moment = request.session, now().timestamp()
    opened = session.setdefault(OPENED, moment)
    seen = session.setdefault(SEEN, moment)
    if moment - float(opened) >= settings.SESSION_END_SECONDS:
        return Standing.ENDED
    if session.get(LOCKED) or moment - float(seen) >= settings.SESSION_LOCK_SECONDS:
        if not session.get(LOCKED):
            lock(request)
        return Standing.LOCKED
    # A page that brings its parts by itself is nobody's presence.
    if moment - float(seen) >= MINUTE and not request.headers.get("HX-Request"):
        session[SEEN] = moment
    return Standing.OPEN


def lock(request: HttpRequest) -> None:
    """Lock the session."""
    request.session[LOCKED] = True


def unlock(request: HttpRequest) -> None:
    """Open the session again; its person showed a password or a passkey."""
    request.session.pop(LOCKED, None)
    request.session[SEEN] = now().timestamp()


def locked_answer(request: HttpRequest) -> HttpResponseBase:
    """Answer a request of a locked session: nothing is lost, and nothing is shown."""
    if request.headers.get("HX-Request") or "json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": LOCKED_WORDS}, status=423)
    hold(request)
    answer = HttpResponseRedirect(LOCKED_AT)
    if request.method in {"GET", "HEAD"}:
        request.session["locked_next"] = request.get_full_path()
    return answer


def ended_answer(request: HttpRequest) -> HttpResponseBase:
    """End a session that is twelve hours old; a form that was sent is shown after signing in."""
    username = request.user.get_username()
    hold(request)
    held = request.session.get(HELD)
    logout(request)
    if held:
        request.session[HELD] = {**held, "username": username}
    wanted = HELD_AT if held else request.get_full_path()
    return render(
        request, "onrecord/session/ended.html", {"wanted": wanted, "held": bool(held)}, status=401
    )


def hold(request: HttpRequest) -> None:
    """Keep the fields of a posted form, without secrets and files."""
    if request.method != "POST" or int(request.headers.get("Content-Length") or 0) > LARGEST_HELD:
        return
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in SECRETS and "password" not in name
        for value in values
    ]
    request.session[HELD] = {
        "path": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "username": request.user.get_username(),
    }


def held_form(request: HttpRequest) -> dict[str, object] | None:
    """Return what this person's form held, if it is theirs."""
    held = request.session.get(HELD)
    if not isinstance(held, dict) or held.get("username") != request.user.get_username():
        return None
    return held


def forget_held(request: HttpRequest) -> None:
    """Let go of what was held."""
    request.session.pop(HELD, None)
