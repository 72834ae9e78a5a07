"""One person's account, for the administrator: roles given and ended, the account disabled."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.accounts import actions, queries
from onrecord.accounts.errors import InvalidAccount, InvalidFactor
from onrecord.authority import Facts, Permission, Role
from onrecord.ledger.act import demand
from onrecord.ledger.errors import UnfitField
from onrecord.web.accounts.forms import AgencyForm, EndRoleForm, ReasonForm, RoleForm
from onrecord.web.acting import place_fault
from onrecord.web.rule import StaffRequest, needs

FAULTS = (InvalidAccount, InvalidFactor, UnfitField)


@needs(Permission.ACCOUNT_LIST)
@require_safe
def person_page(request: StaffRequest, account: UUID) -> HttpResponse:
    """Show who a person is here, and every role over time."""
    found = _found(request, account)
    return render(request, "onrecord/accounts/person.html", {"person": found})


@needs(Permission.ROLE_GIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def role_page(request: StaffRequest, account: UUID) -> HttpResponse:
    """Give a person a role from a date."""
    demand(request.actor, Permission.ROLE_GIVE, Facts())
    found = _found(request, account)
    form = RoleForm(request.POST or None, people=queries.people(actor=request.actor))

    def give() -> None:
        data = form.cleaned_data
        actions.give_role(
            actor=request.actor,
            username=found.username,
            role=Role(data["role"]),
            since=data["since"],
            until=data["until"],
            superior=data["superior"],
        )

    if _done(form, give):
        messages.success(request, f"{found.name} holds the role as you gave it.")
        return HttpResponseRedirect(f"/accounts/{account}/")
    return _form(request, form, f"Give {found.name} a role", "Give this role", account)


@needs(Permission.ROLE_END)
@require_http_methods(["GET", "HEAD", "POST"])
def end_role_page(request: StaffRequest, account: UUID, assignment: UUID) -> HttpResponse:
    """End a role, now or at a time to come."""
    demand(request.actor, Permission.ROLE_END, Facts())
    found = _found(request, account)
    form = EndRoleForm(request.POST or None)
    if _done(
        form,
        lambda: actions.end_role(
            actor=request.actor,
            assignment=assignment,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
        ),
    ):
        messages.success(request, "The role ends as you said. What was done in it stays done.")
        return HttpResponseRedirect(f"/accounts/{account}/")
    return _form(request, form, f"End a role of {found.name}", "End this role", account)


def _standing(
    permission: Permission, act: Callable[..., None], title: str, button: str
) -> Callable[..., HttpResponse]:
    """Return the page of an act on a whole account that needs a reason alone."""

    @needs(permission)
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: StaffRequest, account: UUID) -> HttpResponse:
        demand(request.actor, permission, Facts())
        found = _found(request, account)
        form = ReasonForm(request.POST or None)
        if _done(
            form,
            lambda: act(
                actor=request.actor, username=found.username, reason=form.cleaned_data["reason"]
            ),
        ):
            messages.success(request, "Done, and recorded with your reason.")
            return HttpResponseRedirect(f"/accounts/{account}/")
        return _form(request, form, title.format(found.name), button, account)

    return page


disable_page = _standing(
    Permission.ACCOUNT_DISABLE, actions.disable_account, "Disable {}'s account", "Disable it"
)
restore_page = _standing(
    Permission.ACCOUNT_RESTORE, actions.restore_account, "Restore {}'s account", "Restore it"
)


@needs(Permission.ACCOUNT_CREATE)
@require_http_methods(["GET", "HEAD", "POST"])
def reset_page(request: StaffRequest, account: UUID) -> HttpResponse:
    """Remove the second factors of a person who lost them."""
    demand(request.actor, Permission.ACCOUNT_CREATE, Facts())
    found = _found(request, account)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if _done(form, lambda: actions.reset_factors(actor=request.actor, username=found.username)):
        messages.success(request, f"{found.name} makes a new second factor at the next sign-in.")
        return HttpResponseRedirect(f"/accounts/{account}/")
    title = f"Remove {found.name}'s second factors"
    return _form(request, form, title, "Remove them", account)


@needs(Permission.AGENCY_REVOKE)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_page(request: StaffRequest) -> HttpResponse:
    """Disable every account of an agency at once."""
    demand(request.actor, Permission.AGENCY_REVOKE, Facts())
    form = AgencyForm(request.POST or None)
    names: list[str] = []

    def revoke() -> None:
        names.extend(actions.revoke_agency(actor=request.actor, **form.cleaned_data))

    if _done(form, revoke):
        messages.success(request, f"Disabled at once: {', '.join(names)}.")
        return HttpResponseRedirect("/accounts/revoke-agency/")
    context = {
        "form": form,
        "title": "Revoke a whole agency",
        "lead": "In an emergency: nobody of that agency signs in or acts from this moment on.",
        "button": "Disable all of its accounts",
        "back_url": "/desk/",
        "back_words": "Desk",
    }
    return render(request, "onrecord/accounts/act.html", context)


def _found(request: StaffRequest, account: UUID) -> queries.AccountView:
    found = queries.account(actor=request.actor, account=account)
    if found is None:
        raise Http404
    return found


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except FAULTS as error:
        place_fault(form, error)
        return False
    return True


def _form(
    request: StaffRequest, form: forms.Form, title: str, button: str, account: UUID
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "back_url": f"/accounts/{account}/"}
    return render(request, "onrecord/accounts/act.html", context)
