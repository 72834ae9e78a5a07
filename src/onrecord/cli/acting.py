"""Who acts on a command line.

In the demo anybody may act as any of its people. Elsewhere the name given with `--as` is bound: to
a token of that person in ONRECORD_TOKEN, or to this operating-system account by an administrator's
mapping (`onrecord account map`).
"""

import os
import pwd

from onrecord.accounts.actions import actor_with_token
from onrecord.accounts.errors import SignInRefused
from onrecord.accounts.queries import actor_named, is_mapped
from onrecord.authority import Actor, Channel
from onrecord.cli.command import BadInput
from onrecord.storage.home import DEMO, current_home

TOKEN = "ONRECORD_TOKEN"  # noqa: S105 - the name of a variable


def operating_account() -> str:
    """Return the name of the operating-system account that runs this process, or its number."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"


def acting_person(name: str | None) -> Actor:
    """Return the actor for `--as NAME`; raise BadInput or SignInRefused."""
    account = operating_account()
    token = os.environ.get(TOKEN)
    if token:
        actor = actor_with_token(token, operating_account=account)
        if name and name != actor.username:
            raise SignInRefused(
                f"The token in {TOKEN} is {actor.username}'s, not {name}'s. Use {name}'s own."
            )
        return actor
    if not name:
        raise BadInput(f"Say who acts: --as USER, or a token in {TOKEN}.")
    if current_home().record().mode != DEMO and not is_mapped(account, name):
        raise SignInRefused(
            f"{name}: this operating-system account ({account}) is not mapped to that person. "
            f"Put a token of theirs into {TOKEN}, or ask an administrator for "
            f"`onrecord account map {account} {name}`."
        )
    return actor_named(name, channel=Channel.CLI, operating_account=account)
