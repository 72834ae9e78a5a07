"""What every page shows: the home's notice, the reader, and the places the reader may go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from onrecord.authority import Actor, Facts, Permission, Role, decide

STAFF_PLACES = (
    ("Desk", "/desk/", None),
    ("Incidents", "/incidents/", Permission.INCIDENT_LIST),
    ("Dispatch", "/dispatch/", Permission.DISPATCH_LIST),
    ("Closures", "/closures/", Permission.CLOSURE_READ),
    ("Referrals", "/referrals/", Permission.REFERRAL_READ),
    ("Audit", "/audit/", Permission.AUDIT_RUN),
    ("Destruction", "/destructions/", Permission.DESTRUCTION_READ),
    ("Accounts", "/accounts/", Permission.ACCOUNT_LIST),
)
PUBLIC_PLACES = (
    ("Order", "/order/"),
    ("Data", "/data/"),
    ("Log", "/log/"),
    ("Check a file", "/verify/"),
)

Place = tuple[str, str, bool]


@dataclass(frozen=True)
class HomeShown:
    """The home as base templates show it."""

    notice: str
    city: str
    staff_url: str = "/desk/"
    start_url: str = "/desk/"


@dataclass(frozen=True)
class SignedIn:
    """The reader, as the header names them."""

    name: str
    role: str
    username: str = ""
    sign_out_url: str = "/sign-out/"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context that base templates need; a context processor."""
    actor: Actor | None = getattr(request, "actor", None)
    context: dict[str, Any] = home_context() | {
        "public_navigation": _places(request.path, PUBLIC_PLACES),
    }
    if actor is None:
        return context
    if Role.ELECTED_OFFICE in actor.roles:
        return context | _behind_the_wall(actor, context)
    open_to_actor = [
        (label, url)
        for label, url, permission in STAFF_PLACES
        if permission is None or decide(actor, permission, Facts()).allowed
    ]
    may_open = decide(actor, Permission.INCIDENT_OPEN, Facts()).allowed
    on_phone = [("Desk", "/desk/"), ("Incidents", "/incidents/")]
    if decide(actor, Permission.SCENE_STAMP, Facts()).allowed:
        on_phone.insert(0, ("Scene", "/scene/"))
    if may_open:
        on_phone.append(("New incident", "/incidents/new/"))
    return context | {
        "actor": actor,
        "signed_in": _signed_in(actor),
        "lock_seconds": settings.SESSION_LOCK_SECONDS,
        "navigation": _places(request.path, open_to_actor),
        "phone_navigation": _places(request.path, on_phone),
        "may_open_incident": may_open,
        "may_have_factor": decide(actor, Permission.FACTOR_MANAGE, Facts()).allowed,
        "may_make_token": decide(actor, Permission.TOKEN_ISSUE, Facts()).allowed,
    }


def _signed_in(actor: Actor) -> SignedIn:
    roles = ", ".join(sorted(role.value.replace("-", " ") for role in actor.roles))
    return SignedIn(actor.name, roles.capitalize(), actor.username)


def _behind_the_wall(actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    """Return what an elected office gets: the published pages, no desk (G15)."""
    shown = context["home"]
    return {
        "actor": actor,
        "home": replace(shown, staff_url="/data/", start_url="") if shown else None,
        "signed_in": _signed_in(actor),
        "navigation": context["public_navigation"],
        "may_open_incident": False,
    }


def home_context() -> dict[str, Any]:
    """Return what every page shows of the home, whoever asks."""
    record = settings.HOME_RECORD
    return {"home": HomeShown(record.notice, record.city) if record else None}


def following_url(address: str, following: str, filters: Mapping[str, str] | None = None) -> str:
    """Return the address of the next page of a list; empty where there is none."""
    asked = {**(filters or {}), "after": following}
    return f"{address}?{urlencode(asked)}" if following else ""


def _places(path: str, places: Sequence[tuple[str, str]]) -> tuple[Place, ...]:
    """Mark as current the place whose address is the longest beginning of the path."""
    current = max((url for _, url in places if path.startswith(url)), key=len, default="")
    return tuple((label, url, url == current) for label, url in places)
