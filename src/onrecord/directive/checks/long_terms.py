"""Ninety days is not the shortest clock, and a longer term deserves a second look (G4)."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.schema import Directive

LONGEST_DAYS = 90


def long_terms(directive: Directive) -> Iterator[Finding]:
    """Find evidence sources that are said to be kept for more than ninety days."""
    for source in directive.evidence:
        if source.term is not None and source.term > LONGEST_DAYS:
            yield Finding(
                "long_terms",
                Severity.WARNING,
                f"evidence {source.id}",
                f"is said to be kept {source.term} days: make sure before anybody relies on it",
            )
