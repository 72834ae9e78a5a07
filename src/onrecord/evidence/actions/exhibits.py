"""Taking exhibits in, reading their media, and handing copies out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from onrecord.authority import Actor, Facts, HandlingClass, Permission, Role
from onrecord.evidence import tasks
from onrecord.evidence.errors import InvalidExhibit
from onrecord.evidence.lookup import (
    check_recorded_at,
    exhibit_facts,
    exhibit_numbered,
    incident_numbered,
    intake_facts,
    person_named,
    viewer_of,
)
from onrecord.evidence.media import sniff
from onrecord.evidence.media.names import file_name
from onrecord.evidence.media.result import ProbeResult
from onrecord.evidence.models import Exhibit, HeldUpload
from onrecord.evidence.serving import Served, plan, serve
from onrecord.evidence.states import ExhibitKind, Playable
from onrecord.incidents.actions import Choices, Receipt, settle_text
from onrecord.incidents.models import Incident
from onrecord.ledger.act import Act, act, telling_nothing
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.storage.blobs import BlobStore, Staged, StorageError
from onrecord.storage.local import blob_store

EXHIBIT_TAKEN_IN = declare_for(
    Exhibit, "exhibit.taken_in", 1, "An exhibit was taken in; its bytes are kept.", "by_name"
)
EXHIBIT_PROBED = declare_for(
    Exhibit, "exhibit.probed", 1, "The exhibit's media data were read, or could not be.", "by_name"
)
EXHIBIT_COPIED = declare_for(
    Exhibit, "exhibit.copied", 1, "A copy was handed out.", "by_name", "purpose"
)


@dataclass(frozen=True)
class Intake:
    """What is said of an exhibit when it is taken in; `media_type` is what its bytes show."""

    staged: Staged
    kind: ExhibitKind
    title: str
    source: str
    media_type: str
    original_name: str
    holder_evidence_number: str
    recorded_at: datetime | None
    recorded_by: str
    derived_from: str


def add_exhibit(
    *,
    actor: Actor,
    number: str,
    staged: Staged,
    kind: str,
    title: str,
    source: str,
    original_name: str = "",
    holder_evidence_number: str = "",
    recorded_at: datetime | None = None,
    recorded_by: str = "",
    derived_from: str = "",
    choices: Choices | None = None,
    store: BlobStore | None = None,
) -> Receipt:
    """Take staged bytes in as an incident's next exhibit; the receipt's reference is its number.

    `recorded_by` is the user name of the officer whose camera recorded it (asked for body-worn
    video), `derived_from` the number of the exhibit that it was made from. `choices` settle words
    on immigration status by field: title, source, original_name, holder_evidence_number.

    Raises InvalidExhibit, Refused (G1), or incidents' UnknownIncident and StatusTextFound; the
    staged bytes then stay for another try. The bytes are durable before the row that names them.
    """
    store = store or blob_store()
    intake = Intake(
        staged=staged,
        kind=_kind(kind),
        title=title.strip(),
        source=source.strip(),
        media_type="",
        original_name=original_name.strip()[-255:],
        holder_evidence_number=holder_evidence_number.strip(),
        recorded_at=recorded_at,
        recorded_by=recorded_by.strip(),
        derived_from=derived_from.strip(),
    )
    _check(intake)
    body_worn = intake.kind is ExhibitKind.BODY_WORN and Role.CUSTODIAN in actor.roles
    take_in: Callable[..., Receipt] = _take_in_body_worn if body_worn else _take_in
    store.keep(staged)
    try:
        head = b"".join(store.open_range(staged.name, 0, min(sniff.HEAD, staged.size)))
        receipt = take_in(
            actor=actor,
            number=number,
            intake=replace(intake, media_type=sniff.media_type(head)),
            choices=choices or {},
        )
    except BaseException:
        store.undo(staged)
        raise
    store.finish(staged)
    HeldUpload.objects.filter(staged_name=staged.name).delete()
    return receipt


def _kind(kind: str) -> ExhibitKind:
    try:
        return ExhibitKind(kind)
    except ValueError:
        known = ", ".join(ExhibitKind)
        raise InvalidExhibit("kind", f"Kind {kind!r}: choose one of {known}.") from None


def _check(intake: Intake) -> None:
    if not intake.title or not intake.source:
        raise InvalidExhibit("title", "Title and source: enter both, in a few neutral words.")
    if not intake.staged.size:
        raise InvalidExhibit("file", "The file is empty. Choose the file again.")
    check_recorded_at(intake.recorded_at)
    if intake.kind is ExhibitKind.BODY_WORN and not intake.recorded_by:
        raise InvalidExhibit(
            "recorded_by", "Recording officer: name the officer whose camera recorded this."
        )


def _facts_of_intake(*, actor: Actor, number: str, intake: Intake, **_rest: object) -> Facts:
    officer = None
    if intake.recorded_by:
        officer = person_named(intake.recorded_by, "recorded_by").id
    return intake_facts(number, actor, intake.kind, officer, intake.recorded_at)


@act(Permission.EXHIBIT_ADD, _facts_of_intake)
def _take_in(act: Act, *, actor: Actor, number: str, intake: Intake, choices: Choices) -> Receipt:
    return _write(act, actor, number, intake, choices)


@act(Permission.EXHIBIT_ADD_BODY_WORN, _facts_of_intake)
def _take_in_body_worn(
    act: Act, *, actor: Actor, number: str, intake: Intake, choices: Choices
) -> Receipt:
    return _write(act, actor, number, intake, choices)


def _write(act: Act, actor: Actor, number: str, intake: Intake, choices: Choices) -> Receipt:
    incident = incident_numbered(number)
    Incident.objects.select_for_update().get(id=incident.id)  # numbers follow one another

    def settled(field: str, text: str) -> str:
        return settle_text(act, incident.id, f"exhibit.{field}", text, choices.get(field, ()))

    exhibit = Exhibit(
        incident=incident,
        number=_next_number(incident),
        title=settled("title", intake.title),
        kind=intake.kind,
        source=settled("source", intake.source),
        holder_evidence_number=settled("holder_evidence_number", intake.holder_evidence_number),
        recorded_at=intake.recorded_at,
        recorded_by=person_named(intake.recorded_by, "recorded_by") if intake.recorded_by else None,
        received_at=now(),
        taken_in_by=viewer_of(actor),
        original_name=settled("original_name", intake.original_name),
        media_type=intake.media_type,
        sha256=intake.staged.sha256,
        size=intake.staged.size,
        blob=intake.staged.name,
        derived_from=_original(number, intake),
    )
    entry = act.save(EXHIBIT_TAKEN_IN, exhibit, by_name=actor.name)
    tasks.probe_exhibit.enqueue(str(exhibit.id))
    return Receipt(entry_id=entry.id, reference=exhibit.number)


def _next_number(incident: Incident) -> str:
    """Return the incident's next number; one that was destroyed by law is never given again."""
    chains = [f"{incident.subject}/{handling.value}" for handling in HandlingClass]
    given = Entry.objects.filter(kind=EXHIBIT_TAKEN_IN.id, chain__in=chains)
    return f"E-{given.count() + 1}"


def _original(number: str, intake: Intake) -> Exhibit | None:
    """Return what an exhibit was made from; made from body-worn video, it is such video (G1)."""
    if not intake.derived_from:
        return None
    original = exhibit_numbered(number, intake.derived_from)
    if original.kind == ExhibitKind.BODY_WORN:
        officer = original.recorded_by.username if original.recorded_by else ""
        if intake.kind is not ExhibitKind.BODY_WORN or intake.recorded_by != officer:
            raise InvalidExhibit(
                "kind",
                f"Made from {original.number}, which is body-worn video recorded by {officer}: "
                "choose that kind, and name that officer. A custodian takes it in (G1).",
            )
    return original


@act(Permission.EXHIBIT_PROBE)
def record_probe(act: Act, *, actor: Actor, exhibit_id: str, result: ProbeResult) -> Receipt:
    """Keep what the media process read of an exhibit, or why it could not."""
    exhibit = Exhibit.objects.select_for_update().get(id=UUID(exhibit_id))
    exhibit.probe = {"media": dict(result.media), "unread": result.unread}
    exhibit.location = dict(result.location) if result.location else None
    exhibit.playable = Playable(result.playable)
    entry = act.save(EXHIBIT_PROBED, exhibit, by_name=actor.name)
    return Receipt(entry_id=entry.id, reference=exhibit.number)


@dataclass(frozen=True)
class Copy:
    """A copy that is handed out: what to answer, and the receipt of its entry."""

    served: Served
    receipt: Receipt


def download_exhibit(
    *,
    actor: Actor,
    number: str,
    exhibit_number: str,
    purpose: str,
    method: str = "GET",
    range_header: str | None = None,
    if_range: str | None = None,
    choices: Choices | None = None,
    store: BlobStore | None = None,
) -> Copy:
    """Hand a copy out: one entry first, then the bytes; body-worn video by a custodian only (G1).

    Raises Refused, InvalidExhibit without a purpose, UnknownExhibit, or storage's StorageError
    where the store does not hold the bytes as they were taken in; then there is no entry.
    """
    if not purpose.strip():
        raise InvalidExhibit("purpose", "Purpose: enter why you need a copy, in a few words.")
    with telling_nothing(actor, Permission.EXHIBIT_DOWNLOAD):
        exhibit = exhibit_numbered(number, exhibit_number)
    store = store or blob_store()
    if store.size(exhibit.blob) != exhibit.size:
        raise StorageError(
            f"{exhibit.number} is not as long as when it was taken in. Nothing was handed out. "
            "Run the audit; restore the blob from a backup."
        )
    receipt = _record_copy(
        actor=actor,
        number=number,
        exhibit_number=exhibit_number,
        purpose=purpose.strip(),
        choices=choices or {},
    )
    planned = plan(
        size=exhibit.size,
        sha256=exhibit.sha256,
        media_type=exhibit.media_type,
        file_name=file_name(exhibit.incident.number, exhibit.number, exhibit.media_type),
        method=method,
        range_header=range_header,
        if_range=if_range,
        attachment=True,
    )
    blob = exhibit.blob
    return Copy(serve(planned, lambda start, stop: store.open_range(blob, start, stop)), receipt)


def _facts_of_exhibit(*, actor: Actor, number: str, exhibit_number: str, **_rest: object) -> Facts:
    return exhibit_facts(exhibit_numbered(number, exhibit_number), actor)


@act(Permission.EXHIBIT_DOWNLOAD, _facts_of_exhibit)
def _record_copy(
    act: Act, *, actor: Actor, number: str, exhibit_number: str, purpose: str, choices: Choices
) -> Receipt:
    exhibit = exhibit_numbered(number, exhibit_number)
    why = settle_text(
        act, exhibit.incident_id, "exhibit.purpose", purpose, choices.get("purpose", ())
    )
    entry = act.save(EXHIBIT_COPIED, exhibit, by_name=actor.name, purpose=why)
    return Receipt(entry_id=entry.id, reference=exhibit.number)
