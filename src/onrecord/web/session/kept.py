"""What a session holds: which second factor was shown, when it began, what a passkey answers to."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest

from onrecord.accounts.actions import PasskeyAsked
from onrecord.ledger.times import now

BACKEND = "django.contrib.auth.backends.ModelBackend"
FACTOR = "second_factor"
OPENED, SEEN = "opened_at", "seen_at"
PENDING, PENDING_AT = "pending_username", "pending_at"
PENDING_SECONDS = 600
PASSKEY = "passkey_state"


def begin(request: HttpRequest, user: Any, *, factor: str) -> None:  # noqa: ANN401 - a model
    """Begin the session of a person whose factors were checked; `factor` is the second, or none."""
    login(request, user, backend=BACKEND)
    request.session.pop(PENDING, None)
    moment = now().timestamp()
    request.session.update({FACTOR: factor, OPENED: moment, SEEN: moment})


def has_shown_factor(request: HttpRequest) -> bool:
    """Say whether the person of this session showed a second factor, or made one in it."""
    return bool(request.session.get(FACTOR))


def show_factor(request: HttpRequest, factor: str) -> None:
    """Keep that the person of this session made a second factor just now."""
    request.session[FACTOR] = factor


def await_factor(request: HttpRequest, username: str) -> None:
    """Keep whose password was right, until a second factor follows."""
    request.session.cycle_key()
    request.session.update({PENDING: username, PENDING_AT: now().timestamp()})


def awaited(request: HttpRequest) -> str:
    """Return who still has to show a second factor, or nothing after ten minutes."""
    late = now().timestamp() - float(request.session.get(PENDING_AT, 0)) > PENDING_SECONDS
    return "" if late else str(request.session.get(PENDING, ""))


def remember_asked(request: HttpRequest, asked: PasskeyAsked) -> dict[str, Any]:
    """Keep what a passkey must answer to, and return what the browser is asked."""
    request.session[PASSKEY] = asked.state
    return asked.options


def asked_before(request: HttpRequest) -> Mapping[str, Any]:
    """Return what a passkey must answer to, once."""
    return dict(request.session.pop(PASSKEY, {}))


def answer_of(request: HttpRequest) -> Mapping[str, Any]:
    """Return what the browser's passkey answered; empty where it is no answer."""
    try:
        answer = json.loads(request.POST.get("answer", ""))
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def host_of(request: HttpRequest) -> str:
    """Return the name of this site, without its port: what passkeys are bound to."""
    return request.get_host().partition(":")[0]


def has_site_name(request: HttpRequest) -> bool:
    """Say whether passkeys work here: they are bound to a name, never to a number."""
    host = host_of(request)
    return not host.startswith("[") and not host.replace(".", "").isdigit()
