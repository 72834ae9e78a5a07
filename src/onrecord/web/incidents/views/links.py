"""Linking incidents, merging duplicates, undoing either."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from onrecord.authority import Permission
from onrecord.incidents.actions import link_incidents, unlink_incidents
from onrecord.incidents.errors import UnknownIncident
from onrecord.incidents.queries import incident_links
from onrecord.incidents.states import Relation
from onrecord.web.acting import perform
from onrecord.web.incidents.forms.links import LinkForm, UndoForm
from onrecord.web.incidents.opening import opened
from onrecord.web.incidents.views.page import form_page
from onrecord.web.rule import StaffRequest, needs

FORM_METHODS = ["GET", "HEAD", "POST"]


@needs(Permission.INCIDENT_LINK)
@require_http_methods(FORM_METHODS)
def link_page(request: StaffRequest, number: str) -> HttpResponse:
    """Link the incident with another, or name it a duplicate of another."""
    view = opened(request, number, Permission.INCIDENT_LINK)
    form = LinkForm(request.POST or None)
    try:
        answer = perform(
            request,
            form,
            lambda choices: link_incidents(
                actor=request.actor,
                number=number,
                other=form.cleaned_data["other"],
                relation=Relation(form.cleaned_data["relation"]),
                reason=form.cleaned_data["reason"],
                choices=choices,
            ),
            done=f"/incidents/{number}/#links",
        )
    except UnknownIncident as unknown:
        form.add_error("other", str(unknown))
        answer = None
    return answer or form_page(
        request,
        view,
        form,
        title="Link or merge",
        button="Record the link",
        guide="Nothing moves from one file to the other. Of a duplicate, counts and figures hold "
        "the one that is kept. Either can be undone, and stays readable.",
    )


@needs(Permission.INCIDENT_LINK)
@require_http_methods(FORM_METHODS)
def unlink_page(request: StaffRequest, number: str, link: str) -> HttpResponse:
    """Undo a link or a merge by a further row, with a reason."""
    view = opened(request, number, Permission.INCIDENT_LINK)
    links = incident_links(actor=request.actor, number=number)
    found = next((one for one in links if one.reference == link and not one.undone_at), None)
    if found is None:
        raise Http404
    form = UndoForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: unlink_incidents(
            actor=request.actor,
            number=number,
            link=link,
            reason=form.cleaned_data["reason"],
            choices=choices,
        ),
        done=f"/incidents/{number}/#links",
    )
    return answer or form_page(
        request,
        view,
        form,
        title=f"Undo the link with {found.number}",
        lead=f"{found.stated_by} stated: {found.reason}",
        button="Undo it",
    )
