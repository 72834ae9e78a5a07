"""Accounts, for the administrator; tokens, for oneself."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.accounts import actions, queries
from onrecord.accounts.errors import InvalidAccount
from onrecord.authority import Permission, Role
from onrecord.web.accounts.forms import WORDS, AccountForm, TokenForm
from onrecord.web.rule import StaffRequest, needs


@needs(Permission.ACCOUNT_LIST)
@require_safe
def accounts_page(request: StaffRequest) -> HttpResponse:
    """List the people of this home."""
    people = queries.people(actor=request.actor)
    context = {
        "first": "first" in request.GET,
        "columns": ("Name", "User name", "Roles", "Agency", "Unit", "Badge", "Superior"),
        "rows": [
            (
                person.name,
                person.username,
                ", ".join(person.roles),
                person.agency,
                person.unit,
                person.badge_number,
                person.superior,
            )
            for person in people
        ],
    }
    return render(request, "onrecord/accounts/list.html", context)


@needs(Permission.ACCOUNT_CREATE)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_account_page(request: StaffRequest) -> HttpResponse:
    """Give an account to a person."""
    people = [
        (person.username, f"{person.name} ({', '.join(person.roles)})")
        for person in queries.people(actor=request.actor)
    ]
    form = AccountForm(request.POST or None, people=people)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.create_account(
                actor=request.actor,
                username=data["username"],
                password=data["password"],
                name=data["name"],
                agency=data["agency"],
                unit=data["unit"],
                rank=data["rank"],
                badge_number=data["badge_number"],
                roles=[Role(role) for role in data["roles"]],
                superior=data["superior"] or None,
            )
        except InvalidAccount as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{data['name']} may sign in as {data['username']}.")
            return HttpResponseRedirect("/accounts/")
    hints = {role.value: words for role, words in WORDS.items()}
    return render(request, "onrecord/accounts/new.html", {"form": form, "hints": hints})


@needs(Permission.TOKEN_ISSUE)
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def token_page(request: StaffRequest) -> HttpResponse:
    """Make a token for one's own commands; it is shown once."""
    form = TokenForm(request.POST or None)
    token = ""
    if form.is_valid():
        token = actions.issue_token(actor=request.actor, label=form.cleaned_data["label"])
    response = render(request, "onrecord/accounts/token.html", {"form": form, "token": token})
    response["Cache-Control"] = "no-store"
    return response
