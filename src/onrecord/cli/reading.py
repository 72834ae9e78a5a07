"""Reading for a command: a refused reading is recorded as a refused act is."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from onrecord.authority import Actor, Permission, Refused
from onrecord.ledger.act import record_refusal

P = ParamSpec("P")
T = TypeVar("T")


def read(query: Callable[P, T], *args: P.args, **keywords: P.kwargs) -> T:
    """Return what a query of the `actor` among the keywords gives; record its refusal."""
    try:
        return query(*args, **keywords)
    except Refused as refusal:
        actor = keywords.get("actor")
        if refusal.permission and isinstance(actor, Actor):
            record_refusal(actor, Permission(refusal.permission), refusal)
        raise
