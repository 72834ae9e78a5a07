"""Stamps of a scene: each is one act that records it, and what it says through the other acts.

A phone sends a stamp until it hears of its entry. So a stamp that came before is answered with the
entry that it has; nothing is doubled, and nothing is answered before it is durable.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from onrecord.authority import Actor, Facts, Permission
from onrecord.directive import ActKind, Answer, Asked, Origin, Outcome
from onrecord.incidents.actions.aid import record_aid, record_scene_act
from onrecord.incidents.actions.identification import record_identification
from onrecord.incidents.actions.incident import correct_incident, open_incident
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    keep_apart,
    locked,
    person_id,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident, StampConflict
from onrecord.incidents.models import Incident, SceneStamp
from onrecord.incidents.queries.facts import facts_of, find
from onrecord.incidents.stamping import (
    NOT_NOW,
    OLDEST,
    WITH_WORDS,
    Moment,
    Stamp,
    StampKind,
    answers,
    happened,
    skew,
)
from onrecord.incidents.states import IncidentAction, KeepAs
from onrecord.incidents.status_text import PassageChoice
from onrecord.incidents.status_text import find as find_status
from onrecord.ledger.act import Act, act, demand, demand_first
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now

SCENE_STAMPED = declare_for(
    SceneStamp,
    "scene.stamped",
    1,
    "A stamp of a scene was recorded, with the phone's time and the server's.",
)
SUMMARY = "Scene record begun on a phone; the account follows in the report."
SOMEBODY = "Somebody hurt at the scene, not described yet"
NO_DISTRICT = "Not recorded"
STAMPED = "Stamped at the scene."
NO_REASON = "No reason was typed at the scene."
LARGEST = 2**31 - 1
_AID = {
    StampKind.EMS_ASKED: "ems_asked_at",
    StampKind.EMS_HERE: "ems_arrived_at",
    StampKind.AID_GIVEN: "aid_given_at",
    StampKind.AID_REFUSED: "aid_refused_at",
}
_ACTS = {
    StampKind.CAMERA: ActKind.CAMERA_ON,
    StampKind.SUPERVISOR: ActKind.SUPERVISOR_NOTIFIED,
}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a phone says of the scene whose stamps it sends: `id` is random and the phone's own.

    number: the incident, where it was open before. origin: how it came to the department, without
    which no incident is opened.
    """

    id: UUID
    number: str = ""
    origin: str = ""


@dataclass(frozen=True)
class StampReceipt:
    """The entry of a stamp; `reference` is the incident's number."""

    entry_id: int
    reference: str
    received_at: datetime
    happened_at: datetime
    skew_ms: int


class _Recorded(Exception):  # noqa: N818 - named for what happened
    """The stamp came before; its act writes nothing."""

    def __init__(self, row: SceneStamp) -> None:
        super().__init__(str(row.id))
        self.row = row


def record_stamp(
    *, actor: Actor, scene: Scene, stamp: Stamp, sent: Moment, choices: Choices = NO_CHOICES
) -> StampReceipt:
    """Record a stamp, once: sent again, it is answered with the entry that it has.

    The first of a scene opens its incident. `sent` is the phone's clocks as it sent. Raises
    InvalidIncident, StatusTextFound, StampConflict, Refused, and records nothing then.
    """
    demand_first(actor, Permission.SCENE_STAMP)
    try:
        return _record_stamp(actor=actor, scene=scene, stamp=stamp, sent=sent, choices=choices)
    except _Recorded as known:
        return _receipt_of(known.row)


@act(Permission.SCENE_STAMP)
def _record_stamp(
    act: Act, *, actor: Actor, scene: Scene, stamp: Stamp, sent: Moment, choices: Choices
) -> StampReceipt:
    person = person_id(actor)
    known = SceneStamp.objects.filter(id=stamp.id).select_related("incident").first()
    if known is not None:
        _check_same(known, scene, stamp, person)
        raise _Recorded(known)
    received = now()
    _check(stamp, sent, received)
    at = happened(stamp, sent, received)
    incident = _incident_of(actor, scene, person)
    said = {"words": stamp.words, "name_given": stamp.name_given, "badge_given": stamp.badge_given}
    chosen = {
        field: _kept(text, stamp.keep) or choices.get(field, ()) for field, text in said.items()
    }
    clean, passages = settled(said, chosen)
    became = _effect(actor, incident.number, stamp, clean, at)
    row = SceneStamp(
        id=stamp.id,
        incident=incident,
        scene=scene.id,
        position=stamp.position,
        what=stamp.what.value,
        answer=stamp.answer,
        words=clean["words"],
        corrects=stamp.corrects,
        device_time=stamp.moment.at,
        zone_minutes=stamp.zone_minutes,
        monotonic_ms=stamp.moment.monotonic_ms,
        page_started=stamp.moment.started,
        skew_seen_ms=stamp.skew_seen_ms,
        sent_device_time=sent.at,
        sent_monotonic_ms=sent.monotonic_ms,
        sent_page_started=sent.started,
        received_at=received,
        skew_ms=skew(sent, received) // timedelta(milliseconds=1),
        happened_at=at,
        became=became,
        stamped_by_id=person,
    )
    entry = act.save(SCENE_STAMPED, row)
    keep_apart(act, incident.id, "scene-stamp", passages)
    return _receipt(entry, row, incident.number)


def _check_same(known: SceneStamp, scene: Scene, stamp: Stamp, person: UUID) -> None:
    if known.stamped_by_id != person:
        raise StampConflict("This stamp was recorded as another person's; it is not yours to send.")
    told = (scene.id, stamp.position, stamp.what.value, stamp.answer, stamp.moment.at)
    kept = (known.scene, known.position, known.what, known.answer, known.device_time)
    if told != kept:
        raise StampConflict("Another stamp was recorded under this one's id. Stamp it again.")


def _check(stamp: Stamp, sent: Moment, received: datetime) -> None:
    """Refuse a stamp that is none, with a reason that a phone can show."""
    if stamp.answer not in answers(stamp.what):
        raise InvalidIncident("answer", f"answer: {stamp.what} has no answer {stamp.answer!r}.")
    if stamp.words.strip() and stamp.what not in WITH_WORDS:
        raise InvalidIncident("words", f"words: {stamp.what} takes none; add a note instead.")
    if stamp.what in {StampKind.NOTE, StampKind.DISPATCH} or stamp.answer == "words":
        required("words", stamp.words, "what the stamp shall say")
    if stamp.moment.at.utcoffset() is None or sent.at.utcoffset() is None:
        raise InvalidIncident("device_time", "device_time: the time bears no zone; give one.")
    numbers = (stamp.position, stamp.moment.monotonic_ms, sent.monotonic_ms)
    if not all(0 <= number <= LARGEST for number in numbers):
        raise InvalidIncident("position", "position: a count of the phone lies out of bounds.")
    if received - happened(stamp, sent, received) > OLDEST:
        raise InvalidIncident(
            "device_time",
            f"Stamped {stamp.moment.at:%Y-%m-%d %H:%M} by this phone's clock: older than "
            f"{OLDEST.days} days. Write it in the report, with where you have it from.",
        )


def _incident_of(actor: Actor, scene: Scene, person: UUID) -> Incident:
    """Return the scene's incident, locked: the one it has, the one it names, or a new one."""
    first = SceneStamp.objects.filter(scene=scene.id).select_related("incident").first()
    if first is not None and first.stamped_by_id != person:
        raise StampConflict("This scene was stamped by another person; begin one of your own.")
    number = first.incident.number if first else scene.number.strip()
    if not number:
        if scene.origin not in answers(StampKind.ORIGIN):
            raise InvalidIncident(
                "origin", "origin: say first whether it was seen or reported; then stamps are sent."
            )
        number = open_incident(
            actor=actor,
            origin=Origin(scene.origin),
            district=actor.unit or NO_DISTRICT,
            summary=SUMMARY,
        ).reference
    facts: Facts = facts_of(find(number), actor, asks_for_footage=False)
    demand(actor, Permission.SCENE_RECORD, facts)
    return locked(number, IncidentAction.RECORD_ACT)


def _effect(actor: Actor, number: str, stamp: Stamp, clean: dict[str, str], at: datetime) -> str:
    """Record what a stamp says through the act that records it elsewhere; return its name."""
    if stamp.answer == NOT_NOW:
        return ""
    if stamp.what in _AID:
        times: dict[str, Any] = {_AID[stamp.what]: at}
        return record_aid(actor=actor, number=number, person_described=SOMEBODY, **times).reference
    if stamp.what in _ACTS:
        return record_scene_act(
            actor=actor, number=number, act_kind=_ACTS[stamp.what], at=at
        ).reference
    if stamp.what is StampKind.ASKED:
        return _attempt(actor, number, stamp, clean, at)
    changes = _changes(stamp, clean["words"])
    if not changes:
        return ""
    correct_incident(actor=actor, number=number, changes=changes, reason=STAMPED)
    return f"incident {number}"


def _changes(stamp: Stamp, words: str) -> dict[str, str | datetime | None]:
    if stamp.what is StampKind.HURT:
        return {"injured": Answer(stamp.answer).value}
    if stamp.what is StampKind.ORIGIN:
        return {"origin": Origin(stamp.answer).value}
    field = {StampKind.PLACE: "place", StampKind.DISPATCH: "dispatch_number"}.get(stamp.what)
    return {field: words} if field else {}


def _attempt(actor: Actor, number: str, stamp: Stamp, clean: dict[str, str], at: datetime) -> str:
    """Record an identification attempt; a refusal asks for no more than another answer (G8)."""
    was_asked = stamp.answer in set(Outcome)
    asked = Asked.ASKED if was_asked else Asked(stamp.answer)
    needs_reason = stamp.answer in {Asked.NOT_FEASIBLE.value, Outcome.IN_DOUBT.value}
    return record_identification(
        actor=actor,
        number=number,
        asked=asked,
        outcome=Outcome(stamp.answer) if was_asked else None,
        name_given=clean["name_given"],
        badge_given=clean["badge_given"],
        reason=clean["words"] or (NO_REASON if needs_reason else ""),
        at=at,
    ).reference


def _kept(text: str, keep: str) -> tuple[PassageChoice, ...]:
    """Return what a phone chose for every passage of a text alike: remove it, or quote it (G7)."""
    if keep not in {KeepAs.REMOVE.value, KeepAs.QUOTATION.value}:
        return ()
    # The text is settled without outer blanks.
    return tuple(
        PassageChoice(span.start, span.end, KeepAs(keep)) for span in find_status(text.strip())
    )


def _receipt(entry: Entry, row: SceneStamp, number: str) -> StampReceipt:
    return StampReceipt(entry.pk, number, row.received_at, row.happened_at, row.skew_ms)


def _receipt_of(row: SceneStamp) -> StampReceipt:
    entry = Entry.objects.filter(subject=row.subject).order_by("id")[0]
    return _receipt(entry, row, row.incident.number)
