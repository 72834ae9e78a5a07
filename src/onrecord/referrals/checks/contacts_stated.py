"""Contacts with elected offices are listed, or said not to be known, within one's knowledge."""

from onrecord.referrals.checks.matter import Finding, Matter, State

CONTACT_REGISTER = "contact register"


def contacts_stated(matter: Matter) -> Finding:
    """Ask for the register, or "none known to the undersigned, who asked ..." (G16)."""
    if matter.contacts_known:
        words = " ".join((matter.contacts_known, *matter.register))
        return Finding(CONTACT_REGISTER, State.HOLDS, words)
    return Finding(
        CONTACT_REGISTER,
        State.STOPS,
        "State every contact with an elected office, its staff or the law department, or "
        '"none known to the undersigned, who asked ..." with whom you asked.',
    )
