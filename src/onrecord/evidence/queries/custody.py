"""Custody: the whole list of an exhibit's events, read from the ledger's own entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from onrecord.authority import Actor, Permission
from onrecord.evidence.lookup import exhibit_facts, exhibit_numbered
from onrecord.evidence.models import Viewing
from onrecord.ledger.act import demand, telling_nothing
from onrecord.ledger.models import Json
from onrecord.ledger.queries import opened_entries, subject_entries
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
    subjects = [exhibit.subject, *(v.subject for v in Viewing.objects.filter(exhibit=exhibit))]
    entries = {entry.id: entry for subject in subjects for entry in subject_entries(subject)}
    rows = []
    for opened in opened_entries(entries):
        fields = {name: disclosure.open(text)[1] for name, text in opened.disclosures.items()}
        event, words = _WORDS[opened.kind.rpartition("/")[0]]
        rows.append(
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
    return tuple(rows)


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
