"""Signing in and out, and the first administrator of an empty home."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onrecord.accounts.actions import create_first_administrator, sign_in
from onrecord.accounts.errors import InvalidAccount, SignInRefused
from onrecord.accounts.queries import actor_named, demo_people, is_empty
from onrecord.authority import Channel, Role
from onrecord.storage.home import DEMO_PASSWORD
from onrecord.web.accounts.faults import place
from onrecord.web.accounts.forms import roles_of
from onrecord.web.accounts.set_up import NEEDED, role_words
from onrecord.web.rule import public
from onrecord.web.session.forms import FirstAdministratorForm, SignInForm

BACKEND = "django.contrib.auth.backends.ModelBackend"
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
            user = sign_in(**form.cleaned_data)
        except SignInRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user, backend=BACKEND)
            return HttpResponseRedirect(_start(request, user.get_username()))
    fictional = demo_people()
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "demo_columns": ("Person", "User name", "Role"),
        "demo_rows": [(person.name, person.username, roles_of(person)) for person in fictional],
        "demo_password": DEMO_PASSWORD if fictional else "",
    }
    return render(request, "onrecord/session/sign_in.html", context)


def _start(request: HttpRequest, username: str) -> str:
    """Return the page that was asked for before signing in, else where the person's role begins."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
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
            user = sign_in(username=data["username"], password=data["password"])
            login(request, user, backend=BACKEND)
            return HttpResponseRedirect("/accounts/")
    context = {"form": form, "step_names": [role_words(role) for role, _ in NEEDED]}
    return render(request, "onrecord/session/set_up.html", context)
