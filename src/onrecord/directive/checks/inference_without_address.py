"""An inference that names no source is a choice of whoever wrote the pack."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.references import items
from onrecord.directive.schema import Directive
from onrecord.directive.terms import SourceKind


def inference_without_address(directive: Directive) -> Iterator[Finding]:
    """Find inferences that rest on no cited source."""
    for path, item in items(directive):
        if item.kind is SourceKind.INFERENCE and not item.source:
            yield Finding(
                "inference_without_address",
                Severity.WARNING,
                f"{path.partition('[')[0]} {item.id}",
                "is a choice made for this pack, from no cited text: the city decides it",
            )
