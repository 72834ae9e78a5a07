"""Reading for a command: a refused reading is recorded as a refused act is."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from onrecord.authority import Actor, Permission, Refused
from onrecord.ledger.act import record_refusal

P = ParamSpec("P")
T = TypeVar("T")


def read(
    query: Callable[Concatenate[Actor, P], T], actor: Actor, *args: P.args, **keywords: P.kwargs
) -> T:
    """Return what a query gives; append its refusal to the log before raising it."""
    try:
        return query(actor, *args, **keywords)
    except Refused as refusal:
        if refusal.permission:
            record_refusal(actor, Permission(refusal.permission), refusal)
        raise
