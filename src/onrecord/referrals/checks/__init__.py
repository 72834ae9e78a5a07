"""What must hold before a packet is sealed: one pure check a file, file name = function name.

Three words only: Holds, Gap stated, Stops sealing. A gap travels with the packet; what stops
sealing must be mended first.
"""

from collections.abc import Callable

from onrecord.referrals.checks.agency_replied import agency_replied
from onrecord.referrals.checks.allegation_in_scope import allegation_in_scope
from onrecord.referrals.checks.contacts_stated import contacts_stated
from onrecord.referrals.checks.evidence_not_held_stated import evidence_not_held_stated
from onrecord.referrals.checks.exhibits_whole import exhibits_whole
from onrecord.referrals.checks.felony_alleged import felony_alleged
from onrecord.referrals.checks.matter import Finding, Matter, State
from onrecord.referrals.checks.report_approved import report_approved

CHECKS: tuple[Callable[[Matter], Finding], ...] = (
    felony_alleged,
    report_approved,
    allegation_in_scope,
    exhibits_whole,
    contacts_stated,
    agency_replied,
    evidence_not_held_stated,
)


def examine(matter: Matter) -> tuple[Finding, ...]:
    """Ask every check, in order."""
    return tuple(check(matter) for check in CHECKS)


__all__ = ["CHECKS", "Finding", "Matter", "State", "examine"]
