"""Only felony matters are referred; others end as the documented report."""

from onrecord.referrals.checks.matter import Finding, Matter, State


def felony_alleged(matter: Matter) -> Finding:
    """At least one allegation is referred, and each is of a felony by the offence table."""
    others = [number for number in matter.referred if number not in matter.felonies]
    if not matter.referred or others:
        which = ", ".join(others) or "none"
        return Finding(
            "felony alleged",
            State.STOPS,
            f"Not of a felony by the offence table, or without an offence: {which}. "
            "Have the investigator name the offence, or leave the allegation out.",
        )
    return Finding(
        "felony alleged", State.HOLDS, f"Alleged, no finding: {', '.join(matter.referred)}."
    )
