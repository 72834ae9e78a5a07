"""The receiving office's public protocol names what it takes up."""

from onrecord.referrals.checks.matter import Finding, Matter, State


def allegation_in_scope(matter: Matter) -> Finding:
    """Find the scope words that are recorded; outside the scope a referral goes on, openly."""
    if matter.in_scope:
        return Finding(
            "scope of the office's protocol",
            State.HOLDS,
            f"Recorded: {', '.join(matter.in_scope)}. {matter.scope_source}",
        )
    return Finding(
        "scope of the office's protocol",
        State.GAP,
        "Neither death, shooting, violence nor force is recorded. " + matter.scope_source,
    )
