"""A business-day clock is only as good as its calendar."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.schema import Directive
from onrecord.directive.terms import Unit


def holidays_missing(directive: Directive) -> Iterator[Finding]:
    """Find clocks in business days where the pack lists no holiday."""
    if directive.head.holidays:
        return
    for clock in directive.clocks:
        if clock.unit is Unit.BUSINESS_DAYS:
            yield Finding(
                "holidays_missing",
                Severity.WARNING,
                f"clocks {clock.id}",
                "counts business days, but no holiday is listed: only weekends are skipped",
            )
