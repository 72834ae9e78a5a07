"""Counts under ten point at people (G22)."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.schema import Directive

SMALLEST = 10


def small_cells(directive: Directive) -> Iterator[Finding]:
    """Find release rules that would show counts under ten."""
    if directive.release.minimum_cell < SMALLEST:
        yield Finding(
            "small_cells",
            Severity.WARNING,
            "release",
            f"shows counts from {directive.release.minimum_cell}: under {SMALLEST} people may be "
            "recognised",
        )
