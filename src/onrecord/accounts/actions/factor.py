"""Second factors: an authenticator app with recovery codes, and passkeys, kept by allauth.

A passkey is made so that it works alone: it is a thing one has, opened by a PIN or a finger. What
the browser must send back is bound to a challenge that the caller keeps in the session meanwhile.
Each try, enrolment and removal is an entry, without an address or a device's name.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.webauthn.internal.auth import WebAuthn, get_credentials
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from onrecord.accounts.actions.session import count_failure, refuse_if_locked
from onrecord.accounts.errors import InvalidFactor, SignInRefused, UnknownPerson
from onrecord.accounts.models import User
from onrecord.accounts.queries import actor_of
from onrecord.authority import Actor, Channel, Facts, Permission
from onrecord.ledger.act import Act, act, demand
from onrecord.ledger.kinds import Kind, declare

APP, CODE, PASSKEY = "authenticator-app", "recovery-code", "passkey"
NAME_LENGTH = 60
WRONG_CODE = "The code is not right, or was used already. Wait for the next one, then enter it."
WRONG_PASSKEY = "The passkey did not answer for this account. Try again, or use another way."
_TYPES = {Authenticator.Type.TOTP: APP, Authenticator.Type.WEBAUTHN: PASSKEY}

ACCEPTED = declare(
    "second_factor.accepted", 1, ("username", "factor"), "A person showed a second factor."
)
FAILED = declare(
    "second_factor.failed",
    1,
    ("username", "factor"),
    "A second factor was shown that is not right.",
)
ENROLLED = declare(
    "second_factor.enrolled", 1, ("username", "factor"), "A person made a second factor."
)
REMOVED = declare(
    "second_factor.removed",
    1,
    ("username", "factor"),
    "A second factor was removed, by the person or by an administrator.",
)


@dataclass(frozen=True)
class NewFactor:
    """What a new app needs: its secret in words and as a picture of squares."""

    secret: str
    address: str
    picture: str


@dataclass(frozen=True)
class PasskeyAsked:
    """What the browser is asked for, and what must be kept in the session until it answers."""

    options: dict[str, Any]
    state: dict[str, Any]


def begin_app(*, actor: Actor, secret: str = "") -> NewFactor:
    """Return a new secret for an authenticator app, or the given one again; nothing is kept."""
    demand(actor, Permission.FACTOR_MANAGE, Facts())
    secret = secret or generate_totp_secret()
    adapter = get_adapter()
    address = adapter.build_totp_url(_user(actor), secret)
    return NewFactor(secret, address, adapter.build_totp_svg(address))


@act(Permission.FACTOR_MANAGE)
def enrol_app(act: Act, *, actor: Actor, secret: str, code: str) -> tuple[str, ...]:
    """Keep an authenticator app that showed a right code; return new recovery codes, if first.

    Raises InvalidFactor for a code that is not right, or where there is an app already.
    """
    user = _user(actor)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        raise InvalidFactor("You have an authenticator app already. Remove it first.")
    counter = _counter_of(secret, code)
    if counter is None:
        raise InvalidFactor(WRONG_CODE, field="code")
    kept = TOTP.activate(user, secret).instance
    kept.data["last_counter"] = counter
    kept.save()
    _note(act, ENROLLED, actor.username, APP)
    return _first_codes(user)


def begin_passkey(*, actor: Actor, host: str) -> PasskeyAsked:
    """Ask a browser for a new passkey of this site."""
    demand(actor, Permission.FACTOR_MANAGE, Facts())
    user = _user(actor)
    options, state = _server(host).register_begin(
        user=PublicKeyCredentialUserEntity(
            id=str(user.pk).encode(), name=user.username, display_name=user.person.name
        ),
        credentials=get_credentials(user),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return PasskeyAsked(dict(options), dict(state))


@act(Permission.FACTOR_MANAGE)
def enrol_passkey(
    act: Act,
    *,
    actor: Actor,
    host: str,
    state: Mapping[str, Any],
    answer: Mapping[str, Any],
    name: str,
) -> tuple[str, ...]:
    """Keep the passkey that a browser made; return new recovery codes, if it is the first factor.

    Raises InvalidFactor where the answer is not one to what was asked.
    """
    user = _user(actor)
    try:
        _server(host).register_complete(dict(state), dict(answer))
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidFactor("The browser made no passkey for this site. Try again.") from error
    WebAuthn.add(user, name.strip()[:NAME_LENGTH] or "Passkey", dict(answer))
    _note(act, ENROLLED, actor.username, PASSKEY)
    return _first_codes(user)


def ask_for_passkey(*, host: str, username: str = "") -> PasskeyAsked:
    """Ask a browser for a passkey: one of a person's, or whosever it holds."""
    user = User.objects.filter(username=username).first() if username else None
    options, state = _server(host).authenticate_begin(
        credentials=get_credentials(user) if user else [],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return PasskeyAsked(dict(options), dict(state))


def accept_passkey(
    *, host: str, state: Mapping[str, Any], answer: Mapping[str, Any], username: str = ""
) -> User:
    """Return the user whose passkey answered; with a user name, no other's. Or SignInRefused."""
    user = _owner(answer)
    if user is None or not user.is_active or (username and user.username != username):
        raise SignInRefused(WRONG_PASSKEY)
    refuse_if_locked(user.username)
    actor = actor_of(user.person, channel=Channel.WEB)
    try:
        shown = _server(host).authenticate_complete(
            dict(state), get_credentials(user), dict(answer)
        )
    except (ValueError, TypeError, KeyError) as error:
        count_failure(user.username)
        _record(actor=actor, accepted=False, factor=PASSKEY)
        raise SignInRefused(WRONG_PASSKEY) from error
    for kept in Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN):
        if kept.wrap().authenticator_data.credential_data.credential_id == shown.credential_id:
            kept.record_usage()
    _record(actor=actor, accepted=True, factor=PASSKEY)
    return user


def accept_code(*, username: str, code: str) -> None:
    """Take a code of a person's app, or a recovery code; raise SignInRefused for any other."""
    refuse_if_locked(username)
    user = User.objects.select_related("person").filter(username=username, is_active=True).first()
    if user is None:
        raise SignInRefused(WRONG_CODE)
    actor = actor_of(user.person, channel=Channel.WEB)
    digits = "".join(code.split())
    if _app_takes(user, digits):
        _record(actor=actor, accepted=True, factor=APP)
    elif _is_recovery_code(user, digits):
        _record(actor=actor, accepted=True, factor=CODE)
    else:
        count_failure(username)
        _record(actor=actor, accepted=False, factor=APP)
        raise SignInRefused(WRONG_CODE)


@act(Permission.FACTOR_MANAGE)
def renew_recovery_codes(act: Act, *, actor: Actor) -> tuple[str, ...]:
    """Replace a person's recovery codes by new ones, and return them."""
    user = _user(actor)
    if not Authenticator.objects.filter(user=user, type__in=_TYPES).exists():
        raise InvalidFactor("Make a second factor first; recovery codes come with it.")
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    _note(act, ENROLLED, actor.username, CODE)
    return tuple(RecoveryCodes.activate(user).generate_codes())


@act(Permission.FACTOR_MANAGE)
def remove_factor(act: Act, *, actor: Actor, factor: int) -> None:
    """Remove one of a person's own factors; with the last of them go the recovery codes."""
    user = _user(actor)
    kept = Authenticator.objects.filter(user=user, pk=factor, type__in=_TYPES).first()
    if kept is None:
        raise InvalidFactor("This second factor is not yours, or is gone already.")
    kind = _TYPES[Authenticator.Type(kept.type)]
    kept.delete()
    if not Authenticator.objects.filter(user=user, type__in=_TYPES).exists():
        Authenticator.objects.filter(user=user).delete()
    _note(act, REMOVED, actor.username, kind)


@act(Permission.ACCOUNT_CREATE)
def reset_factors(act: Act, *, actor: Actor, username: str) -> None:
    """Remove every second factor of a person who lost them; signing in asks for a new one."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise UnknownPerson(f"{username}: nobody of that user name acts here.")
    if user.username == actor.username:
        raise InvalidFactor("Another administrator removes your second factors.")
    Authenticator.objects.filter(user=user).delete()
    _note(act, REMOVED, username, "all")


def _user(actor: Actor) -> User:
    return User.objects.select_related("person").get(username=actor.username)


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="OnRecord"))


def _owner(answer: Mapping[str, Any]) -> User | None:
    try:
        number = int(websafe_decode(answer["response"]["userHandle"]))
    except (ValueError, TypeError, KeyError):
        return _owner_by_id(str(answer.get("id", "")))
    return User.objects.select_related("person").filter(pk=number).first()


def _owner_by_id(credential: str) -> User | None:
    """Return whose credential this is: a key that one was asked for by name tells no user."""
    for kept in Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN):
        found = kept.wrap().authenticator_data.credential_data.credential_id
        if websafe_encode(found) == credential:
            return User.objects.select_related("person").get(pk=kept.user_id)
    return None


def _counter_of(secret: str, code: str) -> int | None:
    """Return the time step whose code this is, or None."""
    counters: Iterator[int] = yield_hotp_counters_from_time()
    for counter in counters:
        expected = format_hotp_value(hotp_value(secret, counter))
        if compare_user_code(actual="".join(code.split()), expected=expected):
            return counter
    return None


def _app_takes(user: User, code: str) -> bool:
    """Say whether this is a code of the user's app that was not used; no code works twice."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if kept is None:
        return False
    counter = _counter_of(get_adapter().decrypt(kept.data["secret"]), code)
    if counter is None or counter <= kept.data.get("last_counter", 0):
        return False
    kept.data["last_counter"] = counter
    kept.record_usage()
    kept.save()
    return True


def _is_recovery_code(user: User, code: str) -> bool:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return kept is not None and RecoveryCodes(kept).validate_code(code)


def _first_codes(user: User) -> tuple[str, ...]:
    codes = Authenticator.Type.RECOVERY_CODES
    if Authenticator.objects.filter(user=user, type=codes).exists():
        return ()
    return tuple(RecoveryCodes.activate(user).generate_codes())


@act(Permission.SESSION_OPEN)
def _record(act: Act, *, actor: Actor, accepted: bool, factor: str) -> None:
    _note(act, ACCEPTED if accepted else FAILED, actor.username, factor)


def _note(act: Act, kind: Kind, username: str, factor: str) -> None:
    subject = f"second-factor/{uuid.uuid4()}"
    act.note(kind, subject=subject, chain=subject, username=username, factor=factor)
