"""A duty without a clock and without a deadline in words has no time at all."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.schema import Directive


def duties_without_clock(directive: Directive) -> Iterator[Finding]:
    """Find duties for which the pack says no time."""
    for duty in directive.duties:
        if duty.clock is None and duty.deadline is None:
            yield Finding(
                "duties_without_clock",
                Severity.WARNING,
                f"duties {duty.id}",
                "has neither clock nor deadline: look for its time in the official text",
            )
