"""Signing in: the password, what slows guessing down, and the session's own entries.

Every event of signing in becomes an entry here or in `factor`, and nowhere else. None bears an
address, a device or a cookie.
"""

import uuid
from datetime import timedelta

from onrecord.accounts.errors import SignInRefused
from onrecord.accounts.models import FailedSignIn, User
from onrecord.accounts.queries import actor_of
from onrecord.authority import Actor, Channel, Facts, Permission, decide
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare
from onrecord.ledger.times import now

TRIES = 5
TRIES_WITHIN = timedelta(minutes=15)
TOO_MANY = "Too many tries. Wait 15 minutes, then try again."

SESSION_OPENED = declare("session.opened", 1, ("username",), "A person signed in.")
SESSION_UNLOCKED = declare(
    "session.unlocked", 1, ("username",), "A person went on in a session that had locked."
)
SIGN_IN_LOCKED = declare(
    "sign_in.locked",
    1,
    ("username",),
    "Too many wrong tries in a row: nobody signs in under that name for a while.",
)


def check_password(*, username: str, password: str) -> User:
    """Return the user whose password this is, slowing down guesses; or raise SignInRefused."""
    refuse_if_locked(username)
    user = User.objects.select_related("person").filter(username=username).first()
    if user is None:
        User().set_password(password)  # as long as for a name that exists
    if user is None or not user.is_active or not user.check_password(password):
        count_failure(username)
        raise SignInRefused("User name or password is not right. Check both, then try again.")
    return user


def user_named(username: str) -> User:
    """Return the user of a name whose factors were checked; raise SignInRefused."""
    user = User.objects.select_related("person").filter(username=username, is_active=True).first()
    if user is None:
        raise SignInRefused("This account is no longer in use.")
    return user


def refuse_if_locked(username: str) -> None:
    """Raise SignInRefused where too many tries failed of late under a user name."""
    FailedSignIn.objects.filter(at__lt=now() - TRIES_WITHIN).delete()
    if FailedSignIn.objects.filter(username=username[:60]).count() >= TRIES:
        raise SignInRefused(TOO_MANY)


def count_failure(username: str) -> None:
    """Count a wrong try; the one that locks a person's sign-in is an entry."""
    FailedSignIn.objects.create(username=username[:60], at=now())
    if FailedSignIn.objects.filter(username=username[:60]).count() != TRIES:
        return
    user = User.objects.select_related("person").filter(username=username).first()
    actor = actor_of(user.person, channel=Channel.WEB) if user else None
    if actor and decide(actor, Permission.SESSION_OPEN, Facts()).allowed:
        _record_lock(actor=actor)


def open_session(user: User) -> None:
    """Record that a person, whose every factor was checked, signed in."""
    _record_session(actor=actor_of(user.person, channel=Channel.WEB))


@act(Permission.SESSION_OPEN)
def _record_session(act: Act, *, actor: Actor) -> None:
    subject = f"session/{uuid.uuid4()}"
    act.note(SESSION_OPENED, subject=subject, chain=subject, username=actor.username)


@act(Permission.SESSION_OPEN)
def _record_lock(act: Act, *, actor: Actor) -> None:
    subject = f"session/{uuid.uuid4()}"
    act.note(SIGN_IN_LOCKED, subject=subject, chain=subject, username=actor.username)


@act(Permission.SESSION_OPEN)
def unlock_session(act: Act, *, actor: Actor) -> None:
    """Record that a locked session goes on, once its person showed a password or a passkey."""
    subject = f"session/{uuid.uuid4()}"
    act.note(SESSION_UNLOCKED, subject=subject, chain=subject, username=actor.username)
