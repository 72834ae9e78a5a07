"""Immigration status is never asked (G7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.schema import Directive

_STATUS = re.compile(
    r"immigration status|citizenship|nationality|country of (birth|origin)|undocumented",
    re.IGNORECASE,
)


def status_wording(directive: Directive) -> Iterator[Finding]:
    """Find duties and prompts that touch immigration status or citizenship."""
    asked = [(f"duties {duty.id}", f"{duty.title} {duty.text}") for duty in directive.duties]
    asked += [(f"narrative prompt {each.id}", each.text) for each in directive.narrative.prompts]
    for where, text in asked:
        found = _STATUS.search(text)
        if found:
            yield Finding(
                "status_wording",
                Severity.ERROR,
                where,
                f'says "{found.group()}": immigration status is never asked; take it out',
            )
