"""Which roles go together, and from which agency: a pure question, asked before a role is given."""

from collections.abc import Set as AbstractSet

from onrecord.authority import Role

DEPARTMENT = frozenset({Role.OFFICER, Role.SUPERVISOR})
"""Whoever holds one of these is the department's; where they serve is the department."""


def unfit_roles(
    roles: AbstractSet[Role],
    *,
    agency: str,
    department: AbstractSet[str],
    overseers: AbstractSet[str],
) -> str:
    """Say in a sentence why one person may not hold these roles together; empty where they may.

    department: the agencies whose officers and supervisors act here. overseers: the agencies of
    those who were appointed inspector general.
    """
    if Role.SYSTEM in roles:
        return "parts of the system act by themselves."
    if Role.ELECTED_OFFICE in roles and len(roles) > 1:
        return "an elected office holds no other role (G15)."
    if Role.INSPECTOR_GENERAL in roles:
        if roles & DEPARTMENT:
            return "an inspector general is no officer or supervisor of the department (G13)."
        if _same(agency, department):
            return (
                f"an inspector general is appointed outside the department (G13), and {agency} is "
                "where its officers serve."
            )
    if roles & DEPARTMENT and _same(agency, overseers):
        return f"{agency} is the inspector general's: nobody of it is of the department (G13)."
    return ""


def _same(agency: str, others: AbstractSet[str]) -> bool:
    return agency.strip().casefold() in {other.strip().casefold() for other in others}
