"""No duty ever requires an arrest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.schema import Directive

_ARREST = re.compile(r"\barrest|\bhandcuff|\btake\b.*\binto custody|\bapprehend", re.IGNORECASE)


def arrest_wording(directive: Directive) -> Iterator[Finding]:
    """Find duties whose words ask for an arrest, or could be read so."""
    for duty in directive.duties:
        found = _ARREST.search(f"{duty.title} {duty.text} {duty.deadline or ''}")
        if found:
            yield Finding(
                "arrest_wording",
                Severity.ERROR,
                f"duties {duty.id}",
                f'says "{found.group()}": no duty asks anybody to arrest; reword it',
            )
