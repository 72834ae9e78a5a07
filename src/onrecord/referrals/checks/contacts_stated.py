"""Contacts with elected offices are listed, or said not to be known, within one's knowledge."""

from onrecord.referrals.checks.matter import Finding, Matter, State


def contacts_stated(matter: Matter) -> Finding:
    """Ask for the register, or "none known to the undersigned, who asked ..." (G16)."""
    if matter.contacts_known.strip():
        return Finding("contact register", State.HOLDS, matter.contacts_known.strip())
    return Finding(
        "contact register",
        State.STOPS,
        "State every contact with an elected office, its staff or the law department, or "
        '"none known to the undersigned, who asked ..." with whom you asked.',
    )
