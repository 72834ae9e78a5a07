"""Reading accounts: actors and chains, at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Q, QuerySet

from onrecord.accounts.errors import UnknownPerson
from onrecord.accounts.models import Assignment, Grant, OperatingAccount, Person, User
from onrecord.authority import Actor, Channel, Facts, Permission, Role
from onrecord.ledger.act import demand
from onrecord.ledger.times import now
from onrecord.storage.home import DEMO, current_home

_CHAIN_LIMIT = 20  # no chain of command is longer; a loop in the data ends here


@dataclass(frozen=True)
class PersonView:
    """A person as lists and pages show them."""

    id: UUID
    username: str
    name: str
    agency: str
    unit: str
    rank: str
    badge_number: str
    roles: tuple[str, ...]
    superior: str


@dataclass(frozen=True)
class AssignmentView:
    """A role that a person holds, held or will hold."""

    id: UUID
    role: str
    since: datetime
    until: datetime | None
    superior: str
    is_over: bool


@dataclass(frozen=True)
class AccountView:
    """One person's account, for the administrator."""

    username: str
    name: str
    agency: str
    is_active: bool
    has_factor: bool
    assignments: tuple[AssignmentView, ...]


@dataclass(frozen=True)
class FactorView:
    """A second factor of one's own."""

    id: int
    kind: str
    name: str
    made_at: datetime
    used_at: datetime | None


def actor_named(username: str, *, channel: Channel, operating_account: str | None = None) -> Actor:
    """Return the actor of a user name as of now, or raise UnknownPerson."""
    person = Person.objects.filter(username=username, user__is_active=True).first()
    if person is None:
        raise UnknownPerson(f"{username}: nobody of that user name acts here.")
    return actor_of(person, channel=channel, operating_account=operating_account)


def actor_of(person: Person, *, channel: Channel, operating_account: str | None = None) -> Actor:
    """Return the actor for a person, with the roles held and the chain at this time."""
    moment = now()
    roles = frozenset(Role(a.held_role) for a in _current(moment).filter(person=person))
    return Actor(
        id=person.id,
        username=person.username,
        name=person.name,
        roles=roles,
        agency=person.agency,
        unit=person.unit,
        badge_number=person.badge_number,
        superiors=chains_at([person.id], moment)[person.id],
        channel=channel,
        operating_account=operating_account,
    )


def _current(moment: datetime) -> QuerySet[Assignment]:
    return Assignment.objects.filter(Q(until__isnull=True) | Q(until__gt=moment), since__lte=moment)


def chains_at(people: Iterable[UUID], moment: datetime) -> dict[UUID, tuple[UUID, ...]]:
    """Return for each person the people above them at a time, nearest first."""
    asked = set(people)
    above: dict[UUID, list[UUID]] = {}
    for assignment in _assignments_above(asked, moment):
        if assignment.superior_id is not None:
            above.setdefault(assignment.person_id, []).append(assignment.superior_id)
    return {person: _climb(person, above) for person in asked}


# One question whatever the depth of the chain and the size of the department; `union` ends a loop.
_ABOVE = """
WITH RECURSIVE above (id, person_id, superior_id, since) AS (
    SELECT id, person_id, superior_id, since FROM accounts_assignment
    WHERE person_id IN ({people}) AND {current}
  UNION
    SELECT held.id, held.person_id, held.superior_id, held.since
    FROM accounts_assignment AS held JOIN above ON held.person_id = above.superior_id
    WHERE {current_held}
)
SELECT id, person_id, superior_id, since FROM above ORDER BY since, id
"""
_IS_CURRENT = (
    "{0}superior_id IS NOT NULL AND {0}since <= %s AND ({0}until IS NULL OR {0}until > %s)"
)


def _assignments_above(people: set[UUID], moment: datetime) -> Iterable[Assignment]:
    """Return the assignments with a superior that these people, and those above them, hold."""
    if not people:
        return ()
    to_database = Person._meta.pk.get_db_prep_value  # noqa: SLF001 - Django's documented fields
    at = connection.ops.adapt_datetimefield_value(moment)
    sql = _ABOVE.format(
        people=", ".join(["%s"] * len(people)),
        current=_IS_CURRENT.format(""),
        current_held=_IS_CURRENT.format("held."),
    )
    asked = [to_database(person, connection) for person in sorted(people)]
    return Assignment.objects.raw(sql, [*asked, at, at, at, at])


def people_below(person: UUID, moment: datetime) -> frozenset[UUID]:
    """Return the people whose chain a person stands in at a time."""
    led: dict[UUID, list[UUID]] = {}
    pairs = _current(moment).exclude(superior=None).values_list("superior_id", "person_id")
    for superior, below in pairs:
        led.setdefault(superior, []).append(below)
    return frozenset(_climb(person, led))


def _climb(person: UUID, above: dict[UUID, list[UUID]]) -> tuple[UUID, ...]:
    chain: list[UUID] = []
    level = above.get(person, [])
    for _ in range(_CHAIN_LIMIT):
        fresh = [p for p in level if p not in chain and p != person]
        if not fresh:
            break
        chain += fresh
        level = [superior for p in fresh for superior in above.get(p, [])]
    return tuple(chain)


def people(*, actor: Actor) -> tuple[PersonView, ...]:
    """List the people of this home, for its administrator."""
    demand(actor, Permission.ACCOUNT_LIST, Facts())
    return _people()


def account(*, actor: Actor, account: UUID) -> AccountView | None:
    """Return one person's account with every role over time, newest first; None if nobody's."""
    demand(actor, Permission.ACCOUNT_LIST, Facts())
    person = Person.objects.filter(id=account).first()
    if person is None:
        return None
    moment = now()
    rows = Assignment.objects.filter(person=person).select_related("superior").order_by("-since")
    return AccountView(
        username=person.username,
        name=person.name,
        agency=person.agency,
        is_active=User.objects.filter(person=person, is_active=True).exists(),
        has_factor=bool(factors_of(person.username)),
        assignments=tuple(
            AssignmentView(
                id=row.id,
                role=row.held_role.replace("-", " ").capitalize(),
                since=row.since,
                until=row.until,
                superior=row.superior.name if row.superior else "",
                is_over=row.until is not None and row.until <= moment,
            )
            for row in rows
        ),
    )


def officers(*, actor: Actor) -> tuple[PersonView, ...]:
    """List the people who may have worn a camera, by name, for whoever reads incidents."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    worn_by = {Role.OFFICER.value, Role.SUPERVISOR.value}
    found = (person for person in _people() if worn_by.intersection(person.roles))
    return tuple(sorted(found, key=lambda person: person.name))


def demo_people() -> tuple[PersonView, ...]:
    """List the fictional people of a demo, for its sign-in page; empty outside the demo."""
    home = current_home()
    if not home.is_set_up or home.record().mode != DEMO:
        return ()
    return _people()


def _people() -> tuple[PersonView, ...]:
    moment = now()
    held: dict[UUID, list[Assignment]] = {}
    for assignment in _current(moment).select_related("superior"):
        held.setdefault(assignment.person_id, []).append(assignment)
    return tuple(
        PersonView(
            id=person.id,
            username=person.username,
            name=person.name,
            agency=person.agency,
            unit=person.unit,
            rank=person.rank,
            badge_number=person.badge_number,
            roles=tuple(a.held_role for a in held.get(person.id, [])),
            superior=next(
                (a.superior.name for a in held.get(person.id, []) if a.superior is not None), ""
            ),
        )
        for person in Person.objects.all()
    )


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of people by id, for pages that name who did what."""
    return dict(Person.objects.filter(id__in=set(ids)).values_list("id", "name"))


def is_granted(actor: Actor, about: str) -> bool:
    """Say whether a subject is open now to the office that the actor belongs to; for decisions."""
    if Role.PROSECUTOR not in actor.roles or not actor.agency:
        return False
    moment = now()
    return Grant.objects.filter(
        Q(until__isnull=True) | Q(until__gt=moment),
        about=about,
        since__lte=moment,
        office_title__iexact=actor.agency,
    ).exists()


def named_or_badged(words: Iterable[str]) -> tuple[UUID, ...]:
    """Return the people whose name or badge number is one of these; for decisions."""
    wanted = {word.strip().casefold() for word in words} - {""}
    if not wanted:
        return ()
    everybody = Person.objects.values_list("id", "name", "badge_number")
    return tuple(
        id_
        for id_, name, badge in everybody
        if name.casefold() in wanted or (badge and badge.casefold() in wanted)
    )


def is_empty() -> bool:
    """Say whether nobody acts here yet: the first administrator is still to be made."""
    return not Person.objects.exists()


def is_mapped(account: str, username: str) -> bool:
    """Say whether an operating-system account may act as a person on the command line."""
    return OperatingAccount.objects.filter(
        account=account, user__username=username, user__is_active=True
    ).exists()


def must_have_factor(person: Actor) -> bool:
    """Say whether a person gets in with a second factor only: staff, outside the demo (G28)."""
    is_staff = bool(person.roles - {Role.ELECTED_OFFICE, Role.SYSTEM})
    return is_staff and current_home().record().mode != DEMO


def factors_of(username: str) -> frozenset[str]:
    """Return the kinds of second factors that somebody has: `totp`, `webauthn`."""
    kinds = Authenticator.objects.filter(user__username=username).values_list("type", flat=True)
    return frozenset(kinds) - {Authenticator.Type.RECOVERY_CODES.value}


def second_factors(*, actor: Actor) -> tuple[FactorView, ...]:
    """List the actor's own second factors, oldest first."""
    demand(actor, Permission.FACTOR_MANAGE, Facts())
    rows = Authenticator.objects.filter(user__username=actor.username).order_by("created_at")
    return tuple(
        FactorView(
            id=row.pk,
            kind=row.type,
            name=row.data.get("name", "Authenticator app"),
            made_at=row.created_at,
            used_at=row.last_used_at,
        )
        for row in rows
        if row.type != Authenticator.Type.RECOVERY_CODES
    )


def recovery_codes_left(*, actor: Actor) -> int:
    """Count the actor's recovery codes that were not used."""
    demand(actor, Permission.FACTOR_MANAGE, Facts())
    row = Authenticator.objects.filter(
        user__username=actor.username, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return len(row.wrap().get_unused_codes()) if row else 0
