"""What of incidents holds a destruction (G26)."""

from collections.abc import Iterator

from onrecord.incidents.models import AgencyReply, EventStatement
from onrecord.incidents.states import CLOSING, ReplyState
from onrecord.ledger.destroying.scope import Scope


def holds(scope: Scope, _of_court: bool) -> Iterator[str]:  # noqa: FBT001 - the registry's signature
    """Hold while a closing statement waits for its second person, or an agency was asked."""
    waiting = scope.of(EventStatement).filter(stated__in=CLOSING, confirmed_at__isnull=True)
    if waiting.exists():
        yield "A statement that would close the incident waits for its second person."
    if scope.of(AgencyReply).filter(state=ReplyState.ASKED).exists():
        yield "An agency was asked to reply and has not answered yet."
