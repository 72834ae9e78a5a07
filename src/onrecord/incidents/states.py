"""What an incident, its statements and its replies may become; pure tables and their refusals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.authority import Refused
from onrecord.directive.facts import Preservation


class IncidentState(StrEnum):
    """Whether an incident still takes what was seen and done."""

    OPEN = "open"
    CLOSED = "closed"


class EventStatus(StrEnum):
    """What is known of the event, never of a person (G11)."""

    REPORTED = "reported"
    DISPATCHED = "dispatched"
    ON_SCENE = "on-scene"
    GONE_ON_ARRIVAL = "gone-on-arrival"
    CORROBORATED = "corroborated"
    NOT_CORROBORATED = "not-corroborated"
    UNFOUNDED = "unfounded"


WITHOUT_ALLEGATION = "without-allegation"
"""Stated of an incident that is documented and in which nothing is alleged."""
CLOSING = (EventStatus.NOT_CORROBORATED.value, EventStatus.UNFOUNDED.value, WITHOUT_ALLEGATION)
"""What two persons must state, each with a reason (G13)."""
STATEABLE = (*(status.value for status in EventStatus), WITHOUT_ALLEGATION)


class ForceUsed(StrEnum):
    """Force by anybody at the scene."""

    NONE = "none"
    FORCE = "force"
    DEADLY = "deadly"
    UNKNOWN = "unknown"


class ReplyState(StrEnum):
    """How a request for reply stands."""

    ASKED = "asked"
    REPLIED = "replied"
    NO_REPLY = "no-reply"


class ConfirmationResult(StrEnum):
    """What an agency or dispatch said of an identity."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not-confirmed"
    IN_DOUBT = "in-doubt"
    NOT_LAW_ENFORCEMENT = "not-law-enforcement"


class KeepAs(StrEnum):
    """What becomes of a passage that seems to state immigration status (G7)."""

    REMOVE = "remove"
    QUOTATION = "quotation"
    LEGAL_AUTHORITY = "legal-authority"


class PreservationStep(StrEnum):
    """What is recorded of a preservation task."""

    ASKED = "asked"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    COPIED = "copied"
    REFUSED = "refused"
    NONE_EXISTED = "none-existed"
    LOST = "lost"


class ReviewResult(StrEnum):
    """What a review of a drawn closure came to."""

    STANDS = "stands"
    REOPENED = "reopened"


class Relation(StrEnum):
    """How an incident hangs together with another."""

    EVENT = "same-event"
    SERIES = "same-series"
    FOLLOW_UP = "follow-up"
    DUPLICATE = "duplicate"


class MatterForm(StrEnum):
    """What a matter is."""

    STATEMENT = "statement"
    NOTE = "note"
    DOCUMENT = "document"


class IncidentAction(StrEnum):
    """What may be done to an incident."""

    CORRECT = "correct"
    ADD_PARTY = "add-party"
    ADD_ALLEGATION = "add-allegation"
    CLASSIFY = "classify"
    IDENTIFY = "identify"
    RECORD_ACT = "record-act"
    ASK_REPLY = "ask-reply"
    RECORD_REPLY = "record-reply"
    RECORD_CONTACT = "record-contact"
    WRITE_ACCOUNT = "write-account"
    PRESERVE = "preserve"
    ASSERT_LATER = "assert-later"
    STATE_EVENT = "state-event"
    CLOSE = "close"
    REOPEN = "reopen"


_STAYING = (
    IncidentAction.CORRECT,
    IncidentAction.ADD_PARTY,
    IncidentAction.ADD_ALLEGATION,
    IncidentAction.CLASSIFY,
    IncidentAction.IDENTIFY,
    IncidentAction.RECORD_ACT,
    IncidentAction.ASK_REPLY,
    IncidentAction.RECORD_REPLY,
    IncidentAction.RECORD_CONTACT,
    IncidentAction.WRITE_ACCOUNT,
    IncidentAction.PRESERVE,
    IncidentAction.ASSERT_LATER,
    IncidentAction.STATE_EVENT,
)
# A closed incident still takes what others say late, an account begun in time, and contacts;
# its evidence is still kept.
_AFTER_CLOSING = (
    IncidentAction.IDENTIFY,
    IncidentAction.RECORD_REPLY,
    IncidentAction.RECORD_CONTACT,
    IncidentAction.WRITE_ACCOUNT,
    IncidentAction.PRESERVE,
    IncidentAction.ASSERT_LATER,
)

INCIDENT: Mapping[tuple[IncidentState, IncidentAction], IncidentState] = {
    **{(IncidentState.OPEN, action): IncidentState.OPEN for action in _STAYING},
    **{(IncidentState.CLOSED, action): IncidentState.CLOSED for action in _AFTER_CLOSING},
    (IncidentState.OPEN, IncidentAction.CLOSE): IncidentState.CLOSED,
    (IncidentState.CLOSED, IncidentAction.REOPEN): IncidentState.OPEN,
}

REPLY: Mapping[tuple[ReplyState, ReplyState], ReplyState] = {
    (ReplyState.ASKED, ReplyState.REPLIED): ReplyState.REPLIED,
    (ReplyState.ASKED, ReplyState.NO_REPLY): ReplyState.NO_REPLY,
    # A late reply re-opens what was closed as silence.
    (ReplyState.NO_REPLY, ReplyState.REPLIED): ReplyState.REPLIED,
}

ENDS = (PreservationStep.REFUSED, PreservationStep.NONE_EXISTED, PreservationStep.LOST)
"""How a task ends without anything kept; each needs words."""
ENDING = (PreservationStep.CONFIRMED, PreservationStep.COPIED, *ENDS)
"""Steps after which a task is open no more, whatever follows."""
# Asking and answering keep nothing. What was confirmed or copied may still be lost; what was
# refused, lost, or said not to exist may still be confirmed or copied.
PRESERVATION: Mapping[tuple[Preservation, PreservationStep], Preservation] = {
    **{
        (state, step): state
        for state in Preservation
        for step in (PreservationStep.ASKED, PreservationStep.ANSWERED)
    },
    **{
        (state, step): Preservation.PRESERVED
        for state in Preservation
        for step in (PreservationStep.CONFIRMED, PreservationStep.COPIED)
    },
    (Preservation.OPEN, PreservationStep.REFUSED): Preservation.REFUSED,
    (Preservation.OPEN, PreservationStep.NONE_EXISTED): Preservation.NONE_EXISTED,
    (Preservation.REFUSED, PreservationStep.NONE_EXISTED): Preservation.NONE_EXISTED,
    (Preservation.OPEN, PreservationStep.LOST): Preservation.LOST,
    (Preservation.REFUSED, PreservationStep.LOST): Preservation.LOST,
    (Preservation.PRESERVED, PreservationStep.LOST): Preservation.LOST,
}


def next_incident_state(state: IncidentState, action: IncidentAction) -> IncidentState:
    """Return what the incident becomes, or raise Refused."""
    following = INCIDENT.get((state, action))
    if following is None:
        words = (
            "This incident is closed. Reopen it first, with a reason."
            if state is IncidentState.CLOSED
            else "This incident is open already."
        )
        raise Refused("state", words)
    return following


def next_reply_state(state: ReplyState, outcome: ReplyState) -> ReplyState:
    """Return what a request for reply becomes, or raise Refused."""
    following = REPLY.get((state, outcome))
    if following is None:
        raise Refused(
            "state",
            "This request has its reply already; a reply never changes. Record a new request.",
        )
    return following


def next_preservation(state: Preservation, step: PreservationStep) -> Preservation:
    """Return what a preservation task becomes, or raise Refused."""
    following = PRESERVATION.get((state, step))
    if following is None:
        raise Refused(
            "state",
            f"This task stands as {state.value.replace('-', ' ')}: "
            f"{step.value.replace('-', ' ')} does not follow from it. Record an answer instead.",
        )
    return following


def preservation_of(steps: Iterable[PreservationStep]) -> Preservation:
    """Return how a task stands after these steps, in their order."""
    state = Preservation.OPEN
    for step in steps:
        state = next_preservation(state, step)
    return state


@dataclass(frozen=True)
class EventSource:
    """What a statement about the event rests on, in words, and whether it was authenticated."""

    words: str
    authenticated: bool = False


ENOUGH_SOURCES = 2


def is_corroborated(sources: Sequence[EventSource]) -> bool:
    """Say whether sources suffice: one authenticated, or two that differ (G11)."""
    differing = {source.words.strip().casefold() for source in sources if source.words.strip()}
    authenticated = any(source.authenticated and source.words.strip() for source in sources)
    return authenticated or len(differing) >= ENOUGH_SOURCES
