"""Signing in and out, and the first administrator of an empty home."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onrecord.accounts.actions import create_first_administrator, sign_in
from onrecord.accounts.errors import InvalidAccount, SignInRefused
from onrecord.accounts.queries import demo_people, is_empty
from onrecord.storage.home import DEMO
from onrecord.web.rule import public
from onrecord.web.session.forms import FirstAdministratorForm, SignInForm

BACKEND = "django.contrib.auth.backends.ModelBackend"


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; in the demo, offer its fictional people."""
    if is_empty():
        return HttpResponseRedirect("/set-up/")
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            user = sign_in(**form.cleaned_data)
        except SignInRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user, backend=BACKEND)
            return HttpResponseRedirect(_next(request))
    is_demo = settings.HOME_RECORD is not None and settings.HOME_RECORD.mode == DEMO
    context = {
        "form": form,
        "next": request.GET.get("next", ""),
        "demo_columns": ("Person", "User name", "Role", "Unit"),
        "demo_rows": [
            (person.name, person.username, ", ".join(person.roles), person.unit)
            for person in (demo_people() if is_demo else ())
        ],
        "demo_password": settings.DEMO_PASSWORD if is_demo else "",
    }
    return render(request, "onrecord/session/sign_in.html", context)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    return str(settings.LOGIN_REDIRECT_URL)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect("/sign-in/")


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_page(request: HttpRequest) -> HttpResponse:
    """Make the first administrator of an empty home; afterwards there is nothing here."""
    if not is_empty():
        return HttpResponseRedirect("/sign-in/")
    form = FirstAdministratorForm(request.POST or None)
    if form.is_valid():
        try:
            create_first_administrator(**form.cleaned_data)
        except InvalidAccount as error:
            form.add_error(None, str(error))
        else:
            user = sign_in(
                username=form.cleaned_data["username"], password=form.cleaned_data["password"]
            )
            login(request, user, backend=BACKEND)
            return HttpResponseRedirect("/accounts/?first=1")
    return render(request, "onrecord/session/set_up.html", {"form": form})
