"""What of incidents holds a destruction (G26)."""

from collections.abc import Iterator, Mapping

from onrecord.accounts.contact_store import contact_store
from onrecord.incidents import searching
from onrecord.incidents.models import AgencyReply, EventStatement, Incident, ReportingPerson
from onrecord.incidents.states import CLOSING, ReplyState
from onrecord.ledger.destroying.scope import Scope
from onrecord.ledger.models import Entry


def holds(scope: Scope, _of_court: bool) -> Iterator[str]:  # noqa: FBT001 - the registry's signature
    """Hold while a closing statement waits for its second person, or an agency was asked."""
    waiting = scope.of(EventStatement).filter(stated__in=CLOSING, confirmed_at__isnull=True)
    if waiting.exists():
        yield "A statement that would close the incident waits for its second person."
    if scope.of(AgencyReply).filter(state=ReplyState.ASKED).exists():
        yield "An agency was asked to reply and has not answered yet."


def search_anew(scope: Scope) -> None:
    """Make the words of the incident anew of which a text was destroyed, where it stands.

    Not where somebody's name went: what was taken out of the words for it stays out.
    """
    if scope.target.partition("/")[0] in {"incident", "exhibit", "allegation"}:
        chains = Entry.objects.filter(subject=scope.target).values_list("chain", flat=True)
        ids = {chain.split("/")[1] for chain in chains if chain.startswith("incident/")}
        for incident in Incident.objects.filter(id__in=ids):
            searching.index(incident)
    searching.forget_deleted()


def destroy_contacts(scope: Scope) -> Mapping[str, int]:
    """Destroy the contact data of reporting persons that the scope reaches (G20)."""
    references = scope.of(ReportingPerson).values_list("reference", flat=True)
    gone = sum(contact_store().delete(reference) for reference in references)
    return {"contacts": gone} if gone else {}
