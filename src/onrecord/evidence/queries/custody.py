"""Custody: the whole list of an exhibit's events, read from the ledger's own entries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from onrecord.authority import Actor, HandlingClass, Permission
from onrecord.evidence.lookup import exhibit_facts, exhibit_numbered
from onrecord.evidence.models import Exhibit, Viewing
from onrecord.incidents.queries import authority_facts, incident_id
from onrecord.ledger.act import demand, telling_nothing
from onrecord.ledger.models import Json
from onrecord.ledger.queries import entries_about, opened_entries
from onrecord_proof import disclosure

INTAKE, ACCESS, EXAMINATION = "intake", "access", "examination"


@dataclass(frozen=True)
class CustodyRow:
    """One custody event. `who` is the name at the time; `index` None until sequenced.

    `event` is intake, access or examination; `words` say what was done, `purpose` why.
    """

    at: datetime
    who: str
    event: str
    words: str
    purpose: str
    entry: int
    index: int | None


Fields = Mapping[str, Json]


def custody(*, actor: Actor, number: str, exhibit_number: str) -> tuple[CustodyRow, ...]:
    """Return every custody event of an exhibit, oldest first; raise UnknownExhibit or Refused."""
    with telling_nothing(actor, Permission.EXHIBIT_READ):
        exhibit = exhibit_numbered(number, exhibit_number)
    demand(actor, Permission.EXHIBIT_READ, exhibit_facts(exhibit, actor))
    return _events([exhibit])[exhibit.number]


def custody_of_incident(*, actor: Actor, number: str) -> Mapping[str, tuple[CustodyRow, ...]]:
    """Return the custody events of each exhibit of an incident, by the exhibit's number."""
    with telling_nothing(actor, Permission.EXHIBIT_READ):
        incident = incident_id(number)
    demand(actor, Permission.EXHIBIT_READ, authority_facts(incident, actor))
    held = Exhibit.objects.filter(
        incident_id=incident, handling_class=HandlingClass.ORDINARY.value
    ).order_by("received_at")
    return _events(list(held))


def _events(exhibits: Sequence[Exhibit]) -> dict[str, tuple[CustodyRow, ...]]:
    """Read the events of exhibits from their own entries and those of their viewings."""
    names = {exhibit.id: exhibit.number for exhibit in exhibits}
    of = {exhibit.subject: exhibit.number for exhibit in exhibits}
    for viewing in Viewing.objects.filter(exhibit__in=list(names)):
        of[viewing.subject] = names[viewing.exhibit_id]
    entries = {entry.id: entry for entry in entries_about(of)}
    rows: dict[str, list[CustodyRow]] = {number: [] for number in names.values()}
    for opened in opened_entries(entries):
        fields = {name: disclosure.open(text)[1] for name, text in opened.disclosures.items()}
        event, words = _WORDS[opened.kind.rpartition("/")[0]]
        rows[of[entries[opened.id].subject]].append(
            CustodyRow(
                at=entries[opened.id].recorded_at,
                who=_text(fields, "by_name"),
                event=event,
                words=words(fields),
                purpose=_text(fields, "purpose"),
                entry=opened.id,
                index=opened.index,
            )
        )
    return {number: tuple(events) for number, events in rows.items()}


def _text(fields: Fields, name: str) -> str:
    """Return a field in words; one that was destroyed by law reads as what it is (G26)."""
    return str(fields[name]) if name in fields else "" if name == "purpose" else "destroyed"


def _taken_in(fields: Fields) -> str:
    return f"taken in, {_text(fields, 'size')} bytes, SHA-256 {_text(fields, 'sha256')}"


def _probed(fields: Fields) -> str:
    told = fields.get("probe")
    unread = told.get("unread") if isinstance(told, dict) else ""
    return f"media data: {unread}" if unread else "media data read"


def _closed(fields: Fields) -> str:
    return (
        f"viewing closed: {_text(fields, 'bytes_served')} bytes in "
        f"{_text(fields, 'ranges_served')} ranges, {_text(fields, 'seconds')} s"
    )


_WORDS: Mapping[str, tuple[str, Callable[[Fields], str]]] = {
    "exhibit.taken_in": (INTAKE, _taken_in),
    "exhibit.probed": (EXAMINATION, _probed),
    "exhibit.copied": (ACCESS, lambda _fields: "copy handed out"),
    "viewing.opened": (ACCESS, lambda _fields: "viewing opened"),
    "viewing.closed": (ACCESS, _closed),
}
