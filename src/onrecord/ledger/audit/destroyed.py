"""What a decision on a destruction covers, and what still stands though it was destroyed (G26).

A tombstone holds only where the destruction that was approved by its deciding entry has a begun
entry that names its leaf, and its field where only one was to go. So nobody covers a deletion by a
tombstone that points at somebody else's decision.
"""

import base64
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from onrecord.ledger.models import Entry, Json, Tombstone
from onrecord.ledger.queries import opened_entries

_APPROVED, _BEGUN = "destruction.approved/", "destruction.begun/"
_EMPTY = frozenset({"null", '""', "[]", "{}"})
_KEPT = 8  # mandates at a time: tombstones of few destructions lie side by side


@dataclass
class _Mandate:
    """What one decision allows: its authority in words, and the leaves with their names."""

    authority: str
    whole: set[bytes] = field(default_factory=set)
    single: set[tuple[bytes, str]] = field(default_factory=set)


class Mandates:
    """The mandates of the destructions that an audit comes by, a few at a time."""

    def __init__(self) -> None:
        self._kept: dict[int, _Mandate] = {}

    def faults(self, stone: Tombstone) -> Iterator[str]:
        """Yield, in words, what of a tombstone its decision does not cover.

        One that points at no decision is another check's.
        """
        if not stone.decided_in.kind.startswith(_APPROVED):
            return
        mandate, leaf = self._of(stone.decided_in), bytes(stone.entry.leaf_hash)
        if stone.authority != mandate.authority:
            yield "names another authority than the decision that it points at"
        if leaf not in mandate.whole and (leaf, stone.name) not in mandate.single:
            yield "is without authority: the destruction that it points at does not name it"

    def _of(self, decided: Entry) -> _Mandate:
        if decided.id not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[decided.id] = _mandate(decided)
        return self._kept[decided.id]


def _mandate(decided: Entry) -> _Mandate:
    (approved,) = opened_entries([decided.id], ("authority_title", "document_number"))
    values = approved.values()
    mandate = _Mandate(f"{values.get('authority_title')}: {values.get('document_number')}")
    begun = Entry.objects.filter(
        subject=decided.subject, kind__startswith=_BEGUN, id__gt=decided.id
    )
    for id_ in begun.order_by("id").values_list("id", flat=True):
        (opened,) = opened_entries([id_], ("leaves", "names"))
        _take(mandate, opened.values())
    return mandate


def _take(mandate: _Mandate, values: Mapping[str, Json]) -> None:
    leaves, names = values.get("leaves"), values.get("names")
    for text in leaves if isinstance(leaves, list) else []:
        try:
            leaf = base64.b64decode(str(text), validate=True)
        except ValueError:  # altered: the check of entries names it
            continue
        if isinstance(names, list):
            mandate.single |= {(leaf, str(name)) for name in names}
        else:
            mandate.whole.add(leaf)


def standing_still(
    current: Mapping[str, str], disclosed: Container[str], names: Iterable[str]
) -> Iterator[str]:
    """Yield the fields that stand in a row though their disclosures are gone; "" for a whole row.

    `current` holds the row's values as JSON texts.
    """
    named = [name for name in names if name in current]
    gone = [name for name in named if name not in disclosed]
    if gone and gone == named:
        yield ""
    else:
        yield from (name for name in gone if current[name] not in _EMPTY)
