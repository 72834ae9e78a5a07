"""Reading dispatch events: one whole with its versions, and what stands beside an incident."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from onrecord.accounts.queries import names_of
from onrecord.authority import Actor, Facts, Permission
from onrecord.directive import Answer
from onrecord.incidents.errors import UnknownDispatchEvent
from onrecord.incidents.models import DispatchEvent, DispatchImport, Incident
from onrecord.incidents.queries.facts import readable
from onrecord.ledger.act import demand
from onrecord.ledger.queries import opened_entries, subject_entries

CHANGED = "dispatch.changed/1"


@dataclass(frozen=True)
class DispatchChange:
    """A fact that a later file stated otherwise; texts as entries hold them."""

    version: int
    at: datetime
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class DispatchEventView:
    """An event of the dispatch centre, as last imported. `incident` is its number, or empty."""

    number: str
    code: str
    district: str
    place: str
    received_at: datetime
    dispatched_at: datetime | None
    on_scene_at: datetime | None
    cleared_at: datetime | None
    members: tuple[str, ...]
    version: int
    file_sha256: str
    imported_by: str
    imported_at: datetime
    incident: str
    changes: tuple[DispatchChange, ...]


@dataclass(frozen=True)
class DispatchRow:
    """An event in a list. `incident` is the number of the incident it is matched with, or empty."""

    number: str
    code: str
    district: str
    received_at: datetime
    incident: str


@dataclass(frozen=True)
class DispatchImportView:
    """A file that was taken in, and what it brought."""

    at: datetime
    by: str
    file_sha256: str
    events: int
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class Beside:
    """A fact as the dispatch centre states it and as the incident records it, where it does."""

    name: str
    imported: str
    recorded: str
    differs: bool


@dataclass(frozen=True)
class EventBeside:
    """An event that is matched with an incident, fact by fact beside what was recorded."""

    number: str
    code: str
    version: int
    imported_at: datetime
    facts: tuple[Beside, ...]

    @property
    def differing(self) -> tuple[Beside, ...]:
        """Return the facts that differ."""
        return tuple(fact for fact in self.facts if fact.differs)


def find_event(number: str, rows: QuerySet[DispatchEvent] | None = None) -> DispatchEvent:
    """Return the row of an event's number, or raise UnknownDispatchEvent; for this app alone."""
    among = DispatchEvent.objects.all() if rows is None else rows
    event = among.filter(number=number.strip()).first()
    if event is None:
        raise UnknownDispatchEvent(
            f"{number}: no event of this number was imported. Check it, or import its file first."
        )
    return event


def dispatch_event(*, actor: Actor, number: str) -> DispatchEventView:
    """Return an imported event with its changes; raise UnknownDispatchEvent or Refused."""
    demand(actor, Permission.DISPATCH_READ, Facts())
    event = find_event(number)
    incident = event.incident.number if event.incident else ""
    return DispatchEventView(
        number=event.number,
        code=event.code,
        district=event.district,
        place=event.place,
        received_at=event.received_at,
        dispatched_at=event.dispatched_at,
        on_scene_at=event.on_scene_at,
        cleared_at=event.cleared_at,
        members=tuple(event.members),
        version=event.version,
        file_sha256=event.file_sha256,
        imported_by=names_of([event.imported_by_id])[event.imported_by_id],
        imported_at=event.imported_at,
        incident=incident,
        changes=_changes(event),
    )


def _changes(event: DispatchEvent) -> tuple[DispatchChange, ...]:
    entries = [e for e in subject_entries(event.subject) if e.kind == CHANGED]
    times = {entry.id: entry.recorded_at for entry in entries}
    changes: list[DispatchChange] = []
    for opened in opened_entries(times, ["version", "differences"]):
        values = opened.values()
        listed = values.get("differences")
        changes += [
            DispatchChange(
                version=int(str(values.get("version", 0))),
                at=times[opened.id],
                field=str(one["field"]),
                before=_words(one["before"]),
                after=_words(one["after"]),
            )
            for one in (listed if isinstance(listed, list) else ())
            if isinstance(one, dict)
        ]
    return tuple(changes)


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)


def dispatch_rows(*, actor: Actor, limit: int = 100) -> tuple[DispatchRow, ...]:
    """Return the events received last, newest first."""
    demand(actor, Permission.DISPATCH_LIST, Facts())
    return tuple(
        DispatchRow(
            number=event.number,
            code=event.code,
            district=event.district,
            received_at=event.received_at,
            incident=event.incident.number if event.incident else "",
        )
        for event in DispatchEvent.objects.select_related("incident")[:limit]
    )


def dispatch_imports(*, actor: Actor, limit: int = 50) -> tuple[DispatchImportView, ...]:
    """Return the files taken in, newest first."""
    demand(actor, Permission.DISPATCH_LIST, Facts())
    rows = list(DispatchImport.objects.all()[:limit])
    names = names_of(row.imported_by_id for row in rows)
    return tuple(
        DispatchImportView(
            at=row.imported_at,
            by=names[row.imported_by_id],
            file_sha256=row.file_sha256,
            events=row.events,
            added=row.added,
            changed=row.changed,
            unchanged=row.unchanged,
        )
        for row in rows
    )


def dispatch_beside(*, actor: Actor, number: str) -> tuple[EventBeside, ...]:
    """Return what the dispatch centre states beside what the incident records (G12)."""
    row, _ = readable(number, actor, Permission.INCIDENT_READ)
    events = DispatchEvent.objects.filter(incident=row).order_by("received_at")
    return tuple(
        EventBeside(
            number=event.number,
            code=event.code,
            version=event.version,
            imported_at=event.imported_at,
            facts=_beside(event, row),
        )
        for event in events
    )


def _beside(event: DispatchEvent, row: Incident) -> tuple[Beside, ...]:
    """Return the facts in the order of the page; what is recorded nowhere differs from nothing."""
    said_no = row.dispatched == Answer.NO
    sent = _time(event.dispatched_at)
    return (
        _texts("Number", event.number, row.dispatch_number),
        _texts("District or beat", event.district, row.district),
        _texts("Place (restricted)", event.place, row.place),
        _moments(event.received_at, row.occurred_at),
        Beside("Dispatched", sent, "Not dispatched" if said_no else "", bool(sent) and said_no),
        Beside("On scene", _time(event.on_scene_at), "", differs=False),
        Beside("Cleared", _time(event.cleared_at), "", differs=False),
        Beside("Members assigned", ", ".join(event.members), "", differs=False),
    )


def _texts(name: str, imported: str, recorded: str) -> Beside:
    same = " ".join(imported.casefold().split()) == " ".join(recorded.casefold().split())
    return Beside(name, imported, recorded, bool(imported and recorded) and not same)


def _moments(received: datetime, occurred: datetime | None) -> Beside:
    """Compare to the minute; a thing happens before it is reported, and both are shown."""
    name = "Received, and happened"
    if occurred is None:
        return Beside(name, _time(received), "", differs=False)
    differs = abs((received - occurred).total_seconds()) >= 60  # noqa: PLR2004 - a minute
    return Beside(name, _time(received), _time(occurred), differs)


def _time(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S %Z}" if at else ""
