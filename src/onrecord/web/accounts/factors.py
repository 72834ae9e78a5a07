"""A person's own second factors: to make, to renew, to remove."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onrecord.accounts import actions, queries
from onrecord.accounts.errors import InvalidFactor
from onrecord.authority import Facts, Permission
from onrecord.ledger.act import demand
from onrecord.web.accounts.forms import AppForm
from onrecord.web.rule import StaffRequest, needs
from onrecord.web.session.kept import (
    answer_of,
    asked_before,
    has_shown_factor,
    has_site_name,
    host_of,
    remember_asked,
    show_factor,
)
from onrecord.web.session.views import start_of

FACTORS = "/account/second-factor/"
SECRET = "app_secret"  # noqa: S105 - where the session keeps it
_own = needs(Permission.FACTOR_MANAGE, before_factor=True)


@_own
@require_safe
def factors_page(request: StaffRequest) -> HttpResponse:
    """List one's own second factors, and what to do where there is none."""
    factors = queries.second_factors(actor=request.actor)
    context = {
        "factors": factors,
        "codes_left": queries.recovery_codes_left(actor=request.actor),
        "has_app": any(factor.kind == "totp" for factor in factors),
        "must": queries.must_have_factor(request.actor) and not has_shown_factor(request),
        "passkey_site": has_site_name(request),
    }
    return render(request, "onrecord/accounts/factors.html", context)


@_own
@sensitive_post_parameters("code")
@sensitive_variables("secret", "new")
@require_http_methods(["GET", "HEAD", "POST"])
def app_page(request: StaffRequest) -> HttpResponse:
    """Show a new secret for an authenticator app; keep it once the app shows a right code."""
    new = actions.begin_app(actor=request.actor, secret=request.session.get(SECRET, ""))
    request.session[SECRET] = new.secret
    form = AppForm(request.POST or None)
    if form.is_valid():
        try:
            codes = actions.enrol_app(
                actor=request.actor, secret=new.secret, code=form.cleaned_data["code"]
            )
        except InvalidFactor as error:
            form.add_error("code" if error.field else None, str(error))
        else:
            request.session.pop(SECRET, None)
            return _made(request, "app", codes)
    spaced = " ".join(new.secret[at : at + 4] for at in range(0, len(new.secret), 4))
    picture = new.picture[new.picture.index("<svg") :]
    context = {
        "form": form,
        "secret": spaced,
        "picture": mark_safe(picture),  # noqa: S308 - squares that qrcode drew
    }
    return _unkept(render(request, "onrecord/accounts/app.html", context))


@_own
@require_http_methods(["GET", "HEAD", "POST"])
def passkey_page(request: StaffRequest) -> HttpResponse:
    """Make a passkey with the browser, and keep it."""
    demand(request.actor, Permission.FACTOR_MANAGE, Facts())
    fault = ""
    if request.method == "POST":
        try:
            codes = actions.enrol_passkey(
                actor=request.actor,
                host=host_of(request),
                state=asked_before(request),
                answer=answer_of(request),
                name=request.POST.get("name", ""),
            )
        except InvalidFactor as error:
            fault = str(error)
        else:
            return _made(request, "passkey", codes)
    context = {"fault": fault, "passkey_site": has_site_name(request)}
    return render(request, "onrecord/accounts/passkey.html", context)


@_own
@require_POST
def passkey_options(request: StaffRequest) -> HttpResponse:
    """Ask the browser for a new passkey."""
    asked = actions.begin_passkey(actor=request.actor, host=host_of(request))
    return _unkept(JsonResponse(remember_asked(request, asked)))


@needs(Permission.FACTOR_MANAGE)
@require_POST
def codes_page(request: StaffRequest) -> HttpResponse:
    """Replace the recovery codes, and show the new ones once."""
    try:
        codes = actions.renew_recovery_codes(actor=request.actor)
    except InvalidFactor as error:
        messages.warning(request, str(error))
        return HttpResponseRedirect(FACTORS)
    return _shown_once(request, codes)


@needs(Permission.FACTOR_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_page(request: StaffRequest, factor: int) -> HttpResponse:
    """Ask whether to remove a second factor, and remove it."""
    found = {view.id: view for view in queries.second_factors(actor=request.actor)}.get(factor)
    if request.method == "POST" or found is None:
        try:
            actions.remove_factor(actor=request.actor, factor=factor)
        except InvalidFactor as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, "Removed. The ledger notes that it was.")
            _after_removal(request)
        return HttpResponseRedirect(FACTORS)
    context = {"factor": found}
    return render(request, "onrecord/accounts/factor_remove.html", context)


def _after_removal(request: StaffRequest) -> None:
    """Without any factor left, the session counts as one that has shown none."""
    if not queries.second_factors(actor=request.actor):
        show_factor(request, "")


def _made(request: StaffRequest, factor: str, codes: tuple[str, ...]) -> HttpResponse:
    show_factor(request, factor)
    if codes:
        return _shown_once(request, codes)
    messages.success(request, "Kept. Signing in asks for it from now on.")
    return HttpResponseRedirect(FACTORS)


def _shown_once(request: StaffRequest, codes: tuple[str, ...]) -> HttpResponse:
    context = {"codes": codes, "start": start_of(request, request.actor.username)}
    return _unkept(render(request, "onrecord/accounts/codes.html", context))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
