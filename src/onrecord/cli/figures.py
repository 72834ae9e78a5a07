"""`onrecord figures`: the published counts."""

from dataclasses import dataclass

from onrecord.cli.command import Command, Given
from onrecord.releases import actions


@dataclass(frozen=True)
class Published:
    """The figures that were published, by the digest of their table."""

    sha256: str
    page: str


def _snapshot(given: Given) -> Published:
    digest = actions.snapshot_figures(actor=given.actor)
    return Published(sha256=digest, page="/data/")


def _dispatch(given: Given) -> Published:
    digest = actions.snapshot_dispatch(actor=given.actor)
    return Published(sha256=digest, page="/data/#dispatch")


COMMANDS = (
    Command(
        noun="figures",
        verb="snapshot",
        about="Freeze and publish the counts of every quarter that is due by the calendar.",
        calls="releases.actions.snapshot_figures",
        run=_snapshot,
    ),
    Command(
        noun="figures",
        verb="dispatch",
        about="Freeze and publish how many dispatch events have no incident, by the calendar.",
        calls="releases.actions.snapshot_dispatch",
        run=_dispatch,
    ),
)
