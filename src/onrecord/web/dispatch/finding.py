"""Finding the event that an address names."""

from django.http import Http404

from onrecord.incidents.errors import UnknownDispatchEvent
from onrecord.incidents.queries import DispatchEventView, dispatch_event
from onrecord.web.rule import StaffRequest

LIST = "/dispatch/"


def found(request: StaffRequest, number: str) -> DispatchEventView:
    """Return the event, or raise Http404 where no event of this number was imported."""
    try:
        return dispatch_event(actor=request.actor, number=number)
    except UnknownDispatchEvent:
        raise Http404 from None
