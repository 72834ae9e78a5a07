"""What the pages below one incident have in common: opened, with strip and way back."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from onrecord.incidents.queries import IncidentView
from onrecord.web.incidents.opening import strip_of
from onrecord.web.rule import StaffRequest


def form_page(
    request: StaffRequest,
    view: IncidentView,
    form: forms.Form,
    *,
    title: str,
    button: str,
    template: str = "onrecord/form.html",
    **more: Any,  # noqa: ANN401 - what a template takes
) -> HttpResponse:
    """Render one form of an incident; a faulty one with status 422."""
    context = {
        "strip": strip_of(request.actor, view),
        "form": form,
        "title": title,
        "button": button,
        "back_url": f"/incidents/{view.number}/",
        **more,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)
