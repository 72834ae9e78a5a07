"""Reading the stamps of a scene: both clocks beside each other, and where each entry stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from onrecord.accounts.queries import names_of
from onrecord.authority import Actor, Facts, Permission
from onrecord.incidents.models import SceneStamp
from onrecord.incidents.queries.facts import readable
from onrecord.incidents.stamping import StampKind, clock_words
from onrecord.ledger.act import demand
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import receipts

STAMP_WORDS = {
    StampKind.ORIGIN: "Incident",
    StampKind.PLACE: "Place",
    StampKind.DISPATCH: "Dispatch number",
    StampKind.HURT: "Anyone hurt",
    StampKind.EMS_ASKED: "EMS asked",
    StampKind.EMS_HERE: "EMS here",
    StampKind.AID_GIVEN: "Aid given",
    StampKind.AID_REFUSED: "Aid refused",
    StampKind.CAMERA: "Camera",
    StampKind.SUPERVISOR: "Supervisor called",
    StampKind.ASKED: "Name and badge",
    StampKind.NOTE: "Note",
}
ANSWER_WORDS = {
    "": "",
    "gps": "by the phone, once",
    "words": "in words",
    "asked": "asked",
    "refused": "asked, refused",
    "no-answer": "asked, no answer",
    "left": "asked, left before answering",
    "credential-seen": "asked, credential seen",
    "claimed": "asked, agency claimed by word only",
    "part": "asked, part given",
    "name-and-badge": "asked, name and badge given",
    "in-doubt": "asked, identity in doubt",
    "not-safe": "not asked: not safe",
    "not-feasible": "not asked: not feasible",
    "could-not-tell": "not asked: could not tell who was in charge",
    "not-now": "not now",
}


@dataclass(frozen=True)
class StampView:
    """One stamp. `clock` says how the phone's clock stood, and is empty where it was right.

    `entry` is null until the entry has its place in the log; `stage` is the receipt's.
    """

    id: UUID
    number: str
    what: str
    answer: str
    label: str
    words: str
    corrects: UUID | None
    device_time: datetime
    happened_at: datetime
    received_at: datetime
    clock: str
    became: str
    by: str
    entry: int | None
    stage: str


def stamps(*, actor: Actor, number: str) -> tuple[StampView, ...]:
    """Return an incident's stamps in order of time, to whoever reads the incident."""
    row, _ = readable(number, actor, Permission.INCIDENT_READ)
    return _views(SceneStamp.objects.filter(incident=row).select_related("incident"))


def own_scene(*, actor: Actor, scene: UUID) -> tuple[StampView, ...]:
    """Return the stamps of a scene to the person who made them, as their phone shows them."""
    demand(actor, Permission.SCENE_STAMP, Facts())
    rows = SceneStamp.objects.filter(scene=scene, stamped_by_id=actor.id)
    return _views(rows.select_related("incident"))


def label(what: StampKind, answer: str) -> str:
    """Return a stamp in words: `Anyone hurt: yes`."""
    said = ANSWER_WORDS.get(answer, answer)
    return f"{STAMP_WORDS[what]}: {said}" if said else STAMP_WORDS[what]


def _views(rows: Iterable[SceneStamp]) -> tuple[StampView, ...]:
    listed = list(rows)
    names = names_of(row.stamped_by_id for row in listed)
    subjects = {row.subject: row for row in listed}
    first = dict(
        Entry.objects.filter(subject__in=subjects, subject_version=1).values_list("subject", "id")
    )
    places = receipts(first.values())
    return tuple(
        StampView(
            id=row.id,
            number=row.incident.number,
            what=row.what,
            answer=row.answer,
            label=label(StampKind(row.what), row.answer),
            words=row.words,
            corrects=row.corrects,
            device_time=row.device_time,
            happened_at=row.happened_at,
            received_at=row.received_at,
            clock=clock_words(timedelta(milliseconds=row.skew_ms)),
            became=row.became,
            by=names[row.stamped_by_id],
            entry=places[first[subject]].index,
            stage=places[first[subject]].stage,
        )
        for subject, row in subjects.items()
    )
