"""Checks of a pack that parsed: one pure check a file, the file named like its function.

A check yields findings; it never changes or refuses a pack. `error` means that nobody should
put the pack into force as it stands, `warning` that a person should look.
"""

from collections.abc import Callable, Iterator

from onrecord.directive.checks.arrest_wording import arrest_wording
from onrecord.directive.checks.duties_without_clock import duties_without_clock
from onrecord.directive.checks.finding import Finding, Severity
from onrecord.directive.checks.holidays_missing import holidays_missing
from onrecord.directive.checks.inference_without_address import inference_without_address
from onrecord.directive.checks.long_terms import long_terms
from onrecord.directive.checks.small_cells import small_cells
from onrecord.directive.checks.status_wording import status_wording
from onrecord.directive.checks.unchecked_items import unchecked_items
from onrecord.directive.checks.unknown_terms import unknown_terms
from onrecord.directive.checks.unrouted_felonies import unrouted_felonies
from onrecord.directive.checks.viewing_rule_missing import viewing_rule_missing
from onrecord.directive.schema import Directive

CHECKS: tuple[Callable[[Directive], Iterator[Finding]], ...] = (
    arrest_wording,
    status_wording,
    duties_without_clock,
    unknown_terms,
    long_terms,
    small_cells,
    holidays_missing,
    viewing_rule_missing,
    unrouted_felonies,
    inference_without_address,
    unchecked_items,
)


def check(directive: Directive) -> list[Finding]:
    """Run every check and return the findings, errors first, then in the order of the checks."""
    found = [finding for one in CHECKS for finding in one(directive)]
    return sorted(found, key=lambda finding: finding.severity is not Severity.ERROR)


__all__ = ["CHECKS", "Finding", "Severity", "check", "unchecked_items"]
