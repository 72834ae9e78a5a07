"""What readers get: frozen, and only what the actor may see. Empty text is not recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Lane(StrEnum):
    """The lanes of a timeline, in the order in which they are shown."""

    HAPPENED = "Happened"
    AID = "Aid"
    IDENTITY = "Identity"
    CAMERAS = "Cameras"
    CUSTODY = "Custody"
    CLOCKS = "Clocks"


@dataclass(frozen=True)
class TimelineRow:
    """One thing that happened. `entry_index` is null until the entry has its place in the log."""

    at: datetime
    lane: Lane
    words: str
    reference: str
    entry_index: int | None = None


@dataclass(frozen=True)
class ConfirmationView:
    """Who said later who a person is."""

    with_whom: str
    result: str
    agency_stated: str
    name_stated: str
    badge_stated: str
    note: str
    at: datetime


@dataclass(frozen=True)
class PartyView:
    """A person as described, with later identifications beside the description."""

    number: int
    label: str
    kind: str
    capacity: str
    agency_given: str
    unit_given: str
    rank_given: str
    name_given: str
    badge_given: str
    markings: str
    clothing: str
    vehicle: str
    plate_on_duty: str
    face_covered: str
    believed_minor: str
    is_scene_supervisor: bool
    affected: bool
    confirmations: tuple[ConfirmationView, ...]


@dataclass(frozen=True)
class ReplyView:
    """A request for reply and what came of it; `line` says it in one sentence."""

    number: int
    agency: str
    allegations: tuple[str, ...]
    asked_at: datetime
    asked_by_way: str
    reply_due_on: date | None
    no_objection_on: date | None
    state: str
    replied_at: datetime | None
    words: str
    authenticated: bool
    authenticated_how: str
    line: str


@dataclass(frozen=True)
class AllegationView:
    """What is alleged, of whom, on what basis; `no_finding` stands wherever it is shown.

    Track, offence and felony are empty to an author whose narrative is not locked (G6).
    """

    number: str
    party: int
    party_label: str
    party_kind: str
    conduct: str
    basis: str
    basis_words: str
    track: str
    offence: str
    felony: bool | None
    no_finding: str
    replies: tuple[ReplyView, ...]


@dataclass(frozen=True)
class AttemptView:
    """One identification attempt; `words` speaks of the duty only to those who may see duties."""

    number: int
    party: int | None
    asked: str
    outcome: str
    agency_given: str
    name_given: str
    badge_given: str
    reason: str
    at: datetime
    asked_by: str
    exhibit_number: str
    video_ms: int | None
    video: str
    words: str


@dataclass(frozen=True)
class AidView:
    """Aid to one person, timed."""

    number: int
    party: int | None
    person: str
    injury_seen_at: datetime | None
    ems_asked_at: datetime | None
    ems_arrived_at: datetime | None
    aid_given_at: datetime | None
    aid_given_by: str
    aid_refused_at: datetime | None
    note: str


@dataclass(frozen=True)
class SceneActView:
    """Something that members of the department did."""

    act_kind: str
    at: datetime
    words: str
    by: str


@dataclass(frozen=True)
class EventStatementView:
    """What somebody stated of the event; `waits` where a second person must still confirm."""

    reference: str
    stated: str
    sources: tuple[str, ...]
    reason: str
    stated_by: str
    stated_at: datetime
    confirmed_by: str
    waits: bool


@dataclass(frozen=True)
class ContactView:
    """A line of the contact register."""

    at: datetime
    office: str
    person_named: str
    way: str
    words: str
    steering: bool
    recorded_by: str


@dataclass(frozen=True)
class PassageView:
    """Words kept apart."""

    found_in: str
    keep_as: str
    words: str
    authority_kind: str
    authority_number: str


@dataclass(frozen=True)
class IncidentRow:
    """A line of a list of incidents."""

    number: str
    state: str
    event_status: str
    origin: str
    opened_at: datetime
    occurred_at: datetime | None
    district: str
    summary: str
    allegations: int


@dataclass(frozen=True)
class ToClassify:
    """An allegation that has no track and no offence yet."""

    number: str
    allegation: str
    party_label: str
    opened_at: datetime


@dataclass(frozen=True)
class ReplyAwaited:
    """A request for reply that nobody has answered yet."""

    number: str
    reply: int
    agency: str
    asked_at: datetime
    reply_due_on: date | None


@dataclass(frozen=True)
class IncidentView:
    """One incident, whole, for its page. `answers` and `accounts` are keyed by field name."""

    id: UUID
    number: str
    state: str
    event_status: str
    origin: str
    opened_by: str
    opened_at: datetime
    occurred_at: datetime | None
    district: str
    place: str
    dispatch_number: str
    summary: str
    directive: str
    directive_version: str
    force_used: str
    answers: dict[str, str]
    accounts: dict[str, str]
    account_by: str
    account_locked_at: datetime | None
    duties_shown: bool
    parties: tuple[PartyView, ...]
    allegations: tuple[AllegationView, ...]
    attempts: tuple[AttemptView, ...]
    aid: tuple[AidView, ...]
    scene_acts: tuple[SceneActView, ...]
    event_statements: tuple[EventStatementView, ...]
    replies: tuple[ReplyView, ...]
