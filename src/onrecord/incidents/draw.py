"""Drawing a sample that anybody can draw again: docs/spec/draw.md says how, with a vector.

Pure: the root of a published checkpoint, a period, and the public ids of what may be drawn.
"""

import hmac
from collections.abc import Iterable
from datetime import date

PREFIX = b"onrecord/draw/v1\n"


def place(root: bytes, first: date, last: date, public_id: str) -> bytes:
    """Return where an id stands in the draw of a period: the lower, the earlier it is drawn."""
    text = f"{first.isoformat()}\n{last.isoformat()}\n{public_id}\n"
    return hmac.digest(root, PREFIX + text.encode("ascii"), "sha256")


def draw(
    root: bytes, first: date, last: date, candidates: Iterable[str], size: int
) -> tuple[str, ...]:
    """Return the ids drawn, in the order of their places; all of them where there are fewer.

    The size is no part of a place: a larger draw holds the smaller one, so nobody drops an id by
    asking for another number.
    """
    ordered = sorted(set(candidates), key=lambda one: (place(root, first, last, one), one))
    return tuple(ordered[:size])
