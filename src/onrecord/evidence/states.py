"""The words of evidence, and the states of a viewing: a pure table."""

from collections.abc import Mapping
from enum import StrEnum

from onrecord.authority import Refused


class ExhibitKind(StrEnum):
    """What an exhibit is, as the person who takes it in says."""

    BODY_WORN = "body-worn-video"
    IN_CAR = "in-car-video"
    FIXED_CAMERA = "fixed-camera-video"
    PHONE = "phone-video"
    PHOTO = "photo"
    AUDIO = "audio"
    DOCUMENT = "document"
    OTHER = "other"


FOOTAGE = frozenset(
    {
        ExhibitKind.BODY_WORN,
        ExhibitKind.IN_CAR,
        ExhibitKind.FIXED_CAMERA,
        ExhibitKind.PHONE,
        ExhibitKind.OTHER,  # what it shows is unknown: treated as footage
    }
)
"""Kinds that may not play to somebody who must write first (G2)."""


class Playable(StrEnum):
    """Whether a browser can show it; what cannot be shown is offered as a copy."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ViewingState(StrEnum):
    """A viewing is open until it is closed by its viewer, or by the worker when its token ends."""

    OPEN = "open"
    CLOSED = "closed"


class ViewingStep(StrEnum):
    """What can be done with a viewing."""

    SERVE = "serve"
    CLOSE = "close"


VIEWING: Mapping[tuple[ViewingState, ViewingStep], ViewingState] = {
    (ViewingState.OPEN, ViewingStep.SERVE): ViewingState.OPEN,
    (ViewingState.OPEN, ViewingStep.CLOSE): ViewingState.CLOSED,
}


def viewing_after(state: ViewingState, step: ViewingStep) -> ViewingState:
    """Return the state after a step, or raise Refused."""
    after = VIEWING.get((state, step))
    if after is None:
        raise Refused("state", "This viewing is closed. Open the exhibit again to see it.")
    return after
