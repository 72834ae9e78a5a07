"""A referral as its page shows it: checks with their counts, the digest, the index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from onrecord.evidence.queries import ExhibitRow
from onrecord.referrals.checks import State
from onrecord.referrals.states import ReferralState
from onrecord.web.incidents.shown import size
from onrecord.web.pieces import link, tag

STATES = {
    ReferralState.PREPARED.value: "Waits for approval",
    ReferralState.APPROVED.value: "Approved, not sealed",
    ReferralState.SEALING.value: "Sealing",
    ReferralState.SEALED.value: "Sealed",
}
KINDS = {State.HOLDS.value: "holds", State.GAP.value: "neutral", State.STOPS.value: "work"}
# Where each check is mended, below the incident's address.
PLACES = {
    "felony alleged": ("#allegations", "Allegations"),
    "report approved": ("report/", "Report"),
    "exhibits whole": ("exhibits/", "Exhibits"),
    "contact register": ("contacts/", "Contact register"),
    "agency's reply": ("#allegations", "Replies"),
}
GROUP = 8


@dataclass(frozen=True)
class CheckShown:
    """One check: its name, its answer as a tag, the words, and where it is mended."""

    name: str
    state: SafeString
    words: str
    url: str
    url_words: str


def checks_shown(
    found: Iterable[tuple[str, str, str]], incident_number: str
) -> tuple[CheckShown, ...]:
    """Return (check, state, words) as rows; what stops comes first, then gaps."""
    order = [State.STOPS.value, State.GAP.value, State.HOLDS.value]
    rows = sorted(found, key=lambda row: order.index(row[1]))
    return tuple(
        CheckShown(
            name=check.capitalize(),
            state=tag(state, KINDS[state], "check" if state == State.HOLDS.value else ""),
            words=words,
            url=f"/incidents/{incident_number}/{PLACES[check][0]}" if check in PLACES else "",
            url_words=PLACES[check][1] if check in PLACES else "",
        )
        for check, state, words in rows
    )


def sum_words(states: Sequence[str]) -> str:
    """Return "5 hold, 2 gaps stated, 1 stops sealing"."""
    held, gaps, stops = (states.count(s.value) for s in (State.HOLDS, State.GAP, State.STOPS))
    return ", ".join(
        (
            f"{held} hold{'s' if held == 1 else ''}",
            f"{gaps} gap{'' if gaps == 1 else 's'} stated",
            f"{stops} stop{'s' if stops == 1 else ''} sealing"
            if stops
            else "nothing stops sealing",
        )
    )


def groups_of(digest: str) -> str:
    """Return a digest in groups of eight characters, to be compared by eye or by telephone."""
    return " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))


def index_rows(number: str, exhibits: Iterable[ExhibitRow]) -> list[tuple[object, ...]]:
    """Return the exhibits that the packet will hold, each once, as originals."""
    return [
        (link(f"/incidents/{number}/exhibits/{row.number}/", row.number), row.title, size(row.size))
        for row in exhibits
    ]
