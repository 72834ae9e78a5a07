"""Signing in and out, and the first administrator of an empty home."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onrecord.accounts.actions import check_password, create_first_administrator, open_session
from onrecord.accounts.errors import InvalidAccount, SignInRefused
from onrecord.accounts.queries import actor_named, demo_people, factors_of, is_empty
from onrecord.authority import Channel, Role
from onrecord.storage.home import DEMO_PASSWORD
from onrecord.web.accounts.faults import place
from onrecord.web.accounts.forms import roles_of
from onrecord.web.accounts.set_up import NEEDED, role_words
from onrecord.web.rule import public
from onrecord.web.session.forms import FirstAdministratorForm, SignInForm
from onrecord.web.session.kept import await_factor, begin, has_site_name

STARTS: tuple[tuple[Role, str], ...] = (
    (Role.ELECTED_OFFICE, "/data/"),
    (Role.ADMINISTRATOR, "/accounts/"),
)
"""Where a role begins that has no desk; everybody else begins at theirs."""


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
            user = check_password(**form.cleaned_data)
        except SignInRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after_password(request, user)
    fictional = demo_people()
    context = {
        "form": form,
        "next": wanted_page(request),
        "passkey_site": has_site_name(request),
        "demo_columns": ("Person", "User name", "Role"),
        "demo_rows": [(person.name, person.username, roles_of(person)) for person in fictional],
        "demo_password": DEMO_PASSWORD if fictional else "",
    }
    return render(request, "onrecord/session/sign_in.html", context)


def _after_password(request: HttpRequest, user: Any) -> HttpResponse:  # noqa: ANN401 - a model
    """Ask for the second factor of whoever has one; let in whoever need not have one yet."""
    if factors_of(user.get_username()):
        await_factor(request, user.get_username())
        wanted = urlencode({"next": wanted_page(request)})
        return HttpResponseRedirect(f"/sign-in/second/?{wanted}")
    open_session(user)
    begin(request, user, factor="")
    return HttpResponseRedirect(start_of(request, user.get_username()))


def wanted_page(request: HttpRequest) -> str:
    """Return the page that was asked for before signing in, or nothing."""
    return request.POST.get("next") or request.GET.get("next") or ""


def start_of(request: HttpRequest, username: str) -> str:
    """Return the page that was asked for before signing in, else where the person's role begins."""
    wanted = wanted_page(request)
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    roles = actor_named(username, channel=Channel.WEB).roles
    return next((url for role, url in STARTS if role in roles), "/desk/")


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
        data = form.cleaned_data
        try:
            create_first_administrator(**data)
        except InvalidAccount as error:
            place(form, error)
        else:
            user = check_password(username=data["username"], password=data["password"])
            open_session(user)
            begin(request, user, factor="")
            return HttpResponseRedirect("/accounts/")
    context = {"form": form, "step_names": [role_words(role) for role, _ in NEEDED]}
    return render(request, "onrecord/session/set_up.html", context)
