"""What a record says about one incident, as far as a directive asks.

A caller builds `Facts` from its own tables; nothing here reads them. Each recorded fact carries
a `FactRef`, so that an evaluation can name the fact on which it rests. Every time is aware of
its zone (ValueError otherwise). What nobody recorded is `Answer.UNKNOWN` or None, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Answer(StrEnum):
    """A recorded answer; unknown means that nobody recorded one."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """How the incident came to the department."""

    SEEN = "seen"
    REPORTED = "reported"


class SubjectKind(StrEnum):
    """Against whom conduct is alleged; unknown covers an unidentified person."""

    FEDERAL = "federal"
    STATE = "state"
    LOCAL = "local"
    CIVILIAN = "civilian"
    UNKNOWN = "unknown"


class Track(StrEnum):
    """Tracks that never share a list: a tort or a local duty is no crime."""

    CRIMINAL = "criminal"
    CIVIL = "civil"
    LOCAL_DUTY = "local-duty"


class EvidentialBasis(StrEnum):
    """On what an allegation rests."""

    ALLEGED = "alleged"
    OBSERVED = "observed"
    VIDEO_SHOWN = "shown-by-video"
    ADMITTED = "admitted"
    ADJUDICATED = "adjudicated"


class Asked(StrEnum):
    """Whether the on-scene supervisor was asked for name and badge number."""

    ASKED = "asked"
    NOT_SAFE = "not-safe"
    NOT_FEASIBLE = "not-feasible"
    COULD_NOT_TELL = "could-not-tell"


class Outcome(StrEnum):
    """What came of asking. A refusal is a fact like the others (G8)."""

    NAME_AND_BADGE = "name-and-badge"
    PART = "part"
    CREDENTIAL = "credential-seen"
    CLAIMED = "claimed"
    REFUSED = "refused"
    NO_ANSWER = "no-answer"
    LEFT = "left"
    IN_DOUBT = "in-doubt"


class ActKind(StrEnum):
    """Acts at or after the scene that are recorded with their time."""

    EMS_ASKED = "ems-asked"
    EMS_ARRIVED = "ems-arrived"
    AID_GIVEN = "aid-given"
    AID_REFUSED = "aid-refused"
    CAMERA_ON = "camera-on"
    SUPERVISOR_NOTIFIED = "supervisor-notified"
    SCENE_SECURED = "scene-secured"
    LOCAL_CONDUCT_RECORDED = "local-conduct-recorded"
    AGENCY_CONFIRMED = "agency-confirmed"
    COMMUNICATIONS_CONSULTED = "communications-consulted"
    OFFICE_NOTIFIED = "office-notified"


class Preservation(StrEnum):
    """How a preservation task for one evidence source stands (G4)."""

    OPEN = "open"
    PRESERVED = "preserved"
    REFUSED = "refused"
    NONE_EXISTED = "none-existed"
    LOST = "lost"


class ReferralState(StrEnum):
    """How far a referral to a prosecutor or an oversight office has come."""

    PREPARED = "prepared"
    APPROVED = "approved"
    SEALED = "sealed"
    DELIVERED = "delivered"
    DECIDED = "decided"


def require_zone(at: datetime | None, what: str) -> None:
    """Refuse a time without zone: a clock computed from it would be wrong by hours."""
    if at is not None and at.utcoffset() is None:
        raise ValueError(f"{what}: the time {at.isoformat()} bears no zone; give an aware datetime")


@dataclass(frozen=True)
class FactRef:
    """Where a recorded fact stands, and how a person reads it.

    `kind` and `id` are the caller's (a table and a row, or an entry); `label` is shown as it is,
    for example "EMS asked 21:14".
    """

    kind: str
    id: str
    label: str
    at: datetime | None = None

    def __post_init__(self) -> None:
        require_zone(self.at, f"fact {self.kind} {self.id}")


@dataclass(frozen=True)
class IncidentFacts:
    """The incident itself. Unknown answers count as "to be recorded", never as no."""

    ref: FactRef
    opened_at: datetime
    origin: Origin = Origin.REPORTED
    occurred_at: datetime | None = None
    dispatched: Answer = Answer.UNKNOWN
    member_on_scene: Answer = Answer.UNKNOWN  # a member of the department was at the scene
    agents_on_scene: Answer = Answer.UNKNOWN  # apparent agents were there while a member was
    injured: Answer = Answer.UNKNOWN
    death: Answer = Answer.UNKNOWN
    great_bodily_harm: Answer = Answer.UNKNOWN
    force: Answer = Answer.UNKNOWN
    deadly_force: Answer = Answer.UNKNOWN
    shooting: Answer = Answer.UNKNOWN
    detention: Answer = Answer.UNKNOWN
    local_force: Answer = Answer.UNKNOWN  # force by a member of the department, not by others
    misconduct_investigation: Answer = Answer.UNKNOWN
    without_allegation: FactRef | None = None  # the entry that states that nothing is alleged

    def __post_init__(self) -> None:
        require_zone(self.opened_at, "incident.opened_at")
        require_zone(self.occurred_at, "incident.occurred_at")


@dataclass(frozen=True)
class ActFact:
    """One act of the scene record; `ref.at` is when it happened."""

    kind: ActKind
    ref: FactRef


@dataclass(frozen=True)
class AttemptFact:
    """One identification attempt; outcome is None while nobody recorded it, or nobody asked."""

    ref: FactRef
    asked: Asked
    outcome: Outcome | None = None
    on_video: FactRef | None = None  # the recording and second that show the attempt


@dataclass(frozen=True)
class AllegationFact:
    """One allegation against one subject. `felony` is unknown where the class is by limb."""

    ref: FactRef
    subject: SubjectKind
    track: Track
    felony: Answer = Answer.UNKNOWN
    basis: EvidentialBasis = EvidentialBasis.ALLEGED
    offence: str | None = None  # id in the directive's offence tables


@dataclass(frozen=True)
class RecordingFact:
    """A recording known to exist, held or not (G3).

    `source` is the id of an evidence source of the directive ("body-camera"). `held` is a
    bit-exact copy verified in our store, `confirmed` the holder's confirmation with its new
    expiry: only these two keep it. A request alone does not.
    """

    ref: FactRef
    source: str
    recorded_at: datetime | None = None
    held: FactRef | None = None
    confirmed: FactRef | None = None

    def __post_init__(self) -> None:
        require_zone(self.recorded_at, f"recording {self.ref.id}")


@dataclass(frozen=True)
class PreservationFact:
    """The preservation task of one evidence source; `source` as in `RecordingFact`."""

    ref: FactRef
    source: str
    state: Preservation = Preservation.OPEN


@dataclass(frozen=True)
class ReportFacts:
    """The account: each step that was taken, by the entry that took it."""

    locked: FactRef | None = None
    submitted: FactRef | None = None
    approved: FactRef | None = None


@dataclass(frozen=True)
class ReferralFact:
    """A referral of allegations (their `ref.id`) to a destination of the directive."""

    ref: FactRef
    to: str
    allegations: tuple[str, ...]
    state: ReferralState = ReferralState.PREPARED


@dataclass(frozen=True)
class GapFact:
    """A stated gap: why a duty stays unmet. The status stays unmet; pages show "Gap stated"."""

    ref: FactRef
    duty: str
    reason: str


@dataclass(frozen=True)
class Facts:
    """Everything that an evaluation may rest on."""

    incident: IncidentFacts
    acts: tuple[ActFact, ...] = ()
    attempts: tuple[AttemptFact, ...] = ()
    allegations: tuple[AllegationFact, ...] = ()
    recordings: tuple[RecordingFact, ...] = ()
    preservation: tuple[PreservationFact, ...] = ()
    report: ReportFacts = field(default_factory=ReportFacts)
    referrals: tuple[ReferralFact, ...] = ()
    gaps: tuple[GapFact, ...] = ()
