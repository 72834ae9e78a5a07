"""Aid, acts of the scene, and statements about the event."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from onrecord.authority import Actor, Permission, Refused
from onrecord.directive import ActKind
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    check_time,
    facts_within,
    keep_apart,
    locked,
    next_number,
    party_of,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident, NotCorroborated, UnknownPart
from onrecord.incidents.models import AidRecord, Allegation, EventStatement, Incident, SceneAct
from onrecord.incidents.models.event import SCENE_ACTS
from onrecord.incidents.states import (
    CLOSING,
    STATEABLE,
    WITHOUT_ALLEGATION,
    EventSource,
    EventStatus,
    IncidentAction,
    IncidentState,
    is_corroborated,
    next_incident_state,
)
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now

AID_RECORDED = declare_for(AidRecord, "aid.recorded", 1, "Aid to a person was recorded, timed.")
SCENE_ACT_RECORDED = declare_for(
    SceneAct, "scene_act.recorded", 1, "Something that members of the department did was recorded."
)
EVENT_STATED = declare_for(
    EventStatement, "event.stated", 1, "Somebody stated what is known of the event."
)
EVENT_COUNTERSIGNED = declare_for(
    EventStatement, "event.countersigned", 1, "A second person agreed to a statement that closes."
)
EVENT_STATUS_CHANGED = declare_for(
    Incident, "incident.event_status_changed", 1, "A statement changed what is known of the event."
)


@act(Permission.AID_RECORD, facts=facts_within)
def record_aid(
    act: Act,
    *,
    actor: Actor,
    number: str,
    party: int | None = None,
    person_described: str = "",
    injury_seen_at: datetime | None = None,
    ems_asked_at: datetime | None = None,
    ems_arrived_at: datetime | None = None,
    aid_given_at: datetime | None = None,
    aid_given_by: str = "",
    aid_refused_at: datetime | None = None,
    note: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record aid to any person, known as a party or described; the reference reads `aid 1`.

    At least one time, and somebody whom it concerns. Raises InvalidIncident for less, and for a
    sequence that cannot be.
    """
    incident = locked(number, IncidentAction.RECORD_ACT)
    times = {
        "injury_seen_at": injury_seen_at,
        "ems_asked_at": ems_asked_at,
        "ems_arrived_at": ems_arrived_at,
        "aid_given_at": aid_given_at,
        "aid_refused_at": aid_refused_at,
    }
    for field, at in times.items():
        check_time(field, at)
    if not any(times.values()):
        raise InvalidIncident("ems_asked_at", "Aid: enter at least one time.")
    if ems_asked_at and ems_arrived_at and ems_arrived_at < ems_asked_at:
        raise InvalidIncident(
            "ems_arrived_at",
            f"EMS here {ems_arrived_at:%H:%M}, asked {ems_asked_at:%H:%M}: "
            "it cannot arrive before it was asked. Check the clock.",
        )
    concerned = party_of(incident, party)
    texts = {"person_described": person_described, "aid_given_by": aid_given_by, "note": note}
    clean, passages = settled(texts, choices)
    if concerned is None and not clean["person_described"]:
        raise InvalidIncident(
            "person_described", "person_described: choose a person, or describe who was hurt."
        )
    aid = AidRecord(
        incident=incident,
        number=next_number(AidRecord.objects.filter(incident=incident)),
        party=concerned,
        recorded_by_id=person_id(actor),
        recorded_at=now(),
        **times,
        **clean,
    )
    entry = act.save(AID_RECORDED, aid)
    keep_apart(act, incident.id, "aid", passages)
    return receipt(entry, aid)


@act(Permission.SCENE_RECORD, facts=facts_within)
def record_scene_act(
    act: Act,
    *,
    actor: Actor,
    number: str,
    act_kind: ActKind,
    at: datetime | None = None,
    words: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record what members of the department did: camera on, supervisor notified, and so on."""
    incident = locked(number, IncidentAction.RECORD_ACT)
    if act_kind not in SCENE_ACTS:
        raise InvalidIncident("act_kind", f"act_kind: choose one of {', '.join(SCENE_ACTS)}.")
    moment = at or now()
    check_time("at", moment)
    clean, passages = settled({"words": words}, choices)
    row = SceneAct(
        incident=incident,
        act_kind=act_kind.value,
        happened_at=moment,
        recorded_by_id=person_id(actor),
        **clean,
    )
    entry = act.save(SCENE_ACT_RECORDED, row)
    keep_apart(act, incident.id, "scene-act", passages)
    return receipt(entry, row)


@act(Permission.EVENT_STATE, facts=facts_within)
def state_event(
    act: Act,
    *,
    actor: Actor,
    number: str,
    stated: str,
    sources: Sequence[EventSource] = (),
    reason: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """State what is known of the event: an EventStatus, or WITHOUT_ALLEGATION.

    Corroborated needs two sources or an authenticated one (NotCorroborated). What would close the
    incident needs a reason, and takes effect when another person confirms it (G13).
    """
    incident = locked(number, IncidentAction.STATE_EVENT)
    if stated not in STATEABLE:
        raise InvalidIncident("stated", f"stated: choose one of {', '.join(STATEABLE)}.")
    if stated == EventStatus.CORROBORATED and not is_corroborated(sources):
        raise NotCorroborated(
            "Corroborated: name two different sources, or one that was authenticated. "
            "One unauthenticated source corroborates nothing."
        )
    if stated in CLOSING:
        required("reason", reason, "why; a second person will read it")
    if stated == WITHOUT_ALLEGATION and Allegation.objects.filter(incident=incident).exists():
        raise InvalidIncident("stated", "stated: this incident has allegations recorded.")
    texts = {"reason": reason}
    texts.update({f"sources.{index}": s.words for index, s in enumerate(sources)})
    clean, passages = settled(texts, choices)
    statement = EventStatement(
        incident=incident,
        stated=stated,
        sources=[
            {"words": clean[f"sources.{index}"], "authenticated": s.authenticated}
            for index, s in enumerate(sources)
        ],
        source_count=len({s.words.strip().casefold() for s in sources if s.words.strip()}),
        authenticated_count=sum(s.authenticated and bool(s.words.strip()) for s in sources),
        reason=clean["reason"],
        stated_by_id=person_id(actor),
        stated_at=now(),
    )
    entry = act.save(EVENT_STATED, statement)
    keep_apart(act, incident.id, "event-statement", passages)
    if stated not in CLOSING:
        incident.event_status = stated
        act.save(EVENT_STATUS_CHANGED, incident)
    return receipt(entry, statement.id)


@act(Permission.EVENT_CONFIRM, facts=facts_within)
def confirm_event(
    act: Act,
    *,
    actor: Actor,
    number: str,
    statement: str,
    reason: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Confirm, as a second person with a reason of one's own, a statement that closes (G13).

    `statement` is the reference that state_event returned.
    """
    incident = locked(number, IncidentAction.STATE_EVENT)
    row = _closing_statement(incident, statement)
    if row.stated_by_id == actor.id:
        raise Refused("same-person", "You stated this; a second person must countersign it.")
    if row.stated == WITHOUT_ALLEGATION and Allegation.objects.filter(incident=incident).exists():
        raise InvalidIncident("statement", "statement: allegations were recorded since.")
    clean, passages = settled({"reason": required("reason", reason, "your own reason")}, choices)
    row.confirmed_by_id = person_id(actor)
    row.confirmed_at = now()
    row.confirmed_reason = clean["reason"]
    entry = act.save(EVENT_COUNTERSIGNED, row)
    keep_apart(act, incident.id, "event-statement", passages)
    incident.state = next_incident_state(IncidentState(incident.state), IncidentAction.CLOSE)
    if row.stated != WITHOUT_ALLEGATION:
        incident.event_status = row.stated
    act.save(EVENT_STATUS_CHANGED, incident)
    return receipt(entry, incident.number)


def _closing_statement(incident: Incident, reference: str) -> EventStatement:
    try:
        wanted = UUID(reference)
    except ValueError:
        raise UnknownPart(f"{reference}: this is no reference of a statement.") from None
    row = EventStatement.objects.filter(
        incident=incident, id=wanted, stated__in=CLOSING, confirmed_by__isnull=True
    ).first()
    if row is None:
        raise UnknownPart(f"{reference}: no statement of this incident waits under that reference.")
    return row
