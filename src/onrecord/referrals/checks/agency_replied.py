"""The agency's reply stands beside the allegation."""

from onrecord.referrals.checks.matter import Finding, Matter, State


def agency_replied(matter: Matter) -> Finding:
    """Say whether a reply is enclosed, or that none is."""
    if matter.replies and not matter.silent:
        return Finding("agency's reply", State.HOLDS, " ".join(matter.replies))
    words = " ".join(matter.replies) or "The agency was not asked to reply."
    return Finding("agency's reply", State.GAP, words)
