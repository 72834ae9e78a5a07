"""What is known to exist and is not held is said."""

from onrecord.referrals.checks.matter import Finding, Matter, State


def evidence_not_held_stated(matter: Matter) -> Finding:
    """Evidence not held is listed, with what was asked of its holder."""
    words = matter.evidence_not_held.strip()
    if words:
        return Finding("evidence not held", State.GAP, words)
    return Finding(
        "evidence not held", State.HOLDS, "None known to the person who prepared this packet."
    )
