"""The person, or the named part of the system, that acts."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from onrecord.authority.role import Role


class Channel(StrEnum):
    """The way an act came in."""

    WEB = "web"
    CLI = "cli"
    API = "api"
    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, as authority sees them at one moment.

    `superiors` are the people above the actor in the chain at this time, nearest first.
    `operating_account` is the operating-system account behind a command line, else None.
    """

    id: UUID | None
    username: str
    name: str
    roles: frozenset[Role]
    agency: str = ""
    unit: str = ""
    badge_number: str = ""
    superiors: tuple[UUID, ...] = ()
    channel: Channel = Channel.WEB
    operating_account: str | None = None

    def via(self, channel: Channel, operating_account: str | None = None) -> "Actor":
        """Return the same actor, coming in by another channel."""
        return replace(self, channel=channel, operating_account=operating_account)

    def __str__(self) -> str:
        return f"{self.name} ({self.username})"


def _system(part: str) -> Actor:
    return Actor(
        id=None,
        username=f"system:{part}",
        name=f"OnRecord {part}",
        roles=frozenset({Role.SYSTEM}),
        channel=Channel.SYSTEM,
    )


class SYSTEM:
    """The named system actors that batch work runs under."""

    SETUP = _system("setup")
    WORKER = _system("worker")
    SEQUENCER = _system("sequencer")
