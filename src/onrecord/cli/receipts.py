"""What a command that writes prints: what was recorded, and where it stands in the log."""

from dataclasses import dataclass
from datetime import datetime

from onrecord.ledger.queries import receipt as ledger_receipt


@dataclass(frozen=True)
class Recorded:
    """An act's receipt. `index` is null until the sequencer has come by."""

    reference: str
    recorded_at: datetime
    entry: int
    index: int | None
    next_publication: datetime


def recorded(reference: str, entry: int) -> Recorded:
    """Return the receipt of an entry, by its id."""
    view = ledger_receipt(entry)
    return Recorded(
        reference=reference,
        recorded_at=view.recorded_at,
        entry=entry,
        index=view.index,
        next_publication=view.next_publication,
    )
