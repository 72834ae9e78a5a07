"""Recording that this machine's clock differs from another."""

from datetime import datetime

from onrecord.authority import Actor, Permission
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare

SKEWED = declare(
    "clock.skewed",
    1,
    ("reference", "offset_ms", "at"),
    "This machine's clock was found to differ from a reference: by so many milliseconds, ahead "
    "where positive.",
)
CHAIN = "clock"


def subject_of(reference: str) -> str:
    """Return the ledger's name of a clock that ours is compared with."""
    return f"{CHAIN}/{reference[:100]}"


@act(Permission.CLOCK_NOTICE)
def record_skew(act: Act, *, actor: Actor, reference: str, offset_ms: int, at: datetime) -> int:
    """Record by how much our clock differs from a reference, and when; return the entry."""
    return act.note(
        SKEWED,
        subject=subject_of(reference),
        chain=CHAIN,
        reference=reference,
        offset_ms=offset_ms,
        at=at,
    ).id
