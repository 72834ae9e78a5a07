"""What the ledger holds, as tests of pages ask it."""

from onrecord.ledger.act import REFUSED
from onrecord.ledger.models import Entry


def count(kind: str) -> int:
    """Return how many entries of a kind there are, at its first version."""
    return Entry.objects.filter(kind=f"{kind}/1").count()


def refusals() -> int:
    """Return how many refusals are recorded."""
    return Entry.objects.filter(kind=REFUSED.id).count()
