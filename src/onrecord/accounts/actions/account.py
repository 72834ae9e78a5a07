"""Writing accounts: people, their first assignments, passwords and tokens."""

import hashlib
import re
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import password_changed, validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from onrecord.accounts.actions.role import ASSIGNMENT_MADE, refuse_unfit
from onrecord.accounts.errors import InvalidAccount, SignInRefused, UnknownPerson
from onrecord.accounts.models import (
    Assignment,
    OperatingAccount,
    Person,
    Token,
    User,
)
from onrecord.accounts.queries import actor_of, is_empty
from onrecord.authority import SYSTEM, Actor, Channel, Permission, Role
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare, declare_for
from onrecord.ledger.times import now

TOKEN_TERM = timedelta(days=30)
OPERATING_ACCOUNT_LENGTH = 120
PASSWORD_WORDS = {
    "password_too_short": "use at least 12 characters, for example a few words in a row",
    "password_too_similar": "it is too much like the user name; choose another",
    "password_too_common": "many people use this one, so it is soon guessed; choose another",
}

PERSON_ADDED = declare_for(Person, "person.added", 1, "A person was given an account.")
ACCOUNT_MAPPED = declare(
    "account.mapped",
    1,
    ("username", "operating_account", "allowed"),
    "An operating-system account was allowed, or no longer, to act as a person by command.",
)
TOKEN_ISSUED = declare(
    "token.issued", 1, ("username", "label", "until"), "A person made a token for commands."
)


@act(Permission.ACCOUNT_CREATE)
def create_account(
    act: Act,
    *,
    actor: Actor,
    username: str,
    password: str | None,
    name: str,
    agency: str,
    roles: Iterable[Role],
    unit: str = "",
    rank: str = "",
    badge_number: str = "",
    superior: str | None = None,
    since: datetime | None = None,
) -> uuid.UUID:
    """Create a person with assignments and, given a password, a credential; return the id.

    Raises InvalidAccount for a name taken or malformed, a weak password, no role, or an unknown
    superior. `actor` is an administrator, or the system during set-up.
    """
    held = sorted(set(roles))
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,59}", username):
        raise InvalidAccount(
            f"User name {username!r}: use 2 to 60 small letters, digits and hyphens, "
            "beginning with a letter.",
            field="username",
        )
    if not name.strip() or not agency.strip():
        raise InvalidAccount("Name and agency: enter both.", field="name")
    if not held:
        raise InvalidAccount("Roles: choose at least one.", field="roles")
    refuse_unfit(set(held), agency=agency)
    above = Person.objects.filter(username=superior).first() if superior else None
    if superior and above is None:
        raise InvalidAccount(f"Superior: nobody has the user name {superior!r}.", field="superior")
    if Person.objects.filter(username=username).exists():
        raise _taken(username)
    person = Person(
        username=username,
        name=name.strip(),
        agency=agency.strip(),
        unit=unit.strip(),
        rank=rank.strip(),
        badge_number=badge_number.strip(),
    )
    act.save(PERSON_ADDED, person)
    for role in held:
        assignment = Assignment(
            person=person, held_role=role, superior=above, since=since or now(), until=None
        )
        act.save(ASSIGNMENT_MADE, assignment)
    _add_credential(person, password)
    return person.id


def _add_credential(person: Person, password: str | None) -> None:
    user = User(username=person.username, person=person)
    if password is None:
        user.set_unusable_password()
    else:
        try:
            validate_password(password, user)
        except ValidationError as error:
            codes = [str(fault.code) for fault in error.error_list]
            words = "; ".join(PASSWORD_WORDS.get(code, "choose another") for code in codes)
            raise InvalidAccount(f"Password: {words}.", field="password") from error
        user.set_password(password)
    try:
        user.save()
    except IntegrityError as error:
        raise _taken(person.username) from error
    if password is not None:
        password_changed(password, user)


def _taken(username: str) -> InvalidAccount:
    return InvalidAccount(f"User name {username!r} is taken; choose another.", field="username")


def create_first_administrator(*, username: str, password: str, name: str, agency: str) -> Actor:
    """Create the administrator of an empty home; raise InvalidAccount when it has people."""
    if not is_empty():
        raise InvalidAccount("This home has its administrator already. Sign in instead.")
    create_account(
        actor=SYSTEM.SETUP,
        username=username,
        password=password,
        name=name,
        agency=agency,
        roles=[Role.ADMINISTRATOR],
    )
    return actor_of(Person.objects.get(username=username), channel=Channel.WEB)


@act(Permission.TOKEN_ISSUE)
def issue_token(act: Act, *, actor: Actor, label: str) -> str:
    """Return a new bearer token for the actor's commands; only its digest is kept."""
    text = secrets.token_urlsafe(32)
    until = now() + TOKEN_TERM
    Token.objects.create(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        user=User.objects.get(username=actor.username),
        label=label.strip()[:80] or "commands",
        made_at=now(),
        until=until,
    )
    subject = f"token/{uuid.uuid4()}"
    act.note(
        TOKEN_ISSUED,
        subject=subject,
        chain=subject,
        username=actor.username,
        label=label.strip()[:80] or "commands",
        until=until,
    )
    return text


def actor_with_token(
    text: str, *, channel: Channel = Channel.CLI, operating_account: str | None = None
) -> Actor:
    """Return the actor that a token stands for, or raise SignInRefused."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    token = Token.objects.select_related("user__person").filter(digest=digest).first()
    if token is None or token.until <= now() or not token.user.is_active:
        raise SignInRefused("The token is unknown or has ended. Make a new one on /account/.")
    return actor_of(token.user.person, channel=channel, operating_account=operating_account)


@act(Permission.ACCOUNT_CREATE)
def map_account(
    act: Act, *, actor: Actor, operating_account: str, username: str, allowed: bool = True
) -> None:
    """Let an operating-system account act as a person on the command line, or no longer."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise UnknownPerson(f"{username}: nobody of that user name acts here.")
    if not 0 < len(operating_account) <= OPERATING_ACCOUNT_LENGTH:
        raise InvalidAccount("Operating-system account: give its name, 1 to 120 characters.")
    if allowed:
        OperatingAccount.objects.get_or_create(account=operating_account, user=user)
    else:
        OperatingAccount.objects.filter(account=operating_account, user=user).delete()
    subject = f"operating-account/{uuid.uuid4()}"
    act.note(
        ACCOUNT_MAPPED,
        subject=subject,
        chain=subject,
        username=username,
        operating_account=operating_account,
        allowed=allowed,
    )
