"""An evidence source whose term nobody knows is acted on today (G4)."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.schema import Directive


def unknown_terms(directive: Directive) -> Iterator[Finding]:
    """Find evidence sources without a known term."""
    for source in directive.evidence:
        if source.term is None:
            yield Finding(
                "unknown_terms",
                Severity.WARNING,
                f"evidence {source.id}",
                "term unknown: act today, and ask the holder for its term",
            )
