"""What every page shows: the home's notice, the reader, and the places the reader may go."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from onrecord.authority import Actor, Facts, Permission, decide


@dataclass(frozen=True)
class Place:
    """One link of the navigation."""

    label: str
    url: str
    current: bool


STAFF_PLACES = (
    ("Desk", "/desk/", None),
    ("Incidents", "/incidents/", Permission.INCIDENT_LIST),
    ("Referrals", "/referrals/", Permission.REFERRAL_READ),
    ("Audit", "/audit/", Permission.AUDIT_RUN),
    ("Accounts", "/accounts/", Permission.ACCOUNT_LIST),
)
PUBLIC_PLACES = (
    ("Order", "/order/"),
    ("Data", "/data/"),
    ("Log", "/log/"),
    ("Check a file", "/verify/"),
)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context that base templates need; a context processor."""
    actor: Actor | None = getattr(request, "actor", None)
    path = request.path
    return {
        "home": settings.HOME_RECORD,
        "actor": actor,
        "navigation": tuple(
            Place(label, url, path.startswith(url))
            for label, url, permission in STAFF_PLACES
            if actor and (permission is None or decide(actor, permission, Facts()).allowed)
        ),
        "public_navigation": tuple(
            Place(label, url, path.startswith(url)) for label, url in PUBLIC_PLACES
        ),
        "may_open_incident": bool(
            actor and decide(actor, Permission.INCIDENT_OPEN, Facts()).allowed
        ),
    }
