"""What changed between two texts, word by word. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKENS = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    """What became of a piece of the older text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    change: Change
    words: str


def changes(older: str, newer: str) -> list[Piece]:
    """Return the newer text with what was removed and added, in order.

    Without the removed pieces it reads as the newer text, without the added ones as the older.
    """
    before, after = _TOKENS.findall(older), _TOKENS.findall(newer)
    return list(_pieces(before, after))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, past, start, stop in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Change.SAME, "".join(before[first:past]))
            continue
        if past > first:
            yield Piece(Change.REMOVED, "".join(before[first:past]))
        if stop > start:
            yield Piece(Change.ADDED, "".join(after[start:stop]))
