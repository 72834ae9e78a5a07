"""Events of the dispatch centre: importing files, and matching events with incidents (G12, G13)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from onrecord.authority import Actor, Permission, Refused
from onrecord.incidents.actions.within import (
    CLOCK_TOLERANCE,
    NO_CHOICES,
    Choices,
    Receipt,
    facts_within,
    keep_apart,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.dispatch_file import EventFile, EventRow, FileForm, read_events
from onrecord.incidents.models import DispatchEvent, DispatchImport, Incident
from onrecord.incidents.queries.dispatch import find_event
from onrecord.incidents.queries.facts import find
from onrecord.ledger.act import Act, act, demand_first
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.models import Entry, Json, json_value
from onrecord.ledger.times import now

DISPATCH_FILE_IMPORTED = declare_for(
    DispatchImport, "dispatch.file_imported", 1, "A file of dispatch events was taken in whole."
)
DISPATCH_IMPORTED = declare_for(
    DispatchEvent, "dispatch.imported", 1, "An event of the dispatch centre was imported."
)
DISPATCH_CHANGED = declare_for(
    DispatchEvent,
    "dispatch.changed",
    1,
    "The dispatch centre states an event otherwise than before.",
    "differences",
)
DISPATCH_MATCHED = declare_for(
    DispatchEvent, "dispatch.matched", 1, "A dispatch event was matched with an incident.", "reason"
)

STATED = (
    "code", "district", "place", "received_at", "dispatched_at", "on_scene_at", "cleared_at",
    "members",
)  # fmt: skip
"""What the dispatch centre states of an event, beside its number."""
BY_NUMBER = "The incident bears the event's number."
_AT_ONCE = 400  # SQLite bounds the values of one statement


@dataclass(frozen=True)
class Change:
    """One fact that a file states otherwise than the file before it."""

    number: str
    field: str
    before: Json
    after: Json


@dataclass(frozen=True)
class Imported:
    """What a file brought: counts of its events, what changed, and the act's entry."""

    entry_id: int
    reference: str
    file_sha256: str
    added: int
    changed: int
    unchanged: int
    matched: int
    changes: tuple[Change, ...]


def import_dispatch(*, actor: Actor, file: BinaryIO, form: FileForm) -> Imported:
    """Import a file of dispatch events whole, or nothing of it; the same file again adds nothing.

    An event that reads otherwise than before becomes a new version with the difference. Raises
    DispatchFileRefused, which names each row that cannot stand.
    """
    demand_first(actor, Permission.DISPATCH_IMPORT)
    read = read_events(file, form, now() + CLOCK_TOLERANCE)
    return _import_events(actor=actor, read=read)


@act(Permission.DISPATCH_IMPORT)
def _import_events(act: Act, *, actor: Actor, read: EventFile) -> Imported:
    moment = now()
    added, changes, matched = 0, list[Change](), 0
    changed: set[str] = set()
    for rows in _pieces(read.rows):
        numbers = [row.number for row in rows]
        known = {event.number: event for event in DispatchEvent.objects.filter(number__in=numbers)}
        bearing = _bearing(numbers)
        for row in rows:
            event = known.get(row.number)
            if event is None:
                event = DispatchEvent(number=row.number)
                _take(event, row, read.sha256, actor, moment)
                act.save(DISPATCH_IMPORTED, event)
                added += 1
            elif differing := _differences(event, row):
                event.version += 1
                _take(event, row, read.sha256, actor, moment)
                act.save(DISPATCH_CHANGED, event, differences=[_plain(c) for c in differing])
                changed.add(row.number)
                changes += differing
            incidents = bearing.get(row.number, ())
            if event.incident_id is None and len(incidents) == 1:
                _match(act, event, incidents[0], BY_NUMBER)
                matched += 1
    taken = DispatchImport(
        file_sha256=read.sha256,
        events=len(read.rows),
        added=added,
        changed=len(changed),
        unchanged=len(read.rows) - added - len(changed),
        imported_by_id=person_id(actor),
        imported_at=moment,
    )
    entry = act.save(DISPATCH_FILE_IMPORTED, taken)
    return Imported(
        entry_id=entry.pk,
        reference=f"{len(read.rows):,} events",
        file_sha256=read.sha256,
        added=added,
        changed=len(changed),
        unchanged=taken.unchanged,
        matched=matched,
        changes=tuple(changes),
    )


def _pieces(rows: Sequence[EventRow]) -> Iterator[Sequence[EventRow]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))


def _bearing(numbers: Sequence[str]) -> Mapping[str, Sequence[Incident]]:
    """Return the incidents that bear each dispatch number; who must choose between two is asked."""
    found: dict[str, list[Incident]] = {}
    for incident in Incident.objects.filter(dispatch_number__in=numbers):
        found.setdefault(incident.dispatch_number, []).append(incident)
    return found


def _take(event: DispatchEvent, row: EventRow, sha256: str, actor: Actor, at: datetime) -> None:
    for name in STATED:
        value = getattr(row, name)
        setattr(event, name, list(value) if name == "members" else value)
    event.file_sha256 = sha256
    event.imported_by_id = person_id(actor)
    event.imported_at = at


def _differences(event: DispatchEvent, row: EventRow) -> list[Change]:
    pairs = (
        (name, json_value(getattr(event, name)), json_value(getattr(row, name))) for name in STATED
    )
    return [Change(event.number, n, before, after) for n, before, after in pairs if before != after]


def _plain(change: Change) -> dict[str, Json]:
    return {"field": change.field, "before": change.before, "after": change.after}


def match_by_number(act: Act, incident: Incident) -> None:
    """Match the event whose number an incident bears, where nobody has matched it yet."""
    if not incident.dispatch_number:
        return
    event = (
        DispatchEvent.objects.select_for_update()
        .filter(number=incident.dispatch_number, incident__isnull=True)
        .first()
    )
    if event is not None:
        _match(act, event, incident, BY_NUMBER)


def _match(act: Act, event: DispatchEvent, incident: Incident, reason: str) -> Entry:
    event.incident = incident
    event.matched_by_id = person_id(act.actor)
    event.matched_at = now()
    return act.save(DISPATCH_MATCHED, event, reason=reason)


@act(Permission.DISPATCH_MATCH, facts=facts_within)
def match_dispatch(
    act: Act,
    *,
    actor: Actor,
    number: str,
    event: str,
    reason: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Match a dispatch event with the incident in which it is recorded, with a reason.

    An event that is matched already moves; where it stood before stays in the log. Raises
    UnknownDispatchEvent, InvalidIncident, StatusTextFound.
    """
    incident = find(number)
    found = find_event(event, DispatchEvent.objects.select_for_update())
    if found.incident_id == incident.id:
        raise Refused("state", f"Event {found.number} is matched with this incident already.")
    texts = {"reason": required("reason", reason, "why this incident is that event")}
    clean, passages = settled(texts, choices)
    entry = _match(act, found, incident, clean["reason"])
    keep_apart(act, incident.id, "dispatch", passages)
    return receipt(entry, found.number)
