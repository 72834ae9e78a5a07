"""What no named person has read against the official text is unchecked, and shows as such."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.references import items
from onrecord.directive.schema import Directive


def unchecked_items(directive: Directive) -> Iterator[Finding]:
    """Find every item that nobody has checked."""
    for path, item in items(directive):
        if item.checked is None:
            yield Finding(
                "unchecked_items",
                Severity.WARNING,
                f"{path.partition('[')[0]} {item.id}",
                f"unchecked ({item.kind})",
            )
