"""A felony allegation that has nowhere to go would be buried."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.facts import SubjectKind, Track
from onrecord.directive.schema import Directive


def unrouted_felonies(directive: Directive) -> Iterator[Finding]:
    """Find kinds of subject for which a felony has no destination."""
    for subject in SubjectKind:
        routed = any(
            subject in route.subject
            and route.track is Track.CRIMINAL
            and route.felony is not False
            and route.to
            for route in directive.routes
        )
        if not routed:
            yield Finding(
                "unrouted_felonies",
                Severity.WARNING,
                "routes",
                f"a felony alleged of a {subject} subject has no destination",
            )
