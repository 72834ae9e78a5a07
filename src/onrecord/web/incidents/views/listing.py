"""The list of incidents: those that the reader may open, in pages, with filters in the address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onrecord.authority import Permission
from onrecord.incidents.queries import IncidentRow, districts, incidents_matching
from onrecord.web import pieces
from onrecord.web.incidents.forms.incident import FilterForm
from onrecord.web.incidents.forms.parts import fill
from onrecord.web.incidents.words import EVENT, STATE, word
from onrecord.web.page import following_url
from onrecord.web.rule import StaffRequest, needs

COLUMNS = (
    "Incident", ("Happened, or opened", "time"), "District", "Summary", "Known of the event",
    ("Allegations", "number"), "State",
)  # fmt: skip


@needs(Permission.INCIDENT_LIST)
@require_safe
def incidents_page(request: StaffRequest) -> HttpResponse:
    """List the incidents that the reader may open; filters sit in the address."""
    form = FilterForm(request.GET or None)
    known = districts(actor=request.actor)
    fill(form.fields["district"], [("", "Any"), *((d, d) for d in known)])
    chosen = form.cleaned_data if form.is_valid() else {}
    filters = {name: chosen[name] for name in ("q", "state", "district") if chosen.get(name)}
    page = incidents_matching(
        actor=request.actor,
        words_wanted=filters.get("q", ""),
        state=filters.get("state", ""),
        district=filters.get("district", ""),
        after=request.GET.get("after", ""),
    )
    context = {
        "form": form,
        "title": "Incidents",
        "filters": len(filters),
        "columns": COLUMNS,
        "rows": [_listed(row) for row in page.rows],
        "more_url": following_url("/incidents/", page.following, filters),
        "later": bool(request.GET.get("after")),
    }
    return render(request, "onrecord/incidents/list.html", context)


def _listed(row: IncidentRow) -> tuple[object, ...]:
    return (
        pieces.link(f"/incidents/{row.number}/", row.number),
        pieces.moment(row.occurred_at or row.opened_at),
        row.district,
        row.summary,
        word(EVENT, row.event_status),
        row.allegations,
        word(STATE, row.state),
    )
