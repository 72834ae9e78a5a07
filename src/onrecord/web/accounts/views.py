"""Accounts, for the administrator; tokens, for oneself."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.accounts import actions, queries
from onrecord.accounts.errors import InvalidAccount
from onrecord.authority import Facts, Permission, Role
from onrecord.ledger.act import demand
from onrecord.web.accounts.faults import place
from onrecord.web.accounts.forms import WORDS, AccountForm, TokenForm, roles_of
from onrecord.web.accounts.set_up import steps
from onrecord.web.pieces import link
from onrecord.web.rule import StaffRequest, needs


@needs(Permission.ACCOUNT_LIST)
@require_safe
def accounts_page(request: StaffRequest) -> HttpResponse:
    """List the people of this home, and which accounts it still needs."""
    people = queries.people(actor=request.actor)
    needed = steps(people)
    context = {
        "steps": needed,
        "given": sum(bool(step.holders) for step in needed),
        "columns": ("Name", "User name", "Roles", "Agency", "Unit", "Badge", "Superior"),
        "rows": [
            (
                link(f"/accounts/{p.id}/", p.name),
                p.username,
                roles_of(p),
                p.agency,
                p.unit,
                p.badge_number,
                p.superior,
            )
            for p in people
        ],
    }
    return render(request, "onrecord/accounts/list.html", context)


@needs(Permission.ACCOUNT_CREATE)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_account_page(request: StaffRequest) -> HttpResponse:
    """Give an account to a person; `?role=` is the one that the list of accounts lacks."""
    people = queries.people(actor=request.actor)
    wanted = request.GET.get("role", "")
    beginning = {
        "roles": [wanted] if wanted in {role.value for role in WORDS} else [],
        "agency": request.actor.agency,
    }
    form = AccountForm(request.POST or None, people=people, initial=beginning)
    if form.is_valid() and _give_account(request, form):
        words = f"{form.cleaned_data['name']} may sign in as {form.cleaned_data['username']}."
        messages.success(request, words)
        return HttpResponseRedirect("/accounts/")
    context = {"form": form, "hints": {role.value: words for role, words in WORDS.items()}}
    return render(request, "onrecord/accounts/new.html", context)


def _give_account(request: StaffRequest, form: AccountForm) -> bool:
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
        place(form, error)
        return False
    return True


@needs(Permission.TOKEN_ISSUE)
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def token_page(request: StaffRequest) -> HttpResponse:
    """Make a token for one's own commands; it is shown once."""
    demand(request.actor, Permission.TOKEN_ISSUE, Facts())
    form = TokenForm(request.POST or None)
    token = ""
    if form.is_valid():
        token = actions.issue_token(actor=request.actor, label=form.cleaned_data["label"])
    context = {
        "form": form,
        "token": token,
        "days": actions.TOKEN_TERM.days,
    }
    response = render(request, "onrecord/accounts/token.html", context)
    response["Cache-Control"] = "no-store"
    return response
