"""What of an incident can be searched, and keeping it so: for this app, and those that add texts.

1. Words come from the number, district, place, dispatch number, origin and summary, and from texts
   that higher apps register, such as titles of exhibits; never from a walled field.
2. Every word that stands in a name, badge, plate or description of anybody recorded for the
   incident is taken out, and every word that contains one (G9). So are its members' names.
3. Of free text, what looks like a badge or a plate goes as well, recorded or not.
4. All this is done again, in the same transaction, whenever such a value or text is recorded.
"""

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from django.db import connection

from onrecord.accounts.queries import names_of
from onrecord.authority import HandlingClass
from onrecord.incidents.models import (
    AidRecord,
    Allegation,
    IdentificationAttempt,
    IdentityConfirmation,
    Incident,
    InvolvedParty,
    SearchText,
)
from onrecord.incidents.queries.facts import people_on
from onrecord.incidents.splitting import words
from onrecord.ledger.models import Record
from onrecord.storage.directives import load_directive

Texts = Callable[[UUID], Iterable[str]]
FOLLOWED = frozenset(
    {"incident", "party", "allegation", "identification", "identity", "aid", "exhibit"}
)
"""Subjects whose rows change what can be searched."""
_WHOLE = 4  # a word of so many letters is taken out of longer ones, too
_DIGITS = 2
_BADGE_DIGITS = 4
_texts: dict[str, Texts] = {}


def register_texts(name: str, texts: Texts) -> None:
    """Have a higher app's texts of an incident searched, by the incident's id."""
    _texts[name] = texts


def follow(row: Record) -> None:
    """Make the words of a row's incident anew, within the act that saved the row."""
    if row.SUBJECT not in FOLLOWED:
        return
    incident = row if isinstance(row, Incident) else getattr(row, "incident", None)
    if isinstance(incident, Incident):
        index(incident)


def index(incident: Incident) -> None:
    """Make the words of one incident anew; a walled one has none."""
    if incident.handling_class != HandlingClass.ORDINARY:
        SearchText.objects.filter(incident=incident).delete()
        return
    taken_out = _TakenOut(_about_people(incident))
    plain = taken_out.keep(
        [incident.number, incident.district, incident.place, incident.dispatch_number,
         incident.origin.replace("-", " ")]
    )  # fmt: skip
    free = [incident.summary, *(t for texts in _texts.values() for t in texts(incident.id))]
    said = [*plain, *(word for word in taken_out.keep(free) if not _like_a_badge(word))]
    offences = taken_out.keep(_offences(incident))
    SearchText.objects.update_or_create(
        incident=incident,
        defaults={"words": " ".join(said), "with_offences": " ".join([*said, *offences])},
    )


def forget_deleted() -> None:
    """Have SQLite's index drop what was deleted from it; PostgreSQL's holds nothing of its own."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO incidents_search(incidents_search) VALUES ('optimize')")


def _about_people(incident: Incident) -> Iterator[str]:
    for party in InvolvedParty.objects.filter(incident=incident):
        yield from (
            party.name_given, party.badge_given, party.plate_on_duty, party.markings,
            party.clothing, party.vehicle, party.capacity, party.rank_given, party.unit_given,
        )  # fmt: skip
    for attempt in IdentificationAttempt.objects.filter(incident=incident):
        yield from (attempt.name_given, attempt.badge_given)
    for said in IdentityConfirmation.objects.filter(incident=incident):
        yield from (said.name_stated, said.badge_stated, said.with_whom)
    yield from AidRecord.objects.filter(incident=incident).values_list(
        "person_described", flat=True
    )
    yield from names_of(people_on(incident)).values()


def _offences(incident: Incident) -> Iterator[str]:
    rows = Allegation.objects.filter(incident=incident).exclude(track="")
    titles = {offence.id: offence.title for offence in load_directive(incident.directive).offences}
    for row in rows:
        yield row.track
        yield titles.get(row.offence, "")


def _like_a_badge(word: str) -> bool:
    digits = sum(c.isdigit() for c in word)
    return digits >= _BADGE_DIGITS or (bool(digits) and not word.isdigit())


class _TakenOut:
    """Everything recorded that names or describes somebody, in words and in one piece."""

    def __init__(self, values: Iterable[str]) -> None:
        split = [words(value) for value in values]
        self._words = {word for some in split for word in some}
        self._long = [word for word in self._words if len(word) >= _WHOLE]
        self._pieces = ["".join(some) for some in split if any(c.isdigit() for c in "".join(some))]

    def keep(self, texts: Iterable[str]) -> list[str]:
        """Return the words of texts that say nothing of anybody."""
        return [word for text in texts for word in words(text) if not self._names(word)]

    def _names(self, word: str) -> bool:
        if word in self._words or any(long in word for long in self._long):
            return True
        if len(word) < _DIGITS or not any(c.isdigit() for c in word):
            return False
        return any(word in piece or piece in word for piece in self._pieces)
