"""Acts that only tests have."""

from uuid import UUID

from onrecord.accounts.actions import PERSON_ADDED, create_account
from onrecord.accounts.models import Person
from onrecord.authority import SYSTEM, Actor, Facts, Permission, Refused, Role
from onrecord.ledger.act import Act, act
from onrecord.ledger.actions.loss import ADOPTED
from onrecord.ledger.kinds import declare

NOTED = declare("test.noted", 1, ("words",), "A test noted something.")


def add_person(username: str) -> Person:
    """Give an officer an account, as the product does."""
    id_ = create_account(
        actor=SYSTEM.SETUP,
        username=username,
        password=None,
        name=f"{username.capitalize()} Example",
        agency="Example City Police",
        roles=[Role.OFFICER],
    )
    return Person.objects.get(id=id_)


@act(Permission.HOME_SET_UP)
def note_words(
    act: Act, *, actor: Actor, words: object = "said", count: int = 1, chain: str = "test/1"
) -> list[int]:
    """Append so many entries that stand for no row; return their ids."""
    assert act.actor == actor
    return [act.note(NOTED, subject=chain, chain=chain, words=words).id for _ in range(count)]


@act(Permission.HOME_SET_UP)
def confess(act: Act, *, actor: Actor, first: int, count: int = 1) -> int:
    """Append the confession that acts from an index on were lost; return its id."""
    assert act.actor == actor
    said = {"size": first + count, "root": "", "reason": "the backup lacked it"}
    return act.note(
        ADOPTED, subject="loss/1", chain="log/loss", first=first, count=count, **said
    ).id


@act(Permission.ACCOUNT_CREATE)
def rename(act: Act, *, actor: Actor, person: UUID, name: str) -> None:
    """Change a row, with its entry."""
    assert act.actor == actor
    row = Person.objects.get(id=person)
    row.name = name
    act.save(PERSON_ADDED, row)


@act(Permission.ACCOUNT_CREATE)
def rename_silently(act: Act, *, actor: Actor, person: UUID) -> None:
    """Change a row without an entry."""
    assert act.actor == actor
    Person.objects.filter(id=person).update(name="Changed Silently")


def _about(*, actor: Actor, person: UUID) -> Facts:
    return Facts(about=f"person/{person}", author=actor.id)


@act(Permission.ACCOUNT_CREATE, facts=_about)
def rename_and_refuse(act: Act, *, actor: Actor, person: UUID) -> None:
    """Change a row, and then refuse as a state does."""
    rename(actor=actor, person=person, name="Half Way")
    assert act.actor == actor
    raise Refused("state", "This person has left.")


@act(Permission.HOME_SET_UP)
def note_around(act: Act, *, actor: Actor, person: UUID) -> None:
    """Note something before and after an inner act that fails."""
    act.note(NOTED, subject="test/outer", chain="test/outer", words="before")
    try:
        rename_and_refuse(actor=actor, person=person)
    except Refused:
        act.note(NOTED, subject="test/outer", chain="test/outer", words="after")
