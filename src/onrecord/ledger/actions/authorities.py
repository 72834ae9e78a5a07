"""Setting the timestamp authorities of a home."""

from collections.abc import Iterable

from django.db import transaction

from onrecord.authority import Actor, Permission
from onrecord.ledger.act import Act, act
from onrecord.ledger.authorities import Authority, keep_authorities
from onrecord.ledger.kinds import declare
from onrecord.storage.home import current_home

AUTHORITIES_SET = declare(
    "log.authorities_set",
    1,
    ("authorities",),
    "Who stamps the log's checkpoints was set: each with name, address, digest of its trust "
    "roots, and policy.",
)


@act(Permission.LOG_CONFIGURE)
def set_authorities(act: Act, *, actor: Actor, authorities: Iterable[Authority]) -> int:
    """Have these authorities stamp checkpoints from now on, and no others; return the entry.

    They come from `ledger.authorities.read_authorities`, which has checked them.
    """
    given = tuple(authorities)
    home = current_home()
    entry = act.note(
        AUTHORITIES_SET,
        subject="log/authorities",
        chain="log/authorities",
        authorities=[
            {
                "name": authority.name,
                "url": authority.url,
                "roots": authority.digest,
                "policy": authority.policy or None,
            }
            for authority in given
        ],
    )
    transaction.on_commit(lambda: keep_authorities(home, given))
    return entry.id
