"""The desk: one's queues, the most pressing first."""

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onrecord.authority import Facts, Permission, Role, decide
from onrecord.web.desk.items import Queue
from onrecord.web.desk.queues import queues_of
from onrecord.web.receipts.given import shown
from onrecord.web.rule import StaffRequest, signed_in

PUBLISHED = "/data/"


@signed_in
@require_safe
def desk_page(request: StaffRequest) -> HttpResponse:
    """Show what waits for the reader; an elected office's home is the published data (G15)."""
    if Role.ELECTED_OFFICE in request.actor.roles:
        return HttpResponseRedirect(PUBLISHED)
    may_open = decide(request.actor, Permission.INCIDENT_OPEN, Facts()).allowed
    asked, after = request.GET.get("queue", ""), request.GET.get("after", "")
    queues = queues_of(request.actor, {asked: after})
    if after:
        queues = [queue for queue in queues if queue.name == asked]
    opens_first = may_open and Role.OFFICER in request.actor.roles
    context = {
        "queues": queues if opens_first else _with_first(queues),
        "opens_first": opens_first,
        "later": bool(after),
        "may_open": may_open,
        "may_steer": decide(request.actor, Permission.STEERING_RECORD, Facts()).allowed,
        "receipt_given": shown(request),
    }
    return render(request, "onrecord/desk/page.html", context)


def _with_first(queues: list[Queue]) -> list[Queue]:
    """Make the first thing that waits the page's one main button."""
    place = next((at for at, queue in enumerate(queues) if queue.items), None)
    if place is None:
        return queues
    queue = queues[place]
    first = replace(queue.items[0], first=True)
    marked = replace(queue, items=(first, *queue.items[1:]))
    return [*queues[:place], marked, *queues[place + 1 :]]
