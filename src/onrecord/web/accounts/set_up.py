"""What a home still lacks before one incident can go its whole way."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.accounts.queries import PersonView
from onrecord.authority import Role

# In the order in which accounts are given: whoever stands above comes first.
NEEDED = (
    (Role.ADMINISTRATOR, "gives the accounts"),
    (Role.SUPERVISOR, "decides on reports and approves referrals"),
    (Role.OFFICER, "opens incidents and writes the reports"),
    (Role.CUSTODIAN, "takes in body-camera video, seals the packet"),
    (Role.INVESTIGATOR, "names offences, prepares the packet"),
)


@dataclass(frozen=True)
class Step:
    """One account that a home needs: who holds it, or where to give it."""

    role: str
    why: str
    holders: tuple[str, ...]
    url: str
    is_next: bool


def role_words(role: Role) -> str:
    """Return a role as people write it."""
    return role.value.replace("-", " ").capitalize()


def steps(people: Sequence[PersonView]) -> tuple[Step, ...]:
    """Return the accounts that a home needs, and which of them to give next."""
    held = {role: tuple(p.name for p in people if role.value in p.roles) for role, _ in NEEDED}
    following = next((role for role, _ in NEEDED if not held[role]), None)
    return tuple(
        Step(
            role=role_words(role),
            why=why,
            holders=held[role],
            url=f"/accounts/new/?role={role.value}",
            is_next=role is following,
        )
        for role, why in NEEDED
    )
