"""What a route is: one address, one method, and the action or query that it calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_type_hints

from django.http import HttpRequest

from onrecord.authority import Permission

Prepare = Callable[[dict[str, Any]], dict[str, Any]]
NO_NAMES: Mapping[str, str] = {}


def as_they_came(given: dict[str, Any]) -> dict[str, Any]:
    """Hand a request's values on as they are."""
    return given


@dataclass(frozen=True, kw_only=True)
class Route:
    """One row: its values, but for the path's, come by the query of a GET, else by a JSON body.

    calls: what is called, with `actor` and the rest by keyword. permission: what authority is
    asked for; an act's own where it is none. opens: reading it is recorded as the opening of its
    incident, for the `purpose` that the request then names. covers: further actions or queries
    that are reached through this row. prepare: what the values need before they are handed on.
    answers_once: the answer bears a secret, and is never kept to be given again.
    raw: the media types of a body of bytes, whose function gets the `request` itself, for the body
    is then the bytes alone. gives_bytes: a file is answered; by_range: or a range of it.
    """

    method: str
    path: str
    calls: Callable[..., object]
    permission: Permission
    tag: str
    opens: bool = False
    covers: tuple[Callable[..., object], ...] = ()
    prepare: Prepare = field(default=as_they_came)
    answers_once: bool = False
    raw: tuple[str, ...] = ()
    gives_bytes: bool = False
    by_range: bool = False
    name: str = ""

    @property
    def operation(self) -> str:
        """The operation's name in the document."""
        return self.name or self.calls.__name__

    @cached_property
    def answer(self) -> Any:  # noqa: ANN401 - a type, as typing gives it
        """The type of what is answered."""
        return get_type_hints(self.calls)["return"]

    @property
    def is_act(self) -> bool:
        """Whether something is recorded, so that an Idempotency-Key is heard."""
        return self.method != "GET"


@dataclass(frozen=True)
class Rows:
    """Makes the rows of one noun."""

    tag: str

    def act(self, path: str, calls: Callable[..., object], **said: Any) -> Route:  # noqa: ANN401 - Route's own fields
        """Return the row of an action: a POST."""
        permission = said.pop("permission", None) or calls.permission  # type: ignore[attr-defined] # the decorator of acts sets it
        return Route(
            method="POST", path=path, calls=calls, permission=permission, tag=self.tag, **said
        )

    def query(
        self,
        path: str,
        calls: Callable[..., object],
        permission: Permission,
        **said: Any,  # noqa: ANN401 - Route's own fields
    ) -> Route:
        """Return the row of a query: a GET; within an incident it opens the incident."""
        opens = said.pop("opens", path.startswith("incidents/{number}"))
        return Route(
            method="GET",
            path=path,
            calls=calls,
            permission=permission,
            tag=self.tag,
            opens=opens,
            **said,
        )


class Asking(HttpRequest):
    """A request of the interface: its actor is known by its token."""

    auth: Any
