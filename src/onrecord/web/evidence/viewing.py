"""Viewing an exhibit: its purpose, the player under a token, the bytes, the close; and copies."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onrecord.authority import Permission
from onrecord.evidence import queries
from onrecord.evidence.actions import (
    close_viewing,
    download_exhibit,
    open_viewing,
    serve_viewing,
)
from onrecord.evidence.errors import InvalidExhibit, ViewingOver
from onrecord.evidence.queries import ExhibitView
from onrecord.evidence.serving import entity_tag
from onrecord.incidents.errors import ChoiceDoesNotFit, StatusTextFound
from onrecord.storage.blobs import StorageError
from onrecord.web.acting import place_fault
from onrecord.web.evidence.finding import address, or_404, streamed
from onrecord.web.evidence.forms import PurposeForm
from onrecord.web.evidence.words import (
    cite,
    milliseconds_in,
    shown_as,
    size_words,
    why_not_shown,
)
from onrecord.web.incidents.opening import opened, strip_of
from onrecord.web.receipts.given import SHOWN, remember, shown
from onrecord.web.rule import StaffRequest, needs
from onrecord.web.status_text import ask, choices_in, wants_to_change

FAULTS = (InvalidExhibit, ChoiceDoesNotFit)


@needs(Permission.EXHIBIT_VIEW)
@sensitive_variables("ticket")
@require_http_methods(["GET", "HEAD", "POST"])
@or_404()
def play_page(request: StaffRequest, number: str, exhibit_number: str) -> HttpResponse:
    """Ask for the purpose once; a post opens the viewing and leads to the player."""
    view = queries.exhibit(actor=request.actor, number=number, exhibit_number=exhibit_number)
    here = address(number, view.row.number, "play/")
    can_be_shown = bool(shown_as(view.row))
    form = PurposeForm(request.POST or None)
    if can_be_shown and form.is_valid() and not wants_to_change(request):
        try:
            ticket = open_viewing(
                actor=request.actor,
                number=number,
                exhibit_number=exhibit_number,
                purpose=form.cleaned_data["purpose"],
                choices=choices_in(request.POST),
            )
        except StatusTextFound as found:
            text = form.cleaned_data["purpose"]
            return ask(request, found, text=text, label="Purpose", button="Open with these choices")
        except FAULTS as error:
            place_fault(form, error)
        else:
            # The token stands in the address alone: no session, no table keeps it.
            remember(request, ticket.receipt, here)
            moment = milliseconds_in(request.GET.get("t", ""))
            start = f"&t={moment / 1000:.3f}" if moment else ""
            entry = ticket.receipt.entry_id
            return HttpResponseRedirect(f"{here}{ticket.token}/?{SHOWN}={entry}{start}")
    context = _page(request, number, view) | {
        "title": f"View {view.row.number}",
        "form": form,
        "can_be_shown": can_be_shown,
        "why_not_shown": why_not_shown(view.row),
    }
    status = 422 if form.errors else 200
    return render(request, "onrecord/evidence/purpose.html", context, status=status)


def _page(request: StaffRequest, number: str, view: ExhibitView) -> dict[str, object]:
    return {
        "strip": strip_of(request.actor, opened(request, number)),
        "number": number,
        "view": view,
        "exhibit_url": address(number, view.row.number),
    }


@needs(Permission.EXHIBIT_VIEW)
@require_safe
@or_404()
def player_page(
    request: StaffRequest, number: str, exhibit_number: str, token: str
) -> HttpResponse:
    """Play, show or print an exhibit under a viewing's token."""
    view = queries.exhibit(actor=request.actor, number=number, exhibit_number=exhibit_number)
    context = _page(request, number, view) | {"title": f"{view.row.number} {view.row.title}"}
    try:
        served = serve_viewing(actor=request.actor, token=token, method="HEAD")
    except ViewingOver as over:
        context["over"] = str(over)
        return render(request, "onrecord/evidence/over.html", context, status=410)
    if served.headers["ETag"] != entity_tag(view.row.sha256):
        context["over"] = "This viewing is of another exhibit. Open this one to see it."
        return render(request, "onrecord/evidence/over.html", context, status=410)
    asked = request.GET.get("t", "")
    moment = milliseconds_in(asked)
    here = address(number, view.row.number, f"play/{token}/")
    media = view.media or {}
    context |= {
        "receipt_given": shown(request),
        "shown_as": shown_as(view.row),
        "bytes_url": f"{here}bytes/",
        "close_url": f"{here}close/",
        "start": f"{moment / 1000:.3f}" if moment else "",
        "asked": asked,
        "misread": bool(asked) and moment is None,
        "cited": cite(view.row.number, moment) if moment is not None else "",
        "frame_rate": media.get("frame_rate", ""),
    }
    response = render(request, "onrecord/evidence/player.html", context)
    response["Cache-Control"] = "no-store"
    return response


@needs(Permission.EXHIBIT_VIEW)
@require_safe
def viewing_bytes(
    request: StaffRequest,
    number: str,  # noqa: ARG001 - the token alone says which exhibit
    exhibit_number: str,  # noqa: ARG001 - likewise
    token: str,
) -> HttpResponseBase:
    """Serve a range of the exhibit whose viewing this token opened."""
    try:
        served = serve_viewing(
            actor=request.actor,
            token=token,
            method=request.method or "GET",
            range_header=request.headers.get("Range"),
            if_range=request.headers.get("If-Range"),
        )
    except ViewingOver as over:
        return HttpResponse(str(over), status=410, content_type="text/plain; charset=utf-8")
    response = streamed(served)
    response["X-Frame-Options"] = "SAMEORIGIN"  # our own page frames a document; nobody else may
    return response


@needs(Permission.EXHIBIT_VIEWING_CLOSE)
@require_POST
def close_page(request: StaffRequest, number: str, exhibit_number: str, token: str) -> HttpResponse:
    """Close a viewing: by its button, or by a beacon when the page is left."""
    exhibit_url = address(number, exhibit_number)
    try:
        receipt = close_viewing(actor=request.actor, token=token)
    except ViewingOver as over:
        messages.info(request, str(over))
        return HttpResponseRedirect(exhibit_url)
    if "beacon" in request.POST:
        return HttpResponse(status=204)
    return HttpResponseRedirect(remember(request, receipt, exhibit_url))


@needs(Permission.EXHIBIT_DOWNLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
@or_404()
def download_page(request: StaffRequest, number: str, exhibit_number: str) -> HttpResponseBase:
    """Hand a copy out: its purpose is one entry first, then the bytes come."""
    view = queries.exhibit(actor=request.actor, number=number, exhibit_number=exhibit_number)
    form = PurposeForm(request.POST or None)
    status = 422
    if form.is_valid() and not wants_to_change(request):
        try:
            copy = download_exhibit(
                actor=request.actor,
                number=number,
                exhibit_number=exhibit_number,
                purpose=form.cleaned_data["purpose"],
                choices=choices_in(request.POST),
            )
        except StatusTextFound as found:
            text = form.cleaned_data["purpose"]
            return ask(request, found, text=text, label="Purpose", button="Copy with these choices")
        except FAULTS as error:
            place_fault(form, error)
        except StorageError as error:
            place_fault(form, error)
            status = 503
        else:
            return streamed(copy.served)
    context = _page(request, number, view) | {
        "title": f"Take a copy of {view.row.number}",
        "form": form,
        "size": size_words(view.row.size),
    }
    return render(
        request, "onrecord/evidence/download.html", context, status=status if form.errors else 200
    )
