"""What the evidence pages share: the incident's strip, permissions, answers with bytes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, StreamingHttpResponse

from onrecord.authority import Actor, Decision, Permission, decide
from onrecord.evidence.errors import UnknownExhibit
from onrecord.evidence.serving import Served
from onrecord.incidents.errors import UnknownIncident
from onrecord.incidents.queries import authority_facts, incident_id


@contextmanager
def or_404() -> Iterator[None]:
    """Answer 404 where the incident or the exhibit of the address does not exist; a decorator."""
    try:
        yield
    except (UnknownIncident, UnknownExhibit) as unknown:
        raise Http404(str(unknown)) from unknown


def decision(actor: Actor, permission: Permission, number: str) -> Decision:
    """Ask whether a button is to be shown; the act behind it decides by itself."""
    return decide(actor, permission, authority_facts(incident_id(number), actor))


def address(number: str, exhibit_number: str = "", rest: str = "") -> str:
    """Return the address of an incident's exhibits, of one of them, or of a page below it."""
    one = f"{exhibit_number}/" if exhibit_number else ""
    return f"/incidents/{number}/exhibits/{one}{rest}"


def streamed(served: Served) -> StreamingHttpResponse:
    """Answer with bytes that are read as they are sent."""
    return StreamingHttpResponse(served.blocks, status=served.status, headers=dict(served.headers))
