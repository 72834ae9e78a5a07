"""Pages of a list by key: none is counted off, and the hundredth costs what the first costs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

T = TypeVar("T")
M = TypeVar("M", bound=Model)
PAGE = 50
_DAY = len("2026-01-31")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, and the key after which the next ones begin; empty at the end."""

    rows: tuple[T, ...]
    following: str = ""


def keyed(
    rows: QuerySet[M], key: str, *, after: str = "", limit: int = PAGE, newest_first: bool = False
) -> tuple[list[M], str]:
    """Return so many rows after a key, and the key after which the next ones begin.

    In order of a time or a day, then of the row's id. `key` names a field or an annotation that is
    never null. A key that is none of ours reads as the beginning.
    """
    sign = "-" if newest_first else ""
    beyond = "lt" if newest_first else "gt"
    place = _place(after)
    if place is not None:
        at, id_ = place
        rows = rows.filter(
            Q(**{f"{key}__{beyond}": at}) | Q(**{f"id__{beyond}": id_}),
            **{f"{key}__{beyond}e": at},
        )
    found = list(rows.order_by(f"{sign}{key}", f"{sign}id")[: limit + 1])
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1]
    return found[:limit], f"{_value(last, key).isoformat()}~{last.pk}"


def _value(row: Model, key: str) -> date:
    value: object = row
    for name in key.split("__"):
        value = getattr(value, name)
    if not isinstance(value, date):  # a time is one, too
        raise TypeError(f"{key}: a page is ordered by a time or a day.")
    return value


def _place(after: str) -> tuple[date, UUID] | None:
    at, _, id_ = after.partition("~")
    try:
        row = UUID(id_)
        moment = date.fromisoformat(at) if len(at) == _DAY else datetime.fromisoformat(at)
    except ValueError:
        return None
    is_whole = not isinstance(moment, datetime) or moment.utcoffset() is not None
    return (moment, row) if is_whole else None
