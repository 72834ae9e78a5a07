"""The second step of signing in: a code or a passkey; and signing in with a passkey alone."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onrecord.accounts.actions import (
    accept_code,
    accept_passkey,
    ask_for_passkey,
    open_session,
    user_named,
)
from onrecord.accounts.errors import SignInRefused
from onrecord.accounts.queries import factors_of
from onrecord.web.rule import public
from onrecord.web.session.forms import SecondFactorForm
from onrecord.web.session.kept import (
    answer_of,
    asked_before,
    awaited,
    begin,
    has_site_name,
    host_of,
    remember_asked,
)
from onrecord.web.session.views import start_of, wanted_page


@public
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Ask whoever gave a right password for the second factor."""
    username = awaited(request)
    if not username:
        return HttpResponseRedirect("/sign-in/")
    form = SecondFactorForm(request.POST or None)
    if form.is_valid():
        try:
            accept_code(username=username, code=form.cleaned_data["code"])
        except SignInRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            user = user_named(username)
            open_session(user)
            begin(request, user, factor="code")
            return HttpResponseRedirect(start_of(request, username))
    return _page(request, form, username)


def _page(
    request: HttpRequest, form: SecondFactorForm, username: str, fault: str = ""
) -> HttpResponse:
    kinds = factors_of(username)
    context = {
        "form": form,
        "next": wanted_page(request),
        "fault": fault,
        "has_app": "totp" in kinds,
        "has_passkey": "webauthn" in kinds,
        "passkey_site": has_site_name(request),
    }
    return render(request, "onrecord/session/second.html", context)


@public
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Ask the browser for a passkey: of whoever gave a password, or whosever it holds."""
    asked = ask_for_passkey(host=host_of(request), username=awaited(request))
    answer = JsonResponse(remember_asked(request, asked))
    answer["Cache-Control"] = "no-store"
    return answer


@public
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Let in whoever's passkey answered."""
    username = awaited(request)
    try:
        user = accept_passkey(
            host=host_of(request),
            state=asked_before(request),
            answer=answer_of(request),
            username=username,
        )
    except SignInRefused as refusal:
        if username:
            return _page(request, SecondFactorForm(), username, str(refusal))
        context = {"fault": str(refusal), "next": wanted_page(request), "passkey_site": True}
        return render(request, "onrecord/session/passkey_refused.html", context, status=403)
    open_session(user)
    begin(request, user, factor="passkey")
    return HttpResponseRedirect(start_of(request, user.get_username()))
