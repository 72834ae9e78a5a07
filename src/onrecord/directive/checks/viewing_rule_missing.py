"""Without a viewing rule, footage stays barred until the narrative is locked (G2)."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.schema import Directive


def viewing_rule_missing(directive: Directive) -> Iterator[Finding]:
    """Find that a pack has no viewing rule."""
    if directive.viewing is None:
        yield Finding(
            "viewing_rule_missing",
            Severity.WARNING,
            "viewing",
            "no rule is known: whoever has a report to write is barred from viewing",
        )
