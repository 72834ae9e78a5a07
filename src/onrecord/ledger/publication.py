"""Publication: early on request, else by the home's schedule."""

import time
from uuid import uuid4

from onrecord.authority import Actor, Facts, Permission
from onrecord.ledger import lock
from onrecord.ledger.act import Act, act, demand
from onrecord.ledger.actions.keys import settle_keys
from onrecord.ledger.errors import LedgerStalled, PublicationLate, SequencerRuns
from onrecord.ledger.key_links import follow_publication
from onrecord.ledger.kinds import declare
from onrecord.ledger.models import Chain, Entry
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.tiles import LogFolder, Published
from onrecord.storage.home import Home, current_home

REQUESTED = declare(
    "publication.requested", 1, ("reason",), "A checkpoint was asked for before its time."
)
_CHAIN = "publication/requests"
_POLL_SECONDS = 0.1


@act(Permission.LOG_PUBLISH)
def request(act: Act, *, actor: Actor, reason: str = "") -> int:  # noqa: ARG001 - act reads it
    """Ask for a checkpoint before its time; return the id of the entry that asks.

    The request is met by the first checkpoint that holds its own entry.
    """
    subject = f"publication/{uuid4()}"
    return act.note(REQUESTED, subject=subject, chain=_CHAIN, reason=reason or None).id


def is_requested(published_size: int) -> bool:
    """Say whether a request waits for a checkpoint beyond one of this size."""
    latest = Chain.objects.filter(key=_CHAIN).values_list("head__index", flat=True)
    return any(index is None or index >= published_size for index in latest)


def publish_now(*, actor: Actor, reason: str = "", timeout_seconds: float = 60) -> Published:
    """Publish a checkpoint that holds every act made so far, and return it.

    Where a sequencer runs it is asked and waited for; else this process sequences. Raises
    PublicationLate after so many seconds, LedgerBehind as `Sequencer.publish` does, and Refused.
    """
    home = current_home()
    entry = _requested(home, actor, reason)
    ends = time.monotonic() + timeout_seconds
    while True:
        try:
            with lock.exclusive(home):
                settle_keys(home)
                sequencer = Sequencer.open(home)
                sequencer.assign()
                sequencer.publish()
                follow_publication(home)
        except SequencerRuns:
            pass  # it sees the request and publishes
        published = LogFolder(home.log).published()
        index = Entry.objects.values_list("index", flat=True).get(id=entry)
        if index is not None and index < published.size:
            return published
        if time.monotonic() > ends:
            raise PublicationLate(
                f"No checkpoint came within {timeout_seconds:g} s, though another process holds "
                f"the sequencing of {home.root}. Look at its messages, and ask again."
            )
        time.sleep(_POLL_SECONDS)


def _requested(home: Home, actor: Actor, reason: str) -> int:
    """Return the entry that asks; a stalled log is set going first where no sequencer runs."""
    try:
        return request(actor=actor, reason=reason)
    except LedgerStalled as stalled:
        demand(actor, Permission.LOG_PUBLISH, Facts())
        try:
            with lock.exclusive(home):
                Sequencer.open(home).assign()
        except SequencerRuns:
            raise stalled from None
    return request(actor=actor, reason=reason)
