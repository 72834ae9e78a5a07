"""Roles over time: given from a date, ended at one; accounts disabled, an agency's revoked (G30).

An assignment is never taken back: it ends. Nobody gives a role to themselves.
"""

import uuid
from datetime import datetime

from django.db.models import Q, QuerySet

from onrecord.accounts.errors import InvalidAccount, UnknownPerson
from onrecord.accounts.models import Assignment, OperatingAccount, Person, Token, User
from onrecord.accounts.queries import chains_at
from onrecord.accounts.states import DEPARTMENT, unfit_roles
from onrecord.authority import Actor, Facts, Permission, Role
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare, declare_for
from onrecord.ledger.times import now
from onrecord.ledger.words import fit

ASSIGNMENT_MADE = declare_for(Assignment, "assignment.made", 1, "A person was given a role.")
ASSIGNMENT_ENDED = declare_for(
    Assignment, "assignment.ended", 1, "A person's role was ended, with the reason.", "reason"
)
ACCOUNT_DISABLED = declare(
    "account.disabled", 1, ("username", "reason"), "A person may no longer sign in or act."
)
ACCOUNT_RESTORED = declare(
    "account.restored", 1, ("username", "reason"), "A person may sign in and act again."
)
AGENCY_REVOKED = declare(
    "agency.revoked",
    1,
    ("agency", "usernames", "reason"),
    "Every account of an agency was disabled at once.",
)
REASON_LENGTH = 1000


def role_facts(*, username: str, **_: object) -> Facts:
    """Return whom an act on a person's roles is about."""
    return Facts(person=_person(username).id)


def assignment_facts(*, assignment: uuid.UUID, **_: object) -> Facts:
    """Return whom the ending of an assignment is about."""
    return Facts(person=_assignment(assignment).person_id)


@act(Permission.ROLE_GIVE, role_facts)
def give_role(
    act: Act,
    *,
    actor: Actor,
    username: str,
    role: Role,
    since: datetime | None = None,
    until: datetime | None = None,
    superior: str = "",
) -> uuid.UUID:
    """Give a person a role from a time, until another or without end; return the assignment's id.

    Raises InvalidAccount for times in the wrong order, a role held already, an unknown superior or
    one below the person, or roles that do not go together.
    """
    person = _person(username)
    begins = since or now()
    if until is not None and until <= begins:
        raise InvalidAccount("Until: give a time after the beginning.", field="until")
    above = _superior(person, superior)
    held = _overlapping(begins, until).filter(person=person)
    roles = {Role(a.held_role) for a in held}
    if role in roles and not above:
        raise InvalidAccount("Role: this person holds it already at that time.", field="role")
    refuse_unfit(roles | {role}, agency=person.agency, field="role")
    made = Assignment(person=person, held_role=role, superior=above, since=begins, until=until)
    act.save(ASSIGNMENT_MADE, made)
    return made.id


@act(Permission.ROLE_END, assignment_facts)
def end_role(
    act: Act,
    *,
    actor: Actor,
    assignment: uuid.UUID,
    reason: str,
    until: datetime | None = None,
) -> None:
    """End a role, now or at a time to come; what was done in it stays done.

    Raises InvalidAccount where it has ended, and for the last administrator of the home.
    """
    row = _assignment(assignment)
    ends = until or now()
    if row.until is not None and row.until <= now():
        raise InvalidAccount("This role has ended already.")
    if ends <= row.since:
        raise InvalidAccount("Until: give a time after the beginning.", field="until")
    if Role(row.held_role) is Role.ADMINISTRATOR:
        _refuse_last_administrator({row.person_id})
    row.until = ends
    act.save(ASSIGNMENT_ENDED, row, reason=_reason(reason))


@act(Permission.ACCOUNT_DISABLE, role_facts)
def disable_account(act: Act, *, actor: Actor, username: str, reason: str) -> None:
    """Let a person neither sign in nor act any more; tokens and mappings go at once."""
    person = _person(username)
    _refuse_last_administrator({person.id})
    said = _reason(reason)
    if not _disable(User.objects.filter(person=person, is_active=True)):
        raise InvalidAccount(f"{username} is disabled already.")
    subject = f"account/{uuid.uuid4()}"
    act.note(ACCOUNT_DISABLED, subject=subject, chain=subject, username=username, reason=said)


@act(Permission.ACCOUNT_RESTORE, role_facts)
def restore_account(act: Act, *, actor: Actor, username: str, reason: str) -> None:
    """Let a disabled person sign in again; tokens must be made anew."""
    said = _reason(reason)
    if not User.objects.filter(username=username, is_active=False).update(is_active=True):
        raise InvalidAccount(f"{username} is not disabled.")
    subject = f"account/{uuid.uuid4()}"
    act.note(ACCOUNT_RESTORED, subject=subject, chain=subject, username=username, reason=said)


@act(Permission.AGENCY_REVOKE)
def revoke_agency(act: Act, *, actor: Actor, agency: str, reason: str) -> tuple[str, ...]:
    """Disable every account of an agency at once, in an emergency; return whose (G30).

    The acting person keeps theirs, and one administrator is always left.
    """
    said = _reason(reason)
    people = Person.objects.filter(agency__iexact=agency.strip())
    ids = set(people.values_list("id", flat=True)) - {actor.id}
    users = User.objects.filter(person_id__in=ids, is_active=True)
    names = tuple(sorted(users.values_list("username", flat=True)))
    if not names:
        raise InvalidAccount(f"Agency: nobody of {agency!r} may act here.", field="agency")
    _refuse_last_administrator(ids)
    _disable(users)
    subject = f"agency/{uuid.uuid4()}"
    act.note(
        AGENCY_REVOKED,
        subject=subject,
        chain=subject,
        agency=agency.strip(),
        usernames=list(names),
        reason=said,
    )
    return names


def refuse_unfit(roles: set[Role], *, agency: str, field: str = "roles") -> None:
    """Raise InvalidAccount where one person of an agency may not hold these roles together."""
    moment = now()
    rows = _overlapping(moment, None).values_list("held_role", "person__agency").distinct()
    words = unfit_roles(
        roles,
        agency=agency,
        department={of for held, of in rows if Role(held) in DEPARTMENT},
        overseers={of for held, of in rows if Role(held) is Role.INSPECTOR_GENERAL},
    )
    if words:
        raise InvalidAccount(f"Roles: {words}", field=field)


def _person(username: str) -> Person:
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise UnknownPerson(f"{username}: nobody of that user name acts here.")
    return person


def _assignment(assignment: uuid.UUID) -> Assignment:
    row = Assignment.objects.select_related("person").filter(id=assignment).first()
    if row is None:
        raise UnknownPerson(f"{assignment}: there is no such assignment.")
    return row


def _superior(person: Person, username: str) -> Person | None:
    if not username:
        return None
    above = Person.objects.filter(username=username).first()
    if above is None:
        raise InvalidAccount(f"Superior: nobody has the user name {username!r}.", field="superior")
    if above == person or person.id in chains_at([above.id], now())[above.id]:
        raise InvalidAccount("Superior: that person stands below this one.", field="superior")
    return above


def _overlapping(begins: datetime, ends: datetime | None) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(Q(until__isnull=True) | Q(until__gt=begins))
    return rows if ends is None else rows.filter(since__lt=ends)


def _reason(text: str) -> str:
    said = fit("reason", text.strip())
    if not said:
        raise InvalidAccount("Reason: say why, in a sentence.", field="reason")
    if len(said) > REASON_LENGTH:
        raise InvalidAccount("Reason: use at most 1,000 characters.", field="reason")
    return said


def _disable(users: QuerySet[User]) -> int:
    ids = list(users.values_list("id", flat=True))
    Token.objects.filter(user_id__in=ids).delete()
    OperatingAccount.objects.filter(user_id__in=ids).delete()
    return User.objects.filter(id__in=ids).update(is_active=False)


def _refuse_last_administrator(leaving: set[uuid.UUID]) -> None:
    rows = _overlapping(now(), None).filter(
        held_role=Role.ADMINISTRATOR, since__lte=now(), until=None, person__user__is_active=True
    )
    holders = set(rows.values_list("person_id", flat=True))
    if holders and holders <= leaving:
        raise InvalidAccount(
            "Nobody would be left to give accounts. Make another person administrator first."
        )
