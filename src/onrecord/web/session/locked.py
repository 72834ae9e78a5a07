"""Pages of a locked session: to unlock it, to lock it, to send what was typed."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onrecord.accounts.actions import accept_passkey, check_password, unlock_session
from onrecord.accounts.errors import SignInRefused
from onrecord.web.rule import StaffRequest, signed_in_locked
from onrecord.web.session.forms import UnlockForm
from onrecord.web.session.kept import answer_of, asked_before, has_site_name, host_of
from onrecord.web.session.lock import (
    HELD_AT,
    LOCKED,
    forget_held,
    held_form,
    lock,
    unlock,
)


@signed_in_locked
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def locked_page(request: StaffRequest) -> HttpResponse:
    """Ask the person of a locked session for the password or a passkey."""
    form = UnlockForm(request.POST or None)
    wants_json = "json" in request.headers.get("Accept", "")
    if request.method == "POST" and form.is_valid():
        try:
            check_password(username=request.actor.username, password=form.cleaned_data["password"])
        except SignInRefused as refusal:
            words = str(refusal).replace("User name or password", "The password")
            form.add_error("password", words)
        else:
            return _unlocked(request, as_json=wants_json)
    if request.method == "POST" and wants_json:
        words = " ".join(str(fault) for faults in form.errors.values() for fault in faults)
        return JsonResponse({"error": words}, status=403)
    if not request.session.get(LOCKED):
        return HttpResponseRedirect(_next(request))
    return _page(request, form)


@signed_in_locked
@require_POST
def passkey_unlock(request: StaffRequest) -> HttpResponse:
    """Unlock with a passkey of the same person."""
    try:
        accept_passkey(
            host=host_of(request),
            state=asked_before(request),
            answer=answer_of(request),
            username=request.actor.username,
        )
    except SignInRefused as refusal:
        return _page(request, UnlockForm(), str(refusal))
    return _unlocked(request)


@signed_in_locked
@require_POST
def stay(request: StaffRequest) -> HttpResponse:
    """Say that somebody is there; a session that has locked stays locked."""
    is_locked = bool(request.session.get(LOCKED))
    return JsonResponse({"locked": is_locked}, status=423 if is_locked else 200)


@signed_in_locked
@require_POST
def lock_now(request: StaffRequest) -> HttpResponse:
    """Lock the session by hand, or when the page saw nobody for the term."""
    lock(request)
    return HttpResponseRedirect("/locked/")


@signed_in_locked
@require_http_methods(["GET", "HEAD", "POST"])
def held_page(request: StaffRequest) -> HttpResponse:
    """Show what was typed into a locked session, to be sent, or let go of it."""
    if request.session.get(LOCKED):
        return HttpResponseRedirect("/locked/")
    held = held_form(request)
    if request.method == "POST":
        forget_held(request)
        held = None
    if held is None:
        return HttpResponseRedirect(_next(request))
    return render(request, "onrecord/session/held.html", {"held": held})


def _unlocked(request: StaffRequest, *, as_json: bool = False) -> HttpResponse:
    unlock_session(actor=request.actor)
    unlock(request)
    if as_json:
        return JsonResponse({"unlocked": True})
    return HttpResponseRedirect(HELD_AT if held_form(request) else _next(request))


def _next(request: StaffRequest) -> str:
    wanted = str(request.session.pop("locked_next", ""))
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/desk/"


def _page(request: StaffRequest, form: UnlockForm, fault: str = "") -> HttpResponse:
    context = {
        "form": form,
        "fault": fault,
        "who": request.actor.name,
        "is_held": held_form(request) is not None,
        "passkey_site": has_site_name(request),
    }
    return render(request, "onrecord/session/locked.html", context)
