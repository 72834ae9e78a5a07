"""Every exhibit is in the store, bit for bit."""

from onrecord.referrals.checks.matter import Finding, Matter, State


def exhibits_whole(matter: Matter) -> Finding:
    """Each exhibit's bytes have the recorded digest and size."""
    broken = sorted(number for number, whole in matter.exhibits.items() if not whole)
    if broken:
        return Finding(
            "exhibits whole",
            State.STOPS,
            f"Differs from its intake: {', '.join(broken)}. Restore it from a backup; the "
            "fixity alarm says what differs.",
        )
    if not matter.exhibits:
        return Finding("exhibits whole", State.GAP, "No exhibit is held.")
    return Finding(
        "exhibits whole", State.HOLDS, f"{len(matter.exhibits)} held, each equal to its intake."
    )
