"""What the checks look at, and what they answer."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """The three answers of a check."""

    HOLDS = "Holds"
    GAP = "Gap stated"
    STOPS = "Stops sealing"


@dataclass(frozen=True)
class Finding:
    """One check's answer, in words for the page, the packet's index and the certificate."""

    check: str
    state: State
    words: str


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A referral's facts.

    felonies: numbers of the referred allegations that the offence table calls felonies.
    referred: numbers of all referred allegations. in_scope: which scope words of the receiving
    office's public protocol the facts meet (death, shooting, violence, force).
    exhibits: number -> whether its bytes are in the store with the recorded digest and size.
    contacts_known: what the person who prepared it states; register: the recorded contacts.
    replies: number -> the words that describe the agency's reply or its absence.
    """

    referred: tuple[str, ...]
    felonies: tuple[str, ...]
    report_state: str
    in_scope: tuple[str, ...]
    scope_source: str
    exhibits: dict[str, bool]
    contacts_known: str
    register: tuple[str, ...]
    replies: tuple[str, ...]
    silent: bool
    evidence_not_held: str
