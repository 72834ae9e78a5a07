"""The errors of incidents.

IncidentError
├── UnknownIncident    no incident has this number
├── UnknownPart        the incident has no party, allegation, attempt or request of this name
├── InvalidIncident    a field cannot stand; `field` names it
├── StatusTextFound    words seem to state immigration status; `field` and `spans` say where (G7)
├── ChoiceDoesNotFit   a choice about such words does not fit the text that was sent
├── NotCorroborated    too little to call an event corroborated (G11)
├── DispatchFileRefused  a file of dispatch events cannot stand; `faults` say where and why
├── UnknownDispatchEvent no event of this number was imported
└── StampConflict      a stamp's id, or its scene, is somebody else's or was used for another
"""

from collections.abc import Sequence
from dataclasses import dataclass


class IncidentError(Exception):
    """Incidents refuse; `code` is stable."""

    code = "incident"


class UnknownIncident(IncidentError):  # noqa: N818 - named for what happened
    """No incident has this number."""

    code = "unknown-incident"


class UnknownPart(IncidentError):  # noqa: N818 - named for what happened
    """The incident has nothing of this name."""

    code = "unknown-part"


class InvalidIncident(IncidentError):  # noqa: N818 - named for what happened
    """A field cannot stand."""

    code = "invalid-incident"

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Span:
    """Words in a text: characters `start` to `end` (exclusive)."""

    start: int
    end: int
    words: str


class StatusTextFound(IncidentError):  # noqa: N818 - named for what happened
    """Words seem to state immigration status; nothing was recorded, nothing is lost."""

    code = "status-text"

    def __init__(self, field: str, spans: Sequence[Span]) -> None:
        super().__init__(
            "The marked words seem to state immigration status: "
            + "; ".join(f'"{span.words}"' for span in spans)
            + ". Remove them, keep them as a quotation, or as the legal authority claimed; "
            "the last two are kept apart from the record that others open. Nothing is lost."
        )
        self.field = field
        self.spans = tuple(spans)


class ChoiceDoesNotFit(IncidentError):  # noqa: N818 - named for what happened
    """A choice does not fit the text."""

    code = "choice-does-not-fit"


class NotCorroborated(IncidentError):  # noqa: N818 - named for what happened
    """One unauthenticated source corroborates nothing."""

    code = "not-corroborated"


@dataclass(frozen=True)
class DispatchFault:
    """What cannot stand in a file of dispatch events; line 0 is the file as a whole."""

    line: int
    column: str
    words: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else ""
        place = f"{place}, {self.column}" if place and self.column else place or self.column
        return f"{place}: {self.words}" if place else self.words


class DispatchFileRefused(IncidentError):  # noqa: N818 - named for what happened
    """A file of dispatch events cannot stand; nothing of it was imported."""

    code = "dispatch-file"
    field = "file"

    def __init__(self, faults: Sequence[DispatchFault]) -> None:
        shown = " ".join(f"{str(fault)[:1].upper()}{str(fault)[1:]}" for fault in faults)
        super().__init__(f"file: Nothing was imported. {shown}")
        self.faults = tuple(faults)


class UnknownDispatchEvent(IncidentError):  # noqa: N818 - named for what happened
    """No event of this number was imported."""

    code = "unknown-dispatch-event"


class StampConflict(IncidentError):  # noqa: N818 - named for what happened
    """A stamp or its scene is another person's, or its id stands for another stamp."""

    code = "stamp-conflict"
