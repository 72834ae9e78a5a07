"""Where an allegation goes: by the kind of its subject, its track and its class."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.directive.facts import AllegationFact, Answer
from onrecord.directive.schema import Destination, Directive, Route


@dataclass(frozen=True)
class Routing:
    """The routes of one allegation, their destinations, and why.

    `settled` is false where the class or the subject is not known: then every route that may
    apply is listed, and a person decides.
    """

    routes: tuple[Route, ...]
    destinations: tuple[Destination, ...]
    settled: bool
    because: str


def routing(directive: Directive, allegation: AllegationFact) -> Routing:
    """Return where the directive sends this allegation; no destination means the report ends it."""
    routes = tuple(route for route in directive.routes if _fits(route, allegation))
    settled = allegation.felony is not Answer.UNKNOWN or all(r.felony is None for r in routes)
    names = {name: None for route in routes for name in route.to}
    if not routes:
        because = (
            f"The directive names no route for a {allegation.subject} subject on the "
            f"{allegation.track} track; the report is the end."
        )
    elif not settled:
        because = "Whether the offence is a felony is not recorded: a person chooses the route."
    else:
        because = " ".join(route.text for route in routes)
    return Routing(
        routes=routes,
        destinations=tuple(directive.destination(name) for name in names),
        settled=settled and bool(routes),
        because=because,
    )


def _fits(route: Route, allegation: AllegationFact) -> bool:
    if allegation.subject not in route.subject or route.track is not allegation.track:
        return False
    if route.felony is None or allegation.felony is Answer.UNKNOWN:
        return True
    return route.felony is (allegation.felony is Answer.YES)
