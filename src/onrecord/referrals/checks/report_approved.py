"""The officer's report comes first."""

from onrecord.referrals.checks.matter import Finding, Matter, State


def report_approved(matter: Matter) -> Finding:
    """Ask whether a police supervisor has approved the report."""
    if matter.report_state == "approved":
        return Finding("report approved", State.HOLDS, "A police supervisor approved the report.")
    words = matter.report_state or "not begun"
    return Finding(
        "report approved",
        State.STOPS,
        f"The report is {words}. A supervisor in its author's chain must approve it first.",
    )
